// Who works on findings, how much each one carries, and how soon each priority is due.
import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Person, WorkRules } from '../../electron/api/items.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { TitleField } from './title-field.tsx'

interface Props {
  readonly header: ReviewHeader
}

export function PeopleBoard({ header }: Props) {
  const { data: work } = useApi('items.work', { reviewId: header.id })
  if (work === undefined) return null
  return (
    <div className="plan-board">
      <ul className="item-list" aria-label="People">
        {work.people.map((person) => (
          <PersonRow key={person.id} header={header} person={person} />
        ))}
      </ul>
      {!header.readOnly && <NewPerson header={header} />}
      <Rules key={work.rules.rev} header={header} rules={work.rules} />
    </div>
  )
}

function PersonRow({ header, person }: Props & { readonly person: Person }) {
  const save = useCommand('items.savePerson')
  const remove = useCommand('items.removePerson')
  const { id, rev, name, email, capacity, isAway, expertise, carried } = person
  const write = (change: Partial<Pick<Person, 'name' | 'email' | 'capacity' | 'isAway'>>) =>
    void save({
      reviewId: header.id,
      commandId: crypto.randomUUID(),
      personId: id,
      rev,
      name,
      email,
      capacity,
      isAway,
      expertise,
      ...change,
    })
  return (
    <li className="person-row">
      <TitleField
        label="Name"
        value={name}
        isReadOnly={header.readOnly}
        onSave={(next) => write({ name: next })}
      />
      <TitleField
        label={`Address of ${name}`}
        value={email}
        placeholder="No address"
        isReadOnly={header.readOnly}
        onSave={(next) => write({ email: next })}
      />
      <meter
        aria-label={`Workload of ${name}`}
        min={0}
        max={Math.max(1, capacity)}
        value={carried}
        title={`${carried} of ${capacity}`}
      />
      <span className="muted small">
        {carried} of {capacity}
      </span>
      <IconButton
        icon="remove"
        label={`One item less for ${name}`}
        isDisabled={header.readOnly || capacity === 0}
        onPress={() => write({ capacity: capacity - 1 })}
      />
      <IconButton
        icon="add"
        label={`One item more for ${name}`}
        isDisabled={header.readOnly}
        onPress={() => write({ capacity: capacity + 1 })}
      />
      <label className="plan-apart">
        <input
          type="checkbox"
          checked={isAway}
          disabled={header.readOnly}
          onChange={(event) => write({ isAway: event.target.checked })}
        />
        Away
      </label>
      <IconButton
        icon="trash"
        label={`Remove ${name}`}
        isDisabled={header.readOnly || carried > 0}
        onPress={() =>
          void remove({ reviewId: header.id, commandId: crypto.randomUUID(), personId: id, rev })
        }
      />
    </li>
  )
}

/** Items that somebody can have at a time until it is set otherwise. */
const USUAL_CAPACITY = 3

function NewPerson({ header }: Props) {
  const save = useCommand('items.savePerson')
  const [name, setName] = useState('')
  const add = async () => {
    const done = await save({
      reviewId: header.id,
      commandId: crypto.randomUUID(),
      personId: null,
      rev: 0,
      name,
      email: '',
      capacity: USUAL_CAPACITY,
      isAway: false,
      expertise: [],
    })
    if (done) setName('')
  }
  return (
    <div className="check-new">
      <input
        className="text-input"
        aria-label="Name of a new person"
        placeholder="Name"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && name.trim() !== '') void add()
        }}
      />
      <Button isDisabled={name.trim() === ''} onPress={() => void add()}>
        Add a person
      </Button>
    </div>
  )
}

const PRIORITIES = ['P0', 'P1', 'P2', 'P3'] as const

function Rules({ header, rules }: Props & { readonly rules: WorkRules }) {
  const save = useCommand('items.saveRules')
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const hoursOf = (priority: (typeof PRIORITIES)[number]) =>
    Number(typed[priority] ?? rules.hours[priority])
  const isUsable = PRIORITIES.every((priority) => hoursOf(priority) >= 0.25)
  const keep = () =>
    void save({
      reviewId: header.id,
      commandId: crypto.randomUUID(),
      rev: rules.rev,
      emailDomains: rules.emailDomains,
      hours: {
        P0: hoursOf('P0'),
        P1: hoursOf('P1'),
        P2: hoursOf('P2'),
        P3: hoursOf('P3'),
      },
    })
  return (
    <section className="section" aria-label="Due times">
      <h3>Hours from assignment to submission</h3>
      <div className="hours-line">
        {PRIORITIES.map((priority) => (
          <label key={priority} className="hours-line">
            {priority}
            <input
              className="text-input hours-input"
              inputMode="decimal"
              value={typed[priority] ?? String(rules.hours[priority])}
              readOnly={header.readOnly}
              onChange={(event) => setTyped({ ...typed, [priority]: event.target.value })}
            />
          </label>
        ))}
        {Object.keys(typed).length > 0 && (
          <Button isDisabled={!isUsable} onPress={keep}>
            Save hours
          </Button>
        )}
      </div>
    </section>
  )
}
