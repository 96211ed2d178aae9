// The questions of rules in the documents: what was asked of a finding, what was answered, and what
// the answer rests on.
import { questionsOf } from '../../../analyzer/questions/catalogue.ts'
import { questionText } from '../../../analyzer/questions/fill.ts'
import type { SnapshotAnswer, SnapshotFinding } from '../../api/snapshot.ts'
import { concurrencyFindings } from '../concurrency.ts'
import { counted, timeWord, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import {
  type Block,
  bullets,
  heading,
  type Inline,
  paragraph,
  quote,
  strong,
} from '../tree/build.ts'
import { prose, titleInline } from '../tree/prose.ts'
import { andMore, documentLink } from './document.ts'
import { findingLink } from './finding-parts.ts'

interface Asked {
  /** Markdown. */
  readonly text: string
  readonly reassuring: 'yes' | 'no' | undefined
  readonly given: (SnapshotAnswer & { readonly answer: 'yes' | 'no' | 'na' }) | undefined
}

const ANSWER_WORDS = { yes: 'Yes', no: 'No', na: 'Does not apply' } as const
/** Findings whose answers the concurrency review prints; the others are in the full review. */
const DETAILED = 40

/** What the rule of a finding asks, with the answers so far. */
export function askedOf(finding: SnapshotFinding): readonly Asked[] {
  return questionsOf(finding.ruleId).map((question) => {
    const stored = finding.answers?.find((one) => one.question === question.id)
    const answer = stored?.answer ?? undefined
    return {
      text: questionText(question, finding.finding),
      reassuring: question.reassuring,
      given: stored && answer ? { ...stored, answer } : undefined,
    }
  })
}

/** The answers to what was asked of a finding, under one label; nothing where nobody answered. */
export function answersOf(finding: SnapshotFinding): Block[] {
  const asked = askedOf(finding)
  const answered = asked.filter(({ given }) => given !== undefined)
  if (answered.length === 0) return []
  return [paragraph(strong('Questions')), ...answerList(asked)]
}

function answerList(asked: readonly Asked[]): Block[] {
  const open = asked.filter(({ given }) => given === undefined).length
  return [
    bullets(
      asked.flatMap(({ text, reassuring, given }) =>
        given === undefined
          ? []
          : [
              {
                blocks: [
                  paragraph(...titleInline(text)),
                  paragraph(...answerLine(given, reassuring)),
                  ...quote(prose(given.note)),
                ],
              },
            ],
      ),
    ),
    ...(open === 0
      ? []
      : [
          paragraph(`${counted(open, 'more question')} ${open === 1 ? 'is' : 'are'} not answered.`),
        ]),
  ]
}

function answerLine(
  { answer, by, at }: NonNullable<Asked['given']>,
  reassuring: Asked['reassuring'],
): Inline[] {
  const weight =
    reassuring === undefined || answer === 'na'
      ? ''
      : answer === reassuring
        ? ', which speaks for the code'
        : ', which speaks against the code'
  return [strong(ANSWER_WORDS[answer]), `${weight} (${by}, ${timeWord(at)})`]
}

/** The answers about everything that runs at once, finding by finding. */
export function concurrencyAnswers(model: PacketModel): Block[] {
  const asked = concurrencyFindings(model).filter((finding) => askedOf(finding).length > 0)
  const answered = asked.filter((finding) => askedOf(finding).some(({ given }) => given))
  const open = asked.filter(
    (finding) => finding.verdict === 'confirmed' && askedOf(finding).some(({ given }) => !given),
  )
  const shown = answered.slice(0, DETAILED)
  return [
    heading(2, `Questions answered (${whole(answered.length)})`, 'questions-answered'),
    ...(answered.length === 0
      ? [paragraph('No question about a finding of this document was answered.')]
      : shown.flatMap((finding) => [
          paragraph(findingLink(finding), ` ${finding.title}`),
          ...answerList(askedOf(finding)),
        ])),
    ...andMore(answered.length - shown.length, documentLink(model, 'code-review'), '.'),
    ...(open.length === 0
      ? []
      : [
          paragraph(
            `Of ${counted(open.length, 'confirmed finding')} not every question is answered.`,
          ),
        ]),
  ]
}
