// Attributes that some code of a project closes: `self.session.close()`, `app.state.pool.shutdown`,
// `async with api.client:`.
import type { FileRole } from '../engine/roles.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import * as k from '../syntax/kinds.ts'
import { defineGatherer } from './define.ts'

export interface ClosedAttribute {
  readonly name: string
  /** Symbol of the class that closes an attribute of its own, '' for other code. */
  readonly class: string
  readonly path: string
}

interface Part {
  readonly closed: readonly Omit<ClosedAttribute, 'path'>[]
}

const CLOSES =
  /^(?:a?close|close_all|shutdown|stop|terminate|join|quit|logout|disconnect|wait_closed|release|__a?exit__)$/

export const closedAttributes = defineGatherer<Part, ReadonlyMap<string, ClosedAttribute[]>>({
  id: 'closed-attributes',
  collect(facts: FileFacts, role: FileRole) {
    if (role !== 'source') return undefined
    const { tree } = facts
    const found = new Map<string, Omit<ClosedAttribute, 'path'>>()
    for (const node of facts.nodesOfKind(k.K_ATTRIBUTE)) {
      const parent = tree.parent(node)
      const isClosed =
        tree.kind(parent) === k.K_ATTRIBUTE
          ? tree.fieldOf(node) === k.F_OBJECT &&
            CLOSES.test(tree.spelled(tree.child(parent, k.F_ATTRIBUTE)))
          : tree.kind(parent) === k.K_WITH_ITEM || tree.kind(parent) === k.K_AS_PATTERN
      if (!isClosed) continue
      const name = tree.text(tree.child(node, k.F_ATTRIBUTE))
      const own = receiverAttribute(facts, node)?.class.symbol ?? ''
      found.set(`${name} ${own}`, { name, class: own })
    }
    return found.size === 0 ? undefined : { closed: [...found.values()] }
  },
  combine(parts) {
    const all = parts.flatMap(({ path, part }) => part.closed.map((one) => ({ ...one, path })))
    return Map.groupBy(all, ({ name }) => name)
  },
})
