// The Checklists place: what has to be true, whose it is, what shows it, who ticked it and when.
import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Check } from '../../electron/api/plan.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { Button, IconButton } from '../ui/button.tsx'
import './plan.css'
import { minuteOf } from '../ui/time-words.ts'
import { TitleField } from './title-field.tsx'

interface Props {
  readonly header: ReviewHeader
}

const GATES = { merge: 'Before merge', production: 'Before production' } as const

/** What has to be true before each gate, side by side. */
export function ChecklistsPlace({ header }: Props) {
  const { data: plan } = useApi('plan.read', { reviewId: header.id }, { keepPrevious: true })
  if (plan === undefined) return null
  return (
    <section className="checklists" data-pane="list" aria-label="Checklists">
      <h2 className="hidden-visually">Checklists</h2>
      {(['merge', 'production'] as const).map((gate) => (
        <Checklist
          key={gate}
          header={header}
          gate={gate}
          rows={plan.checks.filter((row) => row.gate === gate)}
        />
      ))}
    </section>
  )
}

interface ChecklistProps {
  readonly header: ReviewHeader
  readonly gate: Check['gate']
  readonly rows: readonly Check[]
}

function Checklist({ header, gate, rows }: ChecklistProps) {
  const ticked = rows.filter(({ isTicked }) => isTicked).length
  return (
    <section className="section" aria-label={GATES[gate]}>
      <h3>
        {GATES[gate]}{' '}
        <span className="muted">
          {ticked} of {rows.length}
        </span>
      </h3>
      {rows.map((row) => (
        <Row key={row.standing ?? row.id} header={header} row={row} />
      ))}
      {!header.readOnly && <NewRow header={header} gate={gate} />}
    </section>
  )
}

function Row({ header, row }: { readonly header: ReviewHeader; readonly row: Check }) {
  const save = useCommand('plan.saveCheck')
  const remove = useCommand('plan.removeCheck')
  const isFixed = header.readOnly || row.isComputed
  const write = (change: Parameters<typeof save>[0]['change']) =>
    void save({
      reviewId: header.id,
      commandId: crypto.randomUUID(),
      checkId: row.id,
      rev: row.rev,
      gate: row.gate,
      standing: row.standing,
      change,
    })
  return (
    <div className="check-row">
      <label className="check-name">
        <input
          type="checkbox"
          checked={row.isTicked}
          disabled={isFixed}
          onChange={(event) => write({ isTicked: event.target.checked })}
        />
        <span>{row.text}</span>
      </label>
      {row.tickedAt !== null && row.tickedBy !== null && (
        <p className="muted small">
          Ticked by {row.tickedBy}, {minuteOf(row.tickedAt)}
        </p>
      )}
      {row.isComputed ? (
        <p className="muted small">Follows from the findings.</p>
      ) : (
        <div className="check-details">
          <TitleField
            label={`Owner of: ${row.text}`}
            value={row.owner}
            placeholder="No owner"
            isReadOnly={isFixed}
            onSave={(owner) => write({ owner })}
          />
          <TitleField
            label={`Evidence of: ${row.text}`}
            value={row.evidence}
            placeholder="No evidence"
            isReadOnly={isFixed}
            onSave={(evidence) => write({ evidence })}
          />
          {row.standing === null && row.id !== null && !header.readOnly && (
            <IconButton
              icon="trash"
              label={`Remove: ${row.text}`}
              onPress={() =>
                void remove({
                  reviewId: header.id,
                  commandId: crypto.randomUUID(),
                  checkId: row.id ?? 0,
                  rev: row.rev,
                })
              }
            />
          )}
        </div>
      )}
    </div>
  )
}

interface NewRowProps {
  readonly header: ReviewHeader
  readonly gate: Check['gate']
}

function NewRow({ header, gate }: NewRowProps) {
  const save = useCommand('plan.saveCheck')
  const [text, setText] = useState('')
  const add = async () => {
    const done = await save({
      reviewId: header.id,
      commandId: crypto.randomUUID(),
      checkId: null,
      rev: 0,
      gate,
      standing: null,
      change: { text },
    })
    if (done) setText('')
  }
  return (
    <div className="check-new">
      <input
        className="text-input"
        aria-label={`New row ${GATES[gate].toLowerCase()}`}
        placeholder="What else has to be true"
        maxLength={1_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && text.trim() !== '') void add()
        }}
      />
      <Button isDisabled={text.trim() === ''} onPress={() => void add()}>
        Add
      </Button>
    </div>
  )
}
