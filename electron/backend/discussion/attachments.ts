// Handlers of attached files. Files come in parts, since a message is small; what is shown of them is
// only what cannot run.
import { type Attachment, type AttachmentKind, MAX_ATTACHMENT } from '../../api/attachments.ts'
import type { Handlers, Output } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import { safeFileName } from '../../report/attachment-names.ts'
import { attachmentKind } from '../../store/attachment-kind.ts'
import type { Session } from '../session.ts'

type Topic = Extract<keyof Handlers, `attachments.${string}`>

export interface AttachmentHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change. */
  readonly onChange: (session: Session, findingId: number) => void
}

/** Files that are on their way at the same time; the oldest one gives way to another. */
const MAX_UPLOADS = 3
/** Characters of a text that the window shows. */
const SHOWN_TEXT = 200_000
const MIME: Readonly<
  Partial<Record<AttachmentKind, 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'>>
> = { png: 'image/png', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' }

export function attachmentHandlers({
  session: sessionOf,
  onChange,
}: AttachmentHandlerOptions): Pick<Handlers, Topic> {
  const uploads = new Map<string, Buffer>()
  const commandOf = (id: string, method: string) => ({ id, method: `attachments.${method}` })

  return {
    'attachments.ofFinding': ({ reviewId, findingId }) => {
      const { attachments } = sessionOf(reviewId).store
      return { files: attachments.ofFinding(findingId), total: attachments.total() }
    },
    'attachments.upload': ({ uploadId, offset, base64 }) => {
      const before = offset === 0 ? Buffer.alloc(0) : uploads.get(uploadId)
      if (before?.length !== offset) throw notWhole()
      const next = Buffer.concat([before, Buffer.from(base64, 'base64')])
      uploads.delete(uploadId)
      if (next.length > MAX_ATTACHMENT) throw tooLarge()
      uploads.set(uploadId, next)
      for (const id of [...uploads.keys()].slice(0, -MAX_UPLOADS)) uploads.delete(id)
      return { received: next.length }
    },
    'attachments.add': ({ reviewId, commandId, findingId, uploadId, name, size }) => {
      const session = sessionOf(reviewId)
      const { store } = session
      const make = () => {
        if (store.findings.get(findingId) === undefined) {
          throw new AppError('not-found', `There is no finding #${findingId}.`, 'Choose another.')
        }
        const content = uploads.get(uploadId)
        if (size === 0) {
          throw new AppError(
            'invalid-input',
            'The file is empty.',
            'Add a file with something in it.',
          )
        }
        if (content?.length !== size) throw notWhole()
        return { findingId, name: safeFileName(name), kind: attachmentKind(content), content }
      }
      const attachmentId = store.attachments.add(make, commandOf(commandId, 'add'))
      uploads.delete(uploadId)
      onChange(session, findingId)
      return { attachmentId }
    },
    'attachments.caption': ({ reviewId, commandId, attachmentId, rev, caption }) => {
      const session = sessionOf(reviewId)
      const { attachments } = session.store
      const { findingId } = attachments.get(attachmentId)
      const command = commandOf(commandId, 'caption')
      const result = attachments.caption(attachmentId, rev, caption, command)
      onChange(session, findingId)
      return result
    },
    'attachments.remove': ({ reviewId, commandId, attachmentId, rev }) => {
      const session = sessionOf(reviewId)
      const { attachments } = session.store
      const { findingId } = attachments.get(attachmentId)
      attachments.remove(attachmentId, rev, commandOf(commandId, 'remove'))
      onChange(session, findingId)
      return { ok: true }
    },
    'attachments.read': ({ reviewId, attachmentId }) => {
      const { attachments } = sessionOf(reviewId).store
      return shownForm(attachments.get(attachmentId), attachments.read(attachmentId))
    },
  }
}

function shownForm({ kind }: Attachment, content: Buffer): Output<'attachments.read'> {
  const mime = MIME[kind]
  if (mime !== undefined) return { as: 'image', mime, base64: content.toString('base64') }
  if (kind !== 'text' && kind !== 'json') return { as: 'file' }
  const text = content.toString('utf8')
  return { as: 'text', text: text.slice(0, SHOWN_TEXT), isWhole: text.length <= SHOWN_TEXT }
}

function notWhole(): AppError {
  return new AppError('invalid-input', 'The file did not arrive whole.', 'Add it again.')
}

function tooLarge(): AppError {
  return new AppError(
    'invalid-input',
    `A file may have ${MAX_ATTACHMENT / 1024 / 1024} MB at most.`,
    'Add the part of it that shows the finding.',
  )
}
