import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith } from '../support/stores.ts'

const TEXT = Array.from({ length: 20 }, (_, at) => `line_${at + 1} = ${at}\n`).join('')

function aReview() {
  const at = startBackend()
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': TEXT }))
  const run = (text: string) => aRunWith(at.backend.session(reviewId).store, [aRawFinding()], text)
  run(TEXT)
  const id = () => ({ reviewId, commandId: randomUUID() })
  const own = async () => (await at.api.call('strengths.list', { reviewId })).own
  const step = async (way: 'undo' | 'redo') => {
    const history = await at.api.call('history.read', { reviewId, limit: 5 })
    await at.api.call(`history.${way}`, { ...id(), stepId: history[way]?.id ?? 0 })
    return history[way]?.title
  }
  return { ...at, reviewId, id, own, step, run }
}

test('a strength is written at lines, changed, removed and brought back', async () => {
  const { api, id, own, step } = aReview()
  const place = { path: 'app.py', startLine: 3, endLine: 4 }
  const { strengthId } = await api.call('strengths.create', {
    ...id(),
    title: 'Names say it',
    text: '',
    places: [place],
  })
  expect(await own()).toMatchObject([
    {
      title: 'Names say it',
      places: [{ ...place, snippet: 'line_3 = 2\nline_4 = 3', state: 'exact' }],
    },
  ])
  await api.call('strengths.save', {
    ...id(),
    strengthId,
    rev: 1,
    text: 'Every one of them.',
    addPlaces: [{ path: 'app.py', startLine: 9, endLine: 9 }],
    dropPlaces: [0],
  })
  const [changed] = await own()
  expect(changed).toMatchObject({ rev: 2, text: 'Every one of them.', places: [{ startLine: 9 }] })
  await api.call('strengths.remove', { ...id(), strengthId, rev: 2 })
  expect(await own()).toEqual([])
  expect(await step('undo')).toBe('remove what was noted as done well')
  expect(await own()).toMatchObject([{ text: 'Every one of them.' }])
  await step('undo')
  expect(await own()).toMatchObject([{ text: '', places: [{ startLine: 3 }] }])
  expect(await step('undo')).toBe('note something done well')
  expect(await own()).toEqual([])
  for (let count = 0; count < 3; count += 1) await step('redo')
  expect(await own()).toEqual([])
})

test('its places follow the text of the next analysis', async () => {
  const { api, id, own, run } = aReview()
  const places = [
    { path: 'app.py', startLine: 3, endLine: 4 },
    { path: 'app.py', startLine: 10, endLine: 10 },
  ]
  await api.call('strengths.create', { ...id(), title: 'Names say it', text: '', places })
  run(`import os\n${TEXT.replace('line_10 = 9\n', 'other = 1\n')}`)
  expect((await own())[0]?.places).toMatchObject([
    { startLine: 4, endLine: 5, state: 'moved', snippet: 'line_3 = 2\nline_4 = 3' },
    { state: 'changed' },
  ])
})

test('lines beyond the end and old revisions are refused', async () => {
  const { api, id } = aReview()
  const create = (endLine: number) =>
    api.call('strengths.create', {
      ...id(),
      title: 'x',
      text: '',
      places: [{ path: 'app.py', startLine: 3, endLine }],
    })
  await expect(create(99)).rejects.toMatchObject({ code: 'invalid-input' })
  const { strengthId } = await create(3)
  await api.call('strengths.save', { ...id(), strengthId, rev: 1, text: 'a' })
  await expect(
    api.call('strengths.save', { ...id(), strengthId, rev: 1, text: 'b' }),
  ).rejects.toMatchObject({ code: 'conflict' })
})
