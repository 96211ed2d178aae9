import { useMemo } from 'react'
import type { ChangedFile } from '../../electron/api/git.ts'
import { useApi } from '../bridge/queries.ts'
import type { ChangedScope } from '../bridge/scope.ts'
import { setView, showFile } from '../state/view.ts'
import { shortCommit } from '../ui/commit-words.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { lineWords } from './line-words.ts'

interface Props {
  readonly reviewId: number
  readonly scope: ChangedScope
}

const STATUS_WORDS: Readonly<Record<ChangedFile['status'], string>> = {
  added: 'Added',
  modified: 'Modified',
  deleted: 'Deleted',
  renamed: 'Renamed',
}
/** Rows that are drawn; the rest is counted. */
const MAX_ROWS = 500

/** Every file that is not as it was at the base, with its changed lines. */
export function ChangesDialog({ reviewId, scope: { base, changes } }: Props) {
  const { data: ledger } = useApi('analysis.ledger', { reviewId })
  const readable = useMemo(
    () => new Set(ledger?.filter(({ state }) => state !== 'skipped').map(({ path }) => path)),
    [ledger],
  )
  const close = () => setView({ overlay: undefined })
  return (
    <Dialog title={`Changed against ${showHidden(base)}`} width="wide" onClose={close}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too */}
      <section className="dialog-content" aria-label="Changed files" tabIndex={0}>
        {changes === undefined ? (
          <p className="muted">Comparing.</p>
        ) : (
          <>
            <p>
              Since <code>{shortCommit(changes.mergeBase.id)}</code>{' '}
              <bdi>{showHidden(changes.mergeBase.summary)}</bdi>, where the reviewed code left{' '}
              {showHidden(base)}.
            </p>
            {changes.files.length === 0 ? (
              <p className="muted">No file differs.</p>
            ) : (
              <Files files={changes.files} readable={readable} />
            )}
            {changes.fileCount > MAX_ROWS && (
              <p className="muted">
                And {(changes.fileCount - MAX_ROWS).toLocaleString('en')} more.
              </p>
            )}
          </>
        )}
      </section>
    </Dialog>
  )
}

interface FilesProps {
  readonly files: readonly ChangedFile[]
  /** Paths that the source can show. */
  readonly readable: ReadonlySet<string>
}

function Files({ files, readable }: FilesProps) {
  return (
    <table className="scope-table">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">File</th>
          <th scope="col">Changed lines</th>
        </tr>
      </thead>
      <tbody>
        {files.slice(0, MAX_ROWS).map((file) => (
          <tr key={file.path}>
            <td className="scope-state" data-status={file.status}>
              {STATUS_WORDS[file.status]}
              {file.isUncommitted && <span className="scope-uncommitted">not committed</span>}
            </td>
            <td>
              {readable.has(file.path) ? (
                <button type="button" className="scope-place" onClick={() => open(file)}>
                  <CutPath path={file.path} />
                </button>
              ) : (
                <CutPath path={file.path} />
              )}
              {file.previousPath !== undefined && (
                <span className="scope-previous muted">
                  was <CutPath path={file.previousPath} />
                </span>
              )}
            </td>
            <td className="scope-number">{lineWords(file)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The file at its first changed line. */
function open({ path, lines }: ChangedFile) {
  setView({ overlay: undefined, awaited: 'source' })
  showFile(path, lines === 'all' ? undefined : lines[0]?.startLine)
}
