import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { asksSomething } from '../../electron/api/open-questions.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith } from '../support/stores.ts'

function aReview() {
  const at = startBackend()
  const text = 'pass\n'.repeat(20)
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': text }))
  const { ids } = aRunWith(at.backend.session(reviewId).store, [aRawFinding()], text)
  const [findingId = 0] = ids
  const id = () => ({ reviewId, commandId: randomUUID() })
  const threads = async () =>
    (await at.api.call('threads.list', { reviewId })).map(
      ({ findingId: of, disposition, comments }) => [
        of,
        disposition,
        ...comments.map((one) => one.text),
      ],
    )
  const step = async (way: 'undo' | 'redo') => {
    const history = await at.api.call('history.read', { reviewId, limit: 5 })
    await at.api.call(`history.${way}`, { ...id(), stepId: history[way]?.id ?? 0 })
    return history[way]?.title
  }
  return { ...at, reviewId, findingId, id, threads, step }
}

test('several threads stand beside one another on a finding and on lines, and are settled', async () => {
  const { api, findingId, id, threads } = aReview()
  const { threadId } = await api.call('threads.open', {
    ...id(),
    about: { findingId },
    text: 'Why?',
  })
  await api.call('threads.open', { ...id(), about: { findingId }, text: 'And the log?' })
  const lines = { path: 'app.py', startLine: 3, endLine: 4 }
  await api.call('threads.open', { ...id(), about: lines, text: 'Odd lines' })
  await api.call('threads.reply', { ...id(), threadId, text: 'Because.' })
  await api.call('threads.dispose', { ...id(), threadId, rev: 1, disposition: 'wont-fix' })
  expect(await threads()).toEqual([
    [findingId, 'wont-fix', 'Why?', 'Because.'],
    [findingId, 'open', 'And the log?'],
    [null, 'open', 'Odd lines'],
  ])
  const [, , onLines] = await api.call('threads.list', { reviewId: id().reviewId })
  expect(onLines).toMatchObject({ ...lines, snippet: 'pass\npass' })
})

test('each comment and each end of a thread is one step back and forth', async () => {
  const { api, findingId, id, threads, step } = aReview()
  const { threadId } = await api.call('threads.open', {
    ...id(),
    about: { findingId },
    text: 'Why?',
  })
  const { commentId } = await api.call('threads.reply', { ...id(), threadId, text: 'Becuase.' })
  await api.call('threads.edit', { ...id(), commentId, rev: 1, text: 'Because.' })
  await api.call('threads.dispose', { ...id(), threadId, rev: 1, disposition: 'resolved' })
  const end = await threads()
  expect(await step('undo')).toBe(`settle a thread of #${findingId}`)
  expect(await threads()).toEqual([[findingId, 'open', 'Why?', 'Because.']])
  await step('undo')
  expect(await threads()).toEqual([[findingId, 'open', 'Why?', 'Becuase.']])
  await step('undo')
  await step('undo')
  expect(await threads()).toEqual([])
  for (let count = 0; count < 4; count += 1) await step('redo')
  expect(await threads()).toEqual(end)
})

test('what cannot be is refused with a reason', async () => {
  const { api, findingId, id } = aReview()
  const open = (about: { path: string; startLine: number; endLine: number }) =>
    api.call('threads.open', { ...id(), about, text: 'x' })
  await expect(open({ path: 'app.py', startLine: 3, endLine: 90 })).rejects.toMatchObject({
    code: 'invalid-input',
  })
  await expect(open({ path: '../etc/passwd', startLine: 1, endLine: 1 })).rejects.toMatchObject({
    code: 'not-found',
  })
  const { threadId } = await api.call('threads.open', { ...id(), about: { findingId }, text: 'x' })
  await expect(
    api.call('threads.dispose', { ...id(), threadId, rev: 7, disposition: 'resolved' }),
  ).rejects.toMatchObject({ code: 'conflict' })
})

test('before an export the threads that are open are named, and those that are settled are not', async () => {
  const { api, findingId, id, reviewId } = aReview()
  const lines = { path: 'app.py', startLine: 3, endLine: 4 }
  await api.call('threads.open', { ...id(), about: { findingId }, text: 'Why?' })
  const { threadId } = await api.call('threads.open', { ...id(), about: lines, text: 'Odd' })
  const open = async () =>
    (await api.call('packet.preflight', { reviewId })).entries
      .filter(({ kind }) => kind === 'thread')
      .map(({ message, findingId: of }) => [message, of])
  expect(await open()).toEqual([
    ['A thread on HIGH-1 (#1) is open.', findingId],
    ['A thread at app.py:3 is open.', undefined],
  ])
  await api.call('threads.dispose', { ...id(), threadId, rev: 1, disposition: 'by-design' })
  expect(await open()).toHaveLength(1)
})

test('a finding tells of its threads, and of who spoke last in those that are open', async () => {
  const { api, reviewId, findingId, id, step } = aReview()
  const row = async () => (await api.call('findings.list', { reviewId, ids: [findingId] }))[0]
  expect(await row()).toMatchObject({ threadCount: 0, openThreads: [] })
  const about = { findingId }
  const { threadId } = await api.call('threads.open', { ...id(), about, text: 'Why?' })
  const { reviewer } = await api.call('reviews.header', { reviewId })
  const asked = [{ lastBy: reviewer, isQuestion: true }]
  expect(await row()).toMatchObject({ threadCount: 1, openThreads: asked })
  await api.call('threads.reply', { ...id(), threadId, text: 'As `a ? b` in C.' })
  const said = [{ lastBy: reviewer, isQuestion: false }]
  expect(await row()).toMatchObject({ threadCount: 1, openThreads: said })
  await api.call('threads.dispose', { ...id(), threadId, rev: 1, disposition: 'follow-up' })
  expect(await row()).toMatchObject({ threadCount: 1, openThreads: [] })
  await step('undo')
  await step('undo')
  expect(await row()).toMatchObject({ threadCount: 1, openThreads: asked })
})

test.each([
  ['Is the lock needed?', true],
  ['Why (really?) Say.', true],
  ['Who calls **this**?\n\n> the worker', true],
  ['See https://example.org/?q=1 and `a ? b`.', false],
  ['```\nx = y?\n```', false],
  ['なぜ？', true],
  ['Done.', false],
])('%j asks something: %s', (text, isQuestion) => {
  expect(asksSomething(text)).toBe(isQuestion)
})

test('a thread is taken into the questions and answers and out again', async () => {
  const { api, reviewId, findingId, id, step } = aReview()
  const about = { findingId }
  const { threadId } = await api.call('threads.open', { ...id(), about, text: 'Why a lock?' })
  await api.call('threads.reply', { ...id(), threadId, text: 'Two workers write it.' })
  await api.call('threads.answerAll', { ...id(), threadId, rev: 1, inFaq: true })
  const faq = async () =>
    (await api.call('packet.document', { reviewId, document: 'faq' })).text.replaceAll('\n', ' ')
  expect(await faq()).toMatch(/### Why a lock\?.*Two workers write it\./)
  expect(await step('undo')).toBe(`answer for everybody a thread of #${findingId}`)
  expect(await faq()).not.toContain('Why a lock?')
})
