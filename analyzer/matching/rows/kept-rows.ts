// Rows that an object keeps from one method to the next, and rows that a query gives several of at once.
import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { bare } from '../calls/call-chains.ts'
import { argumentsOf, calleeName } from '../calls/calls.ts'
import type { RowOrigin } from './orm-rows.ts'

type Ask = (value: Node) => RowOrigin | undefined

/** `self.code` where the class assigns it once, in another method: what a query gave there. */
export function keptOrigin(checker: Checker, attribute: Node, ask: Ask): RowOrigin | undefined {
  const { tree, facts } = checker
  if (tree.text(tree.child(attribute, k.F_OBJECT)) !== 'self') return undefined
  const own = facts.enclosingClass(attribute)
  if (own === undefined) return undefined
  const name = tree.text(tree.child(attribute, k.F_ATTRIBUTE))
  const writes = [...facts.identifiersNamed(name)].flatMap((node) => {
    const target = tree.parent(node)
    const isOwn = tree.kind(target) === k.K_ATTRIBUTE && tree.text(target) === `self.${name}`
    return isOwn && facts.isWrite(target) && facts.enclosingClass(target) === own ? [target] : []
  })
  const [only, more] = writes
  if (only === undefined || more !== undefined) return undefined
  if (facts.enclosingFunction(only) === facts.enclosingFunction(attribute)) return undefined
  const value = assignedValue(tree, only)
  const found = value === NO_NODE ? undefined : ask(value)
  // A lock does not outlive the method that took it for sure, but who keeps a row may have its reasons.
  return found?.kind === 'loaded' ? { ...found, kind: 'helper', node: attribute } : undefined
}

/** `order, item = session.query(Order, Item).one()`: the row of one of the models. */
export function originOfEntity(checker: Checker, target: Node, ask: Ask): RowOrigin | undefined {
  const { tree, facts } = checker
  const pattern = tree.parent(target)
  const kind = tree.kind(pattern)
  if (kind !== k.K_PATTERN_LIST && kind !== k.K_TUPLE_PATTERN) return undefined
  const given = tree.child(tree.parent(pattern), k.F_RIGHT)
  if (given === NO_NODE) return undefined
  const position = tree.namedChildren(pattern).indexOf(target)
  const origin = ask(given)
  if (origin?.kind !== 'loaded') return undefined
  const start = [...facts.callsIn(origin.node), origin.node].find((call) =>
    /^(?:query|select)$/.test(calleeName(tree, call)),
  )
  const entities = start === undefined ? [] : argumentsOf(tree, start)
  const entity = entities.length < 2 ? undefined : entities[position]
  const model = entity === undefined ? NO_NODE : bare(checker, entity.value)
  if (model === NO_NODE || !/^(?:\w+\.)*[A-Z]\w*$/.test(tree.spelled(model))) return undefined
  return { ...origin, model: tree.text(model) }
}
