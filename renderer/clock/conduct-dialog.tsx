// The daily log: who was at work for how long, on what, and what came of it.

import type { Conduct } from '../../electron/api/clock.ts'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { listedRow } from '../state/listed.ts'
import { selectFinding, setView, showFile } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { NUMBER } from '../ui/number.ts'
import { showHidden } from '../ui/visible-text.ts'
import './clock.css'
import { pauseOrResume } from './commands.ts'
import { exactTime } from './durations.ts'

interface Props {
  readonly header: ReviewHeader
}

/** Rows of the longest times that are shown; the packet's side file has all. */
const ROWS = 30
const STATE_WORDS = {
  running: 'The clock is running.',
  idle: 'The clock stands still: there was no sign of you for two minutes, or the window was left.',
  paused: 'The clock is paused.',
  off: 'This review can only be read: nothing is measured.',
} as const

export function ConductDialog({ header }: Props) {
  const reviewId = header.id
  const workbench = useWorkbench()
  const { data: clock } = useApi('clock.state', { reviewId })
  const { data: log } = useApi('clock.log', { reviewId })
  const close = () => setView({ overlay: undefined })
  return (
    <Dialog title="Review conduct" width="wide" onClose={close}>
      <div className="dialog-content conduct">
        {clock && (
          <p className="conduct-state">
            <span>{STATE_WORDS[clock.state]}</span>
            {clock.state !== 'off' && (
              <Button onPress={() => void pauseOrResume(workbench, reviewId)}>
                {clock.state === 'paused' ? 'Resume' : 'Pause'}
              </Button>
            )}
          </p>
        )}
        {log && log.days.length === 0 && (
          <p className="muted">Nothing was measured yet. The days of the review will stand here.</p>
        )}
        {log && log.days.length > 0 && <Days log={log} />}
        <div className="conduct-lists">
          {log && log.files.length > 0 && <Files files={log.files} onOpen={close} />}
          {log && log.findings.length > 0 && <Findings times={log.findings} onOpen={close} />}
        </div>
        <p className="muted small">
          Days are those of UTC. Lines are the lines marked as read, less those unmarked. The full
          review prints this up to the last change; to leave it out, choose so under “Masked in the
          copy” in the Packet place. When the clock reminds is set in the settings.
        </p>
      </div>
    </Dialog>
  )
}

function Days({ log }: { readonly log: Conduct }) {
  return (
    <table className="conduct-table" aria-label="Days">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Reviewer</th>
          <th scope="col">Active</th>
          <th scope="col">Files seen</th>
          <th scope="col">Findings seen</th>
          <th scope="col">Judged</th>
          <th scope="col">Lines read</th>
          <th scope="col">Lines an hour</th>
        </tr>
      </thead>
      <tbody>
        {log.days.toReversed().map((row) => (
          <tr key={`${row.day} ${row.reviewer}`}>
            <td>{row.day}</td>
            <td>{showHidden(row.reviewer)}</td>
            <td>{exactTime(row.activeSeconds)}</td>
            <td>{NUMBER.format(row.files)}</td>
            <td>{NUMBER.format(row.findings)}</td>
            <td>{NUMBER.format(row.judged)}</td>
            <td>{NUMBER.format(row.linesRead)}</td>
            <td>{row.linesPerHour === null ? '' : NUMBER.format(row.linesPerHour)}</td>
          </tr>
        ))}
      </tbody>
      {log.days.length > 1 && (
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              Together
            </th>
            <td>{exactTime(log.activeSeconds)}</td>
            <td colSpan={5} />
          </tr>
        </tfoot>
      )}
    </table>
  )
}

interface FilesProps {
  readonly files: Conduct['files']
  readonly onOpen: () => void
}

function Files({ files, onOpen }: FilesProps) {
  return (
    <section aria-label="Time by file">
      <h3>By file</h3>
      <ul className="conduct-list">
        {files.slice(0, ROWS).map(({ path, activeSeconds }) => (
          <li key={path}>
            <button
              type="button"
              onClick={() => {
                onOpen()
                showFile(path)
              }}
            >
              <CutPath path={path} />
              <span>{exactTime(activeSeconds)}</span>
            </button>
          </li>
        ))}
      </ul>
      <More rest={files.length - ROWS} noun="files" />
    </section>
  )
}

interface FindingsProps {
  readonly times: Conduct['findings']
  readonly onOpen: () => void
}

function Findings({ times, onOpen }: FindingsProps) {
  return (
    <section aria-label="Time by finding">
      <h3>By finding</h3>
      <ul className="conduct-list">
        {times.slice(0, ROWS).map(({ findingId, activeSeconds }) => {
          const row = listedRow(findingId)
          return (
            <li key={findingId}>
              <button
                type="button"
                disabled={row === undefined}
                onClick={() => {
                  if (row === undefined) return
                  onOpen()
                  setView({ place: 'findings' })
                  selectFinding(row)
                }}
              >
                <span className="conduct-title">
                  #{row?.number ?? findingId} {row && showHidden(row.title)}
                </span>
                <span>{exactTime(activeSeconds)}</span>
              </button>
            </li>
          )
        })}
      </ul>
      <More rest={times.length - ROWS} noun="findings" />
    </section>
  )
}

function More({ rest, noun }: { readonly rest: number; readonly noun: string }) {
  return rest > 0 ? (
    <p className="muted small">
      {NUMBER.format(rest)} more {noun} with less time.
    </p>
  ) : null
}
