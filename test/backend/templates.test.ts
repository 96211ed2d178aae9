import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { undated } from '../support/packet-reading.ts'

const FOUND = 'def run(text):\n    return eval(text)\n'
const OWN = '# Answers\n\n{{> time-and-deployment}}\n\n## All\n\n{{> blockers}}\n\n{{> head}}\n'

async function aReview() {
  const at = startBackend()
  const reviewId = await at.review(aFolderWith({ 'a.py': FOUND }))
  const { api } = at
  return {
    ...at,
    reviewId,
    read: () => api.call('templates.read', { reviewId, document: 'faq' }),
    save: (text: string, rev: number) =>
      api.call('templates.save', {
        reviewId,
        commandId: crypto.randomUUID(),
        document: 'faq',
        rev,
        text,
      }),
    document: async () => (await api.call('packet.document', { reviewId, document: 'faq' })).text,
  }
}

test('a copy of a template forms the document and its export, and going back leaves no trace in them', async () => {
  const { api, reviewId, read, save, document } = await aReview()
  const before = undated(await document())
  expect(await read()).toMatchObject({ text: '', rev: 0 })
  await save(OWN, 0)
  expect(await document()).toMatch(/^# Answers\n/)
  const { folder, files } = await api.call('exports.create', { reviewId })
  const name = files.find(({ path }) => path.endsWith('FAQ.md'))?.path ?? ''
  expect(readFileSync(join(folder, name), 'utf8')).toBe(await document())
  // The built-in text is no copy: it goes on following the program.
  await save((await read()).builtIn, 1)
  expect(await read()).toMatchObject({ text: '', rev: 2 })
  expect(undated(await document())).toBe(before)
})

test('a template is a step that is undone, and is on record with what it was', async () => {
  const { api, backend, reviewId, save, read, document } = await aReview()
  const before = undated(await document())
  await save(OWN, 0)
  const history = await api.call('history.read', { reviewId, limit: 5 })
  expect(history.steps[0]?.title).toBe('edit a template')
  await api.call('history.undo', {
    reviewId,
    commandId: crypto.randomUUID(),
    stepId: history.steps[0]?.id ?? 0,
  })
  expect((await read()).text).toBe('')
  expect(undated(await document())).toBe(before)
  const events = backend.session(reviewId).store.events.of('template:faq')
  expect(events.map(({ kind, after }) => [kind, after])).toEqual([
    ['template.written', OWN],
    ['step.undone', ''],
  ])
})

test('of two that change a template at once the second is told', async () => {
  const { save } = await aReview()
  await save(OWN, 0)
  await expect(save('# Mine\n', 0)).rejects.toMatchObject({ code: 'conflict' })
})

test('a text that is only being written is shown and checked, and nothing is stored', async () => {
  const { api, reviewId, read } = await aReview()
  const preview = await api.call('templates.preview', {
    reviewId,
    document: 'faq',
    text: '# Live {{count.findings}}\n\n{{nobody}}\n',
  })
  expect(preview.markdown).toContain('# Live 1')
  expect(preview.verdict).toBe('failed')
  expect(preview.problems).toContainEqual({
    weight: 'fail',
    message: 'There is no value "nobody" here.',
    line: 3,
  })
  expect(await read()).toMatchObject({ text: '', rev: 0 })
})

test('there is no template of a document that the packet does not have', async () => {
  const { api, reviewId } = await aReview()
  await expect(
    api.call('templates.read', { reviewId, document: '__proto__' }),
  ).rejects.toMatchObject({ code: 'not-found' })
})
