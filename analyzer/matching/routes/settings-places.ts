// Where settings of an application stand, and which of them are for development.
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { Node } from '../../syntax/tree.ts'

const DEVELOPMENT = /dev|local|test|debug|sandbox|example|sample|demo/i

/** A settings module of Django or a configuration class that is not one for development. */
export function isSettings(checker: Checker, node: Node): boolean {
  const { facts, path } = checker
  const owner = facts.enclosingClass(node)
  if (facts.enclosingFunction(node) !== undefined) return false
  if (owner !== undefined) {
    return /(?:config|settings|configuration)$/i.test(owner.name) && !DEVELOPMENT.test(owner.name)
  }
  return (
    /(?:^|\/)(?:\w*settings\w*|\w*config|settings\/[^/]+|config\/[^/]+)\.py$/.test(path) &&
    !DEVELOPMENT.test(path)
  )
}

/** Names that settings files for production give a value, over all files. */
export const productionSettings = defineTable({
  id: 'names that production settings replace',
  make: ({ index }): ReadonlyMap<string, readonly string[]> => {
    const files = index.graph.modules.filter(({ summary }) => PRODUCTION.test(summary.path))
    return new Map(
      files.map(
        ({ summary }) => [summary.path, summary.variables.map(({ name }) => name)] as const,
      ),
    )
  },
})

const PRODUCTION =
  /(?:settings|config)[^/]*\/[^/]*(?:prod|live|deploy|staging)[^/]*\.py$|settings_(?:prod|live|deploy)\w*\.py$/i

/** True for a setting that a file for production in the same place gives another value. */
export function isReplaced({ project, path }: Checker, name: string): boolean {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return [...project.table(productionSettings)].some(
    ([file, names]) => file !== path && file.startsWith(folder) && names.includes(name),
  )
}
