// Handlers of the reviewer's templates.
import type { Handlers } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import { DOCUMENTS, type DocumentId } from '../../report/names.ts'
import { previewTemplate } from '../../report/packet.ts'
import { builtInTemplate } from '../../report/templates/built-in-templates.ts'
import { templateNames } from '../../report/templates/template-names.ts'
import type { Session } from '../session.ts'
import type { ModelOf } from './packet-model.ts'

type Topic = Extract<keyof Handlers, `templates.${string}`>

export interface TemplateHandlerOptions {
  readonly session: (reviewId: number) => Session
  readonly modelOf: ModelOf
  readonly onChange: (session: Session, findingIds: readonly number[]) => void
}

export function templateHandlers({
  session: sessionOf,
  modelOf,
  onChange,
}: TemplateHandlerOptions): Pick<Handlers, Topic> {
  return {
    'templates.read': ({ reviewId, document }) => {
      const id = documentId(document)
      const { text, rev } = sessionOf(reviewId).store.templates.read(id)
      return {
        document: id,
        text,
        builtIn: builtInTemplate(id),
        rev,
        names: templateNames(id, modelOf(sessionOf(reviewId))),
      }
    },
    'templates.preview': ({ reviewId, document, text }) => {
      const { verdict, problems, markdown } = previewTemplate(
        modelOf(sessionOf(reviewId)),
        documentId(document),
        text,
      )
      return { verdict, problems: [...problems], markdown }
    },
    'templates.save': ({ reviewId, commandId, document, rev, text }) => {
      const session = sessionOf(reviewId)
      const id = documentId(document)
      // A copy that says the same is no copy: it follows the built-in template.
      const kept = text === builtInTemplate(id) ? '' : text
      const command = { id: commandId, method: 'templates.save' }
      const result = session.store.templates.save({ document: id, rev, text: kept }, command)
      onChange(session, [])
      return result
    },
  }
}

function documentId(document: string): DocumentId {
  if (Object.hasOwn(DOCUMENTS, document)) return document as DocumentId
  throw new AppError('not-found', 'The packet has no such document.', 'Choose another one.')
}
