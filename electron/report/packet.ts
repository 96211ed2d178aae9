// From one snapshot to the files of the packet. Pure: the same snapshot gives the same bytes.
import type { PacketFile, ReviewSnapshot } from '../api/snapshot.ts'
import { csvFile } from './data/csv.ts'
import { findingsJson } from './data/findings-json.ts'
import { manifestFile } from './data/manifest.ts'
import { sarifFile } from './data/sarif.ts'
import { actionItems } from './documents/action-items.ts'
import { checklist } from './documents/checklist.ts'
import { codeReview } from './documents/code-review.ts'
import { concurrencyReview } from './documents/concurrency-review.ts'
import { documentName, type PacketDocument } from './documents/document.ts'
import { executiveSummary } from './documents/executive-summary.ts'
import { faq } from './documents/faq.ts'
import { fixGuide } from './documents/fix-guide.ts'
import { futureNotes } from './documents/future-notes.ts'
import { implementationPlan } from './documents/implementation-plan.ts'
import { indexDocument } from './documents/index-document.ts'
import { reviewSummary } from './documents/review-summary.ts'
import { verificationSteps } from './documents/verification.ts'
import { documentLength } from './length.ts'
import { packetModel } from './model.ts'
import { findingsSchemaFile } from './schema/findings.ts'
import { resolveLinks } from './tree/links.ts'
import { markdownText } from './tree/markdown.ts'
import { textForm } from './tree/text-form.ts'

export interface PacketOptions {
  /** SHA-256 of a text's UTF-8 bytes in lower-case hexadecimal. */
  readonly sha256: (text: string) => string
}

/** All files of the packet, the manifest last, in a fixed order. */
export function buildPacket(
  snapshot: ReviewSnapshot,
  options: PacketOptions,
): readonly PacketFile[] {
  const model = packetModel(snapshot)
  const others: readonly PacketDocument[] = [
    executiveSummary(model),
    reviewSummary(model),
    fixGuide(model),
    codeReview(model),
    actionItems(model),
    concurrencyReview(model),
    implementationPlan(model),
    checklist(model),
    verificationSteps(model),
    faq(model),
    futureNotes(model),
  ]
  const index = indexDocument(
    model,
    others.map((document) => ({ document, length: documentLength(document.tree) })),
  )
  const documents = [index, ...others]
  const files: PacketFile[] = [
    ...documentFiles(documents, (document) => documentName(model, document.id)),
    findingsJson(model),
    findingsSchemaFile(),
    sarifFile(model),
    csvFile(model),
  ]
  return [...files, manifestFile(model, files, options.sha256)]
}

function documentFiles(
  documents: readonly PacketDocument[],
  nameOf: (document: PacketDocument) => string,
): PacketFile[] {
  const trees = resolveLinks(
    documents.map((document) => ({ ...document, file: `${nameOf(document)}.md` })),
  )
  return documents.flatMap((document, index) => {
    const tree = trees[index] ?? document.tree
    const name = nameOf(document)
    return [
      { path: `${name}.md`, text: markdownText(tree) },
      ...(document.hasTextForm ? [{ path: `${name}.txt`, text: textForm(tree) }] : []),
    ]
  })
}
