import { randomUUID } from 'node:crypto'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ItemState } from '../../electron/api/items.ts'
import { DOCUMENTS } from '../../electron/report/names.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const CODE = [
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
].join('\n')

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
  const { folder } = await api.call('exports.create', { reviewId })
  return { ...at, reviewId, folder }
}

/**
 * Without the record of changes, which stays with its database (the packet carries it in a file of
 * its own), and without the lengths that follow from it.
 */
function said(text: string): string {
  return text
    .replace(/### Audit trail[\s\S]*?(?=\n### |\n## |$)/, '')
    .replaceAll(/\| \d+ \| \d+ min|\d+ min to read/g, '')
}

test('an opened packet has practices, plan, checklists and work: its documents say the same', async () => {
  const { folder } = await aWorkedReview()
  const elsewhere = join(aFolderWith(), 'given')
  cpSync(folder, elsewhere, { recursive: true })
  const reader = startBackend()
  const { reviewId } = reader.backend.openPath(elsewhere)
  const { api } = reader
  for (const document of Object.keys(DOCUMENTS)) {
    const shown = await api.call('packet.document', { reviewId, document })
    const given = readFileSync(join(folder, shown.fileName), 'utf8')
    expect(said(shown.text), document).toBe(said(given))
  }
  const work = await api.call('items.work', { reviewId })
  expect(work.items).toHaveLength(LIVES.length)
  const plan = await api.call('plan.read', { reviewId })
  expect(plan.streams.map(({ title }) => title)).toEqual(['Evaluation', 'The rest'])
})
