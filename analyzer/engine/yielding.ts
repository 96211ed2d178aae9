// Two rules at one place for one reason: the one that says more is heard, the other steps back.
import type { FindingDraft } from './checker.ts'

interface Yielding {
  /** The rules that say more of the same place. */
  readonly to: ReadonlySet<string>
  /** `drops`: the finding is left out; `lowers`: it stays, of low severity, as a rule of its own. */
  readonly how: 'drops' | 'lowers'
}

const yields = (how: Yielding['how'], ...to: readonly string[]): Yielding => ({
  to: new Set(to),
  how,
})

/** By the rule that steps back. Rules that settings or suppressions name singly are only lowered. */
const YIELDS: ReadonlyMap<string, Yielding> = new Map([
  [
    'bare-except',
    yields('lowers', 'swallowed-exception', 'except-pass-in-test', 'cancelled-error-swallowed'),
  ],
  ['swallowed-exception', yields('lowers', 'cancelled-error-swallowed', 'except-pass-in-test')],
  ['broad-except', yields('drops', 'swallowed-exception', 'http-exception-swallowed')],
  ['log-without-traceback', yields('drops', 'swallowed-exception')],
  ['silent-failure', yields('drops', 'swallowed-exception', 'except-pass-in-test')],
  ['fallback-unobserved', yields('drops', 'swallowed-exception', 'silent-failure')],
  ['naive-datetime-now', yields('drops', 'datetime-default-at-import')],
  ['naive-datetime-utcnow', yields('lowers', 'datetime-default-at-import')],
  ['call-in-default-argument', yields('drops', 'datetime-default-at-import')],
  ['module-level-mutable-state', yields('lowers', 'unlocked-global-write')],
  ['await-check-then-act', yields('drops', 'lazy-init-across-await')],
  ['unsynchronised-singleton', yields('drops', 'lazy-init-across-await')],
  ['unlocked-attribute-write', yields('drops', 'inconsistent-locking')],
  ['weak-assertion', yields('drops', 'tautological-assertion')],
  ['repeated-condition', yields('drops', 'tautological-assertion')],
  ['blocking-call-via-helper', yields('drops', 'blocking-sleep-in-async')],
])

/** The drafts of one file without those that another one tells better. */
export function withoutYielding(drafts: readonly FindingDraft[]): readonly FindingDraft[] {
  if (!drafts.some(({ ruleId }) => YIELDS.has(ruleId))) return drafts
  const byLine = Map.groupBy(drafts, ({ location }) => location.range.startLine)
  return drafts.flatMap((draft): readonly FindingDraft[] => {
    const yielding = YIELDS.get(draft.ruleId)
    if (yielding === undefined) return [draft]
    const others = byLine.get(draft.location.range.startLine) ?? []
    if (!others.some(({ ruleId }) => yielding.to.has(ruleId))) return [draft]
    return yielding.how === 'drops' ? [] : [{ ...draft, severity: 'low' }]
  })
}
