import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith } from '../support/stores.ts'

const TEXT = 'pass\n'.repeat(20)

function aRace() {
  const range = (line: number) => ({ startLine: line, startColumn: 1, endLine: line, endColumn: 5 })
  const location = { path: 'app.py', range: range(3) }
  return {
    ...aRawFinding(),
    ruleId: 'await-interleaved-rmw',
    location,
    evidence: [
      { kind: 'read' as const, location, message: '`total` is read' },
      { kind: 'write' as const, location: { ...location, range: range(5) }, message: 'written' },
    ],
  }
}

function aReview() {
  const at = startBackend()
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': TEXT }))
  const { ids } = aRunWith(at.backend.session(reviewId).store, [aRace()], TEXT)
  const [findingId = 0] = ids
  const id = () => ({ reviewId, commandId: randomUUID(), findingId })
  const asked = async (question: string) => {
    const all = await at.api.call('questions.ofFinding', { reviewId, findingId })
    const found = all.find((one) => one.id === question)
    if (!found) throw new Error(`${question} is not asked.`)
    return found
  }
  const step = async (way: 'undo' | 'redo') => {
    const history = await at.api.call('history.read', { reviewId, limit: 5 })
    await at.api.call(`history.${way}`, {
      reviewId,
      commandId: randomUUID(),
      stepId: history[way]?.id ?? 0,
    })
    return history[way]?.title
  }
  return { ...at, reviewId, findingId, id, asked, step }
}

test('a question is asked with the lines of its finding, and its answer is kept with history', async () => {
  const { api, reviewId, findingId, id, asked, step } = aReview()
  const open = await asked('async-guard')
  expect(open).toMatchObject({ answer: null, note: '', rev: 0, reassuring: 'yes' })
  expect(open.text).toContain('the read (line 3) and written at the write (line 5)')
  expect(open.evidence).toBe('- line 3: `total` is read\n- line 5: written')

  const { rev } = await api.call('questions.answer', {
    ...id(),
    question: 'async-guard',
    rev: 0,
    answer: 'no',
    note: 'Nobody locks.',
  })
  expect(await asked('async-guard')).toMatchObject({ answer: 'no', note: 'Nobody locks.', rev })
  const { history } = await api.call('findings.detail', { reviewId, findingId })
  expect(history.map(({ field, after }) => [field, after])).toEqual([
    ['question:async-guard.answer', 'no'],
    ['question:async-guard.note', 'Nobody locks.'],
  ])
  expect(await step('undo')).toBe(`answer a question about #${findingId}`)
  expect(await asked('async-guard')).toMatchObject({ answer: null, note: '' })
  await step('redo')
  expect(await asked('async-guard')).toMatchObject({ answer: 'no', note: 'Nobody locks.' })
})

test('answers stay with the finding when it is found again', async () => {
  const { api, backend, reviewId, id, asked } = aReview()
  await api.call('questions.answer', { ...id(), question: 'async-guard', rev: 0, answer: 'yes' })
  aRunWith(backend.session(reviewId).store, [aRace()], TEXT)
  expect(await asked('async-guard')).toMatchObject({ answer: 'yes' })
})

test('an answer on an old revision, and one to a question that is not asked, are refused', async () => {
  const { api, id } = aReview()
  const answer = (question: string, rev: number) =>
    api.call('questions.answer', { ...id(), question, rev, answer: 'yes', note: 'x' })
  await answer('async-guard', 0)
  await expect(answer('async-guard', 0)).rejects.toMatchObject({ code: 'conflict' })
  await expect(answer('tx-guard', 0)).rejects.toMatchObject({ code: 'not-found' })
})
