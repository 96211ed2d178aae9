// What a test can allow: changes of shared places, by the function itself or by a method it calls.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import type { Access } from '../../../flow/accesses.ts'
import { effectsOf } from '../../../flow/effects.ts'
import { CALL } from '../../../flow/events.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import type { Location } from '../../../flow/locations.ts'
import { changesSize } from '../../../flow/mutators.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { argumentsOf } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { awaitedStores } from './awaited-stores.ts'

/** The changes of places that other tasks can see. */
export function guardedActs(
  checker: Checker,
  owner: FunctionFacts,
  analysis: FunctionAnalysis,
): readonly Access[] {
  return [
    ...analysis.accesses.filter((access) => isAct(checker, access)),
    ...actsOfHelpers(checker, owner, analysis),
    ...awaitedStores(checker, owner, analysis),
  ]
}

/** What belongs to the application is shared although the request comes as a parameter. */
const APP_STATE = /\.app(?:\.state\.|\[)/

/** True for `request.app.state.pool` and `request.app["pool"]`. */
export function isOfApplication({ root, text }: Location): boolean {
  return root === 'parameter' && APP_STATE.test(text)
}

function isAct({ tree }: Checker, { kind, use, location, method, node }: Access): boolean {
  const isOfParameter =
    location.root === 'parameter' &&
    location.path.length > 0 &&
    (use === 'update' || APP_STATE.test(location.text) || location.path.at(-1)?.startsWith('['))
  if (!location.isShared && !isOfParameter) return false
  if (
    isOfParameter &&
    OF_ONE_CALL.test(location.binding?.name ?? '') &&
    !APP_STATE.test(location.text)
  ) {
    return false
  }
  if (kind === 'write' || kind === 'delete') return true
  if (kind !== 'mutate' || method === undefined || !changesSize(method)) return false
  // What is there already stays, and what is gone already does not matter.
  if (method === 'setdefault' || method === 'discard' || method === 'clear') return false
  return method !== 'pop' || argumentsOf(tree, node).length < 2
}

/** Parameters that hold what belongs to one request or message. */
const OF_ONE_CALL = /^_?(?:request|req|response|resp|websocket|ws|scope|event|message|msg|environ)$/

/**
 * True for a handler that notes that the work failed (`self.state = 'failed'`): it does not do what
 * a test outside of it allows.
 */
export function isNotedInHandler(
  { tree }: Checker,
  { kind, use, location, node }: Access,
  condition: Node,
): boolean {
  if (kind !== 'write' || use !== 'value' || location.path.at(-1)?.startsWith('[')) return false
  const clause = tree.ancestor(node, k.K_EXCEPT_CLAUSE, k.K_FUNCTION_DEFINITION)
  if (clause === NO_NODE || tree.kind(clause) !== k.K_EXCEPT_CLAUSE) return false
  if (tree.contains(clause, condition)) return false
  const written = writtenValue(tree, node)
  return written !== undefined && NOTED.has(tree.kind(written.node))
}

const NOTED: ReadonlySet<number> = new Set([
  k.K_NONE,
  k.K_TRUE,
  k.K_FALSE,
  k.K_INTEGER,
  k.K_STRING,
  k.K_ATTRIBUTE,
  k.K_IDENTIFIER,
])

/** What a method of the same object fills when it is called, without asking by itself. */
function actsOfHelpers(
  checker: Checker,
  owner: FunctionFacts,
  { accesses, graph }: FunctionAnalysis,
): Access[] {
  const { facts } = checker
  const places = new Map<string, Location>()
  for (const { location } of accesses) {
    if (location.root === 'self' && location.path.length === 1) {
      places.set(`self${location.path[0]}`, location)
    }
  }
  if (places.size === 0) return []
  const found: Access[] = []
  for (const call of facts.callsOf(owner)) {
    const callee = facts.callee(call)
    if (receiverAttribute(facts, callee) === undefined) continue
    const value = checker.valueOf(callee)
    const effects = value?.kind === 'method' ? effectsOf(value.function) : undefined
    const at = graph.eventsAt(call).find((one) => graph.eventKind(one) === CALL)
    if (at === undefined) continue
    for (const { key, method, isLocked } of effects?.mutations ?? []) {
      const location = places.get(key)
      if (location === undefined || isLocked || !FILLING.has(method ?? '')) continue
      if (effects?.reads?.some((one) => one.key === key)) continue
      found.push({ event: at, node: call, location, kind: 'mutate', use: 'method', method: 'add' })
    }
  }
  return found
}

const FILLING = new Set(['[]', 'append', 'appendleft', 'add', 'insert', 'extend', 'update'])

/** Who comes second finds nothing to remove: it fails where it can be seen. */
export function isRemoval({ kind, method }: Access): boolean {
  return kind === 'delete' || /^(?:pop\w*|remove)$/.test(method ?? '')
}

const END_STATE = /(?:eof|eof_sent|closed|closing|disconnected|finished|stopped|shut_?down)$/

/** A flag that says that something is over: to say so twice does no harm. */
export function isEndState({ text }: Location): boolean {
  return END_STATE.test(text)
}
