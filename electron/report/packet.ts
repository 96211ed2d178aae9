// From one snapshot to the files of the packet. Pure: the same snapshot gives the same bytes.
import type { PacketFile, ReviewSnapshot } from '../api/snapshot.ts'
import { auditLogFile } from './data/audit-log.ts'
import { csvFile } from './data/csv.ts'
import { findingsJson } from './data/findings-json.ts'
import { byteLength, type ListedFile, manifestFile } from './data/manifest.ts'
import { patchFiles } from './data/patches.ts'
import { sarifFile } from './data/sarif.ts'
import { testFiles } from './data/test-files.ts'
import { walkthroughFiles } from './data/walkthrough-files.ts'
import { weAuditFile } from './data/weaudit-file.ts'
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
import { htmlPage, type PageStyle } from './html-page.ts'
import { SARIF_EXPLORER_ENDING, sarifExplorerFile } from './interchange/sarif-explorer.ts'
import { documentLength } from './length.ts'
import { type PacketModel, packetModel } from './model.ts'
import { DOCUMENTS, type DocumentId } from './names.ts'
import { findingsSchemaFile } from './schema/findings.ts'
import { PAGE_STYLE } from './style.ts'
import { applyTemplate, type TemplateLint } from './templates/template-lint.ts'
import { type LintedTemplate, lintTemplates, templated } from './templates/templated-documents.ts'
import { resolveLinks } from './tree/links.ts'
import { markdownText } from './tree/markdown.ts'
import { withPictures } from './tree/pictures.ts'
import { PAGE_LINES, PRINTED_LINES, textForm } from './tree/text-form.ts'

export interface PacketOptions {
  /** SHA-256 of a text's UTF-8 bytes in lower-case hexadecimal. */
  readonly sha256: (text: string) => string
  /** Files that were made elsewhere and belong to the packet: the manifest lists them too. */
  readonly attached?: readonly ListedFile[]
  /** Which files are asked for, by their path; all without it. What is not asked for costs nothing. */
  readonly isWanted?: ((path: string) => boolean) | undefined
  /** Attached pictures that pages show, as data addresses by their paths in the packet. */
  readonly pictures?: ReadonlyMap<string, string>
}

/** Endings of patches, and of documents, which tell of them. */
const PATCH_ENDINGS = ['patch', 'md', 'txt', 'html']

/** True if a file is asked for that needs the sources of the files that fixes change. */
export function tellsOfPatches(isWanted: (path: string) => boolean): boolean {
  return PATCH_ENDINGS.some((ending) => isWanted(`patches/fix.${ending}`))
}

// An object's own keys.
const DOCUMENT_IDS = Object.keys(DOCUMENTS) as DocumentId[]

/** All files of the packet, the manifest last, in a fixed order. */
export function buildPacket(
  snapshot: ReviewSnapshot,
  options: PacketOptions,
): readonly PacketFile[] {
  return packetFiles(packetContents(snapshot), options)
}

/** What all forms of a packet are made from: the model and the documents, made once. */
export interface PacketContents {
  readonly model: PacketModel
  /** Made when first asked for. */
  readonly documents: readonly PacketDocument[]
}

export function packetContents(snapshot: ReviewSnapshot): PacketContents {
  const model = packetModel(snapshot)
  let documents: readonly PacketDocument[] | undefined
  return {
    model,
    get documents() {
      documents ??= packetDocuments(model)
      return documents
    },
  }
}

/** The files that are asked for, the manifest of them last, in a fixed order. */
export function packetFiles(contents: PacketContents, options: PacketOptions): PacketFile[] {
  const { sha256, attached = [] } = options
  const files: PacketFile[] = []
  const listed = () => [
    ...files.map(({ path, text }) => ({ path, bytes: byteLength(text), sha256: sha256(text) })),
    ...attached,
  ]
  for (const { path, text } of eachPacketFile(contents, { ...options, listed })) {
    files.push({ path, text })
  }
  return files
}

/**
 * The same one after the other, each made when it is asked for, so that none has to stay. The manifest
 * asks what is `listed` in it when all others are there.
 */
export function* eachPacketFile(
  contents: PacketContents,
  options: Omit<PacketOptions, 'attached'> & { readonly listed: () => readonly ListedFile[] },
): Generator<PacketFile> {
  const { model } = contents
  const { isWanted = () => true } = options
  const style = { text: PAGE_STYLE, hash: base64OfHex(options.sha256(PAGE_STYLE)) }
  const forms = (ending: string, make: (documents: PacketContents['documents']) => PacketFile[]) =>
    DOCUMENT_IDS.some((id) => isWanted(`${documentName(model, id)}.${ending}`))
      ? make(contents.documents)
      : []
  const data = (path: string, make: (model: PacketModel) => PacketFile) =>
    isWanted(path) ? [make(model)] : []
  const groups: readonly (() => readonly PacketFile[])[] = [
    () => forms('md', (documents) => markdownForms(model, documents)),
    () => forms('txt', (documents) => textForms(model, documents)),
    () => forms('html', (documents) => htmlForms(model, documents, style, options.pictures)),
    () => data('findings.json', findingsJson),
    () => data('findings.schema.json', findingsSchemaFile),
    () => data('findings.sarif', sarifFile),
    () => data('findings.csv', csvFile),
    () => data(`findings.sarif${SARIF_EXPLORER_ENDING}`, sarifExplorerFile),
    () => data('findings.weaudit', weAuditFile),
    () => patchFiles(model, isWanted),
    () => testFiles(model),
    () =>
      walkthroughFiles(model, (tree) => {
        const links = pageLinks(model, contents.documents)
        return htmlPage(model, 'walkthrough', 'Walkthrough', tree, links, style)
      }),
    () => data('audit-log.jsonl', auditLogFile),
  ]
  for (const group of groups) yield* group().filter(({ path }) => isWanted(path))
  yield* data('manifest.json', () => manifestFile(model, options.listed()))
}

/** The documents as trees, the index first; their links are not resolved yet. */
export function packetDocuments(model: PacketModel): readonly PacketDocument[] {
  return documentsBy(model, (document) => templated(model, document))
}

/** What is to be said of the reviewer's templates. */
export function packetTemplates(model: PacketModel): readonly LintedTemplate[] {
  if ((model.snapshot.templates ?? []).length === 0) return []
  return lintTemplates(
    model,
    documentsBy(model, (document) => document),
  )
}

/** A document by a template that is being written, whatever the review's own one is. */
export function previewTemplate(
  model: PacketModel,
  id: DocumentId,
  text: string,
): TemplateLint & { readonly markdown: string } {
  let lint: TemplateLint = { verdict: 'failed', problems: [] }
  const documents = documentsBy(model, (document): PacketDocument => {
    if (document.id !== id) return templated(model, document)
    const { tree, ...rest } = applyTemplate(model, id, document.tree, text)
    lint = rest
    return { ...document, tree, isTemplated: true }
  })
  const at = documents.findIndex((one) => one.id === id)
  return { ...lint, markdown: markdownForms(model, documents)[at]?.text ?? '' }
}

/** The documents, each in the form that `formed` gives it. */
function documentsBy(
  model: PacketModel,
  formed: (document: PacketDocument) => PacketDocument,
): readonly PacketDocument[] {
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
  const shown = others.map(formed)
  const indexed = shown.map((document) => {
    const pageLines = document.hasTextForm ? PAGE_LINES : PRINTED_LINES
    return { document, length: documentLength(document.tree, pageLines) }
  })
  return [formed(indexDocument(model, indexed)), ...shown]
}

/** One document as Markdown, under the name that it has in the packet; undefined for no such one. */
export function documentMarkdown(
  model: PacketModel,
  id: string,
): { readonly title: string; readonly fileName: string; readonly text: string } | undefined {
  const documents = packetDocuments(model)
  const at = documents.findIndex((one) => one.id === id)
  const [document, file] = [documents[at], markdownForms(model, documents)[at]]
  if (document === undefined || file === undefined) return undefined
  return { title: document.title, fileName: file.path, text: file.text }
}

type Named = (document: PacketDocument) => string

function resolved(documents: readonly PacketDocument[], file: Named) {
  const trees = resolveLinks(documents.map((one) => ({ ...one, file: file(one) })))
  return documents.map((document, index) => ({
    document,
    file: file(document),
    tree: trees[index] ?? document.tree,
  }))
}

function markdownForms(model: PacketModel, documents: readonly PacketDocument[]): PacketFile[] {
  const file: Named = (document) => `${documentName(model, document.id)}.md`
  return resolved(documents, file).map((one) => ({ path: one.file, text: markdownText(one.tree) }))
}

function textForms(model: PacketModel, documents: readonly PacketDocument[]): PacketFile[] {
  const file: Named = (document) =>
    `${documentName(model, document.id)}.${document.hasTextForm ? 'txt' : 'md'}`
  return resolved(documents, file)
    .filter((one) => one.document.hasTextForm)
    .map((one) => ({ path: one.file, text: textForm(one.tree) }))
}

function htmlForms(
  model: PacketModel,
  documents: readonly PacketDocument[],
  style: PageStyle,
  pictures: PacketOptions['pictures'],
): PacketFile[] {
  const file: Named = (document) => `${documentName(model, document.id)}.html`
  return resolved(documents, file).map((one) => {
    const { id, title } = one.document
    const tree = withPictures(one.tree, pictures)
    const links = pageLinks(model, documents, one.document)
    return { path: one.file, text: htmlPage(model, id, title, tree, links, style) }
  })
}

function pageLinks(
  model: PacketModel,
  documents: readonly PacketDocument[],
  current?: PacketDocument,
) {
  return documents.map((one) => ({
    file: `${documentName(model, one.id)}.html`,
    title: one.title,
    isCurrent: one === current,
  }))
}

/** Base64 of bytes given in hexadecimal. */
export function base64OfHex(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
  return btoa(String.fromCharCode(...bytes))
}
