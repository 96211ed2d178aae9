// Calls of libraries by their full name, through objects of the library too.
import type { Checker } from '../../engine/checker.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

/**
 * The path of what is called: `requests.get`, or through an instance `httpx.Client().get`. The
 * file's own names are tried first, then what the project knows of the receiver.
 */
export function libraryName(checker: Checker, call: Node): string | undefined {
  const callee = checker.facts.callee(call)
  if (callee === NO_NODE) return undefined
  const origin = checker.facts.qualifiedName(callee)
  if (origin !== undefined && !origin.startsWith('.')) return origin
  const value = checker.valueOf(callee)
  return value?.kind === 'external' ? value.name : origin
}

/** True when the file imports a module or something of it. */
export function importsModule(checker: Checker, module: string): boolean {
  return checker.facts.imports.some(
    ({ target }) => target === module || target?.startsWith(`${module}.`) === true,
  )
}
