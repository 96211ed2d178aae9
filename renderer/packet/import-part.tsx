// Brings ticked boxes, edited tables and findings of others into the review.

import { useMutation } from '@tanstack/react-query'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { ImportResult } from '../../electron/api/imports.ts'
import { describeError } from '../bridge/notices.ts'
import { useCommand } from '../bridge/queries.ts'
import { askHost } from '../bridge/shell.ts'
import { useProgress } from '../bridge/use-progress.ts'
import { useAwaited } from '../state/awaited.ts'
import { setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { NUMBER } from '../ui/number.ts'
import { Progress } from '../ui/progress.tsx'
import { showHidden } from '../ui/visible-text.ts'

interface Props {
  readonly header: ReviewHeader
}

const SHOWN = 40

export function ImportPart({ header }: Props) {
  const reviewId = header.id
  const cancel = useCommand('imports.cancel')
  const bring = useMutation({
    mutationFn: async () => (await askHost('host.importFile', { reviewId })).result,
  })
  const isAwaited = useView((view) => view.awaited === 'import')
  useAwaited(isAwaited, () => {
    if (!header.readOnly) bring.mutate()
  })
  const progress = useProgress('import.progressed', reviewId, bring.isPending)
  const failure = bring.error === null ? undefined : describeError(bring.error)
  return (
    <section className="section" aria-label="Import">
      <h3>Import</h3>
      <p className="muted">
        Boxes ticked in an exported document, an edited findings.csv, a SARIF log, a file of SARIF
        Explorer or weAudit, a report of pylint or flake8, JUnit XML, coverage.xml, a review in
        Markdown.
      </p>
      <div className="reason-actions">
        <Button
          icon="cloud-download"
          isDisabled={header.readOnly || bring.isPending}
          onPress={() => bring.mutate()}
        >
          Import a file
        </Button>
        <Button
          icon="git-merge"
          isDisabled={header.readOnly}
          onPress={() => setView({ overlay: 'merge' })}
        >
          Merge a reviewer’s database
        </Button>
        {progress !== undefined && (
          <Button kind="quiet" onPress={() => void cancel({ reviewId })}>
            Cancel the import
          </Button>
        )}
      </div>
      {progress !== undefined && (
        <div role="status">
          <p className="muted small">
            {progress.total === 0
              ? 'Reading the file'
              : `${NUMBER.format(progress.done)} of ${NUMBER.format(progress.total)} findings`}
          </p>
          <Progress
            label="Import"
            value={progress.done}
            {...(progress.total === 0 ? {} : { max: progress.total })}
          />
        </div>
      )}
      {failure !== undefined && (
        <p className="import-failure" role="alert">
          {showHidden(failure.message)} {failure.nextStep}
        </p>
      )}
      {bring.data && <Result result={bring.data} />}
    </section>
  )
}

function Result({ result }: { readonly result: ImportResult }) {
  const rest = result.problems.length - SHOWN
  return (
    <div role="status">
      <p>
        {NUMBER.format(result.changes)} changes, {NUMBER.format(result.findings)} findings.
      </p>
      <ul className="preflight-list">
        {result.problems.slice(0, SHOWN).map((problem) => (
          <li key={problem} data-weight="warn">
            {showHidden(problem)}
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="muted">and {NUMBER.format(rest)} more</p>}
    </div>
  )
}
