// Attributes that are asked of a module of the project which does not have them.
import type { Checker } from '../../../engine/checker.ts'
import { rootOf } from '../../../facts/access-path.ts'
import { importContext } from '../../../facts/import-context.ts'
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
  return `Module \`${summary.path}\` has no attribute \`${name}\`.${hintFor(module, name)}`
}

/** A name that `from ... import` takes out of a module of the project, which does not have it. */
export interface MissingImport {
  readonly node: Node
  readonly message: string
}

/** All of a file; an import that is tried, or that only type checkers read, asks whether it is there. */
export function missingImports(checker: Checker): readonly MissingImport[] {
  const { facts, project, path } = checker
  const own = project.index.module(path)?.summary
  if (own === undefined) return []
  return facts.imports.flatMap(({ form, target, name, node, statement }) => {
    if (form !== 'from' || target === undefined || !target.endsWith(`.${name}`)) return []
    const module = target.slice(0, -name.length - 1)
    const entry = project.index.graph.find(module, own)
    if (entry?.kind !== 'module' || !`.${module}`.endsWith(`.${entry.summary.moduleName}`))
      return []
    if (entry.summary.path === path || !isWithout(checker, entry, name)) return []
    const { isGuarded, isTypeChecking, isConditional } = importContext(facts, statement)
    if (isGuarded || isTypeChecking || isConditional) return []
    const message = `Module \`${entry.summary.path}\` has no \`${name}\`: the import fails.${hintFor(entry, name)}`
    return [{ node, message }]
  })
}

/** True for a module of Python that has all of its names in its text, and not this one. */
function isWithout(checker: Checker, module: ModuleEntry, name: string): boolean {
  const { project } = checker
  const { summary } = module
  if (summary.isDynamic || !summary.path.endsWith('.py') || isReserved(name)) return false
  // A package has parts that are no Python: those are written small.
  if (summary.isPackage && !/^_*[A-Z]\w*[a-z]/.test(name)) return false
  const symbols = project.index.symbols(module)
  if (symbols.hasStars || symbols.names.get(name) !== undefined) return false
  if (project.index.member(module, name) !== undefined) return false
  // `public(now=factory.now)` makes a name of the module.
  const isGiven = summary.statements.some(
    (one) => one.kind === 'call' && one.keywords.some((keyword) => keyword.name === name),
  )
  return !isGiven && !project.has(outsideNames, name) && !isReplaced(checker, summary)
}

const isReserved = (name: string) => name.startsWith('__') && name.endsWith('__')

function hintFor({ summary }: ModuleEntry, name: string): string {
  const candidate = closestName(name, new Set(summary.names.map((one) => one.name)))
  return candidate === undefined ? '' : ` Perhaps \`${candidate}\` is meant.`
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
