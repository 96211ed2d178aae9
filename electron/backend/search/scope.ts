// Where a query looks.
import type { Query, Scope } from './query.ts'

/** Whether something of this path and rule is asked for; '' where it has none. */
export function isInScope({ paths, rules }: Query, path: string, ruleId: string): boolean {
  return fits(paths, path) && fits(rules, ruleId)
}

function fits(scopes: readonly Scope[], name: string): boolean {
  if (scopes.length === 0) return true
  const lower = name.toLowerCase()
  const wanted = scopes.filter(({ isNot }) => !isNot)
  return (
    // One of the named places is enough; each excluded one excludes.
    (wanted.length === 0 || wanted.some(({ text }) => lower.includes(text))) &&
    !scopes.some(({ text, isNot }) => isNot && lower.includes(text))
  )
}
