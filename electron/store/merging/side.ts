// One of the two databases of a merge: its rows and its record under names that hold in every copy of
// the review. Ids of rows differ between copies; the event that made a row does not.
import type { Row } from '../blank-rows.ts'
import type { Db } from '../connection.ts'
import { eventTable, type StoredEvent } from '../events.ts'
import type { MergeableTable, ReferredTable } from './mergeable-tables.ts'

export interface StoredMerge {
  readonly reviewers: readonly string[]
  readonly theirSeq: number
  readonly theirHash: string
}

export interface Side {
  readonly db: Db
  readonly events: readonly StoredEvent[]
  /** Merges that hold here, the newest first. */
  readonly merges: readonly StoredMerge[]
  /** The rows of a table by the names that make them the same. */
  readonly rowsOf: (table: MergeableTable) => ReadonlyMap<string, NamedRow>
  /** A column's value under a name that holds in every copy. */
  readonly valueOf: (
    row: Row,
    column: string,
    references: MergeableTable['references'],
  ) => string | number | null
  readonly nameOfEvent: (event: Pick<StoredEvent, 'subject' | 'field'>) => string
  /** The name of a row that is referred to; `review` for none. */
  readonly nameOf: (table: ReferredTable, id: number | null) => string
  /** A finding in words that are the same in every copy: its rule and its place. */
  readonly titleOf: (findingId: number) => string
  /** The id of the row with a name; undefined where it is not there. */
  readonly idOf: (name: string) => number | undefined
}

export interface NamedRow {
  /** What makes it the same row in every copy: the event that made it, or its key columns. */
  readonly name: string
  /** The part of the name that stands for the row itself in the record. */
  readonly origin: string
  readonly row: Row
}

/** What the record calls the rows of a table whose rows have names of their own. */
const WORD_OF: Readonly<Record<string, string>> = {
  fixes: 'fix',
  new_tests: 'test',
  comments: 'comment',
  threads: 'thread',
  people: 'person',
  finding_templates: 'template',
  checks: 'check',
  minutes: 'minute',
  attachments: 'attachment',
  strengths: 'strength',
}

/** Reads a database for a merge; what is read is kept, so make a new one after each change. */
export function sideOf(db: Db): Side {
  const events = eventTable(db).all()
  const madeBy = firstMentions(events)
  const rows = (sql: string) => db.prepare(sql).all() as Row[]
  const fingerprints = new Map(
    rows('SELECT id, fingerprint FROM findings').map((row) => [
      Number(row.id),
      String(row.fingerprint),
    ]),
  )
  const title = db.prepare('SELECT rule_id, path, start_line FROM findings WHERE id = ?')
  const origins = new Map(
    rows('SELECT table_name, row_id, origin FROM merged_rows').map((row) => [
      `${row.table_name}:${row.row_id}`,
      String(row.origin),
    ]),
  )
  const ruleFixes = new Map(
    rows('SELECT id, finding_id, rule_index FROM fixes WHERE rule_index IS NOT NULL').map((row) => [
      Number(row.id),
      `rule-${row.rule_index}@${fingerprints.get(Number(row.finding_id))}`,
    ]),
  )
  const firstComments = new Map(
    rows('SELECT thread_id, MIN(id) AS id FROM comments GROUP BY thread_id').map((row) => [
      Number(row.thread_id),
      Number(row.id),
    ]),
  )
  const standing = new Map(
    rows('SELECT id, standing FROM checks WHERE standing IS NOT NULL').map((row) => [
      Number(row.id),
      String(row.standing),
    ]),
  )

  function originOf(table: string, id: number): string {
    const natural =
      table === 'fixes' ? ruleFixes.get(id) : table === 'checks' ? standing.get(id) : undefined
    const known = natural ?? origins.get(`${table}:${id}`)
    if (known !== undefined) return known
    const comment = table === 'threads' ? firstComments.get(id) : undefined
    if (comment !== undefined) return originOf('comments', comment)
    return madeBy.get(`${WORD_OF[table]}:${id}`) ?? `unrecorded-${table}-${id}`
  }
  function nameOf(table: ReferredTable, id: number | null): string {
    if (id === null) return 'review'
    if (table === 'findings') return `finding:${fingerprints.get(id) ?? `unknown-${id}`}`
    return `${WORD_OF[table]}:${originOf(table, id)}`
  }
  const ids = new Map<string, number>()
  for (const id of fingerprints.keys()) ids.set(nameOf('findings', id), id)
  for (const table of ['threads', 'people'] as const) {
    for (const row of rows(`SELECT id FROM ${table}`)) {
      ids.set(nameOf(table, Number(row.id)), Number(row.id))
    }
  }

  return {
    db,
    events,
    merges: (
      rows(`SELECT reviewers, their_seq, their_hash FROM merges ORDER BY id DESC`) as Row[]
    ).map((row) => ({
      reviewers: namesIn(String(row.reviewers)),
      theirSeq: Number(row.their_seq),
      theirHash: String(row.their_hash),
    })),
    rowsOf({ table, key, references }) {
      const all = rows(`SELECT * FROM ${table} ORDER BY 1`).map((row): [string, NamedRow] => {
        const origin = key === 'origin' ? originOf(table, Number(row.id)) : ''
        const name =
          key === 'origin' ? origin : key.map((one) => canonical(row, one, references)).join(' ')
        return [name, { name, origin, row }]
      })
      return new Map(all)
    },
    nameOfEvent: ({ subject, field }) => {
      const inField = /^(fix|comment|test|thread|minute|attachment):(\d+)(.*)$/s.exec(field)
      if (inField) return `${named(inField[1], inField[2])}${inField[3]}`
      const found = /^(finding|thread|person|template|strength):(\d+)$/.exec(subject)
      if (found) return `${named(found[1], found[2])} ${field}`
      const check = /^check:(\w+):(\d+)$/.exec(subject)
      return check
        ? `check:${check[1]}:${originOf('checks', Number(check[2]))} ${field}`
        : `${subject} ${field}`
    },
    nameOf,
    titleOf(findingId) {
      const row = title.get(findingId) as Row | undefined
      return row === undefined ? '' : `${row.rule_id} at ${row.path}:${row.start_line}`
    },
    valueOf: canonical,
    idOf: (name) => ids.get(name),
  }

  function named(word = '', id = ''): string {
    if (word === 'finding') return nameOf('findings', Number(id))
    const table = Object.entries(WORD_OF).find(([, known]) => known === word)?.[0] ?? word
    return `${word}:${originOf(table, Number(id))}`
  }
  function canonical(row: Row, column: string, references: MergeableTable['references']) {
    const referred = references[column]
    const value = row[column] ?? null
    return referred === undefined ? value : nameOf(referred, value === null ? null : Number(value))
  }
}

/** For each row that the record tells of, the hash of the first event about it. */
function firstMentions(events: readonly StoredEvent[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { subject, field, hash } of events) {
    const inField = /^(fix|comment|test|minute|attachment):(\d+)/.exec(field)
    const inSubject = /^(person|template|strength|check:\w+):(\d+)$/.exec(subject)
    const word = inSubject?.[1]?.startsWith('check') ? 'check' : inSubject?.[1]
    const name = inField
      ? `${inField[1]}:${inField[2]}`
      : inSubject
        ? `${word}:${inSubject[2]}`
        : undefined
    if (name !== undefined && !found.has(name)) found.set(name, hash)
  }
  return found
}

function namesIn(json: string): readonly string[] {
  const parsed: unknown = JSON.parse(json)
  return Array.isArray(parsed) ? parsed.filter((name) => typeof name === 'string') : []
}
