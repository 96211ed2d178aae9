import { expect, test } from 'vitest'
import type { TextField } from '../../electron/api/packet.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { undated } from '../support/packet-reading.ts'

const FOUND = 'def run(text):\n    return eval(text)\n'

async function aReview() {
  const at = startBackend()
  const reviewId = await at.review(aFolderWith({ 'a.py': FOUND, 'b.py': FOUND }))
  const { api } = at
  const state = () => api.call('packet.state', { reviewId })
  const fieldOf = async (field: string): Promise<TextField> => {
    const found = (await state()).fields.find((one) => one.field === field)
    if (found === undefined) throw new Error(`There is no field ${field}.`)
    return found
  }
  return {
    ...at,
    reviewId,
    state,
    fieldOf,
    write: (field: string, text: string, rev = 0, findingId: number | null = null) =>
      api.call('packet.saveText', {
        reviewId,
        commandId: crypto.randomUUID(),
        findingId,
        field,
        rev,
        text,
        isConfirmed: true,
      }),
    document: async (document: string) =>
      (await api.call('packet.document', { reviewId, document })).text,
    words: (findingId: number) => api.call('packet.words', { reviewId, findingId }),
    work: (findingId: number) => api.call('packet.work', { reviewId, findingId }),
  }
}

test('a missing text is counted, written once, and stands in every document that names it', async () => {
  const { state, write, fieldOf, document } = await aReview()
  const before = await state()
  expect((await fieldOf('assessment')).state).toBe('missing')
  await write('assessment', 'Sound, but errors vanish.')
  const after = await state()
  const field = await fieldOf('assessment')
  expect(field).toMatchObject({ state: 'written', text: 'Sound, but errors vanish.', rev: 1 })
  expect(after.missing).toBe(before.missing - 1)
  expect(after.percent).toBeGreaterThan(before.percent)
  for (const id of field.documents) expect(await document(id)).toContain('errors vanish')
})

test('a draft is marked until somebody confirms it, and then it is not', async () => {
  const { fieldOf, write, document, state } = await aReview()
  const field = await fieldOf('deployment')
  expect(field).toMatchObject({ state: 'draft', isConfirmed: false, text: '' })
  expect(field.draft).not.toBe('')
  expect(await document('executive-summary')).toContain(`_(draft)_ ${field.draft}`)
  const { drafts } = await state()
  await write('deployment', field.draft)
  expect(await fieldOf('deployment')).toMatchObject({ state: 'written', text: field.draft })
  expect((await state()).drafts).toBe(drafts - 1)
})

test('a text that was taken back is missing again and keeps its history', async () => {
  const { fieldOf, write, backend, reviewId } = await aReview()
  await write('goals', 'Enables sharding.')
  await write('goals', '', 1)
  expect(await fieldOf('goals')).toMatchObject({ state: 'missing', text: '', rev: 2 })
  const events = backend.session(reviewId).store.events.of('review')
  expect(
    events.filter(({ field }) => field === 'goals').map(({ before, after }) => [before, after]),
  ).toEqual([
    ['', 'Enables sharding.'],
    ['Enables sharding.', ''],
  ])
})

test('two texts for one field at once: the second is refused and the first stays', async () => {
  const { fieldOf, write } = await aReview()
  await write('goals', 'Mine.')
  await expect(write('goals', 'Theirs.')).rejects.toMatchObject({ code: 'conflict' })
  expect((await fieldOf('goals')).text).toBe('Mine.')
})

test('the documents that the editor names print the text of each field', async () => {
  const { state, words, write, document } = await aReview()
  const fields = [...(await state()).fields, ...(await words(1)).fields]
  for (const { field, findingId, rev } of fields) {
    await write(field, `marker ${field} end.`, rev, findingId)
  }
  const texts = new Map<string, string>()
  for (const { id } of (await state()).documents) {
    // The trail of changes in the appendix shows every text.
    texts.set(id, (await document(id)).split('## Appendix')[0] ?? '')
  }
  const absent = fields.flatMap(({ field, documents }) =>
    documents
      .filter((id) => !texts.get(id)?.includes(`marker ${field} end`))
      .map((id) => `${field} in ${id}`),
  )
  // Impact and blast radius of a finding are in the concurrency review only where it is about that;
  // the reason of a deferral only of what is deferred; why only of what is critical; a verdict only
  // where the text gives one.
  expect(absent).toEqual([
    'verdict in index',
    'verdict in executive-summary',
    'impact in concurrency-review',
    'root-cause in concurrency-review',
    'blast-radius in concurrency-review',
    'why in faq',
    'prevention in concurrency-review',
    'deferral in future-notes',
    'deferral in code-review',
  ])
})

test('a new test is in the fix guide, the index, the verification and as a file', async () => {
  const { api, reviewId, document, work } = await aReview()
  const { id, rev } = await api.call('packet.createTest', {
    reviewId,
    commandId: crypto.randomUUID(),
    findingId: 1,
  })
  await api.call('packet.saveTest', {
    reviewId,
    commandId: crypto.randomUUID(),
    testId: id,
    rev,
    change: {
      name: 'test_error_is_seen',
      path: 'tests/test_a.py',
      code: 'def test_error_is_seen():\n    assert False\n',
      command: 'pytest tests/test_a.py',
      expectedBefore: 'fails',
      expectedAfter: 'passes',
    },
  })
  for (const name of ['fix-guide', 'index']) {
    expect(await document(name), name).toContain('test_error_is_seen')
  }
  expect(await document('verification')).toContain('pytest tests/test_a.py')
  const { files } = await api.call('exports.create', { reviewId })
  expect(files.map(({ path }) => path).filter((path) => path.startsWith('tests/'))).toHaveLength(1)
  await api.call('packet.removeTest', {
    reviewId,
    commandId: crypto.randomUUID(),
    testId: id,
    rev: rev + 1,
  })
  expect((await work(1)).tests).toEqual([])
  expect(await document('fix-guide')).not.toContain('test_error_is_seen')
})

test("the reviewer's hours replace the rule's in every sum, and go back when taken away", async () => {
  const { api, reviewId, document, work } = await aReview()
  const save = (rev: number, hours: { low: number; high: number } | null) =>
    api.call('packet.saveHours', {
      reviewId,
      commandId: crypto.randomUUID(),
      findingId: 1,
      rev,
      hours,
    })
  const before = undated(await document('fix-guide'))
  await save(0, { low: 300, high: 400 })
  expect(await document('fix-guide')).toMatch(/Effort[^\n]*300-400 h|effort 300-400 h/)
  await expect(save(1, { low: 4, high: 2 })).rejects.toMatchObject({ code: 'invalid-input' })
  await save(1, null)
  expect((await work(1)).hours).toBeNull()
  expect(undated(await document('fix-guide'))).toBe(before)
})

test('a corrected score needs a reason', async () => {
  const { api, reviewId } = await aReview()
  const adjust = (points: number, reason: string) =>
    api.call('packet.adjustScore', {
      reviewId,
      commandId: crypto.randomUUID(),
      rev: 0,
      points,
      reason,
    })
  await expect(adjust(-10, ' ')).rejects.toMatchObject({ code: 'reason-required' })
  await adjust(-10, 'Two workers share the file.')
  expect(await api.call('packet.score', { reviewId })).toMatchObject({
    points: -10,
    reason: 'Two workers share the file.',
    rev: 1,
  })
})
