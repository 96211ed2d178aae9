// Functions that are called from the file, or the class, that they stand in.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { codeOf, statementsOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** The function of the same file, or method of the same class, that is called. */
export function calledBeside({ tree, facts }: Checker, callee: Node): FunctionFacts | undefined {
  if (tree.kind(callee) !== k.K_IDENTIFIER) {
    const method = receiverAttribute(facts, callee)
    return method?.class.methods.find(({ name }) => name === method.name)
  }
  const binding = facts.resolve(callee)
  const only = binding?.definitionCount === 1 ? binding.definitions[0] : undefined
  return only?.kind === 'function' ? facts.functionAt(tree.parent(only.node)) : undefined
}

/** A function that raises at its end and returns nowhere: `def refuse(text): raise Refused(text)`. */
export function alwaysRaises({ tree }: Checker, called: FunctionFacts): boolean {
  const body = tree.child(called.node, k.F_BODY)
  const last = body === NO_NODE ? undefined : statementsOf(tree, body).at(-1)
  if (last === undefined || tree.kind(last) !== k.K_RAISE_STATEMENT || called.isAsync) return false
  for (const node of codeOf(tree, body)) {
    const kind = tree.kind(node)
    if (kind === k.K_RETURN_STATEMENT || kind === k.K_YIELD) return false
  }
  return true
}
