// Where every mark of a review would stand in the files as they are now. Nothing is changed by it.
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { FileRecord, Range } from '../../../analyzer/model.ts'
import { isRootPresent } from '../../repository/root.ts'
import type { MarkPlace, StoredAnchor } from '../../store/anchors.ts'
import type { StoredFinding } from '../../store/findings.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import type { ThreadPlace } from '../../store/threads.ts'
import { type FileText, readFileText } from '../file-text.ts'
import type { Session } from '../session.ts'
import { analysedText, linesOf, textLines } from '../text-lines.ts'
import { analysedPaths, type PlaceSince, placesSince } from './places-since.ts'
import { type Place, reAnchor } from './re-anchor.ts'
import { newFiles, renamesOf } from './renames.ts'
import { standingRecords } from './standing-texts.ts'

export interface DriftedFile {
  /** As the marks know it. */
  readonly path: string
  readonly state: 'changed' | 'missing' | 'renamed'
  /** The file as it is now; undefined where there is none. */
  readonly now: FileText | undefined
  /** What the marks stand in until now; undefined for a file of no analysis. */
  readonly record: FileRecord | undefined
}

/** A mark with the place that its next one is measured from: that of its last certainty. */
export interface Carried<T> {
  readonly mark: T
  readonly base: MarkPlace
  readonly place: Place
  /** The file that it is in then; undefined where there is none. */
  readonly file: FileText | undefined
}

export interface CarryPlan {
  readonly files: readonly DriftedFile[]
  readonly findings: readonly Carried<StoredFinding>[]
  readonly threads: readonly Carried<ThreadPlace>[]
  /** Findings in files that are as they were, with evidence in files that are not; read when asked. */
  readonly leaning: () => readonly StoredFinding[]
  /** Where a region of a text stands now; undefined where nothing is known. */
  readonly placeIn: (path: string, sha256: string, range: Range) => Place | undefined
  readonly fileNow: (path: string) => FileText | undefined
  /** Where a place in an analysed text stands now. */
  readonly placeSince: PlaceSince
}

const NOTHING: CarryPlan = {
  files: [],
  findings: [],
  threads: [],
  placeIn: () => undefined,
  fileNow: () => undefined,
  leaning: () => [],
  placeSince: () => undefined,
}

/** Compares the folder with what the marks stand in; nothing has drifted where there was no run. */
export async function planCarry(session: Pick<Session, 'store' | 'findings'>): Promise<CarryPlan> {
  const { store } = session
  const { rootPath, onlyPath } = store.review.read()
  const run = store.runs.latest()
  if (run === undefined || run.state === 'running' || !isRootPresent(rootPath)) return NOTHING
  const records = standingRecords(store)
  const since = Date.parse(run.startedAt)
  const findings = session.findings().filter(({ isGone }) => !isGone)
  const threads = store.threads.onLines()
  const marks = [
    ...findings.map(({ location, textSha256 }) => ({ path: location.path, textSha256 })),
    ...threads,
  ]
  const behind = pathsLeftBehind(store, records, marks)
  const changed = [
    ...records.flatMap((record) => driftOf(rootPath, record, since) ?? []),
    ...behind.flatMap((path) => leftBehind(rootPath, path) ?? []),
  ]
  const files = onlyPath === '' ? await withRenames(store, rootPath, records, changed) : changed
  const byPath = new Map(files.map((file) => [file.path, file]))
  const placeIn = placesIn(store, byPath)
  const anchors = anchorsByMark(store)
  const lost = lostMarks(store)
  const carry = <T>(
    mark: T,
    current: MarkPlace,
    base: MarkPlace,
    isLost: boolean,
  ): Carried<T>[] => {
    const file = byPath.get(current.path)
    // What is known to be gone with its file is gone.
    if (file === undefined || (file.now === undefined && isLost)) return []
    if (file.now?.sha256 === current.textSha256 && file.now.path === current.path) return []
    const place = placeIn(current.path, base.textSha256, base.range, base.path)
    return [{ mark, base, place: place ?? { state: 'gone', range: base.range }, file: file.now }]
  }
  return {
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    findings: findings.flatMap((one) => {
      const { path, range } = one.location
      const current = { path, range, textSha256: one.textSha256 }
      return carry(
        one,
        current,
        anchors.baseOfFinding(one.id) ?? current,
        lost.findings.has(one.id),
      )
    }),
    threads: threads.flatMap((one) => {
      const current = {
        path: one.path,
        range: wholeLines(one),
        textSha256: one.textSha256 ?? byPath.get(one.path)?.record?.sha256 ?? '',
      }
      return carry(one, current, anchors.baseOfThread(one.id) ?? current, lost.threads.has(one.id))
    }),
    leaning: () => leaningOn(store, findings, byPath),
    placeSince: placesSince(store, byPath),
    placeIn: (path, sha256, range) => placeIn(path, sha256, range, path),
    fileNow: (path) => byPath.get(path)?.now,
  }
}

function leaningOn(
  store: ReviewStore,
  findings: readonly StoredFinding[],
  edited: ReadonlyMap<string, DriftedFile>,
): readonly StoredFinding[] {
  const ids = new Set(store.findings.pointingInto(analysedPaths(store, edited)))
  return findings.filter(({ id, location }) => ids.has(id) && !edited.has(location.path))
}

/** Undefined for a file that is as it was. A file that was not written since is not read. */
function driftOf(root: string, record: FileRecord, since: number): DriftedFile | undefined {
  const { path } = record
  const time = changeTime(join(root, path))
  if (time === undefined) return { path, state: 'missing', now: undefined, record }
  if (time < since) return undefined
  const now = readFileText(root, path)
  if ('issue' in now) {
    return { path, state: now.isMissing ? 'missing' : 'changed', now: undefined, record }
  }
  return now.sha256 === record.sha256 ? undefined : { path, state: 'changed', now, record }
}

/** When a file was written or renamed last, in milliseconds; undefined where none is. */
function changeTime(file: string): number | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false })
  return found && Math.max(found.mtimeMs, found.ctimeMs)
}

/** Files with marks in another text than the one that was read last. */
function pathsLeftBehind(
  store: ReviewStore,
  records: readonly FileRecord[],
  marks: readonly { readonly path: string; readonly textSha256: string | null }[],
): readonly string[] {
  const byPath = new Map(records.map(({ path, sha256 }) => [path, sha256]))
  const lost = new Set(
    store.anchors.all().flatMap(({ state, path }) => (state === 'gone' ? [path] : [])),
  )
  const behind = marks.filter(({ path, textSha256 }) => {
    // What is known to be gone with its file is gone.
    if (!byPath.has(path)) return !lost.has(path)
    return textSha256 !== null && byPath.get(path) !== textSha256
  })
  return [...new Set(behind.map(({ path }) => path))]
}

function leftBehind(root: string, path: string): DriftedFile | undefined {
  const now = readFileText(root, path)
  if ('issue' in now) {
    return now.isMissing ? { path, state: 'missing', now: undefined, record: undefined } : undefined
  }
  return { path, state: 'changed', now, record: undefined }
}

/** The missing files with what became of them. The tree is walked only when there are some. */
async function withRenames(
  store: ReviewStore,
  root: string,
  records: readonly FileRecord[],
  files: readonly DriftedFile[],
): Promise<readonly DriftedFile[]> {
  const unique = [...new Map(files.toReversed().map((file) => [file.path, file])).values()]
  const missing = unique.flatMap(({ path, state, record }) => {
    const lines = record && linesOf(store, path, record.sha256)
    return state === 'missing' && lines ? [{ path, sha256: record.sha256, lines }] : []
  })
  if (missing.length === 0) return unique
  const known = new Set([...records.map(({ path }) => path), ...unique.map(({ path }) => path)])
  const renamed = renamesOf(missing, await newFiles(root, known))
  return unique.map((file): DriftedFile => {
    const now = renamed.get(file.path)
    return now === undefined ? file : { ...file, state: 'renamed', now }
  })
}

/** Compares each pair of texts once. `basePath` is the name of the file when it was that text. */
function placesIn(store: ReviewStore, files: ReadonlyMap<string, DriftedFile>) {
  const known = new Map<string, ((region: Range) => Place) | undefined>()
  return (path: string, sha256: string, range: Range, basePath: string): Place | undefined => {
    const after = files.get(path)?.now?.lines
    if (after === undefined) return undefined
    const key = `${path}\0${sha256}`
    if (!known.has(key)) {
      const text = analysedText(store, basePath, sha256)
      known.set(key, text === undefined ? undefined : reAnchor(textLines(text), after))
    }
    return known.get(key)?.(range)
  }
}

/**
 * The place that a carried mark is measured from: where it was found as long as nobody has settled
 * it, so that being carried twice loses nothing; else where it was settled.
 */
function anchorsByMark(store: ReviewStore) {
  const all = store.anchors.all()
  const unsettled = (pick: (anchor: StoredAnchor) => number | null) =>
    new Set(all.flatMap((one) => (one.settled === 'open' ? (pick(one) ?? []) : [])))
  const findings = unsettled(({ findingId }) => findingId)
  const threads = unsettled(({ threadId }) => threadId)
  const found = store.anchors.foundPlaces()
  const written = store.anchors.writtenPlaces()
  return {
    baseOfFinding: (id: number) => (findings.has(id) ? found.get(id) : undefined),
    baseOfThread(id: number): MarkPlace | undefined {
      const place = threads.has(id) ? written.get(id) : undefined
      return place && { ...place, range: wholeLines(place.range) }
    },
  }
}

function lostMarks(store: ReviewStore) {
  const lost = store.anchors.all().filter(({ state }) => state === 'gone')
  return {
    findings: new Set(lost.map(({ findingId }) => findingId)),
    threads: new Set(lost.map(({ threadId }) => threadId)),
  }
}

function wholeLines({ startLine, endLine }: Pick<Range, 'startLine' | 'endLine'>): Range {
  return { startLine, startColumn: 1, endLine, endColumn: Number.MAX_SAFE_INTEGER }
}
