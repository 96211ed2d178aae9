// What a document of the packet is, and the texts that several of them show in the same way.
import type { Root } from 'mdast'
import type { SnapshotText } from '../../api/snapshot.ts'
import type { ReviewField } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { counted, timeWord, whole } from '../labels.ts'
import type { DocumentLength } from '../length.ts'
import type { PacketModel } from '../model.ts'
import { DOCUMENTS, type DocumentId } from '../names.ts'
import {
  type Block,
  type Cell,
  emphasis,
  facts,
  heading,
  type Inline,
  mono,
  paragraph,
  reference,
  strong,
  tag,
} from '../tree/build.ts'
import { prose } from '../tree/prose.ts'

export interface PacketDocument {
  readonly id: DocumentId
  readonly title: string
  readonly purpose: string
  readonly audience: string
  /** What the index says of the contents, with this packet's numbers. */
  readonly contents: readonly string[]
  /** True when it is also written as plain text. */
  readonly hasTextForm: boolean
  readonly tree: Root
  /** True for one by a reviewer's template, which may lack places that other documents link to. */
  readonly isTemplated?: true
}

/** A finished document with its length, as the index lists it. */
export interface IndexedDocument {
  readonly document: PacketDocument
  readonly length: DocumentLength
}

/** File name without its extension. */
export function documentName(model: PacketModel, id: DocumentId): string {
  if (id === 'concurrency-review') {
    const day = /^\d{4}-\d\d-\d\d/.exec(model.snapshot.asOf)?.[0] ?? 'undated'
    return `concurrency-pattern-review-${day}`
  }
  return `${model.prefix}_${DOCUMENTS[id]}`
}

/** Link to a document, named by its file as readers see it in the folder. */
export function documentLink(model: PacketModel, id: DocumentId, anchor?: string): Inline {
  return reference(`${documentName(model, id)}.md`, {
    document: id,
    isFileName: true,
    ...(anchor === undefined ? {} : { anchor }),
  })
}

export function documentTree(blocks: readonly Block[]): Root {
  return { type: 'root', children: [...blocks] }
}

/** Title and the facts that every document states about its origin. */
export function documentHead(model: PacketModel, title: string): Block[] {
  const { review, tool, asOf } = model.snapshot
  const rows: [string, Cell][] = [
    ['Date', timeWord(asOf)],
    [
      'Reviewer',
      review.reviewer.trim() === '' ? missingInline("reviewer's name") : review.reviewer,
    ],
    ['Verdict', verdictInline(model)],
    ['Scope', review.scope.trim() === '' ? 'the whole repository' : review.scope],
    ...(review.branch === undefined ? [] : [['Branch', mono(review.branch)] as [string, Cell]]),
    ['Commit', review.commit === undefined ? 'not known' : mono(review.commit)],
    ['Tool', `${tool.name} ${tool.version}, rule set ${tool.ruleSetVersion}`],
    ['Analysis', analysisLine(model)],
    ['Packet', packetLine(model)],
  ]
  return [heading(1, `${model.snapshot.review.name} - ${title}`), facts(rows)]
}

/** The verdict with its word in its colour. */
function verdictInline(model: PacketModel): Inline[] {
  const { word, reasons } = model.verdict
  const kind = { PASS: 'pass', 'PASS WITH CONDITIONS': 'conditions', FAIL: 'fail' }[word]
  return [tag(word, kind), ...(reasons.length === 0 ? [] : [` - ${reasons.join('; ')}`])]
}

/** `FAIL - 3 findings are open before merge` */
export function verdictLine(model: PacketModel): string {
  const { word, reasons } = model.verdict
  return reasons.length === 0 ? word : `${word} - ${reasons.join('; ')}`
}

function analysisLine(model: PacketModel): string {
  const { files, snapshot } = model
  const rest = [
    files.partial > 0 ? `${whole(files.partial)} in part` : '',
    files.skipped > 0 ? `${whole(files.skipped)} skipped` : '',
  ].filter((part) => part !== '')
  const state = snapshot.run.state === 'finished' ? '' : ` (${snapshot.run.state})`
  const read = counted(files.found, 'file')
  return `${whole(files.analysed)} of ${read} analysed${rest.length > 0 ? `, ${rest.join(', ')}` : ''}, ${counted(files.lines, 'line')}${state}`
}

/** `83 % written, 6 fields missing, 3 drafts to confirm` */
export function packetLine(model: PacketModel): string {
  const { percent, missing, drafts } = model.completeness
  return `${percent} % written, ${counted(missing.length, 'field')} missing, ${counted(drafts.length, 'draft')} to confirm`
}

/** What the second run of the review has to show. */
export function secondReview({ blockers }: PacketModel): string {
  if (blockers.length === 0) return 'Run the review again: no finding is new'
  const are = blockers.length === 1 ? 'is' : 'are'
  return `Run the review again: the ${counted(blockers.length, 'blocker')} of this packet ${are} gone and none is new`
}

function missingInline(label: string): Inline {
  return emphasis(`Not written yet: ${label}.`)
}

/** The sentence that stands where a text is missing. */
export function missing(label: string): Block {
  return { ...paragraph(missingInline(label)), data: { role: 'missing' } }
}

/**
 * A text of a reviewer; else the draft, marked as one; else the sentence that it is missing. Drafts
 * that a reviewer has seen but not confirmed are marked too.
 */
export function fieldBlocks(
  owner: { readonly texts?: readonly SnapshotText[] },
  field: ReviewField,
  draft: readonly Block[] = [],
): Block[] {
  const given = textOf(owner, field)
  if (given?.isConfirmed === true) return prose(given.text)
  const blocks = given === undefined ? draft : prose(given.text)
  return blocks.length === 0 ? [missing(field.label)] : [draftMark(), ...blocks]
}

function draftMark(): Block {
  return {
    ...paragraph(emphasis('Draft, not confirmed by the reviewer:')),
    data: { role: 'draft' },
  }
}

/** A bold label, then the blocks; nothing when there are none. */
export function labelled(label: string, blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [paragraph(strong(label)), ...blocks]
}

/** `and 37 more, see FINDINGS` where a list was cut. */
export function andMore(rest: number, ...where: readonly Inline[]): Block[] {
  return rest > 0 ? [paragraph(`and ${whole(rest)} more, see `, ...where)] : []
}
