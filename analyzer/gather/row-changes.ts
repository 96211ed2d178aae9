// Functions that change an attribute of an object that they are called with: `order.mark_paid()`
// sets `self.state`, `pay(order)` sets `order.state`. What the object is shows at the call.

import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { conditionOf } from '../matching/statements/branches.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ASSERT_STATEMENT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_IDENTIFIER,
  K_IF_STATEMENT,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

export interface RowChange {
  readonly symbol: string
  /** Name of the parameter whose attribute is changed; '' for the object of a method. */
  readonly parameter: string
  readonly attribute: string
  /** The new value is computed from the old one. */
  readonly isFromOld: boolean
  /** The function asks for the attribute before it sets it. */
  readonly isTested: boolean
  /** The function writes the object to the database by itself: `self.save()`. */
  readonly isSaved: boolean
}

export interface RowChanges {
  /** By path and symbol, separated by a space. */
  readonly bySymbol: ReadonlyMap<string, readonly RowChange[]>
  /** Names of these functions without their classes. */
  readonly names: ReadonlySet<string>
}

export const rowChanges = defineGatherer<readonly RowChange[], RowChanges>({
  id: 'row-changes',
  collect(facts, role) {
    if (role === 'test' || role === 'generated') return undefined
    const found = changesIn(facts)
    return found.length === 0 ? undefined : found
  },
  combine(parts) {
    const all = parts.flatMap(({ path, part }) => part.map((one) => ({ path, one })))
    const grouped = Map.groupBy(all, ({ path, one }) => `${path} ${one.symbol}`)
    return {
      bySymbol: new Map([...grouped].map(([key, ones]) => [key, ones.map(({ one }) => one)])),
      names: new Set(all.map(({ one }) => one.symbol.split('.').at(-1) ?? '')),
    }
  },
})

const MAKERS = /^(?:__\w+__|_?set_?up|setUp)$/
/** The function sees to it by itself that nobody changes the row meanwhile. */
const LOCKS = /for_update|_lock\b|\block\b|with_lock|\bF\(/
const MODELS = /\b(?:sqlalchemy|sqlmodel|django|Model|Base|db)\b/

function changesIn(facts: FileFacts): RowChange[] {
  const { tree } = facts
  const hasModels = MODELS.test(tree.source)
  const found: RowChange[] = []
  for (const kind of [K_ASSIGNMENT, K_AUGMENTED_ASSIGNMENT]) {
    for (const statement of facts.nodesOfKind(kind)) {
      const target = tree.child(statement, F_LEFT)
      if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) continue
      const object = tree.child(target, F_OBJECT)
      if (tree.kind(object) !== K_IDENTIFIER) continue
      const owner = facts.enclosingFunction(statement)
      if (owner === undefined || owner.isLambda || MAKERS.test(owner.name)) continue
      const name = tree.text(object)
      const isOwn = name === 'self' && owner.parameters[0]?.name === 'self'
      if (isOwn ? !hasModels : !isPlainParameter(facts, owner, object)) continue
      const text = tree.text(owner.node)
      if (LOCKS.test(text)) continue
      const attribute = tree.text(tree.child(target, F_ATTRIBUTE))
      found.push({
        symbol: owner.symbol,
        parameter: isOwn ? '' : name,
        attribute,
        isFromOld: kind === K_AUGMENTED_ASSIGNMENT || isComputed(facts, statement, target),
        isTested: isAskedBefore(facts, owner, statement, `${name}.${attribute}`),
        isSaved: new RegExp(`\\b${name}\\.a?save\\(`).test(text),
      })
    }
  }
  return found
}

/** A parameter that the function does not bind anew. */
function isPlainParameter(facts: FileFacts, owner: FunctionFacts, name: Node): boolean {
  const [only, more] = facts.resolve(name)?.definitions ?? []
  return (
    only?.kind === 'parameter' && more === undefined && facts.enclosingFunction(only.node) === owner
  )
}

/** `self.total = self.total - amount`. */
function isComputed({ tree }: FileFacts, assignment: Node, target: Node): boolean {
  const value = tree.child(assignment, F_RIGHT)
  if (value === NO_NODE || tree.kind(value) === K_ATTRIBUTE) return false
  return mentions(tree.text(value), tree.text(target))
}

function isAskedBefore(
  facts: FileFacts,
  owner: FunctionFacts,
  statement: Node,
  place: string,
): boolean {
  const { tree } = facts
  return [K_IF_STATEMENT, K_ASSERT_STATEMENT].some((kind) =>
    facts.nodesIn(owner.node, kind).some((node) => {
      if (node >= statement || facts.enclosingFunction(node) !== owner) return false
      const condition = conditionOf(tree, node)
      return mentions(tree.text(condition === NO_NODE ? node : condition), place)
    }),
  )
}

/** True where the place stands as a whole: `self.state`, not `self.states` or `order.self.state`. */
function mentions(text: string, place: string): boolean {
  for (let at = text.indexOf(place); at !== -1; at = text.indexOf(place, at + 1)) {
    const isWhole = !/[\w.]/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + place.length] ?? ' ')
    if (isWhole) return true
  }
  return false
}
