// The talk of the review in its documents: beside its finding, with what came of it; what nobody has
// answered; and what is worth an answer for everybody.
import type { SnapshotFinding, SnapshotThread } from '../../api/snapshot.ts'
import { linesText } from '../citation.ts'
import { counted, DISPOSITION_WORD, findingId, timeWord, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import {
  type Block,
  bullets,
  code,
  emphasis,
  heading,
  type Inline,
  mono,
  paragraph,
  quote,
  strong,
} from '../tree/build.ts'
import { firstSentenceInline, prose } from '../tree/prose.ts'
import { andMore } from './document.ts'
import { findingAnchor, findingLink } from './finding-parts.ts'

const OPEN_ROWS = 60

/** Threads about a finding, in the order they were opened. */
export function threadsOf(model: PacketModel, finding: SnapshotFinding): readonly SnapshotThread[] {
  return (model.snapshot.threads ?? []).filter((thread) => thread.findingId === finding.id)
}

/** The talk about a finding under one label; nothing where nobody talked. */
export function discussion(model: PacketModel, finding: SnapshotFinding): Block[] {
  const threads = threadsOf(model, finding)
  if (threads.length === 0) return []
  return [paragraph(strong('Discussion')), ...threads.flatMap(threadBlocks)]
}

/** The same for many findings told together, each thread under the name of its finding. */
export function discussionOfAll(model: PacketModel, findings: readonly SnapshotFinding[]): Block[] {
  return findings.flatMap((finding) => {
    const threads = threadsOf(model, finding)
    if (threads.length === 0) return []
    return [
      paragraph(strong('Discussion'), ` of ${findingId(finding)}`),
      ...threads.flatMap(threadBlocks),
    ]
  })
}

function threadBlocks(thread: SnapshotThread): Block[] {
  return [
    paragraph(emphasis(DISPOSITION_WORD[thread.disposition]), ':'),
    ...thread.comments.flatMap(({ by, at, text }) => [
      paragraph(strong(by), ` on ${timeWord(at)}`),
      ...quote(prose(text)),
    ]),
  ]
}

/** The talk about lines that belongs to no finding, with the lines as they stood. */
export function lineDiscussion(model: PacketModel): Block[] {
  const threads = (model.snapshot.threads ?? []).filter((one) => one.findingId === undefined)
  if (threads.length === 0) return []
  return [
    heading(3, `Talk about lines (${whole(threads.length)})`, 'talk-about-lines'),
    ...threads.flatMap((thread) => [
      paragraph(mono(placeOf(thread))),
      ...(thread.snippet === '' ? [] : code(thread.snippet, 'python', placeOf(thread))),
      ...threadBlocks(thread),
    ]),
  ]
}

function placeOf({ path, startLine, endLine }: SnapshotThread): string {
  return linesText(path, startLine, endLine)
}

/** Threads that wait for an answer and those to follow up, of findings that stand and of lines. */
export function openQuestions(model: PacketModel): Block[] {
  const standing = new Map(model.findings.map((finding) => [finding.id, finding]))
  const open = (model.snapshot.threads ?? []).filter(
    ({ disposition, findingId: id }) =>
      (disposition === 'open' || disposition === 'follow-up') &&
      (id === undefined || standing.has(id)),
  )
  const shown = open.slice(0, OPEN_ROWS)
  return [
    heading(2, `Questions left open (${whole(open.length)})`, 'open-questions'),
    ...(open.length === 0
      ? [paragraph('No thread is open.')]
      : [bullets(shown.map((thread) => openLine(thread, standing)))]),
    ...andMore(open.length - shown.length, mono('findings.json'), '.'),
  ]
}

function openLine(
  thread: SnapshotThread,
  findings: ReadonlyMap<number, SnapshotFinding>,
): Inline[] {
  const finding = thread.findingId === undefined ? undefined : findings.get(thread.findingId)
  const [first] = thread.comments
  const replies = thread.comments.length - 1
  const last = thread.comments.at(-1)
  return [
    finding === undefined ? mono(placeOf(thread)) : findingLink(finding),
    ' - ',
    ...firstSentenceInline(first?.text ?? ''),
    ` (${first?.by ?? ''}`,
    replies > 0 ? `, ${counted(replies, 'reply', 'replies')}, the last by ${last?.by ?? ''}` : '',
    thread.disposition === 'follow-up' ? '; to be followed up)' : ')',
  ]
}

/** Threads that reviewers chose for everybody: the first comment asks, the others answer. */
export function threadQuestions(model: PacketModel): Block[] {
  const findings = new Map(model.snapshot.findings.map((finding) => [finding.id, finding]))
  return (model.snapshot.threads ?? [])
    .filter(({ inFaq }) => inFaq)
    .flatMap((thread): Block[] => {
      const [asked, ...answers] = thread.comments
      if (asked === undefined) return []
      const finding = thread.findingId === undefined ? undefined : findings.get(thread.findingId)
      const title = firstSentenceInline(asked.text)
      const rest = prose(asked.text)
      return [
        heading(3, title, ...(finding === undefined ? [] : [`talk-${findingAnchor(finding)}`])),
        paragraph(
          'See: ',
          finding === undefined ? mono(placeOf(thread)) : findingLink(finding),
          ` (${DISPOSITION_WORD[thread.disposition]})`,
        ),
        ...(isOneSentence(rest, asked.text) ? [] : rest),
        ...(answers.length === 0
          ? [paragraph('Nobody has answered yet.')]
          : answers.flatMap(({ text }) => prose(text))),
      ]
    })
}

/** A question that is its heading needs no second telling. */
function isOneSentence(blocks: readonly Block[], text: string): boolean {
  return blocks.length === 1 && !/[.!?]\s+\S/.test(text.trim())
}
