// Constants that lie outside of the function that reads them: imported from another file of the
// project, fields of a class.
import type { Checker } from '../../engine/checker.ts'
import { constantOf, type Expression } from '../../facts/expression.ts'
import type { Constant } from '../../facts/literals.ts'
import type { ProjectClass, Value } from '../../project/values.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE, K_IDENTIFIER } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'

/** What `TABLE`, `settings.TABLE`, `self.TABLE` or `Jobs.TABLE` is; undefined unless written once. */
export function sharedConstant(checker: Checker, node: Node): Constant | undefined {
  const { tree, facts } = checker
  if (tree.kind(node) === K_IDENTIFIER) {
    return facts.resolve(node)?.kind === 'import' ? ofModule(checker, node) : undefined
  }
  if (tree.kind(node) !== K_ATTRIBUTE) return undefined
  const owner = checker.valueOf(tree.child(node, F_OBJECT))
  return owner?.kind === 'instance' || owner?.kind === 'class'
    ? ofClass(checker, owner.class, facts.name(tree.child(node, F_ATTRIBUTE)))
    : ofModule(checker, node)
}

/** True for `TABLES` that another file of the project fills once with constants. */
export function isSharedTable(checker: Checker, node: Node): boolean {
  const value = expressionOf(checker, node)
  if (value?.kind === 'dict') {
    return (
      value.entries.length > 0 && value.entries.every((one) => constantOf(one.value) !== undefined)
    )
  }
  const isRow = value?.kind === 'list' || value?.kind === 'tuple'
  return (
    isRow && value.items.length > 0 && value.items.every((one) => constantOf(one) !== undefined)
  )
}

function ofModule(checker: Checker, node: Node): Constant | undefined {
  return constantOf(expressionOf(checker, node))
}

/** What a name of another module is given, where that is done once. */
function expressionOf(
  { facts, path, project: { index } }: Checker,
  node: Node,
): Expression | undefined {
  const origin = facts.qualifiedName(node)
  const from = index.module(path)
  if (origin === undefined || from === undefined) return undefined
  const value = index.resolveName(from, origin)
  const variable = value?.kind === 'variable' ? value.variable : annotated(value)
  return variable?.writes === 1 ? variable.value : undefined

  /** `TABLE: str = 'jobs'` is known by its type: the variable is found in its module. */
  function annotated(known: Value | undefined) {
    if (known?.kind !== 'external' || from === undefined || origin === undefined) return undefined
    const dot = origin.lastIndexOf('.')
    const module = dot > 0 ? index.resolveName(from, origin.slice(0, dot)) : undefined
    if (module?.kind !== 'module' || module.entry.kind === 'namespace') return undefined
    return index.symbols(module.entry).variables.get(origin.slice(dot + 1))
  }
}

/** A switch in small letters is a default that somebody may turn, and so is `None`. */
function ofClass(
  { project: { index } }: Checker,
  owner: ProjectClass,
  name: string,
): Constant | undefined {
  for (const one of index.hierarchy.order(owner)) {
    const written = typeof one === 'string' ? undefined : one.attributes.get(name)
    if (written === undefined) continue
    const value = written.length === 1 ? constantOf(written[0]?.value) : undefined
    const isText = typeof value === 'string' || typeof value === 'number'
    return isText || /^_*[A-Z]/.test(name) ? value : undefined
  }
  return undefined
}
