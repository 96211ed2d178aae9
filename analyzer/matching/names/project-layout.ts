// How the files of a project lie, in answers that stay the same when files come and go that do not
// matter for them.
import { defineTable } from '../../engine/table.ts'

function topNamesOf(path: string): readonly string[] {
  const [first = '', ...rest] = path.split('/')
  if (rest.length === 0) return first.endsWith('.py') ? [first.slice(0, -'.py'.length)] : []
  const [second = ''] = rest
  return first === 'src' && rest.length > 1 ? [first, second] : [first]
}

/** Names of modules and packages that lie in the root or in `src`. */
export const topNames = defineTable({
  id: 'names at the top',
  make: ({ paths }): ReadonlySet<string> => new Set(paths.flatMap(topNamesOf)),
})

/** Whether there is a package, which somebody may install. */
export const hasPackages = defineTable({
  id: 'has packages',
  make: ({ paths }): boolean => paths.some((path) => path.endsWith('__init__.py')),
})
