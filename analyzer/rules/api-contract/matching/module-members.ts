// Attributes that are asked of a module of the project which does not have them.
import type { Checker } from '../../../engine/checker.ts'
import { rootOf } from '../../../facts/access-path.ts'
import { outsideNames } from '../../../gather/tables.ts'
import { closestName } from '../../../matching/names/closest-name.ts'
import type { ModuleEntry } from '../../../project/module-graph.ts'
import { F_OBJECT, K_IDENTIFIER } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'
import { isLookedFor } from './looked-for.ts'

/** The module of the project that a name stands for, where one import alone gives it. */
export function moduleOf(checker: Checker, object: Node): ModuleEntry | undefined {
  const { facts, tree } = checker
  const root = rootOf(tree, object)
  if (tree.kind(root) !== K_IDENTIFIER) return undefined
  const binding = facts.resolve(root)
  if (binding?.kind !== 'import' || binding.definitionCount !== 1) return undefined
  const value = checker.valueOf(object)
  return value?.kind === 'module' && value.entry.kind === 'module' ? value.entry : undefined
}

/** A package may have parts that are no Python, and what changes itself tells nobody. */
export function lackingModule(
  checker: Checker,
  node: Node,
  name: string,
  module: ModuleEntry,
): string | undefined {
  const { tree, project } = checker
  const { summary } = module
  if (summary.isPackage || summary.isDynamic || !summary.path.endsWith('.py')) return undefined
  const symbols = project.index.symbols(module)
  if (symbols.hasStars || symbols.names.get(name) !== undefined) return undefined
  if (summary.functions.length + summary.classes.length === 0 || checker.role === 'test')
    return undefined
  // `test.support` may be another one than `tkinter/test/support.py`.
  const origin = checker.facts.qualifiedName(tree.child(node, F_OBJECT)) ?? ''
  if (!`.${origin}`.endsWith(`.${summary.moduleName}`)) return undefined
  if (project.index.member(module, name) !== undefined || project.has(outsideNames, name))
    return undefined
  if (isLookedFor(checker, node, name) || isReplaced(checker, summary)) return undefined
  const candidate = closestName(name, new Set(summary.names.map((one) => one.name)))
  const hint = candidate === undefined ? '' : ` Perhaps \`${candidate}\` is meant.`
  return `Module \`${summary.path}\` has no attribute \`${name}\`.${hint}`
}

/** `public(config=Configuration())` in the package: its name is no longer that of the module. */
function isReplaced({ project }: Checker, { path }: ModuleEntry['summary']): boolean {
  const parts = path.slice(0, -'.py'.length).split('/')
  const name = parts.pop()
  const around = project.index.module([...parts, '__init__.py'].join('/'))?.summary
  if (around === undefined) return false
  if (around.isDynamic) return true
  return around.statements.some(
    (one) => one.kind === 'call' && one.keywords.some((keyword) => keyword.name === name),
  )
}
