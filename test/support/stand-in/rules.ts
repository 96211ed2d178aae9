// A dozen rules as the catalogue describes them, with a pattern that finds likely lines.
import type { Confidence, RuleInfo } from '../../../analyzer/model.ts'

interface StandInRule {
  readonly info: RuleInfo
  readonly pattern: RegExp
  readonly message: string
  readonly lines: number
  readonly perFile: number
  readonly hasSteps: boolean
  readonly confidence: Confidence
}

function rule(
  info: Pick<RuleInfo, 'id' | 'category' | 'title' | 'severity'> & Partial<RuleInfo>,
  rest: Omit<StandInRule, 'info'>,
): StandInRule {
  return {
    info: {
      consequence: 'Requests fail or data is lost under load.',
      tier: 1,
      scope: 'file',
      profiles: ['default', 'picky'],
      cwe: [362],
      effortHours: { low: 0.5, high: 2 },
      equivalents: ['ruff:RUF006', 'flake8-async:ASYNC300'],
      why: WHY,
      fix: FIX,
      exemptions: [
        'The value is local to the coroutine.',
        'An `asyncio.Lock` is held across both.',
      ],
      limits: ['Locks handed in as arguments are not followed.'],
      before: BEFORE,
      after: AFTER,
      ...info,
    },
    ...rest,
  }
}

const WHY = `Between the read and the write the coroutine is **suspended**. Every other task can run
there, read the same old value and write its own result; the later write wins and the earlier one is
lost without an error.

| Time | Task A | Task B |
|---|---|---|
| 1 | reads \`self.total\` = 10 | |
| 2 | waits for \`fetch()\` | reads \`self.total\` = 10 |
| 3 | | writes 10 + 5 = 15 |
| 4 | writes 10 + 3 = **13** | |

The result should be 18. Nothing fails, so nobody notices until the sums are compared.

- Common in counters, caches and balances.
- Tests with one client never show it.
`
const FIX = `Read the value **after** the last \`await\`, or hold one \`asyncio.Lock\` over both:

1. Await first, into a local.
2. Then read and write without a suspension between them.

\`\`\`python
value = await fetch()
self.total += value
\`\`\`
`
const BEFORE = `async def add(self, account):
    self.total += await fetch(account)
`
const AFTER = `async def add(self, account):
    amount = await fetch(account)
    self.total += amount
`

export const STAND_IN_RULES: readonly StandInRule[] = [
  rule(
    {
      id: 'await-in-augmented-assign',
      category: 'async-race',
      title: 'Shared value is read before an await and written after it',
      severity: 'critical',
    },
    {
      pattern: /= await self\./u,
      message: '`{}` reads shared state, waits, and then writes it from the stale value.',
      lines: 3,
      perFile: 2,
      hasSteps: true,
      confidence: 'high',
    },
  ),
  rule(
    {
      id: 'dangling-task',
      category: 'async-correctness',
      title: 'Task is started and its reference dropped',
      severity: 'high',
    },
    {
      pattern: /create_task\(|ensure_future\(/u,
      message: 'The task started in `{}` is kept by nobody: it may be collected while it runs.',
      lines: 1,
      perFile: 4,
      hasSteps: false,
      confidence: 'high',
    },
  ),
  rule(
    {
      id: 'unsynchronised-singleton',
      category: 'thread-safety',
      title: 'Singleton is created without a lock',
      severity: 'high',
    },
    {
      pattern: /^\s+global _\w+/u,
      message: '`{}` tests and sets a module global: two threads can both create the instance.',
      lines: 4,
      perFile: 3,
      hasSteps: true,
      confidence: 'medium',
    },
  ),
  rule(
    {
      id: 'swallowed-exception',
      category: 'error-handling',
      title: 'Exception is caught and dropped',
      severity: 'medium',
    },
    {
      pattern: /except (BaseException|Exception|OSError).*:$/u,
      message: 'An exception in `{}` is caught and neither logged, handled nor raised again.',
      lines: 2,
      perFile: 5,
      hasSteps: false,
      confidence: 'high',
    },
  ),
  rule(
    {
      id: 'mutable-default-argument',
      category: 'maintainability',
      title: 'Mutable default argument',
      severity: 'medium',
    },
    {
      pattern: /def \w+\(.*=(\[\]|\{\})/u,
      message: 'The default of `{}` is created once and shared by all calls.',
      lines: 1,
      perFile: 5,
      hasSteps: false,
      confidence: 'high',
    },
  ),
  rule(
    {
      id: 'naive-datetime-utcnow',
      category: 'datetime',
      title: 'Naive date and time',
      severity: 'low',
    },
    {
      pattern: /utcnow\(|fromtimestamp\(/u,
      message: '`{}` makes a time without a zone; comparing it with an aware one raises.',
      lines: 1,
      perFile: 5,
      hasSteps: false,
      confidence: 'medium',
    },
  ),
  rule(
    {
      id: 'type-ignore-unjustified',
      category: 'typing-validation',
      title: 'Type error silenced without a reason',
      severity: 'info',
    },
    {
      pattern: /# (type: ignore|XXX|TODO)/u,
      message: 'A check is silenced in `{}` and nothing says why.',
      lines: 1,
      perFile: 3,
      hasSteps: false,
      confidence: 'high',
    },
  ),
  rule(
    {
      id: 'module-global-rebound',
      category: 'thread-safety',
      title: 'Module state is changed from functions without a lock',
      severity: 'low',
    },
    {
      pattern: /^_\w+ = (\{\}|\[\]|None)/u,
      message: 'This module value is changed from functions that threads reach.',
      lines: 1,
      perFile: 3,
      hasSteps: false,
      confidence: 'low',
    },
  ),
]
