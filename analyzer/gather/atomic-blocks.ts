// Lines that run inside of a transaction of Django: bodies of `with transaction.atomic()` and functions
// with that decorator.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

/** First and last line. */
type Lines = readonly [number, number]

const ATOMIC = /\batomic\b/

/** By path. */
export const atomicBlocks = defineGatherer<readonly Lines[], ReadonlyMap<string, readonly Lines[]>>(
  {
    id: 'atomic-blocks',
    collect(facts, role) {
      const { tree } = facts
      if (role === 'test' || !ATOMIC.test(tree.source)) return undefined
      const found: Lines[] = []
      const add = (node: Node) =>
        found.push([tree.line(node), tree.position(tree.end(node)).line] as const)
      for (const block of facts.nodesOfKind(k.K_WITH_STATEMENT)) {
        const clause = tree.childOfKind(block, k.K_WITH_CLAUSE)
        if (clause !== NO_NODE && ATOMIC.test(tree.spelled(clause))) add(block)
      }
      for (const { node } of facts.functions) {
        const whole = tree.parent(node)
        if (whole === NO_NODE || tree.kind(whole) !== k.K_DECORATED_DEFINITION) continue
        if (ATOMIC.test(tree.source.slice(tree.start(whole), tree.start(node)))) add(node)
      }
      return found.length === 0 ? undefined : found
    },
    combine: (parts) => new Map(parts.map(({ path, part }) => [path, part])),
  },
)
