// Functions that hold a transaction of Django around some of what they call, as their text says.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { K_DECORATED_DEFINITION } from '../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

const KEEPS = /\b(?:atomic|commit_on_success|set_autocommit)\b/

/** By path and symbol, separated by a space. */
export const transactionKeepers = defineGatherer<readonly string[], ReadonlySet<string>>({
  id: 'transaction-keepers',
  collect(facts, role) {
    if (role === 'test' || !KEEPS.test(facts.tree.source)) return undefined
    const found = facts.functions.filter((one) => keeps(facts, one)).map(({ symbol }) => symbol)
    return found.length === 0 ? undefined : found
  },
  combine: (parts) =>
    new Set(parts.flatMap(({ path, part }) => part.map((symbol) => `${path} ${symbol}`))),
})

/** By its own code and decorators, or by the decorators of its class. */
function keeps(facts: FileFacts, { node }: FunctionFacts): boolean {
  const { tree } = facts
  const owner = facts.enclosingClass(node)
  const decorators =
    owner === undefined
      ? ''
      : tree.source.slice(tree.start(whole(tree, owner.node)), tree.start(owner.node))
  return KEEPS.test(tree.spelled(whole(tree, node))) || KEEPS.test(decorators)
}

/** The definition with its decorators. */
function whole(tree: SyntaxTree, definition: Node): Node {
  const parent = tree.parent(definition)
  return tree.kind(parent) === K_DECORATED_DEFINITION ? parent : definition
}
