// All that can be written about one finding for the packet: texts, hours, new tests.
import type { FindingRow, ReviewHeader } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { setView, useView } from '../state/view.ts'
import { HoursPart } from './hours-field.tsx'
import { NewTestsPart } from './new-tests-part.tsx'
import { TextEditor } from './text-editor.tsx'

interface Props {
  readonly header: ReviewHeader
}

export function FindingPanel({ header }: Props) {
  const reviewId = header.id
  const { data: rows = [] } = useApi('findings.list', { reviewId })
  const selectedId = useView((view) => view.selectedId)
  const shown = rows.filter(({ isGone }) => !isGone)
  const findingId = shown.some(({ id }) => id === selectedId) ? selectedId : shown[0]?.id
  if (findingId === undefined) return <p className="muted">There is no finding to write about.</p>
  return (
    <>
      <label className="section">
        <span className="field-label">Finding</span>
        <select
          className="text-input"
          value={findingId}
          onChange={(event) => setView({ selectedId: Number(event.target.value) })}
        >
          {shown.map((row) => (
            <option key={row.id} value={row.id}>
              {optionText(row)}
            </option>
          ))}
        </select>
      </label>
      <Words key={findingId} header={header} findingId={findingId} />
    </>
  )
}

function optionText({ number, severity, title, location }: FindingRow): string {
  return `#${number} ${severity}: ${title} (${location.path}:${location.range.startLine})`
}

interface WordsProps extends Props {
  readonly findingId: number
}

function Words({ header, findingId }: WordsProps) {
  const reviewId = header.id
  const { data: words } = useApi('packet.words', { reviewId, findingId })
  if (words === undefined) return null
  return (
    <>
      <HoursPart header={header} findingId={findingId} />
      {words.fields.map((field) => (
        <TextEditor
          key={field.field}
          reviewId={reviewId}
          field={{ ...field, name: field.label }}
          isReadOnly={header.readOnly}
        />
      ))}
      <NewTestsPart header={header} findingId={findingId} />
    </>
  )
}
