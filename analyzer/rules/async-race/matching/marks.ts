// Marks that a function sets for a time and takes back: flags, keys in a set, counters of what is under way.
import type { Checker } from '../../../engine/checker.ts'
import type { Access } from '../../../flow/accesses.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A write that sets or resets a flag, adds to or takes from a set of keys, counts up or down. */
export interface Mark {
  readonly access: Access
  /** Equal for marks of the same thing. */
  readonly place: string
  readonly value: string
  /** A number that goes up and down again. */
  readonly isCount: boolean
}

const OPPOSITE: ReadonlyMap<string, readonly string[]> = new Map([
  ['true', ['false']],
  ['false', ['true']],
  ['add', ['discard', 'remove']],
  ['+=', ['-=']],
  ['-=', ['+=']],
  ['inc', ['dec']],
])
const STATE = '='
/** A state by its name: `State.LOADING`. */
const CONSTANT = /^[A-Za-z_][\w.]*\.[A-Z][A-Z_0-9]+$/

/** True for what takes a mark back: the other value of a flag, another state. */
export function takesBack(mark: Mark, other: Mark): boolean {
  if (mark.place !== other.place) return false
  return mark.value.startsWith(STATE)
    ? other.value.startsWith(STATE) && other.value !== mark.value
    : OPPOSITE.get(mark.value)?.includes(other.value) === true
}

/** True if what is marked is the state that the text of a condition asks for. */
export const isState = ({ value }: Mark): boolean => value.startsWith(STATE)

/** Undefined for accesses that mark nothing. */
export function markOf(checker: Checker, access: Access): Mark | undefined {
  const { tree } = checker
  const { kind, location, node, method } = access
  if (!location.isShared) return undefined
  if (kind === 'mutate') {
    const [key, second] = argumentsOf(tree, node)
    const isSet = method === 'add' || method === 'discard' || method === 'remove'
    if (!isSet || key === undefined || second !== undefined) return undefined
    return mark(access, `${location.key} ${tree.text(key.value)}`, method)
  }
  if (kind === 'read') return gauged(checker, access)
  if (kind !== 'write') return undefined
  const written = writtenValue(tree, node)
  if (written?.kind === 'updated') {
    const operator = tree.text(tree.child(written.writer, k.F_OPERATOR))
    const amount = tree.text(written.node)
    if (operator !== '+=' && operator !== '-=') return undefined
    return { ...mark(access, `${location.key} ${amount}`, operator), isCount: true }
  }
  if (written?.kind !== 'whole') return undefined
  const value = tree.kind(written.node)
  if (value === k.K_ATTRIBUTE && CONSTANT.test(tree.text(written.node))) {
    return mark(access, location.key, STATE + tree.text(written.node))
  }
  if (value !== k.K_TRUE && value !== k.K_FALSE) return undefined
  return mark(access, location.key, value === k.K_TRUE ? 'true' : 'false')
}

const mark = (access: Access, place: string, value: string): Mark => ({
  access,
  place,
  value,
  isCount: false,
})

const GAUGE = /^prometheus_client\.(?:metrics\.)?Gauge\(\)(?:\.labels\(\))?$/

/** `ACTIVE.inc()` and `ACTIVE.labels(path).dec()` of a Prometheus gauge. */
function gauged(checker: Checker, access: Access): Mark | undefined {
  const { tree } = checker
  const call = access.method === 'labels' ? calledOn(checker, access.node) : access.node
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return undefined
  const method = calleeName(tree, call)
  if (method !== 'inc' && method !== 'dec') return undefined
  const receiver = receiverOf(tree, call)
  const value = receiver === NO_NODE ? undefined : checker.valueOf(receiver)
  if (value?.kind !== 'external' || !GAUGE.test(value.name)) return undefined
  const given = argumentsOf(tree, call).map((one) => tree.text(one.value))
  return mark(access, `${tree.text(receiver)} ${given.join(',')}`, method)
}

/** The call of a method of what a call gives. */
function calledOn({ tree }: Checker, call: Node): Node {
  const attribute = tree.parent(call)
  if (tree.kind(attribute) !== k.K_ATTRIBUTE) return NO_NODE
  return tree.calledBy(attribute)
}

/** The statement stands under a condition or in a handler that the other one does not share. */
export function isAside({ tree }: Checker, node: Node, other: Node): boolean {
  for (
    let at = tree.ancestor(node, k.K_IF_STATEMENT, k.K_EXCEPT_CLAUSE, k.K_FUNCTION_DEFINITION);
    at !== NO_NODE && tree.kind(at) !== k.K_FUNCTION_DEFINITION;
    at = tree.ancestor(at, k.K_IF_STATEMENT, k.K_EXCEPT_CLAUSE, k.K_FUNCTION_DEFINITION)
  ) {
    if (!tree.contains(at, other)) return true
  }
  return false
}
