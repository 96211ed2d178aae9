import { useEffect, useRef, useState } from 'react'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { Button } from '../ui/button.tsx'
import { sizeOf } from '../ui/size-words.ts'
import { attachFiles } from './attach-files.ts'
import { AttachmentCard } from './attachment-card.tsx'
import './attachments.css'

interface Props {
  readonly reviewId: number
  readonly findingId: number
}

/** Pictures and files that show the finding: added by the dialog, by a drop here, by pasting. */
export function AttachmentsPart({ reviewId, findingId }: Props) {
  const workbench = useWorkbench()
  const { data } = useApi('attachments.ofFinding', { reviewId, findingId })
  const { data: header } = useApi('reviews.header', { reviewId })
  const chooser = useRef<HTMLInputElement>(null)
  const area = useRef<HTMLElement>(null)
  const [isOver, setOver] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const isReadOnly = header?.readOnly ?? true

  useEffect(() => {
    const element = area.current
    if (isReadOnly || !element) return
    const add = async (files: readonly File[]) => {
      setBusy(true)
      await attachFiles(workbench, { reviewId, findingId }, files)
      setBusy(false)
    }
    // The window around takes folders to open; what is dropped here stays here.
    const onOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      event.stopPropagation()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      const isInside = event.relatedTarget instanceof Node && element.contains(event.relatedTarget)
      if (!isInside) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      event.preventDefault()
      event.stopPropagation()
      setOver(false)
      void add([...(event.dataTransfer?.files ?? [])])
    }
    // Pasted anywhere while the finding is shown; a text that is pasted goes where the cursor is.
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      const isText = event.clipboardData?.types.includes('text/plain') ?? false
      if (files.length === 0 || isText) return
      event.preventDefault()
      void add(files)
    }
    const onChoose = () => {
      const files = [...(chooser.current?.files ?? [])]
      if (chooser.current) chooser.current.value = ''
      void add(files)
    }
    const input = chooser.current
    element.addEventListener('dragover', onOver)
    element.addEventListener('dragleave', onLeave)
    element.addEventListener('drop', onDrop)
    window.addEventListener('paste', onPaste)
    input?.addEventListener('change', onChoose)
    return () => {
      element.removeEventListener('dragover', onOver)
      element.removeEventListener('dragleave', onLeave)
      element.removeEventListener('drop', onDrop)
      window.removeEventListener('paste', onPaste)
      input?.removeEventListener('change', onChoose)
    }
  }, [workbench, reviewId, findingId, isReadOnly])

  const files = data?.files ?? []
  if (isReadOnly && files.length === 0) return null
  return (
    <section
      ref={area}
      className="section attachments"
      data-over={isOver || undefined}
      aria-label="Evidence"
      aria-busy={isBusy}
    >
      <h3>
        Evidence{files.length > 0 && `: ${sizeOf(files.reduce((sum, { size }) => sum + size, 0))}`}
      </h3>
      {files.map((file) => (
        <AttachmentCard key={file.id} reviewId={reviewId} file={file} isReadOnly={isReadOnly} />
      ))}
      {!isReadOnly && (
        <>
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            aria-label="Files to attach"
            tabIndex={-1}
          />
          <div className="attachments-add">
            <Button icon="add" isDisabled={isBusy} onPress={() => chooser.current?.click()}>
              Attach files
            </Button>
            <span className="muted small" role="status">
              {isBusy
                ? 'Being added'
                : `or drop or paste them. ${sizeOf(data?.total ?? 0)} of 200 MB are used.`}
            </span>
          </div>
        </>
      )}
    </section>
  )
}
