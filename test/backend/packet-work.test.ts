import { randomUUID } from 'node:crypto'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import type { ItemState } from '../../electron/api/items.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const CODE_LINES = [
  'import asyncio',
  'import threading',
  '',
  'lock = threading.Lock()',
  '',
  'async def one(path):',
  '    with open(path) as file:',
  '        await asyncio.sleep(0)',
  '        return file.read()',
  '',
  'def two(text):',
  '    with open(text) as file:',
  '        return eval(file.read())',
  '',
  'def three(text):',
  '    with open(text) as file:',
  '        return eval(file.read())',
  '',
]
const CODE = CODE_LINES.join('\n')

const LIVES: readonly (readonly Exclude<ItemState, 'assigned'>[])[] = [
  [],
  ['not-started'],
  ['in-progress'],
  ['submitted'],
  ['submitted', 'accepted'],
  ['submitted', 'rejected'],
  ['submitted', 'rejected', 'in-progress'],
  ['submitted', 'accepted', 'verified'],
  ['cancelled'],
  ['not-started', 'cancelled'],
]

/** A review with a plan, checklists, work of every kind, a corrected score and a template. */
async function aWorkedReview() {
  const at = startBackend()
  const files = Object.fromEntries(LIVES.map((_, index) => [`m${index}.py`, CODE]))
  const reviewId = await at.review(aFolderWith(files))
  const { api, backend } = at
  const { store } = backend.session(reviewId)
  const command = (method: string) => ({ id: randomUUID(), method })
  const rows = store.findings.list()
  const hours = { P0: 2, P1: 5, P2: 30, P3: 80 }
  store.people.saveRules({ ...store.people.rules(), hours }, command('items.saveRules'))
  const ada = { id: null, rev: 0, name: 'Ada', email: '', capacity: 50, isAway: false }
  const { id: personId } = store.people.save({ ...ada, expertise: [] }, command('items.savePerson'))
  for (const [index, life] of LIVES.entries()) {
    let { id, rev } = store.items.assign(rows[index]?.id ?? 0, 0, personId, command('items.assign'))
    for (const state of life) {
      ;({ id, rev } = store.items.move(id, rev, state, 'Because.', command('items.move')))
    }
  }
  const ids = rows.map(({ id }) => id)
  const plan = (change: Parameters<typeof store.plan.change>[1]) =>
    store.plan.change(store.plan.read().rev, change, [], command('plan.change')).id ?? 0
  for (const title of ['Evaluation', 'The rest']) {
    const streamId = plan({ kind: 'add-stream', title })
    plan({ kind: 'edit-stream', streamId, files: ['shared.py'], commitMessage: `fix: ${title}` })
    const taskId = plan({ kind: 'add-task', streamId, title: `Do ${title}` })
    plan({ kind: 'edit-task', taskId, steps: ['First', 'Then'], isSeparateCommit: true })
    plan({ kind: 'place', findingIds: ids.splice(0, 4), taskId })
  }
  const check = { id: null, rev: 0, gate: 'merge' as const }
  store.checks.save(
    { ...check, standing: 'suite', change: { isTicked: true, owner: 'Ada', evidence: 'CI 12' } },
    command('plan.saveCheck'),
  )
  store.checks.save(
    { ...check, standing: null, change: { text: 'Read the log' } },
    command('plan.saveCheck'),
  )
  store.estimates.adjust({ rev: 0, points: -7, reason: 'Too kind.' }, command('packet.adjustScore'))
  await api.call('templates.save', {
    reviewId,
    commandId: randomUUID(),
    document: 'faq',
    rev: 0,
    text: '# Ours\n\n{{> head}}\n\n{{> time-and-deployment}}\n\n{{> blockers}}\n',
  })
  await talkAbout(at, reviewId)
  const { folder } = await api.call('exports.create', { reviewId })
  return { ...at, reviewId, folder }
}

/** What reviewers said, looked at and attached, and how long that took. */
async function talkAbout(
  { api, backend }: ReturnType<typeof startBackend>,
  reviewId: number,
): Promise<void> {
  const { store } = backend.session(reviewId)
  const command = (method: string) => ({ id: randomUUID(), method })
  const [first, second] = store.findings.list()
  const lines = {
    path: 'm1.py',
    startLine: 7,
    endLine: 8,
    snippet: CODE_LINES.slice(6, 8).join('\n'),
  }
  for (const findingId of [first?.id ?? 0, null]) {
    const thread = { ...lines, findingId, textSha256: store.findings.textOf('m1.py') }
    const id = store.threads.open(thread, 'Who calls **this**?', command('threads.open'))
    store.threads.reply(id, 'The worker does.', command('threads.reply'))
    const { rev } = store.threads.dispose(id, 1, 'resolved', command('threads.dispose'))
    store.threads.answerAll(id, rev, findingId !== null, command('threads.answerAll'))
  }
  await api.call('strengths.create', {
    reviewId,
    commandId: randomUUID(),
    title: 'Files are closed',
    text: 'By `with`, *everywhere*.',
    places: [{ path: 'm2.py', startLine: 12, endLine: 13 }],
  })
  const answer = { question: 'reached', rev: 0, answer: 'yes' as const, note: 'By every request.' }
  store.answers.save({ ...answer, findingId: second?.id ?? 0 }, command('questions.answer'))
  const log = { name: 'run.log', kind: 'text' as const, content: Buffer.from('It fails.\n') }
  const attachmentId = store.attachments.add(
    () => ({ ...log, findingId: first?.id ?? 0 }),
    command('attachments.add'),
  )
  store.attachments.caption(attachmentId, 1, 'The log of the run', command('attachments.caption'))
  await api.call('regions.mark', {
    reviewId,
    commandId: randomUUID(),
    path: 'm3.py',
    rev: 0,
    span: { startLine: 1, endLine: 9 },
    isReviewed: true,
  })
  store.workingTime.add(randomUUID(), [
    { path: 'm3.py', findingId: first?.id ?? null, activeMs: 90_000 },
  ])
  store.workingTime.recordTime('1 min')
}

function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file) => [relative(folder, file), readFileSync(file, 'utf8')]),
  )
}

test('an opened packet says all that was given, and exports to the same bytes', async () => {
  const { folder } = await aWorkedReview()
  const elsewhere = join(aFolderWith(), 'given')
  cpSync(folder, elsewhere, { recursive: true })
  const reader = startBackend()
  const { reviewId } = reader.backend.openPath(elsewhere)
  const { api } = reader
  const { targetId } = reader.backend.grantTarget(join(aFolderWith(), 'again'))
  const again = await api.call('exports.create', { reviewId, targetId })
  expect(filesOf(again.folder)).toEqual(filesOf(folder))
  const review = await api.call('packet.document', { reviewId, document: 'code-review' })
  for (const words of ['Who calls **this**?', 'Files are closed', 'run.log', '1 min']) {
    expect(review.text).toContain(words)
  }
  const work = await api.call('items.work', { reviewId })
  expect(work.items).toHaveLength(LIVES.length)
  const plan = await api.call('plan.read', { reviewId })
  expect(plan.streams.map(({ title }) => title)).toEqual(['Evaluation', 'The rest'])
})
