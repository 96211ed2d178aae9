// Which rules are about races: each place is a defect of its own, with callers and a cure of its own.

/** What must hold when two callers were done: one of them succeeded, or both left their mark. */
export type RaceOutcome = 'once' | 'all'

/** Rules about races, with what must hold when two callers were done. */
const RACES: ReadonlyMap<string, RaceOutcome> = new Map([
  ...words(
    'check-then-insert get-or-create-without-unique state-transition-race check-then-delete-or-update redis-check-then-act await-check-then-act lazy-init-across-await unsynchronised-singleton file-check-then-act idempotency-key-before-work integrity-error-unhandled cache-stampede guard-flag-not-reset redis-setnx-expire-split',
  ).map((id): [string, RaceOutcome] => [id, 'once']),
  ...words(
    'orm-read-modify-write await-interleaved-rmw await-in-augmented-assign unlocked-global-write unlocked-attribute-write redis-get-then-set task-closure-shared-mutation inconsistent-locking module-level-mutable-state async-lock-gap iterate-shared-across-await request-state-on-singleton session-shared-across-tasks redis-multi-step-write counter-imbalance',
  ).map((id): [string, RaceOutcome] => [id, 'all']),
])

/** Ids of the rules about races. */
export const RACE_RULES: readonly string[] = [...RACES.keys()]

/** Undefined for a rule that is about no race. */
export function raceOutcome(ruleId: string): RaceOutcome | undefined {
  return RACES.get(ruleId)
}

/** True for findings of which each is told by itself, and that a test with two callers can show. */
export function isRace(ruleId: string): boolean {
  return RACES.has(ruleId)
}

function words(text: string): string[] {
  return text.split(' ')
}
