import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Check, Plan, PlanChange } from '../../electron/api/plan.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith } from '../support/stores.ts'

async function aPlan() {
  const at = startBackend()
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': 'pass\n' }))
  const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 }
  aRunWith(
    at.backend.session(reviewId).store,
    ['api/a.py', 'db/b.py', 'db/c.py'].map((path) => aRawFinding({ location: { path, range } })),
  )
  const { api } = at
  const read = () => api.call('plan.read', { reviewId })
  const change = async (one: PlanChange, rev?: number) =>
    api.call('plan.change', {
      reviewId,
      commandId: crypto.randomUUID(),
      rev: rev ?? (await read()).rev,
      change: one,
    })
  const check = async (wanted: Partial<Check>, row: Parameters<typeof save>[1]) => save(wanted, row)
  const save = (wanted: Partial<Check>, row: Record<string, string | boolean>) =>
    api.call('plan.saveCheck', {
      reviewId,
      commandId: crypto.randomUUID(),
      checkId: wanted.id ?? null,
      rev: wanted.rev ?? 0,
      gate: wanted.gate ?? 'merge',
      standing: wanted.standing ?? null,
      change: row,
    })
  return {
    ...at,
    reviewId,
    read,
    change,
    check,
    document: async (document: string) =>
      (await api.call('packet.document', { reviewId, document })).text,
  }
}

function sumOf(parts: readonly { hours: { low: number; high: number } }[]) {
  const total = (end: 'low' | 'high') =>
    Math.round(parts.reduce((sum, { hours }) => sum + hours[end], 0) * 100) / 100
  return { low: total('low'), high: total('high') }
}

test('the derived plan is taken over as it stands and can be changed from then on', async () => {
  const { read, change, document } = await aPlan()
  const derived = await read()
  expect(derived.isDerived).toBe(true)
  await change({ kind: 'adopt' })
  const own = await read()
  expect(own.isDerived).toBe(false)
  const shape = ({ streams }: Plan) =>
    streams.map(({ title, tasks }) => [title, tasks.map(({ findingIds }) => findingIds)])
  expect(shape(own)).toEqual(shape(derived))
  expect(own.unplaced).toEqual([])
  const [stream] = own.streams
  await change({ kind: 'edit-stream', streamId: stream?.id ?? 0, title: 'Errors that vanish' })
  expect(await document('implementation-plan')).toContain('WS1: Errors that vanish')
})

test('streams that come to share a file are sequential from then on', async () => {
  const { read, change } = await aPlan()
  await change({ kind: 'adopt' })
  const before = await read()
  expect(before.sequences).toEqual([['WS1'], ['WS2']])
  const [api, db] = before.streams
  const [fromDb = 0] = db?.tasks[0]?.findingIds ?? []
  await change({ kind: 'place', findingIds: [fromDb], taskId: api?.tasks[0]?.id ?? 0 })
  const after = await read()
  expect(after.sequences).toEqual([['WS1', 'WS2']])
  expect(after.parallelisation[0]).toMatch(/sequential/)
  expect(
    after.streams.flatMap(({ tasks }) => tasks.flatMap((task) => task.findingIds)).sort(),
  ).toEqual([1, 2, 3])
})

test('tasks and streams move, and what a removed one held is unplaced, which the plan says', async () => {
  const { read, change, document } = await aPlan()
  await change({ kind: 'adopt' })
  const { id } = await change({ kind: 'add-stream', title: 'Last' })
  await change({ kind: 'move-stream', streamId: id ?? 0, to: 0 })
  expect((await read()).streams.map(({ title }) => title)[0]).toBe('Last')
  const plan = await read()
  const task = plan.streams[1]?.tasks[0]
  await change({ kind: 'move-task', taskId: task?.id ?? 0, streamId: id ?? 0, to: 0 })
  expect((await read()).streams[0]?.tasks.map(({ findingIds }) => findingIds)).toEqual([
    task?.findingIds,
  ])
  await change({ kind: 'remove-stream', streamId: id ?? 0 })
  const after = await read()
  expect(after.unplaced).toEqual(task?.findingIds)
  expect(after.gaps).toHaveLength(1)
  expect(await document('implementation-plan')).toContain('is in no task')
})

test('commits follow the streams, and hours add up to one total everywhere', async () => {
  const { read, change, document } = await aPlan()
  await change({ kind: 'adopt' })
  const plan = await read()
  const [first] = plan.streams
  await change({
    kind: 'edit-stream',
    streamId: first?.id ?? 0,
    commitMessage: 'fix(api): let it fail',
  })
  await change({
    kind: 'edit-task',
    taskId: plan.streams[1]?.tasks[0]?.id ?? 0,
    isSeparateCommit: true,
  })
  const { commits, streams, phases, effort } = await read()
  expect(commits.map(({ message, isSeparate }) => [message, isSeparate])).toEqual([
    ['fix(api): let it fail', false],
    ['Fix exception swallowed in silence in 2 files', true],
  ])
  expect(await document('fix-guide')).toContain('fix(api): let it fail')
  for (const parts of [commits, streams, phases]) expect(sumOf(parts)).toEqual(effort.findings)
  expect(sumOf([effort.findings, effort.tests, effort.review].map((hours) => ({ hours })))).toEqual(
    effort.total,
  )
})

test('a change on an old plan is refused and changes nothing', async () => {
  const { read, change } = await aPlan()
  await change({ kind: 'adopt' })
  const before = await read()
  await expect(change({ kind: 'add-stream', title: 'Late' }, 0)).rejects.toMatchObject({
    code: 'conflict',
  })
  await expect(
    change({ kind: 'place', findingIds: [1, 99], taskId: before.streams[1]?.tasks[0]?.id ?? 0 }),
  ).rejects.toMatchObject({ code: 'not-found' })
  expect(await read()).toEqual(before)
})

test('the database itself refuses a finding in two tasks and a tick without a name', async () => {
  const { change, backend, reviewId } = await aPlan()
  await change({ kind: 'adopt' })
  const raw = new Database(backend.session(reviewId).store.file)
  const [task] = raw.prepare('SELECT task_id FROM task_findings').pluck().all()
  expect(() => raw.prepare('INSERT INTO task_findings VALUES (1, ?, 9)').run(task)).toThrow(
    /UNIQUE/,
  )
  expect(() =>
    raw.exec("INSERT INTO checks (rev, gate, text, ticked_at) VALUES (1, 'merge', 'x', 'now')"),
  ).toThrow(/CHECK/)
  raw.close()
})

test('a box says who ticked it and when; unticking it is on record too', async () => {
  const { read, check, document, backend, reviewId } = await aPlan()
  const row = async (standing: string) =>
    (await read()).checks.find((one) => one.standing === standing) ?? {}
  await check(await row('suite'), { isTicked: true, owner: 'Ada', evidence: 'run 812' })
  const ticked = await row('suite')
  expect(ticked).toMatchObject({ isTicked: true, owner: 'Ada' })
  const text = await document('checklist')
  expect(text).toMatch(
    /- \[x\] The full test suite passes - owner Ada; evidence: run 812; ticked by \S+ on \d{4}-\d\d-\d\d/,
  )
  await check(ticked, { isTicked: false })
  expect(await row('suite')).toMatchObject({ isTicked: false, tickedBy: null })
  const ticks = backend
    .session(reviewId)
    .store.events.of('check:merge:suite')
    .filter(({ field }) => field === 'ticked')
  expect(ticks.map(({ before, after }) => [before, after])).toEqual([
    ['open', 'ticked'],
    ['ticked', 'open'],
  ])
})

test('a row of the reviewer is added, ticked and removed; a standing one stays', async () => {
  const { api, reviewId, read, check } = await aPlan()
  const { id, rev } = await check({ gate: 'production' }, { text: 'Legal agrees' })
  const own = (await read()).checks.find((one) => one.id === id)
  expect(own).toMatchObject({ text: 'Legal agrees', gate: 'production', isComputed: false })
  await expect(check({}, { text: ' ' })).rejects.toMatchObject({ code: 'invalid-input' })
  await api.call('plan.removeCheck', {
    reviewId,
    commandId: crypto.randomUUID(),
    checkId: id,
    rev,
  })
  expect((await read()).checks.some(({ text }) => text === 'Legal agrees')).toBe(false)
})

test('a finding that is dismissed after it was planned is no work any more', async () => {
  const { api, reviewId, change, document } = await aPlan()
  await change({ kind: 'adopt' })
  await api.call('findings.decide', {
    reviewId,
    commandId: crypto.randomUUID(),
    findingId: 1,
    rev: 0,
    change: { verdict: 'dismissed', dismissReason: 'Generated.' },
  })
  const text = await document('implementation-plan')
  expect(text).toContain('(#2)')
  expect(text).not.toContain('(#1)')
})
