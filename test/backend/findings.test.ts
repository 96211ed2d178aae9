import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nearestLine } from '../../electron/backend/anchors/fix-moves.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const SOURCE = `import logging


def load(path):
    try:
        return open(path).read()
    except Exception:
        pass
`

async function aReviewedFile(source = SOURCE) {
  const at = startBackend()
  const folder = aFolderWith({ 'app.py': source })
  const reviewId = await at.review(folder)
  const rows = await at.api.call('findings.list', { reviewId })
  const id = rows.find(({ ruleId }) => ruleId === 'swallowed-exception')?.id ?? 0
  const detail = () => at.api.call('findings.detail', { reviewId, findingId: id })
  return { ...at, folder, reviewId, id, detail, commandId: () => crypto.randomUUID() }
}

test('a finding is shown with its help, place, snippet and history', async () => {
  const at = await aReviewedFile()
  const detail = await at.detail()
  expect(detail).toMatchObject({
    number: at.id,
    rev: 0,
    ruleId: 'swallowed-exception',
    location: { path: 'app.py' },
    symbol: 'load',
    verdict: 'undecided',
    history: [],
  })
  expect(detail.snippet).toContain('except Exception')
  const rule = await at.api.call('rules.info', { ruleId: detail.ruleId })
  expect(rule.title).toBe(detail.title)
})

test('a decision is stored, told to the window and counted in the header', async () => {
  const at = await aReviewedFile()
  const { reviewId, id } = at
  const changed = at.next('data.changed')
  const { rev } = await at.api.call('findings.decide', {
    reviewId,
    commandId: at.commandId(),
    findingId: id,
    rev: 0,
    change: { severity: 'critical', severityReason: 'Hides data loss.', verdict: 'confirmed' },
  })
  expect(rev).toBe(1)
  expect(await changed).toMatchObject({ reviewId, topics: expect.arrayContaining(['findings']) })
  expect(await at.detail()).toMatchObject({
    severity: 'critical',
    severityReason: 'Hides data loss.',
    gate: 'merge',
    history: [
      { field: 'severity', after: 'critical' },
      { field: 'severityReason' },
      { field: 'verdict', before: 'undecided', after: 'confirmed' },
    ],
  })
  const header = await at.api.call('reviews.header', { reviewId })
  expect(header.counts.critical).toBe(1)
  expect(header.gates).toContainEqual({
    gate: 'merge',
    passed: false,
    open: 1,
    reasons: ['1 finding is open before merge'],
  })
})

test.each([
  ['an unknown finding', { findingId: 999 }, 'not-found'],
  ['a severity that there is not', { change: { severity: 'awful' } }, 'invalid-input'],
  ['a dismissal without a reason', { change: { verdict: 'dismissed' } }, 'reason-required'],
  ['an old revision', { rev: 7 }, 'conflict'],
  ['a command without an id', { commandId: 'x' }, 'invalid-input'],
])('%s is an error that the window can show', async (_, change, code) => {
  const at = await aReviewedFile()
  const call = at.api.call('findings.decide', {
    reviewId: at.reviewId,
    commandId: at.commandId(),
    findingId: at.id,
    rev: 0,
    change: {},
    ...(change as object),
  })
  await expect(call).rejects.toMatchObject({ code, nextStep: expect.stringMatching(/.+/) })
  expect(at.bugs).toEqual([])
})

test('a fix starts from the analysed lines, is saved and checked, and leaves with an event', async () => {
  const at = await aReviewedFile()
  const { reviewId } = at
  const before = (await at.detail()).fixes.length
  const fix = await at.api.call('fixes.create', {
    reviewId,
    commandId: at.commandId(),
    findingId: at.id,
  })
  const lines = SOURCE.split('\n').slice(fix.startLine - 1, fix.endLine)
  expect([fix.before, fix.after]).toEqual([lines.join('\n'), lines.join('\n')])
  const save = (rev: number, after: string) =>
    at.api.call('fixes.save', { reviewId, commandId: at.commandId(), fixId: fix.id, rev, after })
  const good = fix.before.replace('pass', 'logging.exception("unreadable")')
  expect(await save(fix.rev, good)).toEqual({ rev: fix.rev + 1, problems: [] })
  const bad = await save(fix.rev + 1, fix.before.replace('except Exception:', 'except Exception'))
  expect(bad).toMatchObject({
    rev: fix.rev + 2,
    problems: [expect.stringContaining('does not parse')],
  })
  expect((await at.detail()).fixes.at(-1)).toMatchObject({ author: 'reviewer', rev: fix.rev + 2 })
  await at.api.call('fixes.remove', {
    reviewId,
    commandId: at.commandId(),
    fixId: fix.id,
    rev: fix.rev + 2,
  })
  expect((await at.detail()).fixes).toHaveLength(before)
})

test('a fix takes in more lines of the analysed text, and none beyond its end', async () => {
  const at = await aReviewedFile()
  const { reviewId } = at
  const fix = await at.api.call('fixes.create', {
    reviewId,
    commandId: at.commandId(),
    findingId: at.id,
  })
  const save = (rev: number, endLine: number) =>
    at.api.call('fixes.save', {
      reviewId,
      commandId: at.commandId(),
      fixId: fix.id,
      rev,
      after: 'return None',
      region: { startLine: 1, endLine },
    })
  await save(fix.rev, 2)
  expect((await at.detail()).fixes.at(-1)).toMatchObject({
    startLine: 1,
    endLine: 2,
    before: SOURCE.split('\n').slice(0, 2).join('\n'),
    after: 'return None',
  })
  expect((await at.detail()).history.at(-1)).toMatchObject({
    before: `${fix.startLine}-${fix.endLine}`,
    after: '1-2',
  })
  await expect(save(fix.rev + 1, 9_999)).rejects.toMatchObject({ code: 'invalid-input' })
})

test('a decision names the finding that changed, and its row can be asked for alone', async () => {
  const at = await aReviewedFile()
  const changed = at.next('data.changed')
  await at.api.call('findings.decide', {
    reviewId: at.reviewId,
    commandId: at.commandId(),
    findingId: at.id,
    rev: (await at.detail()).rev,
    change: { verdict: 'confirmed' },
  })
  expect((await changed).findingIds).toEqual([at.id])
  const rows = await at.api.call('findings.list', { reviewId: at.reviewId, ids: [at.id] })
  expect(rows).toEqual([expect.objectContaining({ id: at.id, verdict: 'confirmed' })])
  expect(await at.api.call('findings.list', { reviewId: at.reviewId, ids: [9_999] })).toEqual([])
})

test('a hostile text in a fix is stored as it is and harms nothing', async () => {
  const at = await aReviewedFile()
  const { reviewId } = at
  const fix = await at.api.call('fixes.create', {
    reviewId,
    commandId: at.commandId(),
    findingId: at.id,
  })
  const after = `${'('.repeat(100_000)}\u202e\u0000<script>`
  const saved = await at.api.call('fixes.save', {
    reviewId,
    commandId: at.commandId(),
    fixId: fix.id,
    rev: fix.rev,
    after,
  })
  expect(saved.problems).toHaveLength(1)
  expect((await at.detail()).fixes.at(-1)?.after).toBe(after)
})

test('what a comment in the source suppresses is no work, and is part of the packet', async () => {
  const at = await aReviewedFile(
    SOURCE.replace(
      'except Exception:',
      'except Exception:  # lectern: ignore[swallowed-exception] best effort',
    ),
  )
  expect(at.id).toBe(0)
})

test('payloads that break the contract are refused and change nothing', async () => {
  const at = await aReviewedFile()
  const before = at.backend.session(at.reviewId).store.events.all().length
  const call = at.api.call as (method: string, input: unknown) => Promise<unknown>
  for (const [method, input] of [
    ['no.method', {}],
    ['constructor', {}],
    ['__proto__', {}],
    ['findings.list', { reviewId: 'one' }],
    ['findings.list', { reviewId: Number.NaN }],
    ['findings.list', null],
    ['views.save', { reviewId: at.reviewId, state: { topLine: -1 } }],
    ['sources.read', { reviewId: at.reviewId, path: 'x'.repeat(5_000) }],
  ] as const) {
    await expect(call(method, input), method).rejects.toMatchObject({ code: 'invalid-input' })
  }
  await expect(at.api.call('findings.list', { reviewId: 99 })).rejects.toMatchObject({
    code: 'not-found',
  })
  expect(at.backend.session(at.reviewId).store.events.all()).toHaveLength(before)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(at.bugs).toEqual([])
})

test('a change names its finding, and that row alone can be asked for', async () => {
  const at = await aReviewedFile(`${SOURCE}\n\n${SOURCE.replaceAll('load', 'read')}`)
  const { reviewId, id } = at
  const changed = at.next('data.changed')
  await at.api.call('findings.decide', {
    reviewId,
    commandId: at.commandId(),
    findingId: id,
    rev: 0,
    change: { status: 'fixed' },
  })
  expect(await changed).toMatchObject({ findingIds: [id] })
  expect(await at.api.call('findings.list', { reviewId, ids: [id, 999] })).toMatchObject([
    { id, status: 'fixed', rev: 1 },
  ])
})

test("a reviewer's fix follows its lines through edits, and stays with its text where they are gone", async () => {
  const at = await aReviewedFile()
  const { reviewId } = at
  const fix = await at.api.call('fixes.create', {
    reviewId,
    commandId: at.commandId(),
    findingId: at.id,
  })
  writeFileSync(join(at.folder, 'app.py'), `import os\nimport sys\n${SOURCE}`)
  await at.review(at.folder)
  const moved = (await at.detail()).fixes.at(-1)
  expect(moved).toMatchObject({ startLine: fix.startLine + 2, before: fix.before })
  expect((await at.detail()).history.at(-1)).toMatchObject({ field: `fix:${fix.id}.startLine` })
  const saved = await at.api.call('fixes.save', {
    reviewId,
    commandId: at.commandId(),
    fixId: fix.id,
    rev: moved?.rev ?? 0,
    title: 'Log it',
  })
  expect(saved.problems).toEqual([])
})

test.each([
  ['a\nb\na\nb\n', 'a\nb', 3, 3],
  ['a\nb\na\nb\n', 'a\nb', 1, 1],
  ['a\r\nb\r\n', 'b', 1, 2],
  ['ab\nb', 'b', 1, 2],
  ['abc\n', 'ab', 1, undefined],
  ['', 'x', 1, undefined],
])('in %j the lines %j nearest to line %i start on line %s', (text, lines, wanted, expected) => {
  expect(nearestLine(text, lines, wanted)).toBe(expected)
})

test('a row says who judged the finding and who works on it, also after a change of names', async () => {
  const at = await aReviewedFile()
  const { api, reviewId, id } = at
  const row = async () => (await api.call('findings.list', { reviewId, ids: [id] }))[0]
  const all = await api.call('findings.list', { reviewId })
  expect(await row()).toMatchObject({ decidedBy: '', hasItem: false, assignee: '' })
  const person = {
    personId: null,
    rev: 0,
    name: 'Ada',
    email: '',
    capacity: 5,
    isAway: false,
    expertise: [],
  }
  const { id: personId, rev } = await api.call('items.savePerson', {
    reviewId,
    commandId: at.commandId(),
    ...person,
  })
  await api.call('items.assign', {
    reviewId,
    commandId: at.commandId(),
    findingId: id,
    rev: 0,
    personId,
  })
  expect(await row()).toMatchObject({ hasItem: true, assignee: 'Ada' })
  await api.call('items.savePerson', {
    reviewId,
    commandId: at.commandId(),
    ...person,
    personId,
    rev,
    name: 'Ada Moreno',
  })
  expect(await row()).toMatchObject({ assignee: 'Ada Moreno' })
  await api.call('findings.decide', {
    reviewId,
    commandId: at.commandId(),
    findingId: id,
    rev: 0,
    change: { verdict: 'confirmed' },
  })
  expect((await row())?.decidedBy).not.toBe('')
  // The others stand as they were, in their order.
  const now = await api.call('findings.list', { reviewId })
  expect(now.filter((each) => each.id !== id)).toEqual(all.filter((each) => each.id !== id))
  expect(await api.call('findings.list', { reviewId, after: id, limit: 1 })).toEqual(
    all.filter((each) => each.id > id).slice(0, 1),
  )
})

test('an opened review counts and pages what it holds before all of it was read', async () => {
  const silenced = SOURCE.replace(
    'Exception:',
    'Exception:  # lectern: ignore[swallowed-exception] ok',
  )
  const folder = aFolderWith({ 'a.py': SOURCE, 'b.py': silenced, 'c.py': SOURCE, 'd.py': silenced })
  const first = startBackend()
  const reviewId = await first.review(folder)
  const { id = 0 } = (await first.api.call('findings.list', { reviewId }))[0] ?? {}
  const change = { severity: 'info', severityReason: 'Old code.', status: 'fixed' } as const
  const commandId = crypto.randomUUID()
  await first.api.call('findings.decide', { reviewId, commandId, findingId: id, rev: 0, change })
  const known = await first.api.call('findings.list', { reviewId })
  const header = await first.api.call('reviews.header', { reviewId })
  await first.backend.close()

  const { api, backend } = startBackend({ dataFolder: first.dataFolder })
  backend.openPath(folder)
  const { openedAt } = await api.call('reviews.header', { reviewId })
  expect(await api.call('reviews.header', { reviewId })).toEqual({ ...header, openedAt })
  for (const limit of [1, 2, 3, 100]) {
    const rows: (typeof known)[number][] = []
    for (;;) {
      const after = rows.at(-1)?.id ?? 0
      const page = await api.call('findings.list', { reviewId, after, limit })
      rows.push(...page)
      if (page.length < limit) break
    }
    expect(rows).toEqual(known)
  }
  expect(await api.call('findings.list', { reviewId })).toEqual(known)
})
