import { useState } from 'react'
import type { Attachment } from '../../electron/api/attachments.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { sizeOf } from '../ui/size-words.ts'
import { showHidden } from '../ui/visible-text.ts'
import { captionFile, removeFile, saveFile } from './attach-files.ts'

interface Props {
  readonly reviewId: number
  readonly file: Attachment
  readonly isReadOnly: boolean
}

const KINDS: Readonly<
  Record<Attachment['kind'], { readonly icon: string; readonly word: string }>
> = {
  png: { icon: 'file-media', word: 'PNG picture' },
  jpeg: { icon: 'file-media', word: 'JPEG picture' },
  gif: { icon: 'file-media', word: 'GIF picture' },
  webp: { icon: 'file-media', word: 'WebP picture' },
  pdf: { icon: 'file-pdf', word: 'PDF' },
  json: { icon: 'json', word: 'JSON' },
  text: { icon: 'file-text', word: 'Text' },
  markup: { icon: 'file-code', word: 'Markup, not rendered' },
  binary: { icon: 'file-binary', word: 'File' },
}
const PICTURES = new Set(['png', 'jpeg', 'gif', 'webp'])
const SHOWN = new Set([...PICTURES, 'text', 'json'])

/** One attached file: its picture or its name, what it shows, and the ways out. */
export function AttachmentCard({ reviewId, file, isReadOnly }: Props) {
  const workbench = useWorkbench()
  const [isOpen, setOpen] = useState(false)
  const { id, name, kind, size, caption } = file
  const { icon, word } = KINDS[kind]
  const { text, isDraft, change, flush } = useAutosave(`caption-${id}`, caption, (next) =>
    captionFile(workbench, reviewId, file, next),
  )
  const shownName = showHidden(name)
  return (
    <article className="attachment" aria-label={shownName}>
      <p className="attachment-head">
        <Icon name={icon} />
        <bdi className="attachment-name selectable">{shownName}</bdi>
        <span className="muted small">
          {word}, {sizeOf(size)}
        </span>
      </p>
      {PICTURES.has(kind) && <Picture reviewId={reviewId} file={file} />}
      <input
        className="text-input"
        aria-label={`What ${shownName} shows`}
        placeholder="What it shows"
        maxLength={2_000}
        value={text}
        readOnly={isReadOnly}
        onChange={(event) => change(event.target.value)}
        onBlur={flush}
      />
      {isDraft && <span className="draft-dot small">Not saved yet</span>}
      <p className="attachment-actions small">
        {SHOWN.has(kind) && (
          <button type="button" className="link-button" onClick={() => setOpen(true)}>
            Open
          </button>
        )}
        <button type="button" className="link-button" onClick={() => void saveFile(reviewId, file)}>
          Save as
        </button>
        {!isReadOnly && (
          <button
            type="button"
            className="link-button"
            onClick={() => void removeFile(workbench, reviewId, file)}
          >
            Remove
          </button>
        )}
      </p>
      {isOpen && (
        <Dialog title={shownName} width="wide" onClose={() => setOpen(false)}>
          <div className="dialog-content attachment-whole">
            {PICTURES.has(kind) ? (
              <Picture reviewId={reviewId} file={file} />
            ) : (
              <Words reviewId={reviewId} file={file} />
            )}
          </div>
        </Dialog>
      )}
    </article>
  )
}

/** The type is what the bytes say; the picture is decoded as that and as nothing else. */
function Picture({ reviewId, file }: Pick<Props, 'reviewId' | 'file'>) {
  const { data } = useApi('attachments.read', { reviewId, attachmentId: file.id })
  const [isBroken, setBroken] = useState(false)
  if (data?.as !== 'image') return null
  if (isBroken) return <p className="muted small">The picture is damaged and cannot be shown.</p>
  return (
    <img
      className="attachment-picture"
      src={`data:${data.mime};base64,${data.base64}`}
      alt={file.caption || showHidden(file.name)}
      onError={() => setBroken(true)}
    />
  )
}

function Words({ reviewId, file }: Pick<Props, 'reviewId' | 'file'>) {
  const { data } = useApi('attachments.read', { reviewId, attachmentId: file.id })
  if (data?.as !== 'text') return null
  return (
    <>
      <ScrolledText className="attachment-text">{showHidden(data.text)}</ScrolledText>
      {!data.isWhole && (
        <p className="muted small">The start of the file. Save it to see all of it.</p>
      )}
    </>
  )
}
