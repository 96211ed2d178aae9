// Imports that a fix needs: the name under which something is in reach, and the edit that brings it.
import type { TextEdit } from '../../engine/checker.ts'
import { docstringOf } from '../../facts/definitions.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { ImportFacts } from '../../facts/imports.ts'
import { F_ATTRIBUTE, F_NAME } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { lineBreakOf } from './edits.ts'
import { partOfImport } from './removals.ts'

/** How to write a name at a place, and what has to be added to the file first. */
export interface ImportedName {
  readonly text: string
  readonly edits: readonly TextEdit[]
}

/** `module` as a name that means it at `use`; `import module` is added where it is missing. */
export function importedModule(facts: FileFacts, module: string, use: Node): ImportedName {
  const known = facts.imports.find(
    (one) =>
      one.form !== 'star' &&
      one.target === module &&
      one.bound !== '' &&
      isVisible(facts, one, use),
  )
  if (known !== undefined) return { text: known.bound, edits: [] }
  return { text: module, edits: [newImport(facts, `import ${module}`)] }
}

/**
 * `module.name` as it can be written at `use`: through an import of the name or of the module where
 * there is one, else through `from module import name`, added to an import of that form if it stands.
 */
export function importedName(
  facts: FileFacts,
  module: string,
  name: string,
  use: Node,
): ImportedName {
  const direct = facts.imports.find(
    (one) => one.target === `${module}.${name}` && isVisible(facts, one, use),
  )
  if (direct !== undefined) return { text: direct.bound, edits: [] }
  const whole = facts.imports.find(
    (one) => one.form === 'import' && one.target === module && isVisible(facts, one, use),
  )
  if (whole !== undefined) return { text: `${whole.bound}.${name}`, edits: [] }
  const sibling = facts.imports.findLast(
    (one) =>
      one.form === 'from' && one.level === 0 && one.module === module && isVisible(facts, one, use),
  )
  if (sibling === undefined) {
    return { text: name, edits: [newImport(facts, `from ${module} import ${name}`)] }
  }
  const end = facts.tree.end(partOfImport(facts, sibling))
  return { text: name, edits: [{ start: end, end, newText: `, ${name}` }] }
}

/** True where nothing in the file goes by the name but imports, so that one more takes nobody's place. */
export function isFreeForImport(facts: FileFacts, name: string): boolean {
  return facts.identifiersNamed(name).every((one) => {
    const { tree } = facts
    const isMember = tree.fieldOf(one) === F_ATTRIBUTE || tree.fieldOf(one) === F_NAME
    return isMember || facts.resolve(one)?.kind === 'import'
  })
}

/** True when the import's name means the import at `use`. */
function isVisible(facts: FileFacts, one: ImportFacts, use: Node): boolean {
  const binding = facts.lookup(facts.scopeOf(use), one.bound)
  return binding?.definitions.some(({ node }) => node === one.node) === true
}

/** A line before the first import of the module, else behind its docstring, else at its top. */
export function newImport(facts: FileFacts, line: string): TextEdit {
  const { tree } = facts
  const lineBreak = lineBreakOf(tree)
  const first = facts.imports.find(
    (one) => one.form !== 'future' && tree.parent(one.statement) === 0,
  )
  if (first !== undefined) {
    const start = tree.start(first.statement)
    return { start, end: start, newText: `${line}${lineBreak}` }
  }
  const future = facts.imports.findLast((one) => one.form === 'future')
  const above = future?.statement ?? docstringOf(tree, 0)
  if (above !== NO_NODE) {
    const end = tree.end(above)
    return { start: end, end, newText: `${lineBreak}${lineBreak}${line}` }
  }
  const start = startOfCode(facts)
  return { start, end: start, newText: `${line}${lineBreak}` }
}

/** Behind the interpreter line and the comments at the top. */
function startOfCode(facts: FileFacts): number {
  const head = /^(?:#[^\r\n]*(?:\r\n|\r|\n))*/.exec(facts.tree.source)?.[0] ?? ''
  return head.length
}
