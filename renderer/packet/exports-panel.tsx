// What was exported, and how it compares with the review as it is now.
import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { ExportRecord } from '../../electron/api/exports.ts'
import type { ImportResult } from '../../electron/api/imports.ts'
import { showFailure } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import { askHost } from '../bridge/shell.ts'
import { Button } from '../ui/button.tsx'
import { showHidden } from '../ui/visible-text.ts'

interface Props {
  readonly header: ReviewHeader
}

export function ExportsPanel({ header }: Props) {
  const { data: records = [] } = useApi('exports.list', { reviewId: header.id })
  const [comparedId, setCompared] = useState<number>()
  return (
    <>
      <ImportPart header={header} />
      {records.length === 0 && <p className="muted">No packet was exported yet.</p>}
      {records.map((record) => (
        <section key={record.id} className="section" aria-label={`Export ${record.id}`}>
          <h3>
            {new Date(record.at).toLocaleString()}: {record.verdict}
          </h3>
          <p className="muted small selectable export-where">
            {record.findings} findings, {record.files.length} files in {showHidden(record.folder)}
          </p>
          {comparedId === record.id ? (
            <Comparison header={header} record={record} />
          ) : (
            <div>
              <Button onPress={() => setCompared(record.id)}>Compare with now</Button>
            </div>
          )}
        </section>
      ))}
    </>
  )
}

/** Brings ticked boxes, edited tables and findings of others into the review. */
function ImportPart({ header }: Props) {
  const [result, setResult] = useState<ImportResult>()
  const choose = async () => {
    try {
      const answer = await askHost('host.importFile', { reviewId: header.id })
      setResult(answer.result ?? undefined)
    } catch (error) {
      showFailure(error)
    }
  }
  return (
    <section className="section" aria-label="Import">
      <h3>Import</h3>
      <p className="muted">
        Boxes ticked in an exported document, an edited findings.csv, a SARIF log, a review in
        Markdown.
      </p>
      <div>
        <Button icon="cloud-download" isDisabled={header.readOnly} onPress={() => void choose()}>
          Import a file
        </Button>
      </div>
      {result !== undefined && (
        <div role="status">
          <p>
            {result.changes} changes, {result.findings} findings.
          </p>
          <ul className="preflight-list">
            {result.problems.slice(0, SHOWN).map((problem) => (
              <li key={problem} data-weight="warn">
                {showHidden(problem)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

function Comparison({ header, record }: Props & { readonly record: ExportRecord }) {
  const { data } = useApi('exports.compare', { reviewId: header.id, exportId: record.id })
  if (data === undefined) return <p className="muted">Comparing</p>
  const lists = [
    { title: 'New since', lines: data.added },
    { title: 'Gone since', lines: data.gone },
    { title: 'Changed since', lines: data.changed },
    {
      title: 'Not as they were written',
      lines: data.touched.map(({ path, what }) => `${path} (${what})`),
    },
  ].filter(({ lines }) => lines.length > 0)
  return (
    <div className="section" role="status">
      <p>
        {data.verdictThen === data.verdictNow
          ? `The verdict is still ${data.verdictNow}.`
          : `The verdict was ${data.verdictThen} and is ${data.verdictNow} now.`}{' '}
        {data.filesSame} files would be the same, {data.filesChanged.length} would differ.
      </p>
      {lists.map(({ title, lines }) => (
        <div key={title}>
          <h4>
            {title} ({lines.length})
          </h4>
          <ul className="preflight-list">
            {lines.slice(0, SHOWN).map((line) => (
              <li key={line}>{showHidden(line)}</li>
            ))}
          </ul>
          {lines.length > SHOWN && <p className="muted">and {lines.length - SHOWN} more</p>}
        </div>
      ))}
    </div>
  )
}

const SHOWN = 40
