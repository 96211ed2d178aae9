// The documents of the packet with the reviewer's templates laid over those that have one.
import type { PacketDocument } from '../documents/document.ts'
import type { PacketModel } from '../model.ts'
import type { DocumentId } from '../names.ts'
import { ownTemplates } from './built-in-templates.ts'
import { applyTemplate, type TemplateLint } from './template-lint.ts'

/** The reviewer's template of a document; undefined where the built-in one holds. */
function templateOf({ snapshot }: PacketModel, document: DocumentId): string | undefined {
  return ownTemplates(snapshot).find((one) => one.document === document)?.text
}

/** The document by its template; as it is where there is none, or none that can be used. */
export function templated(model: PacketModel, document: PacketDocument): PacketDocument {
  const text = templateOf(model, document.id)
  if (text === undefined) return document
  const { verdict, tree } = applyTemplate(model, document.id, document.tree, text)
  if (verdict === 'failed' || verdict === 'error') return document
  return { ...document, tree, isTemplated: true }
}

export interface LintedTemplate extends TemplateLint {
  readonly document: DocumentId
  readonly title: string
}

/** What is to be said of each template; `computed` are the documents before templates. */
export function lintTemplates(
  model: PacketModel,
  computed: readonly PacketDocument[],
): readonly LintedTemplate[] {
  return computed.flatMap(({ id, title, tree }): LintedTemplate[] => {
    const text = templateOf(model, id)
    if (text === undefined) return []
    const { verdict, problems } = applyTemplate(model, id, tree, text)
    return [{ document: id, title, verdict, problems }]
  })
}
