// Consumers whose messages count as handled as soon as they are handed out.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { constantValue } from '../../../facts/literals.ts'
import { stringValue } from '../../../facts/strings.ts'
import {
  argumentFor,
  argumentsOf,
  calleeName,
  keywordArgument,
  receiverOf,
} from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { callbackOf, type MessageWork, parametersOf, workOn } from './early-acks.ts'

/** The work of a consumer of Kafka that commits by a clock, not behind the work. */
export function workOfConsumer(checker: Checker, call: Node): MessageWork | undefined {
  const { tree, facts } = checker
  const assignment = tree.parent(call)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return undefined
  const consumer = tree.text(tree.child(assignment, k.F_LEFT))
  // Another class has a consumer of its own under that name.
  const home = consumer.startsWith('self.') ? facts.enclosingClass(call) : undefined
  const isOwnPlace = (node: Node): boolean =>
    home === undefined || facts.enclosingClass(node) === home
  // Somebody commits by hand: that is told where it stands too early.
  const isCommitted = facts.calls.some(
    (one) => COMMITS.test(calleeName(tree, one)) && isOwnPlace(one),
  )
  if (isCommitted) return undefined
  for (const loop of [...facts.nodesOfKind(k.K_FOR_STATEMENT)]) {
    const owner = facts.enclosingFunction(loop)
    if (owner === undefined || !isOwnPlace(loop)) continue
    const over = tree.child(loop, k.F_RIGHT)
    const isOwn = tree.text(over) === consumer || isReadBy(checker, over, consumer)
    const found = isOwn ? firstWork(checker, owner, tree.child(loop, k.F_LEFT)) : NO_NODE
    if (found !== NO_NODE) return { acknowledged: call, work: found }
  }
  for (const read of facts.calls) {
    const owner = facts.enclosingFunction(read)
    if (owner === undefined || !isOwnPlace(read) || !isReadBy(checker, read, consumer)) continue
    const value = tree.kind(tree.parent(read)) === k.K_AWAIT ? tree.parent(read) : read
    const given = tree.parent(value)
    if (tree.kind(given) !== k.K_ASSIGNMENT) continue
    const found = firstWork(checker, owner, tree.child(given, k.F_LEFT))
    if (found !== NO_NODE) return { acknowledged: call, work: found }
  }
  return undefined
}

const COMMITS = /^(?:commit|commit_async|store_offsets)$/
const READS = /^(?:poll|getone|getmany|consume)$/

/** `await consumer.getone()`, `consumer.poll(1.0)`, perhaps `.values()` of it. */
function isReadBy(checker: Checker, node: Node, consumer: string): boolean {
  const { tree } = checker
  let value = tree.kind(node) === k.K_AWAIT ? (tree.namedChildren(node)[0] ?? NO_NODE) : node
  for (; value !== NO_NODE && tree.kind(value) === k.K_CALL; value = receiverOf(tree, value)) {
    if (!READS.test(calleeName(tree, value))) continue
    return tree.text(receiverOf(tree, value)) === consumer
  }
  return false
}

/** Work on what a name of a function holds; database writes of a session are asked for nothing else. */
function firstWork(checker: Checker, owner: FunctionFacts, target: Node): Node {
  const names = checker.tree.text(target).match(/\w+/g) ?? []
  return workOn(checker, owner, new Set(names))[0] ?? NO_NODE
}

/** True where a consumer belongs to a group and commits what it has read by itself. */
export function commitsByItself(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const options = argumentsOf(tree, call)
  if (options.some(({ isUnpacked }) => isUnpacked)) return false
  const group = keywordArgument(tree, call, 'group_id')
  if (group === NO_NODE || tree.text(group) === 'None') return false
  const given = keywordArgument(tree, call, 'enable_auto_commit')
  if (given !== NO_NODE) return constantValue(tree, given) === true
  // The one of kafka-python commits when it is asked for more, the one of aiokafka meanwhile.
  return /AIOKafkaConsumer$/.test(tree.spelled(checker.facts.callee(call)))
}

/** The same of `confluent_kafka.Consumer({...})`, whose thread commits meanwhile unless it is told not to. */
export function confluentCommitsByItself(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const [given] = argumentsOf(tree, call)
  const options = given === undefined ? NO_NODE : provenance(checker).valueOf(given.value)
  if (options === NO_NODE || tree.kind(options) !== k.K_DICTIONARY) return false
  let hasGroup = false
  for (const pair of tree.namedChildren(options)) {
    if (tree.kind(pair) !== k.K_PAIR) return false
    const key = stringValue(tree, tree.child(pair, k.F_KEY))
    const value = tree.child(pair, k.F_VALUE)
    if (key === 'group.id') hasGroup = true
    if (/^enable\.auto\.(?:commit|offset\.store)$/.test(key ?? '')) {
      if (!/^(?:True|["']true["'])$/.test(tree.spelled(value))) return false
    }
  }
  return hasGroup
}

/** The work of a callback whose messages need no acknowledgement: `auto_ack=True`, `no_ack=True`. */
export function workOfUnacknowledged(checker: Checker, call: Node): MessageWork | undefined {
  const { tree, facts } = checker
  const isOff = ['auto_ack', 'no_ack', 'noack'].some(
    (name) => tree.text(orNothing(call, keywordArgument(tree, call, name))) === 'True',
  )
  const owner = facts.enclosingFunction(call)
  if (!isOff || (owner !== undefined && TEMPORARY.test(tree.spelled(owner.node)))) return undefined
  const given = [
    argumentFor(tree, call, calleeName(tree, call) === 'consume' ? 0 : 1, 'on_message_callback'),
    keywordArgument(tree, call, 'callback'),
  ]
  const callback = given.map((one) => callbackOf(checker, one)).find((one) => one !== undefined)
  if (callback !== undefined) {
    if (ANSWERS.test(tree.spelled(callback.node))) return undefined
    const [work] = workOn(checker, callback, parametersOf(callback))
    return work === undefined ? undefined : { acknowledged: call, work }
  }
  if (owner === undefined || !/^(?:iterator|xreadgroup)$/.test(calleeName(tree, call))) {
    return undefined
  }
  for (const loop of facts.nodesIn(owner.node, k.K_FOR_STATEMENT)) {
    if (loop < call && !tree.contains(loop, call)) continue
    const work = firstWork(checker, owner, tree.child(loop, k.F_LEFT))
    if (work > call) return { acknowledged: call, work }
  }
  return undefined
}

/** A queue that goes with its connection. */
const TEMPORARY = /\b(?:exclusive|auto_delete)\s*=\s*True/
/** Answers to what was asked: who waits for them asks again. */
const ANSWERS = /correlation_id/

const orNothing = (call: Node, node: Node): Node => (node === NO_NODE ? call : node)
