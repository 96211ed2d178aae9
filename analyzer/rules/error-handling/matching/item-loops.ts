// Loops that take items for as long as the program runs, and what they do with each.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { effectsOf } from '../../../flow/effects.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { isLogCall } from '../../../matching/calls/loggers.ts'
import { isBroadHandler } from '../../../matching/errors/handlers.ts'
import { projectFunction } from '../../../matching/shared-state/thread-reach.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { bodyOf, codeOf, statementsOf } from '../../../matching/statements/statements.ts'
import type { ModuleEntry } from '../../../project/module-graph.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

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

/** `while True`, or for as long as nobody has said that it is over. */
const GOES_ON =
  /^(?:True|1|not [\w.]+\.is_set\(\)|(?:not )?(?:self\.|\w+\.)?_*\w*(?:stop|runn|clos|quit|alive|active|shut|exit|finish|terminat|done)\w*)$/i

/** The loops of a file that end, unnoticed, when the work on one item fails. */
export function itemLoops(checker: Checker): readonly ItemLoop[] {
  const { tree, facts } = checker
  const found: ItemLoop[] = []
  for (const loop of facts.nodesOfKind(k.K_WHILE_STATEMENT)) {
    const condition = conditionOf(tree, loop)
    const isEndless = GOES_ON.test(tree.spelled(condition))
    if (!isEndless && !tree.text(condition).includes(':=')) continue
    const owner = facts.enclosingFunction(loop)
    if (owner === undefined || !isStartedApart(checker, owner)) continue
    const item = takenFrom(checker, loop)
    const work = item === NO_NODE ? NO_NODE : workOn(checker, loop, item)
    if (work !== NO_NODE) found.push({ loop, item, work })
  }
  for (const loop of facts.nodesOfKind(k.K_FOR_STATEMENT)) {
    const item = tree.child(loop, k.F_LEFT)
    const source = tree.child(loop, k.F_RIGHT)
    if (item === NO_NODE || tree.kind(item) !== k.K_IDENTIFIER) continue
    const isChannelLoop = isChannel(checker, source)
    if (!isChannelLoop && !isDrainedApart(checker, loop, source)) continue
    if (isLeft(checker, loop)) continue
    const work = isChannelLoop ? parsedIn(checker, loop, item) : workOn(checker, loop, item)
    if (work !== NO_NODE) found.push({ loop, item, work })
  }
  return found
}

/** `for job in iter(self.jobs.get, None)` in a thread. */
function isDrainedApart(checker: Checker, loop: Node, source: Node): boolean {
  const { tree, facts } = checker
  if (source === NO_NODE || tree.kind(source) !== k.K_CALL) return false
  if (facts.calleeName(source) !== 'builtins.iter') return false
  const [getter] = facts.arguments(source)
  if (getter === undefined || tree.kind(getter.value) !== k.K_ATTRIBUTE) return false
  const owner = facts.enclosingFunction(loop)
  return (
    /\.get$/.test(tree.spelled(getter.value)) &&
    isQueue(checker, tree.child(getter.value, k.F_OBJECT)) &&
    owner !== undefined &&
    isStartedApart(checker, owner)
  )
}

/** Somebody waits for the tasks of the file, and gets what they fail with. */
const WAITED_FOR =
  /\bgather\(|TaskGroup|\.spawn\(|\basyncio\.wait\(|add_done_callback|start_soon|open_nursery|create_task_group/

/** The target of a thread or a process, `run` of a thread's class, or a task for which nobody waits. */
function isStartedApart(checker: Checker, owner: FunctionFacts): boolean {
  const own = projectFunction(checker, owner)
  if (own === undefined) return false
  const entries = checker.project.index.reachability.entriesOf(own)
  return entries.some(
    ({ kind, module }) =>
      kind === 'thread' ||
      kind === 'process' ||
      (kind === 'task' && isLeftAlone(checker, own, module)),
  )
}

/** A task that this file starts and for whose end it does not wait; one with a result is waited for. */
function isLeftAlone({ tree, path }: Checker, own: ProjectFunction, starter: ModuleEntry): boolean {
  return (
    starter.summary.path === path &&
    effectsOf(own)?.returns === 'nothing' &&
    !WAITED_FOR.test(tree.source)
  )
}

function isQueue(checker: Checker, receiver: Node): boolean {
  const value = receiver === NO_NODE ? undefined : checker.valueOf(receiver)
  return value?.kind === 'external' && QUEUE.test(value.name)
}

/** `connection = listener.accept()`, `data = socket.recv(100)`: what another program sends. */
const RECEIVES =
  /^(?:accept|recv|recv_json|recv_pyobj|recv_multipart|recv_string|recvfrom|recv_bytes)$/
const ENDPOINT = /sock|listener|server|conn|pipe|client/i

/** `item` of `item = self.jobs.get()`, where that is a queue and the first thing of the loop. */
function takenFrom(checker: Checker, loop: Node): Node {
  const { tree, facts } = checker
  for (const call of facts.callsIn(loop)) {
    if (facts.enclosingFunction(call) !== facts.enclosingFunction(loop)) continue
    const receiver = receiverOf(tree, call)
    if (receiver === NO_NODE) continue
    const name = calleeName(tree, call)
    const isTaken = name === 'get' && isQueue(checker, receiver)
    const isReceived = RECEIVES.test(name) && ENDPOINT.test(tree.spelled(receiver))
    if (!isTaken && !isReceived) continue
    const assignment = tree.ancestor(call, k.K_ASSIGNMENT, k.K_NAMED_EXPRESSION, k.K_BLOCK)
    if (assignment === NO_NODE || tree.kind(assignment) === k.K_BLOCK) return NO_NODE
    const isNamed = tree.kind(assignment) === k.K_NAMED_EXPRESSION
    const target = tree.child(assignment, isNamed ? k.F_NAME : k.F_LEFT)
    return TARGETS.has(tree.kind(target)) ? target : NO_NODE
  }
  return NO_NODE
}

const TARGETS: ReadonlySet<number> = new Set([k.K_IDENTIFIER, k.K_PATTERN_LIST, k.K_TUPLE_PATTERN])

/** The first call that the item is given to, or that is made on it. */
function workOn(checker: Checker, loop: Node, item: Node): Node {
  const { tree, facts } = checker
  const names =
    tree.kind(item) === k.K_IDENTIFIER ? [item] : Array.from(facts.nodesIn(item, k.K_IDENTIFIER))
  const bindings = new Set(names.map((one) => facts.resolve(one)))
  for (const node of codeOf(tree, bodyOf(tree, loop))) {
    if (tree.kind(node) !== k.K_CALL || node < item || isHarmless(checker, node)) continue
    const isAbout = Array.from(facts.nodesIn(node, k.K_IDENTIFIER)).some((one) =>
      bindings.has(facts.resolve(one)),
    )
    if (isAbout && !handlesItself(checker, node)) return node
  }
  return NO_NODE
}

const HARMLESS =
  /^(?:put|put_nowait|append|add|update|extend|sort|discard|task_done|isinstance|len|str|repr|print|get|set|is_set|getattr|type|id|submit|send_error|join|sleep|time|monotonic|set_result|set_exception|debug|cancel|cancelled|notify|Thread|Process|start|start_new_thread|create_task|ensure_future|apply_async|spawn\w*|call_soon_threadsafe|call_soon|run_coroutine_threadsafe|close|settimeout|setblocking|setsockopt|isEnabledFor|int|float|bool|list|dict|tuple)$/

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
  return calleeName(tree, source) === 'listen' && CHANNEL.test(tree.spelled(receiver))
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
