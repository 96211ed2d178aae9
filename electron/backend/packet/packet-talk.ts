// What was said about the findings and the code, from an opened packet into its database: answers,
// talk, attached files and what was done well.
import type { FindingsFile } from '../../report/schema/findings.ts'
import { attachmentKind } from '../../store/attachment-kind.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import { command, type Teller } from './packet-work.ts'

type PacketFinding = FindingsFile['findings'][number]

/** `fileOf` gives the bytes of a file of the packet; undefined where they are not what it lists. */
export function putTalk(
  store: ReviewStore,
  findingId: number,
  { answers, attachments, threads }: PacketFinding,
  teller: Teller,
  fileOf: (path: string) => Buffer | undefined,
): void {
  for (const { question, answer, note, by, at } of answers) {
    Object.assign(teller, { name: by, at })
    const change = { findingId, question, rev: 0, answer, note }
    store.answers.save(change, command('questions.answer'))
  }
  for (const { path, name, caption, by, at } of attachments) {
    const content = fileOf(path)
    if (content === undefined) continue
    Object.assign(teller, { name: by, at })
    const make = () => ({ findingId, name, kind: attachmentKind(content), content })
    const id = store.attachments.add(make, command('attachments.add'))
    const { rev } = store.attachments.get(id)
    store.attachments.caption(id, rev, caption, command('attachments.caption'))
  }
  putThreads(store, findingId, threads, teller)
}

/** Threads of a finding, or about lines alone. */
export function putThreads(
  store: ReviewStore,
  findingId: number | null,
  threads: FindingsFile['threads'],
  teller: Teller,
): void {
  for (const { comments, disposition, inFaq, ...place } of threads) {
    const [first, ...replies] = comments
    if (first === undefined) continue
    Object.assign(teller, { name: first.by, at: first.at })
    const thread = { ...place, findingId, textSha256: undefined }
    const id = store.threads.open(thread, first.text, command('threads.open'))
    for (const { by, at, text } of replies) {
      Object.assign(teller, { name: by, at })
      store.threads.reply(id, text, command('threads.reply'))
    }
    const { rev } = store.threads.dispose(id, 1, disposition, command('threads.dispose'))
    store.threads.answerAll(id, rev, inFaq, command('threads.answerAll'))
  }
}

/** `texts`: the hashes of the texts that the places lie in. */
export function putStrengths(
  store: ReviewStore,
  { strengths }: FindingsFile,
  texts: ReadonlyMap<string, string>,
  teller: Teller,
): void {
  for (const { title, text, by, places } of strengths) {
    teller.name = by
    const stored = places.map(({ isCurrent, ...place }) => ({
      ...place,
      textSha256: isCurrent ? (texts.get(place.path) ?? '') : '',
    }))
    store.strengths.create({ title, text, places: stored }, command('strengths.create'))
  }
}
