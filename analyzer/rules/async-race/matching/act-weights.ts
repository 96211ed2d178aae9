// What it weighs to act on a test from before an await, and where that is no mistake at all.
import type { Checker } from '../../../engine/checker.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { milder, weightOfMeeting } from '../../../matching/shared-state/proven-runs.ts'
import { isStartedOnce } from '../../../matching/shared-state/started-together.ts'
import type { Confidence, Severity } from '../../../model.ts'
import { K_ATTRIBUTE, K_FALSE, K_FLOAT, K_INTEGER, K_NONE, K_TRUE } from '../../../syntax/kinds.ts'
import { storeOf } from './awaited-stores.ts'
import { type CheckThenAct, isLazyInitialisation, OF_ONE_USER } from './check-then-act.ts'
import { isGivenBack } from './filled-places.ts'
import { isEndState, isRemoval } from './guarded-acts.ts'
import { weightOfOneUser } from './one-user.ts'

export interface ActWeight {
  /** Undefined for that of the rule. */
  readonly severity?: Severity
  readonly confidence: Confidence
}

/** Undefined where a second task does no harm, or there is none. */
export function weightOfAct(checker: Checker, check: CheckThenAct): ActWeight | undefined {
  const { owner, location, guard, act, isFill } = check
  const { tree } = checker
  const ofClass = owner.class?.name ?? ''
  if (isLazyInitialisation(checker, check) || OF_ONE_USER.test(ofClass)) return undefined
  if (location.root === 'closure' && isStartedOnce(checker, owner)) return undefined
  if (isGivenBack(checker, check) || isEndState(location) || LOCKS.test(ofClass)) return undefined
  const store = storeOf(act)
  const written = writtenValue(tree, store)
  const isItem = location.path.at(-1)?.startsWith('[') === true
  const kind = written?.kind === 'whole' && !isItem ? tree.kind(written.node) : -1
  if (kind === K_NONE || kind === K_FALSE) return undefined
  const isEnd =
    written !== undefined && kind === K_ATTRIBUTE && END.test(tree.spelled(written.node))
  if (isEnd) return undefined
  if (isFill) return { severity: 'medium', confidence: 'medium' }
  const isUnsure =
    location.root === 'parameter' ||
    store !== act.node ||
    kind === K_TRUE ||
    kind === K_INTEGER ||
    kind === K_FLOAT ||
    (written?.kind === 'whole' && !ABSENCE.test(tree.spelled(guard.condition)))
  const severity = milder(
    weightOfOneUser(checker, owner),
    weightOfMeeting(checker, owner, location, written?.kind === 'updated'),
    isUnsure || isRemoval(act) ? 'high' : undefined,
  )
  return {
    ...(severity !== undefined && { severity }),
    confidence: isUnsure || location.root === 'closure' ? 'medium' : 'high',
  }
}

/** Something is missing, and both add it; another value in its place is one that either could write. */
const ABSENCE = /\bnot\b|\bNone\b|\bin\b|[<>]|\blen\(/

/** `State.closing`: who comes second finds what the first one has begun, and ends it as well. */
const END = /\.(?:clos|stop|end|done|finish|shut|terminat)\w*$/i

/** What keeps order itself is built of such steps. */
const LOCKS = /(?:Lock|Semaphore|Condition|Barrier)$/
