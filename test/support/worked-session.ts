// A reviewer's work on a real code base from the first decision to the plan: the same findings are
// judged in the same way each time, so that the packet can be looked at again after a change.
import type { FindingRow } from '../../electron/api/domain.ts'
import type { Client } from '../../renderer/bridge/client.ts'

const SEVERITY_ORDER = ['critical', 'high', 'medium', 'low', 'info'] as const

const REVIEW_TEXTS: Readonly<Record<string, string>> = {
  assessment:
    'Needs improvement: the task protocol and the worker life cycle are sound, but module-level state is written from several threads without a guard.',
  goals:
    'A worker that can be reloaded without a restart is **blocked** by the module-level registries; nothing else stands in its way.',
  architecture:
    'Bootsteps keep start and stop in one place. What they start still reaches into module globals:\n\n- the loader cache\n- the current-application stack\n- the signal handlers',
  deployment:
    'Do not deploy before the blockers are closed. Afterwards: staging for a day, then a canary of one worker in ten.',
}

/** Judges, writes and plans in an analysed review; `api` is the backend's. */
export async function workThrough(api: Client, reviewId: number): Promise<void> {
  const command = () => ({ reviewId, commandId: crypto.randomUUID() })
  const rows = (await api.call('findings.list', { reviewId })).toSorted(
    (a, b) =>
      SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
      a.number - b.number,
  )
  const decide = async (row: FindingRow, change: object) => {
    const [now] = await api.call('findings.list', { reviewId, ids: [row.id] })
    await api.call('findings.decide', {
      ...command(),
      findingId: row.id,
      rev: now?.rev ?? 0,
      change,
    })
  }
  const write = (field: string, text: string, findingId: number | null, isConfirmed = true) =>
    api.call('packet.saveText', { ...command(), findingId, field, rev: 0, text, isConfirmed })

  const judged = rows.slice(0, 40)
  for (const [at, row] of judged.entries()) {
    if (at % 7 === 5) {
      await decide(row, {
        verdict: 'dismissed',
        dismissReason: 'The module is imported once, before any thread is started.',
      })
    } else await decide(row, { verdict: 'confirmed' })
  }
  const confirmed = judged.filter((_, at) => at % 7 !== 5)
  const [first, second, third, fourth, fifth, sixth] = confirmed
  if (!first || !second || !third || !fourth || !fifth || !sixth) return
  await decide(second, {
    severity: 'medium',
    severityReason: 'Only reached from the command line, where one thread runs.',
  })
  await decide(first, { gate: 'merge', priority: 'P0' })
  await decide(sixth, { gate: 'merge' })
  await decide(third, { status: 'fixed' })
  await decide(fourth, { status: 'verified' })
  await decide(fifth, { status: 'deferred', gate: 'later' })
  await decide(sixth, {
    note: 'Seen together with the maintainers. See [[finding]] `app/base.py`.',
  })

  const { fields } = await api.call('packet.state', { reviewId })
  for (const field of fields) {
    if (field.findingId !== null) continue
    const text = REVIEW_TEXTS[field.field] ?? ''
    if (text !== '') await write(field.field, text, null)
    else if (field.draft !== '' && field.kind === 'drafted')
      await write(field.field, field.draft, null)
  }
  await write(
    'impact',
    'A task that was acknowledged is lost; the customer notices hours later.',
    first.id,
  )
  await write(
    'scenario',
    '```text\nT1: reads the registry          -> empty\nT2: registers the handler\nT1: writes its own copy back    -> the handler of T2 is gone\n```',
    first.id,
  )
  await write('blast-radius', 'Every worker of the pool.', first.id)
  await write(
    'prevention',
    'A lint rule that forbids module-level dictionaries in `app/`.',
    first.id,
  )
  await write('deferral', 'Waits for the new loader; looked at again on 2027-01-15.', fifth.id)
  await write('why', 'It fails under load alone, where nobody can debug it.', second.id, false)

  const fixed = new Set<string>()
  for (const row of confirmed) {
    if (fixed.size === 6 || fixed.has(row.location.path)) continue
    fixed.add(row.location.path)
    await writeFix(api, reviewId, row)
  }
  for (const row of [first, sixth]) {
    const { id, rev } = await api.call('packet.createTest', { ...command(), findingId: row.id })
    await api.call('packet.saveTest', {
      ...command(),
      testId: id,
      rev,
      change: {
        name: `test_registry_keeps_both_handlers_${row.number}`,
        path: `t/unit/test_registry_${row.number}.py`,
        kind: 'concurrency',
        purpose: 'Two threads register at the same time and both are kept.',
        code: 'def test_registry_keeps_both_handlers():\n    assert run_both() == {"a", "b"}\n',
        command: `pytest t/unit/test_registry_${row.number}.py`,
        expectedBefore: 'fails in one of a hundred runs',
        expectedAfter: 'passes',
      },
    })
  }
  await plan(api, reviewId, confirmed)
  await work(api, reviewId, [first, second, sixth])
}

async function writeFix(api: Client, reviewId: number, row: FindingRow): Promise<void> {
  const command = () => ({ reviewId, commandId: crypto.randomUUID() })
  const fix = await api.call('fixes.create', { ...command(), findingId: row.id })
  const indent = /^\s*/.exec(fix.before)?.[0] ?? ''
  await api.call('fixes.save', {
    ...command(),
    fixId: fix.id,
    rev: fix.rev,
    title: 'Say what the lines below rely on',
    after: `${indent}# Held by one thread at a time: see the registry.\n${fix.before}`,
  })
}

async function plan(
  api: Client,
  reviewId: number,
  confirmed: readonly FindingRow[],
): Promise<void> {
  const change = async (one: object) => {
    const { rev } = await api.call('plan.read', { reviewId })
    return api.call('plan.change', {
      reviewId,
      commandId: crypto.randomUUID(),
      rev,
      change: one as Parameters<typeof api.call<'plan.change'>>[1]['change'],
    })
  }
  await change({ kind: 'adopt' })
  const { id: streamId } = await change({ kind: 'add-stream', title: 'Registries and caches' })
  const { id: taskId } = await change({ kind: 'add-task', streamId, title: 'Guard the registries' })
  await change({
    kind: 'edit-task',
    taskId,
    steps: ['Take the lock around read and write', 'Add the race test'],
    isSeparateCommit: true,
  })
  await change({
    kind: 'place',
    findingIds: confirmed.slice(0, 4).map(({ id }) => id),
    taskId,
  })
  const { checks } = await api.call('plan.read', { reviewId })
  for (const row of checks.filter(({ isComputed }) => !isComputed).slice(0, 3)) {
    await api.call('plan.saveCheck', {
      reviewId,
      commandId: crypto.randomUUID(),
      checkId: row.id,
      rev: row.rev,
      gate: row.gate,
      standing: row.standing,
      change: { isTicked: true, owner: 'Ada', evidence: 'Run 2211 of the pipeline' },
    })
  }
  await api.call('plan.saveCheck', {
    reviewId,
    commandId: crypto.randomUUID(),
    checkId: null,
    rev: 0,
    gate: 'production',
    standing: null,
    change: { text: 'The broker fails over while tasks are running', owner: 'Grace' },
  })
}

async function work(api: Client, reviewId: number, rows: readonly FindingRow[]): Promise<void> {
  const command = () => ({ reviewId, commandId: crypto.randomUUID() })
  const people = []
  for (const name of ['Ada', 'Grace']) {
    people.push(
      await api.call('items.savePerson', {
        ...command(),
        personId: null,
        rev: 0,
        name,
        email: '',
        capacity: 5,
        isAway: false,
        expertise: [],
      }),
    )
  }
  for (const [at, row] of rows.entries()) {
    const personId = people[at % people.length]?.id ?? 0
    const item = await api.call('items.assign', {
      ...command(),
      findingId: row.id,
      rev: 0,
      personId,
    })
    if (at > 0) continue
    await api.call('items.move', {
      ...command(),
      itemId: item.id,
      rev: item.rev,
      to: 'in-progress',
      rationale: '',
    })
  }
}
