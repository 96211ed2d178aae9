// What a handler of a connection takes for it and gives back only behind the loop that serves it.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { typeText } from '../../../facts/type-text.ts'
import { finallyCovering, handlersCovering, loopsAround } from '../../../flow/surroundings.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { caughtTypes, isCleanup } from '../../../matching/errors/handlers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'
import { acquisitionsOf, isMailbox, releasesOf } from './stream-acquisitions.ts'

const CONNECTION_TYPE =
  /(?:^|\W)(?:\w*WebSocket\w*|Websocket|ServerConnection|StreamReader|StreamWriter)(?:\W|$)/
const CONNECTION_NAME = /^(?:ws|websocket|web_socket|socket|sock|conn|connection|peer)$/
const STREAM_NAMES = new Set(['reader', 'writer'])
const RECEIVING = /^(?:recv\w*|receive\w*|iter_(?:text|json|bytes)|read\w*)$/
const GIVING_BACK =
  /^(?:disconnect|unsubscribe|release|unregister|deregister|remove\w*|discard\w*|leave\w*|detach|close|aclose|cancel|stop|untrack|delete\w*|pop)$/
const TAKING = /^(?:connect|register|add\w*|join\w*|attach|subscribe|enter|track)$/
/** Failures by which a connection ends; whoever catches one of them goes on to the clean-up. */
const ENDING =
  /(?:Disconnect\w*|ConnectionClosed\w*|CancelledError|BaseException|Exception|ConnectionError|ConnectionResetError|OSError|IncompleteReadError|get_cancelled_exc_class\(\))$/

/** `acquiring` is undone by `release`, which is skipped when `waiting` ends with an exception. */
export interface LateCleanUp {
  readonly acquiring: Node
  readonly waiting: Node
  readonly release: Node
}

/** The first of a coroutine that serves a connection; undefined for every other function. */
export function lateCleanUp(checker: Checker, owner: FunctionFacts): LateCleanUp | undefined {
  if (!owner.isAsync || owner.isGenerator) return undefined
  const names = connectionsOf(checker, owner)
  if (names.size === 0) return undefined
  const { tree, facts } = checker
  const waits = waitsOf(checker, owner, names)
  if (waits.length === 0) return undefined
  const calls = facts.callsOf(owner)
  const taking = calls.filter((call) => isTaking(checker, call, names))
  const acquisitions = new Set([...acquisitionsOf(checker, owner), ...taking])
  for (const acquiring of [...acquisitions].sort((a, b) => a - b)) {
    if (finallyCovering(tree, acquiring).length > 0) continue
    const releases = [
      ...releasesOf(checker, owner, acquiring),
      ...calls.filter((call) => call > acquiring && givesBack(checker, call, acquiring, names)),
    ]
    if (releases.some((node) => isCleanup(checker, node))) continue
    const release = releases.sort((a, b) => a - b)[0] ?? givenBackElsewhere(checker, acquiring)
    if (release === undefined) continue
    const end = releases.length === 0 ? Number.POSITIVE_INFINITY : release
    const waiting = waits.find(
      (node) => node > acquiring && node < end && !tree.contains(node, acquiring),
    )
    if (waiting !== undefined) return { acquiring, waiting, release }
  }
  return undefined
}

/** The names by which a function knows connections that it serves. */
function connectionsOf({ tree, facts }: Checker, owner: FunctionFacts): ReadonlySet<string> {
  const names = new Set<string>()
  const given = owner.parameters.map(({ name }) => name)
  for (const { name, annotation } of owner.parameters) {
    const isTyped = annotation !== NO_NODE && CONNECTION_TYPE.test(typeText(tree, annotation))
    const isPair = STREAM_NAMES.has(name) && [...STREAM_NAMES].every((one) => given.includes(one))
    if (isTyped || isPair || CONNECTION_NAME.test(name)) names.add(name)
  }
  for (const call of facts.callsOf(owner)) {
    if (!/WebSocketResponse$/.test(calleeName(tree, call))) continue
    const assignment = tree.parent(call)
    if (tree.kind(assignment) !== k.K_ASSIGNMENT) continue
    const target = tree.child(assignment, k.F_LEFT)
    if (tree.kind(target) === k.K_IDENTIFIER) names.add(facts.name(target))
  }
  return names
}

/** Where it waits for the connection, or in a loop, and nothing cleans up if that fails. */
function waitsOf(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  names: ReadonlySet<string>,
): readonly Node[] {
  const nodes = [k.K_AWAIT, k.K_FOR_STATEMENT].flatMap((kind) => [
    ...facts.nodesIn(owner.node, kind),
  ])
  let isServed = false
  const waits = nodes.filter((node) => {
    if (facts.enclosingFunction(node) !== owner) return false
    const isLoop = tree.kind(node) === k.K_FOR_STATEMENT
    if (isLoop && tree.kind(node + 1) !== k.T_ASYNC) return false
    const value = isLoop ? tree.child(node, k.F_RIGHT) : (tree.namedChildren(node)[0] ?? NO_NODE)
    const isReceiving = receivesFrom(tree, value, names)
    isServed ||= isReceiving
    if (!isReceiving && loopsAround(tree, node).length === 0) return false
    if (finallyCovering(tree, node).length > 0) return false
    return !handlersCovering(tree, node).some((clause) => {
      const caught = caughtTypes(tree, clause)
      return caught.length === 0 || caught.some((type) => ENDING.test(tree.spelled(type)))
    })
  })
  // Without reading from it, or sending to it for ever, the function does not serve the connection.
  const sends = waits.some((node) => rootName(tree, node, names))
  return isServed || sends ? waits.sort((a, b) => a - b) : []
}

function receivesFrom(tree: SyntaxTree, value: Node, names: ReadonlySet<string>): boolean {
  if (value === NO_NODE) return false
  if (tree.kind(value) === k.K_IDENTIFIER) return names.has(tree.text(value))
  if (tree.kind(value) !== k.K_CALL) return false
  const receiver = receiverOf(tree, value)
  return (
    receiver !== NO_NODE &&
    names.has(tree.text(receiver)) &&
    RECEIVING.test(calleeName(tree, value))
  )
}

/** `await websocket.send_json(...)`. */
function rootName(tree: SyntaxTree, node: Node, names: ReadonlySet<string>): boolean {
  const [value] = tree.namedChildren(node)
  if (value === undefined || tree.kind(value) !== k.K_CALL) return false
  const receiver = receiverOf(tree, value)
  return receiver !== NO_NODE && names.has(tree.text(receiver))
}

/** `manager.connect(websocket)`, `hub.subscribers.add(queue)`. */
function isTaking(checker: Checker, call: Node, names: ReadonlySet<string>): boolean {
  const { tree } = checker
  if (!TAKING.test(calleeName(tree, call))) return false
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || names.has(tree.text(receiver))) return false
  return argumentsOf(tree, call).some(
    ({ value }) => names.has(tree.text(value)) || isMailbox(checker, value),
  )
}

/** `manager.disconnect(websocket)` for `manager.connect(websocket)`, `pump.cancel()` for a task. */
function givesBack(
  { tree }: Checker,
  call: Node,
  acquiring: Node,
  names: ReadonlySet<string>,
): boolean {
  if (tree.kind(acquiring) !== k.K_CALL || !GIVING_BACK.test(calleeName(tree, call))) return false
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || names.has(tree.text(receiver))) return false
  const text = tree.text(receiver)
  const own = receiverOf(tree, acquiring)
  if (own !== NO_NODE && tree.text(own) === text) return true
  const target = targetOf(tree, acquiring)
  return target !== NO_NODE && tree.text(target) === text
}

function targetOf(tree: SyntaxTree, call: Node): Node {
  const assignment = tree.ancestor(call, k.K_ASSIGNMENT, k.K_EXPRESSION_STATEMENT)
  if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return NO_NODE
  const target = tree.child(assignment, k.F_LEFT)
  return writtenValue(tree, target) === undefined ? NO_NODE : target
}

/** Another handler of the file gives back what this one only takes. */
function givenBackElsewhere(checker: Checker, acquiring: Node): Node | undefined {
  const { tree, facts } = checker
  if (tree.kind(acquiring) !== k.K_CALL || !TAKING.test(calleeName(tree, acquiring)))
    return undefined
  const own = receiverOf(tree, acquiring)
  if (own === NO_NODE || REMOVED_BY_ANYONE.test(calleeName(tree, acquiring))) return undefined
  return facts.calls.find((call) => {
    if (!GIVING_BACK.test(calleeName(tree, call))) return false
    const receiver = receiverOf(tree, call)
    if (receiver === NO_NODE || tree.text(receiver) !== tree.text(own)) return false
    const owner = facts.enclosingFunction(call)
    return owner !== undefined && connectionsOf(checker, owner).size > 0
  })
}

/** Items of a set or list: whoever sends to them may also throw out the dead ones. */
const REMOVED_BY_ANYONE = /^(?:add|append)$/
