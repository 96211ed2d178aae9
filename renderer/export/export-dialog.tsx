import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportResult, ReviewHeader } from '../../electron/api/domain.ts'
import { AppError } from '../../electron/api/errors.ts'
import type { PreflightEntry } from '../../electron/api/packet.ts'
import { describeError } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import { askHost } from '../bridge/shell.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { BlockingList, type WayTo } from './blocking-list.tsx'
import './export-dialog.css'
import { ExportProgress } from './export-progress.tsx'

interface Props {
  readonly header: ReviewHeader
  readonly wayTo: WayTo
}

const NO_ENTRIES: readonly PreflightEntry[] = []

interface Target {
  readonly targetId: number
  readonly folder: string
}

/** Writes the packet: what goes in, where to, and then where it is. */
export function ExportDialog({ header, wayTo }: Props) {
  const { api } = useWorkbench()
  const [target, setTarget] = useState<Target>()
  const { data: preflight } = useApi('packet.preflight', { reviewId: header.id })
  const entries = preflight?.entries ?? NO_ENTRIES
  const [isAccepted, setAccepted] = useState(false)
  const isBlocked = !isAccepted && entries.some(({ weight }) => weight === 'block')
  const [hasPdf, setPdf] = useState(false)
  const close = () => setView({ overlay: undefined })
  const choose = useMutation({
    mutationFn: () => askHost('host.chooseExportFolder', {}),
    onSuccess: ({ targetId, folder }) => {
      if (targetId !== null) {
        setTarget({ targetId, folder })
      }
    },
  })
  const write = useMutation({
    mutationFn: async () => {
      const result = await api.call('exports.create', {
        reviewId: header.id,
        ...(target ? { targetId: target.targetId } : {}),
        ...(hasPdf ? { pdf: { paper: 'A4' } } : {}),
      })
      await askHost('host.copyText', { text: result.folder })
      return result
    },
  })
  const isCancelled = write.error instanceof AppError && write.error.code === 'cancelled'
  const failure = isCancelled ? choose.error : (write.error ?? choose.error)
  const cancel = useMutation({
    mutationFn: () => api.call('exports.cancel', { reviewId: header.id }),
  })
  if (write.data) {
    return (
      <Dialog title="Packet exported" onClose={close}>
        <Done header={header} result={write.data} onClose={close} />
      </Dialog>
    )
  }
  return (
    <Dialog title="Export the review packet" onClose={close}>
      <div className="dialog-content export-content">
        <dl className="export-facts">
          <dt>Findings</dt>
          <dd>{sum(header)}</dd>
          <dt>Undecided</dt>
          <dd>{header.undecided}</dd>
          {header.gates.map(({ gate, passed, reasons }) => (
            <Fact key={gate} name={gate} passed={passed} reasons={reasons} />
          ))}
          <dt>Folder</dt>
          <dd className="export-folder">
            <span className="selectable">
              {target ? showHidden(target.folder) : 'Lectern’s packets'}
            </span>
            <Button kind="quiet" onPress={() => choose.mutate()}>
              Choose
            </Button>
          </dd>
        </dl>
        <label className="export-pdf">
          <input
            type="checkbox"
            checked={hasPdf}
            disabled={write.isPending}
            onChange={(event) => setPdf(event.target.checked)}
          />
          Also as PDF
        </label>
        <BlockingList
          reviewId={header.id}
          entries={entries}
          wayTo={wayTo}
          isAccepted={isAccepted}
          onAccept={setAccepted}
        />
        {write.isPending && <ExportProgress reviewId={header.id} />}
        {isCancelled && (
          <p className="muted" role="status">
            The export was cancelled. What was in the folder before is as it was.
          </p>
        )}
        {failure && (
          <p className="export-failure" role="alert">
            {describeError(failure).message} {describeError(failure).nextStep}
          </p>
        )}
      </div>
      <footer className="dialog-foot">
        <Button
          kind="quiet"
          isDisabled={write.isPending && (cancel.isPending || cancel.isSuccess)}
          onPress={() => (write.isPending ? cancel.mutate() : close())}
        >
          Cancel
        </Button>
        <Button
          kind="primary"
          autoFocus
          isDisabled={write.isPending || isBlocked}
          onPress={() => {
            cancel.reset()
            write.mutate()
          }}
        >
          Export
        </Button>
      </footer>
    </Dialog>
  )
}

function sum({ counts }: ReviewHeader): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

interface FactProps {
  readonly name: string
  readonly passed: boolean
  readonly reasons: readonly string[]
}

function Fact({ name, passed, reasons }: FactProps) {
  return (
    <>
      <dt>{name === 'merge' ? 'Before merge' : 'Before production'}</dt>
      <dd>
        <span data-passed={passed} className="export-verdict">
          {passed ? 'PASS' : 'FAIL'}
        </span>{' '}
        <span className="muted">{reasons.join('; ')}</span>
      </dd>
    </>
  )
}

interface DoneProps {
  readonly header: ReviewHeader
  readonly result: ExportResult
  readonly onClose: () => void
}

function Done({ header, result, onClose }: DoneProps) {
  const bytes = result.files.reduce((total, file) => total + file.bytes, 0)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too */}
      <section className="dialog-content export-content" aria-label="What was written" tabIndex={0}>
        <p>
          Verdict{' '}
          <strong className="export-verdict" data-passed={result.verdict !== 'FAIL'}>
            {result.verdict}
          </strong>
          . {result.files.length} files, {Math.ceil(bytes / 1024)} KB. The path is copied:
        </p>
        <output className="export-path code selectable" aria-label="Path of the packet">
          {showHidden(result.folder)}
        </output>
        <ul className="export-files code" aria-label="Files of the packet">
          {result.files.map(({ path }) => (
            <li key={path}>{showHidden(path)}</li>
          ))}
        </ul>
      </section>
      <footer className="dialog-foot">
        <Button icon="copy" onPress={() => void askHost('host.copyText', { text: result.folder })}>
          Copy path
        </Button>
        <Button
          icon="folder-opened"
          onPress={() => void askHost('host.showPacket', { reviewId: header.id })}
        >
          Open folder
        </Button>
        <Button kind="primary" autoFocus onPress={onClose}>
          Done
        </Button>
      </footer>
    </>
  )
}
