// What was done well, as the documents tell it: what reviewers saw, with its places, beside what was
// counted.
import type { SnapshotStrength } from '../../api/snapshot.ts'
import { linesText } from '../citation.ts'
import { REVIEW_FIELDS } from '../field-catalogue.ts'
import { strongPractices, textOf } from '../fields.ts'
import type { PacketModel } from '../model.ts'
import { type Block, bullets, type Inline, mono, paragraph, strong } from '../tree/build.ts'
import { firstSentenceInline, prose, titleInline } from '../tree/prose.ts'
import { fieldBlocks } from './document.ts'
import { strengthInline, strengthLines } from './drafts.ts'

/** Places named in a line. */
const PLACES = 12

/** The text of the reviewer or its draft from counts, then what reviewers saw, in full. */
export function strengthSection(model: PacketModel): Block[] {
  const own = model.snapshot.strengths ?? []
  return [
    ...writtenOrCounted(model),
    ...seen(own.map((strength) => ({ blocks: inFull(strength) }))),
  ]
}

/** The same with a line for each thing that reviewers saw. */
export function strengthSummary(model: PacketModel): Block[] {
  const own = model.snapshot.strengths ?? []
  return [...writtenOrCounted(model), ...seen(own.map(ownStrengthInline))]
}

/** Apart from what is counted: it needs no confirmation. */
function seen(items: Parameters<typeof bullets>[0]): Block[] {
  return items.length === 0 ? [] : [paragraph(strong('Seen by the reviewers')), bullets(items)]
}

/** `**Locks are held briefly** - No lock spans a request to another service.` */
function ownStrengthInline({ title, text }: SnapshotStrength): Inline[] {
  const lead = strong([...titleInline(title)])
  const sentence = firstSentenceInline(text)
  return sentence.length === 0 ? [lead] : [lead, ' - ', ...sentence]
}

function writtenOrCounted(model: PacketModel): Block[] {
  const { snapshot } = model
  const isSaid = (snapshot.strengths ?? []).length > 0
  const isGiven = textOf(snapshot, REVIEW_FIELDS.strengths) !== undefined
  if (isSaid && !isGiven && strongPractices(snapshot).length === 0) return []
  const lines = strengthLines(model)
  const draft = lines.length === 0 ? [] : [bullets(lines.map(strengthInline))]
  return fieldBlocks(snapshot, REVIEW_FIELDS.strengths, draft)
}

function inFull({ title, text, by, places }: SnapshotStrength): Block[] {
  const shown = places
    .slice(0, PLACES)
    .map(({ path, startLine, endLine, isCurrent }): Inline[] => [
      mono(linesText(path, startLine, endLine)),
      ...(isCurrent ? [] : [' (changed since)']),
    ])
  const more = places.length - shown.length
  return [
    paragraph(strong([...titleInline(title)]), ` (${by})`),
    ...prose(text),
    ...(shown.length === 0
      ? []
      : [
          paragraph(
            'Seen in ',
            ...shown.flatMap((place, at) => (at === 0 ? place : [', ', ...place])),
            more > 0 ? ` and ${more} more places.` : '.',
          ),
        ]),
  ]
}
