// Where definitions of the project stand, for evidence and related places.
import type { Place } from '../../facts/expression.ts'
import type { Location } from '../../model.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'

/** The name of a class where it is defined. */
export function placeOfClass({ module, summary }: ProjectClass): Location {
  return placeOfName(module.summary.path, summary.at, summary.name)
}

/** The name of a function where it is defined. */
export function placeOfFunction({ module, summary }: ProjectFunction): Location {
  return placeOfName(module.summary.path, summary.at, summary.name)
}

export function placeOfName(path: string, { line, column }: Place, name: string): Location {
  const range = {
    startLine: line,
    startColumn: column,
    endLine: line,
    endColumn: column + name.length,
  }
  return { path, range }
}
