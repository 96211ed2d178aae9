// Where the marks of one side stand since they followed the code, and the files that they followed it
// in, under names that hold in every copy. What a later run has overtaken is not among them.
import { z } from 'zod'
import type { Row } from '../blank-rows.ts'
import type { Bases, Change } from './records.ts'
import type { Side } from './side.ts'
import { LocationSchema } from './written-findings.ts'

export interface StandingMark {
  /** `finding:…` or `thread:…`. */
  readonly name: string
  readonly row: Row
  /** The text and the lines in which a run found it; '' for a thread, which has its own. */
  readonly foundIn: string
  /** The file that it followed the code in; undefined where its file is gone. */
  readonly file: StandingFile | undefined
  /** The last time since the base that it was carried, and that a reviewer settled it. */
  readonly carried: Change | undefined
  readonly settled: Change | undefined
}

export interface StandingFile {
  /** As the run knew it. */
  readonly fromPath: string
  readonly row: Row
  readonly change: Change | undefined
}

export interface StandingMarks {
  readonly marks: ReadonlyMap<string, StandingMark>
  readonly files: ReadonlyMap<string, StandingFile>
  /** Content hash of a file as the last run read it; undefined where it read none. */
  readonly readAs: (path: string) => string | undefined
}

/** Columns that name a row within its own database. */
const LOCAL = new Set(['id', 'rev', 'run_id', 'finding_id', 'thread_id', 'fingerprint'])

/** Reads the marks of a side with what changed of them since the base. */
export function standingMarks(side: Side, { changes }: Bases['ours']): StandingMarks {
  const { db } = side
  const rows = (sql: string) => db.prepare(sql).all() as Row[]
  const lastRun = 'run_id = (SELECT MAX(id) FROM runs)'
  const files = rows(`SELECT * FROM carried_files WHERE ${lastRun}`).map((row) => {
    const fromPath = String(row.from_path)
    return { fromPath, row, change: changes.get(`file:${fromPath} text`) }
  })
  const byText = new Map(files.map((file) => [textOf(file.row), file]))
  const found = db.prepare(`SELECT last_run, path, start_line, start_column, end_line, end_column,
    text_sha256 FROM findings WHERE id = ?`)
  const readAs = db
    .prepare(`SELECT sha256 FROM files WHERE path = ? AND ${lastRun} AND sha256 <> ''`)
    .pluck()
  const marks = rows('SELECT * FROM anchors ORDER BY id').flatMap((row): StandingMark[] => {
    const finding = row.finding_id === null ? undefined : (found.get(row.finding_id) as Row)
    if (finding !== undefined && finding.last_run !== row.run_id) return []
    const name =
      finding === undefined
        ? side.nameOf('threads', Number(row.thread_id))
        : side.nameOf('findings', Number(row.finding_id))
    const { last_run: _, ...place } = finding ?? {}
    const file = byText.get(textOf(row))
    return [
      {
        ...{ name, row, file },
        foundIn: finding === undefined ? '' : JSON.stringify(place),
        carried: changes.get(`${name} place`) ?? file?.change,
        settled: changes.get(`${name} anchor`),
      },
    ]
  })
  return {
    marks: new Map(marks.map((mark) => [mark.name, mark])),
    files: new Map(files.map((file) => [file.fromPath, file])),
    readAs: (path) => readAs.get(path) as string | undefined,
  }
}

/** Where a finding of this side was found, as `foundIn` says it; undefined where it is not here. */
export function foundInOf({ db, idOf }: Side, name: string): string | undefined {
  const id = idOf(name)
  if (id === undefined) return undefined
  const row = db
    .prepare(`SELECT path, start_line, start_column, end_line, end_column, text_sha256
      FROM findings WHERE id = ?`)
    .get(id)
  return row === undefined ? undefined : JSON.stringify(row)
}

/** What a row says, whatever it is called here. */
export function placeOf(row: Row): string {
  return JSON.stringify(Object.entries(row).filter(([column]) => !LOCAL.has(column)))
}

function textOf(row: Row): string {
  return `${row.path}\n${row.text_sha256}`
}

const PlacesSchema = z
  .object({
    location: LocationSchema,
    snippet: z.string().max(1_000_000),
    evidence: z
      .array(
        z.object({
          kind: z.enum([
            'read',
            'suspension',
            'write',
            'test',
            'act',
            'call',
            'definition',
            'note',
          ]),
          location: LocationSchema,
          message: z.string().max(20_000),
        }),
      )
      .max(1_000),
    related: z.array(LocationSchema).max(10_000),
  })
  .partial()

/** The other places in a column that another copy wrote, as JSON; undefined where they are none. */
export function placesJson(json: string): string | undefined {
  const parsed = PlacesSchema.safeParse(JSON.parse(json)).data
  return parsed && JSON.stringify(parsed)
}
