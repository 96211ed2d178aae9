// Action items: which finding is with whom, how far it is, what is overdue.
import { useState } from 'react'
import type { FindingRow, ReviewHeader } from '../../electron/api/domain.ts'
import type { ActionItem, ItemState, Person, Work } from '../../electron/api/items.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceMenu } from '../ui/menu.tsx'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { minuteOf } from '../ui/time-words.ts'

interface Props {
  readonly header: ReviewHeader
  readonly rows: ReadonlyMap<number, FindingRow>
}

const STATE_NAMES: Readonly<Record<ItemState, string>> = {
  'not-started': 'Not started',
  assigned: 'Assigned',
  'in-progress': 'In progress',
  submitted: 'Submitted',
  accepted: 'Accepted',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  verified: 'Verified',
}
/** What the button says that leads to a state. */
const VERBS: Readonly<Record<ItemState, string>> = {
  'not-started': 'Give back',
  assigned: 'Assign',
  'in-progress': 'Start',
  submitted: 'Submit',
  accepted: 'Accept',
  rejected: 'Reject',
  cancelled: 'Cancel',
  verified: 'Verify',
}
const DECISIONS: ReadonlySet<ItemState> = new Set(['accepted', 'rejected', 'cancelled', 'verified'])
/** Findings without an item that are offered at once. */
const OFFERED = 50

export function ItemBoard({ header, rows }: Props) {
  const { data: work } = useApi('items.work', { reviewId: header.id }, { keepPrevious: true })
  if (work === undefined) return null
  const items = work.items.filter(({ isRemoved }) => !isRemoved)
  const taken = new Set(items.map(({ findingId }) => findingId))
  const free = [...rows.values()].filter(
    ({ id, verdict, status, isGone }) =>
      !taken.has(id) && !isGone && verdict !== 'dismissed' && status !== 'verified',
  )
  return (
    <div className="plan-board">
      <p className="muted">
        {Object.entries(work.counts)
          .filter(([, count]) => count > 0)
          // The keys are the states of the contract.
          .map(([state, count]) => `${count} ${STATE_NAMES[state as ItemState].toLowerCase()}`)
          .join(', ') || 'Nobody was asked to do anything yet.'}
        {work.overdue > 0 && <strong className="plan-gaps"> {work.overdue} overdue</strong>}
      </p>
      {work.people.length === 0 && (
        <p className="muted">Add somebody under People, then give out the findings.</p>
      )}
      <ul className="item-list" aria-label="Action items">
        {items.map((item) => (
          <Item
            key={item.id}
            header={header}
            item={item}
            row={rows.get(item.findingId)}
            work={work}
          />
        ))}
      </ul>
      {work.people.length > 0 && free.length > 0 && (
        <section aria-label="Not given out">
          <h3>Not given out ({free.length})</h3>
          <ul className="item-list">
            {free.slice(0, OFFERED).map((row) => (
              <li key={row.id} className="item-row">
                <Finding row={row} />
                <span className="muted small">{row.priority}</span>
                <Assign header={header} findingId={row.id} rev={0} people={work.people} />
              </li>
            ))}
          </ul>
          {free.length > OFFERED && (
            <p className="muted small">and {free.length - OFFERED} more, the first ones first.</p>
          )}
        </section>
      )}
    </div>
  )
}

function Finding({ row }: { readonly row: FindingRow }) {
  return (
    <span className="item-finding">
      <SeverityMark severity={row.severity} original={row.originalSeverity} />
      <span className="plan-finding-name" title={`${row.location.path}: ${row.title}`}>
        <span className="muted">#{row.number}</span> {row.title}
      </span>
    </span>
  )
}

interface AssignProps {
  readonly header: ReviewHeader
  readonly findingId: number
  readonly rev: number
  readonly people: readonly Person[]
  readonly assigneeId?: number | null
}

function Assign({ header, findingId, rev, people, assigneeId = null }: AssignProps) {
  const assign = useCommand('items.assign')
  if (header.readOnly) return null
  return (
    <ChoiceMenu
      label={`${assigneeId === null ? 'Assign' : 'Assign anew'} #${findingId}`}
      chosen={String(assigneeId ?? '')}
      choices={people
        .filter(({ id, isAvailable }) => isAvailable || id === assigneeId)
        .map(({ id, name, carried, capacity }) => ({
          value: String(id),
          label: `${name} (${carried} of ${capacity})`,
        }))}
      onChoose={(value) =>
        void assign({
          reviewId: header.id,
          commandId: crypto.randomUUID(),
          findingId,
          rev,
          personId: Number(value),
        })
      }
    >
      {assigneeId === null ? 'Assign' : 'Assign anew'}
    </ChoiceMenu>
  )
}

interface ItemProps {
  readonly header: ReviewHeader
  readonly item: ActionItem
  readonly row: FindingRow | undefined
  readonly work: Work
}

function Item({ header, item, row, work }: ItemProps) {
  const move = useCommand('items.move')
  const [deciding, setDeciding] = useState<Exclude<ItemState, 'assigned'>>()
  const [rationale, setRationale] = useState('')
  const go = async (to: Exclude<ItemState, 'assigned'>) => {
    const done = await move({
      reviewId: header.id,
      commandId: crypto.randomUUID(),
      itemId: item.id,
      rev: item.rev,
      to,
      rationale,
    })
    if (done) {
      setDeciding(undefined)
      setRationale('')
    }
  }
  return (
    <li className="item-entry" aria-label={`#${item.findingId}, ${STATE_NAMES[item.state]}`}>
      <div className="item-row">
        {row === undefined ? (
          <span className="muted">#{item.findingId}</span>
        ) : (
          <Finding row={row} />
        )}
        <span className="item-state" data-state={item.state}>
          {STATE_NAMES[item.state]}
        </span>
        <span>{item.assignee}</span>
        <Due item={item} />
      </div>
      {!header.readOnly && (
        <div className="item-actions">
          {item.next.includes('assigned') && (
            <Assign
              header={header}
              findingId={item.findingId}
              rev={item.rev}
              people={work.people}
              assigneeId={item.assigneeId}
            />
          )}
          {item.next.map(
            (to) =>
              to !== 'assigned' && (
                <Button
                  key={to}
                  kind="quiet"
                  onPress={() => (DECISIONS.has(to) ? setDeciding(to) : void go(to))}
                >
                  {VERBS[to]}
                </Button>
              ),
          )}
        </div>
      )}
      {item.rationale !== '' && deciding === undefined && (
        <p className="muted small item-rationale selectable">
          {item.decidedBy}: {item.rationale}
        </p>
      )}
      {deciding !== undefined && (
        <div className="reason">
          <label className="field-label" htmlFor={`rationale-${item.id}`}>
            Why: {VERBS[deciding].toLowerCase()}
          </label>
          <textarea
            id={`rationale-${item.id}`}
            className="text-input"
            value={rationale}
            onChange={(event) => setRationale(event.target.value)}
          />
          <div className="reason-actions">
            <Button
              kind="primary"
              isDisabled={rationale.trim() === ''}
              onPress={() => void go(deciding)}
            >
              {VERBS[deciding]}
            </Button>
            <Button kind="quiet" onPress={() => setDeciding(undefined)}>
              Leave it
            </Button>
          </div>
        </div>
      )}
    </li>
  )
}

function Due({ item }: { readonly item: ActionItem }) {
  if (item.dueAt === null || item.submittedAt !== null) return <span />
  return (
    <span className={item.isOverdue ? 'item-overdue' : 'muted small'}>
      {item.isOverdue ? 'Overdue since ' : 'Due '}
      {minuteOf(item.dueAt)}
    </span>
  )
}
