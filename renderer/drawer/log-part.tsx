import { useMemo } from 'react'
import type { FileIssue } from '../../analyzer/model.ts'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { ISSUE_NAMES } from '../../electron/api/issue-names.ts'
import type { RunRecord } from '../../electron/api/runs.ts'
import { useApi } from '../bridge/queries.ts'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { RUN_STATES } from '../ui/run-words.ts'
import { secondOf } from '../ui/time-words.ts'
import { showHidden } from '../ui/visible-text.ts'

const NUMBER = new Intl.NumberFormat('en')

/** What the analyses said: when, how long, what came of them, and what they could not do. */
export function LogPart({ header }: { readonly header: ReviewHeader }) {
  const { data: log } = useApi('analysis.log', { reviewId: header.id })
  const { data: ledger } = useApi('analysis.ledger', { reviewId: header.id })
  const reasons = useMemo(() => {
    const counts = new Map<FileIssue, number>()
    for (const { issue } of ledger ?? []) {
      if (issue !== undefined) counts.set(issue, (counts.get(issue) ?? 0) + 1)
    }
    return [...counts].sort(([, a], [, b]) => b - a)
  }, [ledger])
  if (log === undefined) return null
  if (log.runs.length === 0) return <p className="muted">Nothing was analysed yet.</p>
  return (
    <>
      <table className="drawer-table" aria-label="Analyses">
        <thead>
          <tr>
            <th scope="col">Began</th>
            <th scope="col">State</th>
            <th scope="col" className="drawer-number">
              Took
            </th>
            <th scope="col" className="drawer-number">
              Files
            </th>
            <th scope="col" className="drawer-number">
              Findings
            </th>
            <th scope="col">Since the one before</th>
            <th scope="col">Rules</th>
          </tr>
        </thead>
        <tbody>
          {log.runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
      {log.failures.length > 0 && (
        <section className="section" aria-label="Rules that failed">
          <h3>Rules that failed on a file ({NUMBER.format(log.failures.length)})</h3>
          <ul className="drawer-list">
            {log.failures.map(({ ruleId, path, message }) => (
              <li key={`${ruleId} ${path}`} className="drawer-failure">
                <code>{ruleId}</code> <CutPath path={path} />{' '}
                <span className="muted selectable">{showHidden(message)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {reasons.length > 0 && (
        <section className="section" aria-label="Left out or read in part">
          <h3>Left out or read in part by the last one</h3>
          <ul className="drawer-reasons">
            {reasons.map(([issue, count]) => (
              <li key={issue}>
                {NUMBER.format(count)} {ISSUE_NAMES[issue]}
              </li>
            ))}
            <li>
              <Button kind="quiet" onPress={() => setView({ place: 'runs' })}>
                Every file
              </Button>
            </li>
          </ul>
        </section>
      )}
    </>
  )
}

function Row({ run }: { readonly run: RunRecord }) {
  const { startedAt, finishedAt, outcome } = run
  return (
    <tr>
      <td>{secondOf(run.startedAt)}</td>
      <td data-state={run.state} className="drawer-state" title={outcome?.reason}>
        {RUN_STATES[run.state]}
      </td>
      <td className="drawer-number">{finishedAt && tookWords(startedAt, finishedAt)}</td>
      <td className="drawer-number">
        {outcome && `${NUMBER.format(outcome.files)} of `}
        {NUMBER.format(run.found)}
      </td>
      <td className="drawer-number">{outcome && NUMBER.format(outcome.findings)}</td>
      <td>{outcome && changeWords(outcome)}</td>
      <td>
        {NUMBER.format(run.ruleCount)} <span className="muted">{run.profile}</span>
      </td>
    </tr>
  )
}

/** `0.8 s`, `1 min 12 s`. */
function tookWords(from: string, to: string): string {
  const seconds = Math.max(0, Date.parse(to) - Date.parse(from)) / 1_000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

function changeWords(outcome: NonNullable<RunRecord['outcome']>): string {
  const parts = [
    outcome.new > 0 ? `${NUMBER.format(outcome.new)} new` : '',
    outcome.returned > 0 ? `${NUMBER.format(outcome.returned)} back` : '',
    outcome.gone > 0 ? `${NUMBER.format(outcome.gone)} gone` : '',
    outcome.reason,
  ]
  return parts.filter((part) => part !== '').join(', ') || 'nothing'
}
