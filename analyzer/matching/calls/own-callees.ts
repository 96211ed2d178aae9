// Calls of what the project defines: a quick answer, and whether a test expects them to fail.
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import {
  F_ATTRIBUTE,
  F_BODY,
  K_ATTRIBUTE,
  K_EXCEPT_CLAUSE,
  K_IDENTIFIER,
  K_TRY_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { caughtTypes } from '../errors/handlers.ts'

/** Names of what the project defines and that can be called. */
export const definedNames = defineTable({
  id: 'defined names',
  make: ({ index }): ReadonlySet<string> =>
    new Set([...index.functions, ...index.classes].map(({ summary }) => summary.name)),
})

/** The answers for the names that a file calls: few names, many calls. */
const KNOWN_NAMES = {}

/** A quick answer by the last name of what is called: false for what the project does not define. */
export function mayBeOurs(checker: Checker, callee: Node): boolean {
  const { facts, tree } = checker
  const known = checker.once(KNOWN_NAMES, () => new Map<string, boolean>())
  const isOwn = (path: string) => {
    const name = path.slice(path.lastIndexOf('.') + 1)
    let answer = known.get(name)
    if (answer === undefined) {
      answer = checker.project.has(definedNames, name)
      known.set(name, answer)
    }
    return answer
  }
  const kind = callee === NO_NODE ? -1 : tree.kind(callee)
  if (kind === K_ATTRIBUTE && isOwn(facts.name(tree.child(callee, F_ATTRIBUTE)))) return true
  if (kind === K_IDENTIFIER && (isOwn(facts.name(callee)) || facts.name(callee) === 'cls'))
    return true
  return kind === K_IDENTIFIER && isOwn(facts.qualifiedName(callee) ?? '')
}

/** Under `pytest.raises`, or in a `try` that handles the TypeError. */
export function expectsTypeError(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  let inner = call
  for (let at = tree.parent(call); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    if (tree.fieldOf(inner) !== F_BODY) continue
    if (tree.kind(at) === K_WITH_STATEMENT) {
      if (/^(?:async )?with[^\n]*(?:raises|Raises)/.test(tree.spelled(at))) return true
    }
    if (tree.kind(at) !== K_TRY_STATEMENT) continue
    const clauses = tree.namedChildren(at).filter((one) => tree.kind(one) === K_EXCEPT_CLAUSE)
    const isCaught = clauses.some((clause) =>
      caughtTypes(tree, clause).some((type) => facts.qualifiedName(type) === 'builtins.TypeError'),
    )
    if (isCaught) return true
  }
  return false
}
