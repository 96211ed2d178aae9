// Where marks stand since they followed the code: laid over what runs and reviewers wrote, so that
// both stay as they are.
import type { Finding, Range } from '../../analyzer/model.ts'
import type { AnchorState } from '../api/anchors.ts'
import type { MarkId } from '../api/drift.ts'
import { AppError } from '../api/errors.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

/** What else of a finding has places. */
export type CarriedPlaces = Pick<Finding, 'location' | 'evidence' | 'related'> &
  Partial<Pick<Finding, 'snippet'>>

export interface MarkPlace {
  readonly path: string
  readonly range: Range
  readonly textSha256: string
}

export interface CarriedMark extends MarkPlace {
  readonly mark: MarkId
  readonly state: AnchorState
  readonly places: CarriedPlaces | undefined
  readonly origin: MarkPlace & { readonly commit: string }
}

export type Settled = 'accepted' | 'moved' | 'closed'

export interface StoredAnchor extends MarkPlace {
  readonly id: number
  readonly rev: number
  readonly findingId: number | null
  readonly threadId: number | null
  readonly runId: number
  readonly state: AnchorState
  readonly settled: Settled | 'open'
  readonly origin: {
    readonly path: string
    readonly startLine: number
    readonly endLine: number
    readonly textSha256: string
    readonly commit: string
  }
}

type Row = Omit<StoredAnchor, 'range' | 'origin'> &
  Range & {
    readonly originPath: string
    readonly originStart: number
    readonly originEnd: number
    readonly originSha256: string
    readonly originCommit: string
  }

/** The `AnchorNote` of a row of `anchors`, as JSON. `alias` is the table's name in the query. */
export function anchorJson(alias: string): string {
  return `json_object('rev', ${alias}.rev, 'state', ${alias}.state, 'originPath',
    ${alias}.origin_path, 'originLine', ${alias}.origin_start, 'originCommit',
    ${alias}.origin_commit)`
}

export function anchorTable(db: Db, writer: Writer) {
  const columns = `a.id, a.rev, a.finding_id AS findingId, a.thread_id AS threadId,
    a.run_id AS runId, a.state, a.settled, a.path, a.start_line AS startLine,
    a.start_column AS startColumn, a.end_line AS endLine, a.end_column AS endColumn,
    a.text_sha256 AS textSha256, a.origin_path AS originPath, a.origin_start AS originStart,
    a.origin_end AS originEnd, a.origin_sha256 AS originSha256, a.origin_commit AS originCommit`
  const all = db.prepare(`SELECT ${columns} FROM anchors a`)
  const ofMark = db.prepare(`SELECT ${columns} FROM anchors a
    WHERE a.finding_id = @findingId OR a.thread_id = @threadId`)
  const found = db.prepare(`SELECT f.id, f.path, f.start_line AS startLine,
    f.start_column AS startColumn, f.end_line AS endLine, f.end_column AS endColumn,
    f.text_sha256 AS textSha256 FROM anchors a JOIN findings f ON f.id = a.finding_id
    AND f.last_run = a.run_id`)
  const foundBody = db.prepare('SELECT body FROM findings WHERE id = ?').pluck()
  const written = db.prepare(`SELECT t.id, t.path, t.start_line AS startLine, 1 AS startColumn,
    t.end_line AS endLine, 1 AS endColumn, t.text_sha256 AS textSha256
    FROM anchors a JOIN threads t ON t.id = a.thread_id`)
  const fields = `state = @state, path = @path, start_line = @startLine,
    start_column = @startColumn, end_line = @endLine, end_column = @endColumn,
    text_sha256 = @textSha256, places = @places, origin_path = @originPath,
    origin_start = @originStart, origin_end = @originEnd, origin_commit = @originCommit,
    origin_sha256 = @originSha256, settled = 'open'`
  const values = `@state, @path, @startLine, @startColumn, @endLine, @endColumn, @textSha256,
    @places, @originPath, @originStart, @originEnd, @originCommit, @originSha256`
  const names = `rev, finding_id, thread_id, run_id, fingerprint, state, path, start_line,
    start_column, end_line, end_column, text_sha256, places, origin_path, origin_start, origin_end,
    origin_commit, origin_sha256`
  const putFinding = db.prepare(`INSERT INTO anchors (${names})
    SELECT 1, f.id, NULL, f.last_run, f.fingerprint, ${values} FROM findings f WHERE f.id = @id
    ON CONFLICT (finding_id) DO UPDATE SET rev = rev + 1, run_id = excluded.run_id,
    fingerprint = excluded.fingerprint, ${fields}`)
  const putThread = db.prepare(`INSERT INTO anchors (${names})
    SELECT 1, NULL, t.id, (SELECT MAX(id) FROM runs), '', ${values} FROM threads t WHERE t.id = @id
    ON CONFLICT (thread_id) DO UPDATE SET rev = rev + 1, run_id = excluded.run_id, ${fields}`)
  const settle = db.prepare(`UPDATE anchors SET rev = rev + 1, settled = @settled, path = @path,
    start_line = @startLine, start_column = @startColumn, end_line = @endLine,
    end_column = @endColumn, text_sha256 = @textSha256, places = @places
    WHERE id = @id AND rev = @rev`)
  // Text, not JSON: triggers that write rows down would take it apart.
  const movePlaces = db.prepare(`UPDATE anchors SET rev = rev + 1,
    places = json_patch(places, @places) || '' WHERE finding_id = @id
    AND run_id = (SELECT last_run FROM findings WHERE id = @id)`)
  const placesOf = db.prepare('SELECT places FROM anchors WHERE id = ?').pluck()

  function get(mark: MarkId): StoredAnchor | undefined {
    const row = ofMark.get({ findingId: null, threadId: null, ...mark }) as Row | undefined
    return row && asStored(row)
  }

  return {
    get,
    all: () => (all.all() as Row[]).map(asStored),
    /** Where runs found what has been carried since, by finding. */
    foundPlaces: () => placesById(found.all() as PlaceRow[]),
    /** Where threads were opened that have been carried since. */
    writtenPlaces: () => placesById(written.all() as PlaceRow[]),
    /** The finding as the analyzer gave it, wherever it was carried. Undefined for an unknown id. */
    foundBody(findingId: number): Finding | undefined {
      const body = foundBody.get(findingId) as string | undefined
      // Written from a Finding when it was stored.
      return body === undefined ? undefined : (JSON.parse(body) as Finding)
    },
    /** Lays a place over a mark. `from` is where it stood until now. Inside a command. */
    put(carried: CarriedMark, from: string, command: Command): void {
      const { mark, state, range, origin, places } = carried
      const isFinding = 'findingId' in mark
      const row = {
        ...range,
        id: isFinding ? mark.findingId : mark.threadId,
        state,
        path: carried.path,
        textSha256: carried.textSha256,
        places: JSON.stringify(places ?? {}),
        originPath: origin.path,
        originStart: origin.range.startLine,
        originEnd: origin.range.endLine,
        originCommit: origin.commit,
        originSha256: origin.textSha256,
      }
      const put = isFinding ? putFinding : putThread
      put.run(row)
      const to = placeWord(carried)
      if (state === 'exact' && to === from) return
      writer.record({
        kind: 'mark.carried',
        subject: subjectOf(mark),
        field: 'place',
        before: from,
        after: state === 'gone' ? 'gone' : to,
        reason: state,
        commandId: command.id,
      })
    },
    /**
     * Lays other places over a finding that was carried; false for one that was not. Inside a
     * command.
     */
    movePlaces(findingId: number, places: Pick<CarriedPlaces, 'evidence' | 'related'>): boolean {
      return movePlaces.run({ id: findingId, places: JSON.stringify(places) }).changes > 0
    },
    /** Inside a command. Throws `not-found` or `conflict`. Gives the new revision. */
    settle(
      mark: MarkId,
      rev: number,
      settled: Settled,
      place: (MarkPlace & { readonly places?: CarriedPlaces | undefined }) | undefined,
      command: Command,
    ): { readonly rev: number } {
      const before = get(mark)
      if (before === undefined) throw notCarried()
      const { path, range, textSha256 } = place ?? before
      const places = place
        ? JSON.stringify(place.places ?? {})
        : (placesOf.get(before.id) as string)
      const row = { ...range, id: before.id, rev, settled, path, textSha256, places }
      if (settle.run(row).changes !== 1) throw changedMeanwhile('The place of this mark')
      writer.record({
        kind: 'mark.settled',
        subject: subjectOf(mark),
        field: 'anchor',
        before: before.settled === 'open' ? before.state : before.settled,
        after: settled,
        ...(place === undefined ? {} : { reason: placeWord(place) }),
        commandId: command.id,
      })
      return { rev: rev + 1 }
    },
  }
}

interface PlaceRow extends Range {
  readonly id: number
  readonly path: string
  readonly textSha256: string
}

function placesById(rows: readonly PlaceRow[]): ReadonlyMap<number, MarkPlace> {
  return new Map(
    rows.map(({ id, path, textSha256, ...range }) => [id, { path, textSha256, range }]),
  )
}

/** `app.py:113`: for the history. */
export function placeWord({ path, range }: Pick<MarkPlace, 'path' | 'range'>): string {
  return `${path}:${range.startLine}`
}

function subjectOf(mark: MarkId): string {
  return 'findingId' in mark ? `finding:${mark.findingId}` : `thread:${mark.threadId}`
}

function asStored(row: Row): StoredAnchor {
  const { startLine, startColumn, endLine, endColumn } = row
  const { originPath, originStart, originEnd, originSha256, originCommit, ...rest } = row
  return {
    ...rest,
    range: { startLine, startColumn, endLine, endColumn },
    origin: {
      path: originPath,
      startLine: originStart,
      endLine: originEnd,
      textSha256: originSha256,
      commit: originCommit,
    },
  }
}

function notCarried(): AppError {
  return new AppError(
    'not-found',
    'This mark has not followed the code.',
    'Look at the review as it is now.',
  )
}
