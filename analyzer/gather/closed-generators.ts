// Async generators that all their consumers close: `async with aclosing(store.entries()) as entries:`.
import type { FileFacts } from '../facts/file-facts.ts'
import {
  F_ATTRIBUTE,
  F_RIGHT,
  K_ATTRIBUTE,
  K_CALL,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_IDENTIFIER,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

interface Consumed {
  readonly closed: readonly string[]
  /** Looped over as they are. */
  readonly looped: readonly string[]
}

/** Names of functions that are only ever called for `aclosing` or `closing`. */
export const closedGenerators = defineGatherer<Consumed, ReadonlySet<string>>({
  id: 'closed-generators',
  collect(facts) {
    const closed = ['aclosing', 'closing'].flatMap((name) =>
      [...facts.identifiersNamed(name)].flatMap((node) => {
        const call = facts.tree.ancestor(node, K_CALL)
        return call === NO_NODE ? [] : nameOf(facts, facts.arguments(call)[0]?.value ?? NO_NODE)
      }),
    )
    const looped = [K_FOR_STATEMENT, K_FOR_IN_CLAUSE].flatMap((kind) =>
      Array.from(facts.nodesOfKind(kind)).flatMap((loop) =>
        nameOf(facts, facts.tree.child(loop, F_RIGHT)),
      ),
    )
    return closed.length + looped.length === 0
      ? undefined
      : { closed: [...new Set(closed)], looped: [...new Set(looped)] }
  },
  combine(parts) {
    const closed = new Set(parts.flatMap(({ part }) => part.closed))
    for (const { part } of parts) for (const name of part.looped) closed.delete(name)
    return closed
  },
})

/** The last name of what a call calls. */
function nameOf(facts: FileFacts, call: Node): string[] {
  const { tree } = facts
  if (call === NO_NODE || tree.kind(call) !== K_CALL) return []
  const callee = facts.callee(call)
  if (callee === NO_NODE) return []
  if (tree.kind(callee) === K_IDENTIFIER) return [facts.name(callee)]
  const attribute = tree.kind(callee) === K_ATTRIBUTE ? tree.child(callee, F_ATTRIBUTE) : NO_NODE
  return attribute === NO_NODE ? [] : [facts.name(attribute)]
}
