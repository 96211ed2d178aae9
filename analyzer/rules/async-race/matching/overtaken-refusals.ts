// Methods that refuse what cannot be done, and others of the same object that do it behind an await:
// `slots.require_free(slot)`, then `slots.assign(slot, driver)`.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { effectsOf } from '../../../flow/effects.ts'
import * as event from '../../../flow/events.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import type { EventIndex } from '../../../flow/graph.ts'
import { receiverOf } from '../../../matching/calls/calls.ts'
import {
  mayBeShared,
  racingCoroutines,
  Staleness,
  underOneLock,
} from '../../../matching/shared-state/stale-events.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface OvertakenRefusal {
  readonly owner: FunctionFacts
  /** The call that refuses. */
  readonly check: Node
  /** The call that changes what was asked for. */
  readonly act: Node
  readonly suspension: Node
}

interface ObjectCall {
  readonly call: Node
  readonly at: EventIndex
  /** The object whose method it is. */
  readonly object: string
  readonly given: readonly string[]
  /** Attributes of the object: what the method reads, and what it changes. */
  readonly reads: ReadonlySet<string>
  readonly changes: ReadonlySet<string>
  readonly refuses: boolean
}

/** The refusals of a file that other tasks can make untrue before the act. */
export function overtakenRefusals(checker: Checker): readonly OvertakenRefusal[] {
  return racingCoroutines(checker).flatMap((owner) => {
    const analysis = checker.analysis.of(owner)
    const calls = checker.facts
      .callsOf(owner)
      .flatMap((call) => objectCall(checker, analysis, call) ?? [])
    const checks = calls.filter(isCheck)
    if (checks.length === 0) return []
    const staleness = new Staleness(
      analysis,
      checks.map(({ at }) => at),
    )
    return checks.flatMap((check): OvertakenRefusal[] => {
      const act = calls.find(
        (one) =>
          isActFor(check, one) &&
          staleness.isStaleAt(check.at, one.at) &&
          !underOneLock(analysis, [check.at, one.at]),
      )
      if (act === undefined) return []
      const suspension = staleness.suspensionBetween(check.at, act.at)
      return [{ owner, check: check.call, act: act.call, suspension }]
    })
  })
}

const isCheck = ({ refuses, changes, given }: ObjectCall): boolean =>
  refuses && changes.size === 0 && given.length > 0

/** It changes what the check has read, for the same thing, and does not ask again. */
function isActFor(check: ObjectCall, act: ObjectCall): boolean {
  if (act.object !== check.object || act.refuses) return false
  if (!check.given.every((one) => act.given.includes(one))) return false
  return [...act.changes].some((name) => check.reads.has(name) && !act.reads.has(name))
}

function objectCall(
  checker: Checker,
  analysis: FunctionAnalysis,
  call: Node,
): ObjectCall | undefined {
  const { facts, tree } = checker
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE) return undefined
  const value = checker.valueOf(facts.callee(call))
  if (value?.kind !== 'method' || value.function.summary.isAsync) return undefined
  const object = analysis.locations.ofObject(receiver)
  if (object === undefined || !(mayBeShared(object) || object.isShared)) return undefined
  const { graph } = analysis
  const at = graph.eventsAt(call).find((one) => graph.eventKind(one) === event.CALL)
  const effects = effectsOf(value.function)
  if (at === undefined || effects === undefined) return undefined
  const changed = [...(effects.writes ?? []), ...(effects.mutations ?? [])]
  return {
    call,
    at,
    object: object.key,
    given: facts.arguments(call).map((one) => tree.text(one.value)),
    reads: namesOf(effects.reads ?? []),
    changes: namesOf(changed),
    refuses: (effects.raises ?? []).length > 0,
  }
}

/** `self.x` of the object itself. */
function namesOf(places: readonly { readonly key: string }[]): ReadonlySet<string> {
  return new Set(places.flatMap(({ key }) => (key.startsWith('self.') ? [key] : [])))
}
