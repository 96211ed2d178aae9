// What reviewers say beside their decisions, at random: answers, strengths, attached files, threads that
// are answered for all, and files that marks followed.
import { createHash, randomUUID } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { ReviewStore } from '../../electron/store/review-store.ts'

interface Day {
  readonly store: ReviewStore
  readonly findingId: number
  readonly below: (limit: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  readonly words: () => string
}

export function sayingActions({
  store,
  findingId,
  below,
  pick,
  words,
}: Day): readonly (() => unknown)[] {
  const command = (method: string) => ({ id: randomUUID(), method })
  const places = () =>
    Array.from({ length: below(3) }, () => {
      const startLine = 1 + below(9)
      return { path: 'app.py', startLine, endLine: startLine, snippet: 'pass', textSha256: '' }
    })
  return [
    () => {
      const question = pick(['guard', 'owner'])
      const known = store.answers.ofFinding(findingId).find((one) => one.question === question)
      const change = pick([
        { answer: 'yes' },
        { answer: 'na', note: words() },
        { answer: null },
        { note: words() },
        { note: '' },
      ] as const)
      const asked = { findingId, question, rev: known?.rev ?? 0, ...change }
      store.answers.save(asked, command('questions.answer'))
    },
    () => {
      const said = { title: words(), text: pick(['', words()]), places: places() }
      store.strengths.create(said, command('strengths.create'))
    },
    () => {
      const { id, rev } = pick(store.strengths.all())
      const change = pick([{ title: words() }, { text: words() }, { places: places() }])
      const said = (before: Parameters<Parameters<typeof store.strengths.save>[2]>[0]) => ({
        ...before,
        ...change,
      })
      store.strengths.save(id, rev, said, command('strengths.save'))
    },
    () => {
      const { id, rev } = pick(store.strengths.all())
      store.strengths.remove(id, rev, command('strengths.remove'))
    },
    () => {
      const content = Buffer.from(`log ${below(4)}`)
      const file = { findingId, name: `${words()}.log`, kind: 'text', content } as const
      store.attachments.add(() => file, command('attachments.add'))
    },
    () => {
      const { id, rev } = pick(store.attachments.all())
      store.attachments.caption(id, rev, pick(['', words()]), command('attachments.caption'))
    },
    () => {
      const { id, rev } = pick(store.attachments.all())
      store.attachments.remove(id, rev, command('attachments.remove'))
    },
    () => {
      const { id, rev } = pick(store.threads.all())
      store.threads.answerAll(id, rev, below(2) === 0, command('threads.answerAll'))
    },
    () => {
      const lines = 20 + below(4)
      const text = 'pass\n'.repeat(lines)
      const textSha256 = createHash('sha256').update(text).digest('hex')
      const runId = store.runs.latest()?.id ?? 0
      const fromSha256 = store.runs.file(runId, 'app.py')?.sha256 ?? ''
      const sizes = { lines, bytes: text.length }
      const file = { path: pick(['app.py', 'main.py']), fromPath: 'app.py', fromSha256, runId }
      const asked = command('drift.apply')
      store.writer.write(() => {
        store.texts.keep({ sha256: textSha256, size: text.length, deflated: deflateSync(text) })
        store.carriedFiles.put({ ...file, ...sizes, textSha256 }, 'app.py 0000000', asked)
      }, asked)
    },
  ]
}
