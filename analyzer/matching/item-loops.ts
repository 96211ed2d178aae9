// Loops that take items for as long as the program runs, and what they do with each.
import type { Checker } from '../engine/checker.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { calleeName, receiverOf } from './calls.ts'
import { isBroadHandler } from './handlers.ts'
import { isLogCall } from './loggers.ts'
import { bodyOf, codeOf, statementsOf } from './statements.ts'
import { projectFunction } from './thread-reach.ts'

export interface ItemLoop {
  readonly loop: Node
  /** The name that holds the item. */
  readonly item: Node
  /** The first call that works on it and may fail for it. */
  readonly work: Node
}

const QUEUE = /^(?:queue|multiprocessing|asyncio)\.(?:Simple|Joinable|Priority|Lifo)?Queue\(\)$/
const CHANNEL = /(?:^|[._])(?:pubsub|channel|subscription|consumer|ps)\w*(?:\(\))?$/i
const PARSES = /^(?:json|pickle|yaml|msgpack|orjson|ujson)\.(?:loads?|unpackb)$/

/** The loops of a file that end, unnoticed, when the work on one item fails. */
export function itemLoops(checker: Checker): readonly ItemLoop[] {
  const { tree, facts } = checker
  const found: ItemLoop[] = []
  for (const loop of facts.nodesOfKind(k.K_WHILE_STATEMENT)) {
    if (!/^(?:True|1)$/.test(tree.text(tree.child(loop, k.F_CONDITION)))) continue
    const owner = facts.enclosingFunction(loop)
    if (owner === undefined || !isStartedApart(checker, owner)) continue
    const item = takenFrom(checker, loop)
    const work = item === NO_NODE ? NO_NODE : workOn(checker, loop, item)
    if (work !== NO_NODE) found.push({ loop, item, work })
  }
  for (const loop of facts.nodesOfKind(k.K_FOR_STATEMENT)) {
    const item = tree.child(loop, k.F_LEFT)
    const source = tree.child(loop, k.F_RIGHT)
    if (item === NO_NODE || tree.kind(item) !== k.K_IDENTIFIER || !isChannel(checker, source))
      continue
    if (isLeft(checker, loop)) continue
    const work = parsedIn(checker, loop, item)
    if (work !== NO_NODE) found.push({ loop, item, work })
  }
  return found
}

/** The target of a thread, of a process or of a task, or `run` of a thread's class. */
function isStartedApart(checker: Checker, owner: FunctionFacts): boolean {
  const own = projectFunction(checker, owner)
  if (own === undefined) return false
  const entries = checker.project.index.reachability.entriesOf(own)
  return entries.some(({ kind }) => kind === 'thread' || kind === 'process')
}

/** `item` of `item = self.jobs.get()`, where that is a queue and the first thing of the loop. */
function takenFrom(checker: Checker, loop: Node): Node {
  const { tree, facts } = checker
  for (const call of facts.callsIn(loop)) {
    if (
      calleeName(tree, call) !== 'get' ||
      facts.enclosingFunction(call) !== facts.enclosingFunction(loop)
    )
      continue
    const queue = receiverOf(tree, call)
    if (queue === NO_NODE) continue
    const value = checker.valueOf(queue)
    if (value?.kind !== 'external' || !QUEUE.test(value.name)) continue
    const assignment = tree.ancestor(call, k.K_ASSIGNMENT, k.K_BLOCK)
    if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return NO_NODE
    const target = tree.child(assignment, k.F_LEFT)
    return tree.kind(target) === k.K_IDENTIFIER ? target : NO_NODE
  }
  return NO_NODE
}

/** The first call that the item is given to, or that is made on it. */
function workOn(checker: Checker, loop: Node, item: Node): Node {
  const { tree, facts } = checker
  const binding = facts.resolve(item)
  for (const node of codeOf(tree, bodyOf(tree, loop))) {
    if (tree.kind(node) !== k.K_CALL || node < item || isHarmless(checker, node)) continue
    const isAbout = Array.from(facts.nodesIn(node, k.K_IDENTIFIER)).some(
      (one) => facts.resolve(one) === binding,
    )
    if (isAbout && !handlesItself(checker, node)) return node
  }
  return NO_NODE
}

const HARMLESS =
  /^(?:put|put_nowait|append|add|task_done|isinstance|len|str|repr|print|get|set|is_set|getattr|type|id|submit|send_error|join|sleep|time|monotonic|set_result|set_exception|debug|cancel|cancelled|notify)$/

function isHarmless(checker: Checker, call: Node): boolean {
  return HARMLESS.test(calleeName(checker.tree, call)) || isLogCall(checker, call)
}

/** All that the called function does stands in a `try` that takes everything. */
function handlesItself(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const value = checker.valueOf(facts.callee(call))
  if (value?.kind !== 'function' && value?.kind !== 'method') return false
  const { module, summary } = value.function
  // What another file does with it is not read here.
  if (module.summary.path !== checker.path) return true
  const own = facts.functions.find((one) => one.symbol === summary.symbol)
  if (own === undefined) return true
  return statementsOf(tree, own.body).some(
    (one) =>
      tree.kind(one) === k.K_TRY_STATEMENT &&
      tree
        .namedChildren(one)
        .some(
          (clause) => tree.kind(clause) === k.K_EXCEPT_CLAUSE && isBroadHandler(checker, clause),
        ),
  )
}

/** `pubsub.listen()`, `consumer`: what other programs send. */
function isChannel({ tree }: Checker, source: Node): boolean {
  if (source === NO_NODE) return false
  if (tree.kind(source) !== k.K_CALL) return false
  const receiver = receiverOf(tree, source)
  if (receiver === NO_NODE) return false
  return calleeName(tree, source) === 'listen' && CHANNEL.test(tree.text(receiver))
}

/** A loop that is left after what it looked for does not go on for ever. */
function isLeft({ tree }: Checker, loop: Node): boolean {
  for (const node of codeOf(tree, loop)) {
    const kind = tree.kind(node)
    if (kind === k.K_BREAK_STATEMENT || kind === k.K_RETURN_STATEMENT) return true
  }
  return false
}

/** `json.loads(message['data'])`: the text comes from another program. */
function parsedIn({ tree, facts }: Checker, loop: Node, item: Node): Node {
  const binding = facts.resolve(item)
  for (const node of codeOf(tree, bodyOf(tree, loop))) {
    if (tree.kind(node) !== k.K_CALL || !PARSES.test(facts.calleeName(node) ?? '')) continue
    const isOfItem = Array.from(facts.nodesIn(node, k.K_IDENTIFIER)).some(
      (one) => facts.resolve(one) === binding,
    )
    if (isOfItem) return node
  }
  return NO_NODE
}
