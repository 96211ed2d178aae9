import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FindingWords } from '../../electron/api/manual.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const APP = 'def pay(order):\n    total = order.total\n    charge(total)\n    return total\n'
const WORDS: FindingWords = {
  title: 'A charge without an idempotency key',
  category: 'api-contract',
  severity: 'high',
  message: 'A retried request charges **twice**.',
}
const RANGE = { startLine: 2, startColumn: 5, endLine: 3, endColumn: 18 }

async function aReview() {
  const at = startBackend()
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': APP }))
  await at.backend.analyse(reviewId)
  const create = (range = RANGE) =>
    at.api.call('manual.create', {
      reviewId,
      commandId: randomUUID(),
      path: 'app.py',
      range,
      symbol: 'pay',
      words: WORDS,
    })
  const list = async () =>
    (await at.api.call('findings.list', { reviewId })).filter(({ ruleId }) => ruleId === 'manual')
  const detail = (findingId: number) => at.api.call('findings.detail', { reviewId, findingId })
  const step = async (way: 'undo' | 'redo') => {
    const history = await at.api.call('history.read', { reviewId, limit: 5 })
    const stepId = history[way]?.id ?? 0
    await at.api.call(`history.${way}`, { reviewId, commandId: randomUUID(), stepId })
  }
  return { ...at, reviewId, create, list, detail, step }
}

test('what a reviewer writes is a finding of the list and stays when the code is analysed again', async () => {
  const { backend, reviewId, create, list, detail } = await aReview()
  const { findingId } = await create()
  expect(await detail(findingId)).toMatchObject({
    ...WORDS,
    location: { path: 'app.py', range: RANGE },
    symbol: 'pay',
    snippet: '    total = order.total\n    charge(total)',
    manual: { rev: 1 },
  })
  await backend.analyse(reviewId)
  expect(await list()).toMatchObject([{ id: findingId, isGone: false, title: WORDS.title }])
})

test('its words are edited, undone and done again; undone writing leaves nothing in the list', async () => {
  const { api, reviewId, create, list, detail, step } = await aReview()
  const { findingId } = await create()
  const words = { ...WORDS, title: 'A charge that repeats', severity: 'critical' as const }
  const save = { reviewId, findingId, rev: 1, words }
  await api.call('manual.save', { ...save, commandId: randomUUID() })
  expect(await list()).toMatchObject([{ title: words.title, severity: 'critical' }])
  await expect(api.call('manual.save', { ...save, commandId: randomUUID() })).rejects.toMatchObject(
    {
      code: 'conflict',
    },
  )
  await step('undo')
  expect(await list()).toMatchObject([{ title: WORDS.title, severity: 'high' }])
  await step('undo')
  expect(await list()).toEqual([])
  await expect(detail(findingId)).rejects.toMatchObject({ code: 'not-found' })
  await step('redo')
  await step('redo')
  expect(await list()).toMatchObject([{ title: words.title, severity: 'critical' }])
})

test('the packet tells of it in the documents, in SARIF, in JSON and in the table', async () => {
  const { api, reviewId, create } = await aReview()
  const { findingId } = await create()
  await api.call('findings.decide', {
    reviewId,
    commandId: randomUUID(),
    findingId,
    rev: 0,
    change: { verdict: 'confirmed' },
  })
  const { folder } = await api.call('exports.create', { reviewId })
  const read = (ending: string) =>
    readFileSync(
      join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? ''),
      'utf8',
    )
  expect(read('CODE_REVIEW.md')).toContain(WORDS.title)
  expect(read('.csv')).toContain(WORDS.title)
  expect(read('.csv')).toContain('api-contract')
  const { runs } = JSON.parse(read('.sarif'))
  expect(
    runs[0].results.filter(({ ruleId }: { ruleId: string }) => ruleId === 'manual'),
  ).toMatchObject([
    { properties: { title: WORDS.title, category: 'api-contract', severity: 'high' } },
  ])
})

test('lines beyond the file and findings of rules are refused', async () => {
  const { api, reviewId, create } = await aReview()
  await expect(create({ ...RANGE, endLine: 40 })).rejects.toMatchObject({ code: 'invalid-input' })
  await expect(
    api.call('manual.save', {
      reviewId,
      commandId: randomUUID(),
      findingId: 1,
      rev: 1,
      words: WORDS,
    }),
  ).rejects.toMatchObject({ code: 'not-found' })
})

test('a template is saved from a finding, replaced by its title, removed and brought back', async () => {
  const { api, reviewId, step } = await aReview()
  const save = (words: FindingWords) =>
    api.call('manual.saveTemplate', { reviewId, commandId: randomUUID(), words })
  await save(WORDS)
  const { id, rev } = await save({ ...WORDS, severity: 'low' })
  const titles = async () =>
    (await api.call('manual.templates', { reviewId })).map(({ title, severity }) => [
      title,
      severity,
    ])
  expect(await titles()).toEqual([[WORDS.title, 'low']])
  await api.call('manual.removeTemplate', {
    reviewId,
    commandId: randomUUID(),
    templateId: id,
    rev,
  })
  expect(await titles()).toEqual([])
  await step('undo')
  expect(await titles()).toEqual([[WORDS.title, 'low']])
})
