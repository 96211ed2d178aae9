// The two audits that every review has to answer: the race conditions by family, and the quick hacks
// that are never accepted. Each question names the rules that look for it; a question without a rule
// is a question for the reviewer, and the packet says so.
import type { ReviewSnapshot, SnapshotFinding } from '../api/snapshot.ts'
import { isTestPath } from './paths.ts'
import { isCounted } from './standing.ts'

export interface AuditQuestion {
  readonly id: string
  readonly title: string
  readonly question: string
  readonly rules: readonly string[]
  /** Without any use of it in the code the question does not apply. */
  readonly about?: 'asyncio' | 'threads' | 'tests'
}

export interface AuditFamily {
  readonly title: string
  readonly questions: readonly AuditQuestion[]
}

export const RACE_FAMILIES: readonly AuditFamily[] = [
  {
    title: 'Async/await',
    questions: [
      {
        id: 'async-state',
        about: 'asyncio',
        title: 'State mutation during await',
        question: 'Is mutable state read before an await and written after it from the old value?',
        rules: [
          'await-interleaved-rmw',
          'await-check-then-act',
          'await-in-augmented-assign',
          'lazy-init-across-await',
          'async-lock-gap',
          'iterate-shared-across-await',
          'task-closure-shared-mutation',
          'guard-flag-not-reset',
          'threading-lock-across-await',
        ],
      },
      {
        id: 'async-requests',
        title: 'Concurrent page loads',
        question: 'Do simultaneous requests share state?',
        rules: [
          'request-state-on-singleton',
          'contextvar-mutable-default',
          'cached-factory-shared-mutable',
          'class-attribute-mutable-default',
          'mutable-default-argument',
          'call-in-default-argument',
        ],
      },
      {
        id: 'async-streams',
        about: 'asyncio',
        title: 'Stream consumption',
        question: 'Do async generators survive a consumer that goes away?',
        rules: [
          'stream-without-disconnect-cleanup',
          'async-generator-unsafe-yield',
          'await-in-cleanup-unshielded',
        ],
      },
    ],
  },
  {
    title: 'Module-level state',
    questions: [
      {
        id: 'module-import',
        title: 'Import-time initialization',
        question: 'Is code that runs at import safe in any thread and in any order?',
        rules: [
          'import-time-side-effect',
          'asyncio-primitive-at-import',
          'datetime-default-at-import',
          'alias-of-unset-global',
        ],
      },
      {
        id: 'module-singletons',
        title: 'Global singletons',
        question: 'Is module-level state locked or truly immutable?',
        rules: [
          'module-level-mutable-state',
          'module-global-rebound',
          'unlocked-global-write',
          'unlocked-attribute-write',
          'inconsistent-locking',
          'unsynchronised-singleton',
          'mutate-while-iterating',
          'file-check-then-act',
          'session-global',
        ],
      },
      {
        id: 'module-sys',
        title: 'sys.modules manipulation',
        question: 'Is sys.modules changed without a lock?',
        rules: ['sys-modules-mutation'],
      },
    ],
  },
  {
    title: 'Database transactions',
    questions: [
      {
        id: 'db-rmw',
        title: 'Read-modify-write',
        question: 'Is a row or key read, changed and written back without a lock or a version?',
        rules: [
          'orm-read-modify-write',
          'stale-row-saved',
          'cache-dropped-before-commit',
          'check-then-insert',
          'get-or-create-without-unique',
          'check-then-delete-or-update',
          'state-transition-race',
          'lock-outside-transaction',
          'row-lock-order-unstable',
          'redis-get-then-set',
          'redis-check-then-act',
          'redis-multi-step-write',
          'redis-setnx-expire-split',
          'redis-lock-unsafe-release',
          'idempotency-key-before-work',
          'idempotency-missing',
          'non-idempotent-retry',
          'dual-write-divergence',
          'counter-without-constraint',
          'counter-imbalance',
          'state-transition-unguarded',
          'integrity-error-unhandled',
          'untracked-mutation',
        ],
      },
      {
        id: 'db-session',
        title: 'Session lifecycle',
        question: 'Is a session shared between tasks or left open?',
        rules: [
          'session-shared-across-tasks',
          'session-leak',
          'missing-rollback',
          'changes-not-committed',
          'split-commit',
          'async-lazy-load',
          'detached-row-read',
          'side-effect-before-commit',
          'raise-after-commit',
        ],
      },
      {
        id: 'db-pool',
        title: 'Connection pool exhaustion',
        question: 'What happens when all connections are in use?',
        rules: ['session-held-across-io', 'engine-per-request', 'client-session-leak'],
      },
    ],
  },
  {
    title: 'UI state',
    questions: [
      {
        id: 'ui-optimistic',
        title: 'Optimistic updates',
        question:
          'Is a change that was shown before the backend confirmed it taken back on failure?',
        rules: [],
      },
      {
        id: 'ui-tabs',
        title: 'Multiple tabs',
        question: 'Can one user with several tabs corrupt shared state?',
        rules: [],
      },
      {
        id: 'ui-refresh',
        title: 'Page refresh mid-operation',
        question: 'What happens when the page is reloaded during an operation?',
        rules: [],
      },
    ],
  },
]

/** The six bans: nothing of this may stand in the code or in a fix. */
export const BANS: readonly AuditQuestion[] = [
  {
    id: 'ban-type-ignore',
    title: 'Unjustified type: ignore',
    question: 'Is a type error silenced without a documented reason?',
    rules: ['type-ignore-unjustified', 'noqa-unjustified', 'suppression-without-reason'],
  },
  {
    id: 'ban-sleep',
    title: 'Sleeps against races',
    question: 'Does an arbitrary wait stand in for synchronisation?',
    rules: ['sleep-as-synchronisation', 'sleep-in-test'],
  },
  {
    id: 'ban-global-state',
    title: 'Global mutable state',
    question: 'Does global state stand in for dependency injection?',
    rules: ['module-level-mutable-state', 'module-global-rebound', 'unlocked-global-write'],
  },
  {
    id: 'ban-swallowed',
    title: 'Swallowed exceptions',
    question: 'Is an exception suppressed without logging and handling?',
    rules: [
      'swallowed-exception',
      'silent-failure',
      'bare-except',
      'except-pass-in-test',
      'http-exception-swallowed',
      'cancelled-error-swallowed',
      'fallback-unobserved',
    ],
  },
  {
    id: 'ban-bypass',
    title: 'Temporary bypasses of security checks',
    question: 'Is a security check switched off or skipped when something is not configured?',
    rules: [
      'auth-bypass-when-unconfigured',
      'tls-verification-disabled',
      'jwt-verification-disabled',
      'csrf-disabled',
    ],
  },
  {
    id: 'ban-commented-code',
    title: 'Commented-out code',
    question: 'Is dead code kept in comments?',
    rules: ['commented-out-code'],
  },
]

export interface AuditAnswer {
  readonly question: AuditQuestion
  /** `uncovered`: no rule of the question is in the rule set. */
  readonly verdict: 'ok' | 'findings' | 'not-applicable' | 'uncovered'
  readonly findings: readonly SnapshotFinding[]
  /** Rules of the question that were run. */
  readonly rulesRun: number
  /** Files that were read, and those of them where a rule of the question failed. */
  readonly filesRead: number
  readonly filesFailed: number
}

/** True where the whole code was read and nothing in it does what the question is about. */
function isUnused({ concurrency, files, run }: ReviewSnapshot, { about }: AuditQuestion): boolean {
  if (about === undefined || concurrency === undefined || run.state !== 'finished') return false
  if (about === 'tests')
    return !files.some(({ path, state }) => isTestPath(path) && state !== 'skipped')
  const kinds = about === 'asyncio' ? ['asyncio'] : ['threading', 'multiprocessing']
  return !concurrency.kinds.some(({ kind, count }) => kinds.includes(kind) && count > 0)
}

/** What a table says where nothing was found. */
export const ANSWER_WORD = {
  ok: 'ok',
  'not-applicable': 'not applicable',
} as const

/** Answers one question from rule ids and counted uses alone. */
export function answerQuestion(snapshot: ReviewSnapshot, question: AuditQuestion): AuditAnswer {
  const run = new Set(snapshot.rules.map((rule) => rule.id))
  const rules = new Set(question.rules.filter((id) => run.has(id)))
  const findings = snapshot.findings.filter(
    (finding) => isCounted(finding) && question.rules.includes(finding.ruleId),
  )
  const failed = snapshot.run.ruleFailures.filter((failure) => rules.has(failure.ruleId))
  const verdict =
    findings.length > 0
      ? 'findings'
      : rules.size === 0
        ? 'uncovered'
        : isUnused(snapshot, question)
          ? 'not-applicable'
          : 'ok'
  return {
    question,
    verdict,
    findings,
    rulesRun: rules.size,
    filesRead: snapshot.files.filter((file) => file.state !== 'skipped').length,
    filesFailed: new Set(failed.map((failure) => failure.path)).size,
  }
}
