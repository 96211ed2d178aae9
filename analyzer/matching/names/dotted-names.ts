// Names of the project in strings: what a worker, a test or a framework imports when it runs.
import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { outsideNames } from '../../gather/tables.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { closestName } from './closest-name.ts'

/** Names under which tasks are registered, where their decorator gives one. */
export const namedTasks = defineTable({
  id: 'tasks by a name of their own',
  make: (project): ReadonlySet<string> =>
    new Set(domainOf(project).tasks.tasks.flatMap(({ name }) => name ?? [])),
})

export interface MissingTarget {
  /** The file that has no such name. */
  readonly path: string
  readonly name: string
  /** A name of the module that differs little. */
  readonly candidate: string | undefined
}

/** What `mock.patch` makes where a module has no such name. */
const BUILTINS =
  /^(?:open|input|print|exit|quit|super|sorted|len|range|iter|next|__import__|exec|eval)$/

/**
 * The first name of a dotted path that a module of the project does not have; undefined where the path
 * leads somewhere, out of the project, or into what changes itself while it runs.
 */
export function missingTarget(checker: Checker, path: string): MissingTarget | undefined {
  const { project } = checker
  const own = project.index.module(checker.path)
  if (own === undefined || !/^[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)+$/.test(path)) return undefined
  const parts = path.split(/[.:]/)
  for (let count = parts.length - 1; count > 0; count -= 1) {
    const module = project.index.graph.find(parts.slice(0, count).join('.'), own.summary)
    if (module?.kind !== 'module') continue
    const name = parts[count] ?? ''
    return lacksName(checker, module, parts.slice(0, count).join('.'), name)
  }
  return undefined
}

function lacksName(
  checker: Checker,
  module: ModuleEntry,
  prefix: string,
  name: string,
): MissingTarget | undefined {
  const { project } = checker
  const { summary } = module
  // A package has parts that are no Python, and what changes itself tells nobody.
  if (summary.isPackage || summary.isDynamic || !summary.path.endsWith('.py')) return undefined
  if (`.${prefix}`.endsWith(`.${summary.moduleName}`) === false) return undefined
  const symbols = project.index.symbols(module)
  if (symbols.hasStars || symbols.names.get(name) !== undefined) return undefined
  if (summary.functions.length + summary.classes.length === 0) return undefined
  if (project.index.member(module, name) !== undefined) return undefined
  if (/^__\w+__$/.test(name) || BUILTINS.test(name) || project.has(outsideNames, name)) {
    return undefined
  }
  const candidate = closestName(name, new Set(summary.names.map((one) => one.name)))
  return { path: summary.path, name, candidate }
}
