import { counted } from '../../electron/api/counted.ts'
import { showHidden } from '../ui/visible-text.ts'

interface Props {
  readonly counts: {
    readonly events: number
    readonly taken: number
    readonly added: number
    readonly conflicts: number
  }
  readonly reviewers?: readonly string[]
  /** How what both changed was joined, in sentences. */
  readonly joined: readonly string[]
  /** What cannot be merged, in sentences. */
  readonly left: readonly string[]
  /** Conflicts that nobody has chosen about yet. */
  readonly open?: number
  readonly isDone?: boolean
}

/** What a merge brings, before and after it. */
export function MergeSummary(props: Props) {
  const { counts, reviewers = [], joined, left, open = 0, isDone = false } = props
  const { events, taken, added, conflicts } = counts
  if (events === 0) {
    return <p role="status">The other database holds nothing that this review does not have.</p>
  }
  return (
    <>
      <p role="status" className="merge-sum">
        {counted(events, 'event')}
        {isDone ? ' merged, ' : ' to merge, '}
        {counted(conflicts, 'conflict')}
        {open > 0 && open < conflicts && ` (${open} still open)`}
      </p>
      <dl className="merge-counts">
        {reviewers.length > 0 && (
          <>
            <dt>Reviewers there</dt>
            <dd>{showHidden(reviewers.join(', '))}</dd>
          </>
        )}
        <dt>Fields only the other side changed</dt>
        <dd>{NUMBER.format(taken)}</dd>
        <dt>New findings, fixes, comments, files, work</dt>
        <dd>{NUMBER.format(added)}</dd>
        <dt>Fields both changed</dt>
        <dd>{NUMBER.format(conflicts)}</dd>
      </dl>
      {joined.map((sentence) => (
        <p key={sentence}>{showHidden(sentence)}</p>
      ))}
      {left.length > 0 && (
        <section aria-label="Not merged">
          <h3>Not merged</h3>
          <ul className="preflight-list">
            {left.map((sentence) => (
              <li key={sentence} data-weight="warn">
                {showHidden(sentence)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {isDone && <p className="muted">One undo takes the merge back.</p>}
    </>
  )
}

const NUMBER = new Intl.NumberFormat('en')
