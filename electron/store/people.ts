// Who works on findings, and the rules of the work: allowed addresses, how soon things are due.
import type { Category } from '../../analyzer/model.ts'
import { AppError } from '../api/errors.ts'
import type { WorkRules } from '../api/items.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import { isConstraintFailure } from './sqlite-failure.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredPerson {
  readonly id: number
  readonly rev: number
  readonly name: string
  readonly email: string
  readonly capacity: number
  readonly isAway: boolean
  readonly expertise: readonly Category[]
  /** Items on the desk, counted by the database. */
  readonly carried: number
}

export interface SavePerson extends Omit<StoredPerson, 'id' | 'carried'> {
  /** null for a new one. */
  readonly id: number | null
}

interface PersonRow extends Omit<StoredPerson, 'isAway' | 'expertise'> {
  readonly isAway: 0 | 1
  readonly expertise: string
}

interface RulesRow {
  readonly rev: number
  readonly emailDomains: string
  readonly p0: number
  readonly p1: number
  readonly p2: number
  readonly p3: number
}

export function peopleTable(db: Db, writer: Writer) {
  const columns = `people.id, rev, name, email, people.capacity, is_away AS isAway, expertise,
    workload.carried`
  const from =
    'FROM people JOIN workload ON workload.person_id = people.id WHERE removed_at IS NULL'
  const all = db.prepare(`SELECT ${columns} ${from} ORDER BY name`)
  const one = db.prepare(`SELECT ${columns} ${from} AND people.id = ?`)
  // The finding's category is matched in the database; those without room come last.
  const candidates = db.prepare(`SELECT ${columns} ${from}
    ORDER BY is_away, workload.carried >= people.capacity,
      EXISTS (SELECT 1 FROM json_each(expertise) WHERE value =
        (SELECT category FROM findings WHERE id = ?)) DESC, workload.carried, name`)
  const insert = db.prepare(`INSERT INTO people (rev, name, email, capacity, is_away, expertise)
    VALUES (1, @name, @email, @capacity, @away, @expertise)`)
  const update = db.prepare(`UPDATE people SET rev = rev + 1, name = @name, email = @email,
    capacity = @capacity, is_away = @away, expertise = @expertise
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)
  const remove = db.prepare(`UPDATE people SET rev = rev + 1, removed_at = @at
    WHERE id = @id AND rev = @rev AND removed_at IS NULL`)
  const rules = db.prepare(`SELECT rev, email_domains AS emailDomains, hours_p0 AS p0,
    hours_p1 AS p1, hours_p2 AS p2, hours_p3 AS p3 FROM work_rules`)
  const setRules = db.prepare(`UPDATE work_rules SET rev = rev + 1, email_domains = @emailDomains,
    hours_p0 = @P0, hours_p1 = @P1, hours_p2 = @P2, hours_p3 = @P3 WHERE rev = @rev`)

  function guarded<T>(work: () => T, command: Command): T {
    try {
      return writer.write(work, command)
    } catch (error) {
      throw refusal(error) ?? error
    }
  }
  const readRules = (): WorkRules => {
    const { rev, emailDomains, p0, p1, p2, p3 } = rules.get() as RulesRow
    const domains = JSON.parse(emailDomains) as string[]
    return { rev, emailDomains: domains, hours: { P0: p0, P1: p1, P2: p2, P3: p3 } }
  }

  return {
    all: () => (all.all() as PersonRow[]).map(asPerson),
    candidates: (findingId: number) => (candidates.all(findingId) as PersonRow[]).map(asPerson),
    /** Throws `conflict`, or `invalid-input` for a name that is taken and an address not allowed. */
    save(person: SavePerson, command: Command): { readonly id: number; readonly rev: number } {
      return guarded(() => {
        const before =
          person.id === null ? undefined : (one.get(person.id) as PersonRow | undefined)
        const row = {
          ...person,
          away: person.isAway ? 1 : 0,
          expertise: JSON.stringify(person.expertise),
        }
        const done = person.id === null ? insert.run(row) : update.run(row)
        if (done.changes !== 1) throw changedMeanwhile('This')
        const id = person.id ?? Number(done.lastInsertRowid)
        writer.record({
          kind: 'person.saved',
          subject: `person:${id}`,
          before: before === undefined ? '' : described(asPerson(before)),
          after: described(person),
          commandId: command.id,
        })
        return { id, rev: person.rev + 1 }
      }, command)
    },
    /** Throws `conflict`, or `invalid-input` while the person has items. */
    remove(id: number, rev: number, command: Command): void {
      guarded(() => {
        const before = one.get(id) as PersonRow | undefined
        if (remove.run({ id, rev, at: writer.now() }).changes !== 1) throw changedMeanwhile('This')
        writer.record({
          kind: 'person.removed',
          subject: `person:${id}`,
          before: before?.name ?? '',
          commandId: command.id,
        })
      }, command)
    },
    rules: readRules,
    /** Throws `conflict`. */
    saveRules(next: WorkRules, command: Command): { readonly rev: number } {
      return guarded(() => {
        const before = readRules()
        const row = {
          rev: next.rev,
          emailDomains: JSON.stringify(next.emailDomains),
          ...next.hours,
        }
        if (setRules.run(row).changes !== 1) throw changedMeanwhile('This')
        writer.record({
          kind: 'rules.saved',
          subject: 'work-rules',
          before: JSON.stringify({ ...before, rev: undefined }),
          after: JSON.stringify({ ...next, rev: undefined }),
          commandId: command.id,
        })
        return { rev: next.rev + 1 }
      }, command)
    },
  }
}

function asPerson(row: PersonRow): StoredPerson {
  // Written by `save` from validated categories.
  const expertise = JSON.parse(row.expertise) as Category[]
  return { ...row, isAway: row.isAway === 1, expertise }
}

function described({ name, email, capacity, isAway, expertise }: Omit<SavePerson, 'id'>): string {
  return JSON.stringify({ name, email, capacity, isAway, expertise })
}

function refusal(error: unknown): AppError | undefined {
  if (!isConstraintFailure(error) || !(error instanceof Error)) return undefined
  const say = (message: string, nextStep: string) =>
    new AppError('invalid-input', message, nextStep, { cause: error })
  if (/still has items/.test(error.message)) {
    return say('This person still has items.', 'Give them to somebody else first.')
  }
  if (/domain/.test(error.message)) {
    return say('Addresses of this domain are not allowed.', 'Use one of the allowed domains.')
  }
  if (/people_by_name|people\.name/.test(error.message)) {
    return say('There is somebody of this name.', 'Add something that tells them apart.')
  }
  return /email/.test(error.message)
    ? say('This is not an address.', 'Write it as name@example.org, or leave it out.')
    : undefined
}
