// The concurrency scorecard: model, thread-safety score from a printed formula, and the twelve
// dimensions with what the rules say about each.
import type { Category, Confidence, Severity } from '../../analyzer/model.ts'
import type { SnapshotFinding } from '../api/snapshot.ts'
import type { AuditFamily } from './audit.ts'
import { groupBy } from './grouping.ts'
import { categoryOf, type PacketModel } from './model.ts'
import { isTestPath } from './paths.ts'

const CATEGORIES: ReadonlySet<Category> = new Set([
  'async-race',
  'async-correctness',
  'async-blocking',
  'thread-safety',
  'db-transaction',
  'redis-atomicity',
  'resource',
])

/** Open findings that are about doing things at once. */
export function concurrencyFindings(model: PacketModel): readonly SnapshotFinding[] {
  return model.open.filter((finding) => CATEGORIES.has(categoryOf(finding, model.ruleOf)))
}

export function isConcurrencyCategory(category: Category): boolean {
  return CATEGORIES.has(category)
}

/** Points that a finding takes off, in tenths. */
const SEVERITY_TENTHS: Readonly<Record<Severity, number>> = {
  critical: 150,
  high: 80,
  medium: 30,
  low: 10,
  info: 0,
}
const CONFIDENCE_FACTOR: Readonly<Record<Confidence, number>> = {
  high: 1,
  medium: 0.6,
  low: 0.3,
}
/** A race in a test misleads, but it does not lose data. */
const TEST_FACTOR = 0.25

export const SCORE_FORMULA =
  'score = 100 - sum of contributions, at least 0. A finding contributes severity (critical 15, high 8, medium 3, low 1, info 0) x confidence (high 1, medium 0.6, low 0.3) x place (code 1, tests 0.25) / n, where n counts the findings of the same rule: the second counts half, the third a third.'

export interface Contribution {
  readonly ruleId: string
  readonly findings: readonly SnapshotFinding[]
  /** Tenths of a point. */
  readonly tenths: number
}

export interface Score {
  /** After the reviewer's correction, 0 to 100 in tenths. */
  readonly tenths: number
  /** Before the correction. */
  readonly computedTenths: number
  readonly contributions: readonly Contribution[]
  readonly adjustment?: { readonly tenths: number; readonly reason: string }
}

/** The score; its contributions sum to what is missing from 100 unless that would be below 0. */
export function threadSafetyScore(model: PacketModel): Score {
  const findings = concurrencyFindings(model)
  const contributions = [...groupBy(findings, (finding) => finding.ruleId)]
    .map(([ruleId, own]) => ({ ruleId, findings: own, tenths: ruleTenths(own) }))
    .sort((a, b) => b.tenths - a.tenths || (a.ruleId < b.ruleId ? -1 : 1))
  const lost = contributions.reduce((sum, one) => sum + one.tenths, 0)
  const computedTenths = Math.max(0, 1000 - lost)
  const given = model.snapshot.concurrency?.adjustment
  if (given === undefined) return { tenths: computedTenths, computedTenths, contributions }
  const change = Math.round(given.points * 10)
  return {
    tenths: Math.min(1000, Math.max(0, computedTenths + change)),
    computedTenths,
    contributions,
    adjustment: { tenths: change, reason: given.reason },
  }
}

function ruleTenths(findings: readonly SnapshotFinding[]): number {
  return findings
    .map((finding) => {
      const place = isTestPath(finding.finding.location.path) ? TEST_FACTOR : 1
      return (
        SEVERITY_TENTHS[finding.severity] * CONFIDENCE_FACTOR[finding.finding.confidence] * place
      )
    })
    .sort((a, b) => b - a)
    .reduce((sum, tenths, index) => sum + Math.round(tenths / (index + 1)), 0)
}

/** `87.5` */
export function points(tenths: number): string {
  return String(tenths / 10)
}

/** `asyncio`, `hybrid (asyncio, threading)`; undefined when the analysis gave no facts. */
export function concurrencyModel(model: PacketModel): string | undefined {
  const kinds = model.snapshot.concurrency?.kinds.filter((one) => one.count > 0)
  if (kinds === undefined) return undefined
  const names = kinds.map((one) => one.kind)
  if (names.length === 0) return 'none: no use of asyncio, threads or processes was found'
  return names.length === 1 ? (names[0] ?? '') : `hybrid (${names.join(', ')})`
}

/** Four themes of three dimensions each; the rules say where each stands. */
export const DIMENSIONS: readonly AuditFamily[] = [
  {
    title: 'Concurrency model',
    questions: [
      {
        id: 'model-asyncio',
        about: 'asyncio',
        title: 'Asyncio patterns',
        question: 'Are coroutines awaited and the event loop used as meant?',
        rules: [
          'unawaited-coroutine',
          'coroutine-used-twice',
          'asyncio-run-in-async',
          'async-cm-misuse',
          'coroutine-as-sync-callback',
          'control-flow-in-taskgroup',
          'timeout-scope-without-await',
          'asyncio-primitive-at-import',
        ],
      },
      {
        id: 'model-threads',
        about: 'threads',
        title: 'Threading and multiprocessing',
        question: 'Are threads and processes used safely?',
        rules: [
          'unlocked-global-write',
          'unlocked-attribute-write',
          'inconsistent-locking',
          'state-under-different-locks',
          'lock-in-signal-handler',
          'daemon-thread-writes',
          'loop-object-from-thread',
          'shared-value-update',
          'state-lost-in-process',
          'condition-wait-without-loop',
          'thread-local-in-coroutine',
          'lock-created-per-call',
          'lock-order-inversion',
          'remote-call-under-lock',
          'self-deadlock',
          'threading-lock-across-await',
          'preexec-fn-with-threads',
          'process-env-mutation',
        ],
      },
      {
        id: 'model-scheduling',
        title: 'Task scheduling',
        question: 'Are tasks kept, bounded and ended?',
        rules: [
          'dangling-task',
          'cancelled-task-not-awaited',
          'task-done-skipped',
          'busy-wait-loop',
          'async-loop-without-yield',
          'executor-not-shutdown',
          'loop-variable-capture',
        ],
      },
    ],
  },
  {
    title: 'Thread safety and resources',
    questions: [
      {
        id: 'safety-state',
        title: 'Shared state',
        question: 'Is shared state guarded?',
        rules: [
          'await-interleaved-rmw',
          'await-check-then-act',
          'await-in-augmented-assign',
          'lazy-init-across-await',
          'request-state-on-singleton',
          'module-level-mutable-state',
          'unsynchronised-singleton',
          'orm-read-modify-write',
          'check-then-insert',
          'state-transition-race',
          'stale-row-saved',
          'cache-dropped-before-commit',
          'session-shared-across-tasks',
          'redis-get-then-set',
          'redis-check-then-act',
          'redis-multi-step-write',
          'redis-setnx-expire-split',
          'redis-ttl-lost',
          'redis-lock-unsafe-release',
          'idempotency-key-before-work',
          'idempotency-missing',
          'non-idempotent-retry',
          'dual-write-divergence',
          'counter-without-constraint',
          'state-transition-unguarded',
          'file-check-then-act',
          'mutate-while-iterating',
          'iterate-shared-across-await',
          'task-closure-shared-mutation',
          'async-lock-gap',
          'guard-flag-not-reset',
        ],
      },
      {
        id: 'safety-cleanup',
        title: 'Resource cleanup',
        question: 'Are files, sockets, sessions and generators closed?',
        rules: [
          'resource-not-closed',
          'subprocess-pipe-wait',
          'temp-file-left',
          'pending-entry-left',
          'expired-entries-kept',
          'state-file-overwritten',
          'sqlite-connection-left-open',
          'csv-without-newline',
          'client-session-leak',
          'session-leak',
          'stream-without-disconnect-cleanup',
          'lock-not-context-managed',
          'await-in-cleanup-unshielded',
          'redis-lock-no-ttl',
          'redis-entry-kept',
          'async-generator-unsafe-yield',
          'cached-instance-method',
        ],
      },
      {
        id: 'safety-exceptions',
        title: 'Exception handling',
        question: 'Do failures in tasks and threads come to light?',
        rules: [
          'task-exception-ignored',
          'loop-ends-at-bad-item',
          'executor-exception-lost',
          'cancelled-error-swallowed',
          'missing-rollback',
          'dispatch-after-commit-unhandled',
          'integrity-error-unhandled',
          'side-effect-before-commit',
          'raise-after-commit',
        ],
      },
    ],
  },
  {
    title: 'Performance and scalability',
    questions: [
      {
        id: 'performance-bottlenecks',
        title: 'Bottlenecks',
        question: 'Does something slow hold up everything else?',
        rules: [
          'blocking-sleep-in-async',
          'blocking-http-in-async',
          'blocking-file-io-in-async',
          'blocking-subprocess-in-async',
          'blocking-input-in-async',
          'blocking-db-in-async',
          'blocking-call-via-helper',
          'sync-primitive-in-async',
          'n-plus-one-query',
          'unbounded-query',
          'filter-in-python',
          'missing-index',
          'redis-keys-scan',
        ],
      },
      {
        id: 'performance-parallelism',
        title: 'Parallelism or concurrency',
        question: 'Does work that needs a processor leave the event loop?',
        rules: ['cpu-bound-in-async', 'async-without-await'],
      },
      {
        id: 'performance-backpressure',
        title: 'Backpressure and flow control',
        question: 'Is the amount of work at once bounded?',
        rules: [
          'unbounded-gather',
          'missing-await-timeout',
          'session-held-across-io',
          'engine-per-request',
          'cache-stampede',
          'retry-without-backoff',
          'request-without-timeout',
        ],
      },
    ],
  },
  {
    title: 'Maintainability',
    questions: [
      {
        id: 'maintainability-clarity',
        title: 'Code clarity',
        question: 'Can the concurrent code be followed?',
        rules: ['function-too-complex', 'duplicate-code', 'import-inside-function'],
      },
      {
        id: 'maintainability-documentation',
        title: 'Docstrings and comments',
        question: 'Are the patterns and their limits explained?',
        rules: ['missing-docstring'],
      },
      {
        id: 'maintainability-tests',
        about: 'tests',
        title: 'Test coverage',
        question: 'Are concurrent uses tested?',
        rules: ['concurrency-untested', 'async-test-not-run', 'sleep-in-test'],
      },
    ],
  },
]
