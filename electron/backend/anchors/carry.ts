// Lets every mark follow the code into the files as they are now, as one step of the history.
import { deflateSync } from 'node:zlib'
import type { Finding, Location, Range } from '../../../analyzer/model.ts'
import type { CarriedPlaces } from '../../store/anchors.ts'
import { placeWord } from '../../store/anchors.ts'
import type { StoredFinding } from '../../store/findings.ts'
import type { Command } from '../../store/writer.ts'
import type { FileText } from '../file-text.ts'
import type { Session } from '../session.ts'
import { type Carried, type CarryPlan, type DriftedFile, planCarry } from './carry-plan.ts'
import { stateOf } from './drift.ts'
import { moveFixesTo } from './fix-moves.ts'

/** As many lines as the analyzer keeps of a region. */
const SNIPPET_LINES = 12

/** Gives how many marks were carried; nothing is changed where nothing has drifted. */
export async function carryMarks(
  session: Pick<Session, 'store' | 'findings'>,
  commandId: string,
): Promise<number> {
  const plan = await planCarry(session)
  if (plan.files.every(({ now }) => now === undefined) && !hasNewlyGone(plan)) return 0
  const command = { id: commandId, method: 'drift.apply' }
  return session.store.writer.write(() => apply(session, plan, command), command)
}

function hasNewlyGone({ findings, threads }: CarryPlan): boolean {
  return findings.length + threads.length > 0
}

function apply({ store }: Pick<Session, 'store'>, plan: CarryPlan, command: Command): number {
  const commit = store.review.read().commit ?? ''
  for (const { now } of plan.files) {
    if (now) store.texts.keep({ ...now, size: now.bytes.length, deflated: deflateSync(now.bytes) })
  }
  for (const file of plan.files) carryFile(store, file, command)
  for (const carried of plan.findings) {
    const { mark, base, place, file } = carried
    const at = placeOf(carried)
    const places = placesOf(store, plan, carried)
    store.anchors.put(
      {
        ...at,
        mark: { findingId: mark.id },
        state: stateOf(base.path, place.state, file?.path),
        places,
        origin: { ...base, commit },
      },
      placeWord({ path: mark.location.path, range: mark.location.range }),
      command,
    )
    if (file) moveFixesTo(store, mark.id, file, ['rule', 'reviewer'])
  }
  for (const mark of plan.leaning()) carryEvidence(store, plan, mark, command)
  for (const carried of plan.threads) {
    const { mark, base, place, file } = carried
    store.anchors.put(
      {
        ...placeOf(carried),
        mark: { threadId: mark.id },
        state: stateOf(base.path, place.state, file?.path),
        places: undefined,
        origin: { ...base, commit },
      },
      `${mark.path}:${mark.startLine}`,
      command,
    )
  }
  return plan.findings.length + plan.threads.length
}

/** Without a file a mark stays where it was, with its text. */
function placeOf({ base, place, file }: Carried<unknown>) {
  const range = withinLines(place.range, file)
  return file
    ? { path: file.path, range, textSha256: file.sha256 }
    : { path: base.path, range: base.range, textSha256: base.textSha256 }
}

/** Whole lines have no last column of their own. */
function withinLines(range: Range, file: FileText | undefined): Range {
  const length = (file?.lines[range.endLine - 1] ?? '').length
  return { ...range, endColumn: Math.min(range.endColumn, length + 1) }
}

function carryFile(
  store: Session['store'],
  { path, now, record }: DriftedFile,
  command: Command,
): void {
  const run = store.runs.latest()
  if (now === undefined || record === undefined || run === undefined) return
  const before = store.carriedFiles.get(path)
  const from = store.runs.file(run.id, before?.fromPath ?? path)
  if (from === undefined) return
  store.carriedFiles.put(
    {
      path: now.path,
      fromPath: from.path,
      fromSha256: from.sha256,
      runId: run.id,
      textSha256: now.sha256,
      lines: now.lines.length,
      bytes: now.bytes.length,
    },
    `${path} ${record.sha256.slice(0, 7)}`,
    command,
  )
}

/** The places in a finding, where its code is now. What is not found stays as it was. */
function placesOf(
  store: Session['store'],
  plan: CarryPlan,
  { mark, base, place, file }: Carried<StoredFinding>,
): CarriedPlaces | undefined {
  const body = bodyAt(store, mark, base.textSha256)
  if (body === undefined) return undefined
  const move = ({ path, range }: Location): Location => {
    const there = plan.placeIn(mark.location.path, base.textSha256, range)
    const isOwn = path === base.path
    return isOwn && file && there
      ? { path: file.path, range: withinLines(there.range, file) }
      : { path, range }
  }
  const isSame = place.state === 'exact' || place.state === 'moved'
  const lines = file?.lines.slice(place.range.startLine - 1, place.range.endLine)
  return {
    location: file ? { path: file.path, range: withinLines(place.range, file) } : body.location,
    ...otherPlaces(store, plan, mark.id, {
      evidence: body.evidence.map((step) => ({ ...step, location: move(step.location) })),
      related: body.related.map(move),
    }),
    // Changed code is told by what it was.
    ...(isSame && lines ? { snippet: lines.slice(0, SNIPPET_LINES).join('\n') } : {}),
  }
}

/** The finding with the places that it has in the text that its next ones are measured from. */
function bodyAt(
  { anchors, findings }: Session['store'],
  { id, textSha256 }: StoredFinding,
  sha256: string,
): Finding | undefined {
  return textSha256 === sha256 ? findings.body(id) : anchors.foundBody(id)
}

/**
 * What lies in other files than the finding, where it is now: measured from what was analysed, so
 * that being carried twice loses nothing. All else stays as given.
 */
function otherPlaces(
  store: Session['store'],
  plan: CarryPlan,
  findingId: number,
  { evidence, related }: Pick<CarriedPlaces, 'evidence' | 'related'>,
): Pick<CarriedPlaces, 'evidence' | 'related'> {
  const found = store.anchors.foundBody(findingId)
  const move = (location: Location, analysed: Location | undefined): Location =>
    analysed === undefined || analysed.path === found?.location.path
      ? location
      : (plan.placeSince(analysed) ?? location)
  return {
    evidence: evidence.map((step, at) => ({
      ...step,
      location: move(step.location, found?.evidence[at]?.location),
    })),
    related: related.map((location, at) => move(location, found?.related[at])),
  }
}

/** A finding that stays where it is, with the evidence that it has in edited files. */
function carryEvidence(
  store: Session['store'],
  plan: CarryPlan,
  mark: StoredFinding,
  command: Command,
): void {
  const body = store.findings.body(mark.id)
  if (body === undefined) return
  const places = otherPlaces(store, plan, mark.id, body)
  if (store.anchors.movePlaces(mark.id, places)) return
  const { location, textSha256 } = mark
  const here = { path: location.path, range: location.range, textSha256 }
  store.anchors.put(
    {
      ...here,
      mark: { findingId: mark.id },
      state: 'exact',
      places: { ...places, location: body.location },
      origin: { ...here, commit: store.review.read().commit ?? '' },
    },
    placeWord(here),
    command,
  )
}
