// What was exported, and how it compares with the review as it is now.
import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { ExportRecord } from '../../electron/api/exports.ts'
import { useApi } from '../bridge/queries.ts'
import { Button } from '../ui/button.tsx'
import { minuteOf } from '../ui/time-words.ts'
import { showHidden } from '../ui/visible-text.ts'
import { ImportPart } from './import-part.tsx'

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
            {minuteOf(record.at)}: {record.verdict}
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
