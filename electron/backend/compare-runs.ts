// Two runs of a review beside one another: what each reported at its time.

import type { FileRecord } from '../../analyzer/model.ts'
import type { FileChange, FindingChange, ReportedPlace, RunComparison } from '../api/compare.ts'
import { counted } from '../api/counted.ts'
import { AppError } from '../api/errors.ts'
import { ISSUE_NAMES } from '../api/issue-names.ts'
import type { StoredFinding } from '../store/findings.ts'
import type { ReportedFinding } from '../store/reported.ts'
import type { ReviewStore } from '../store/review-store.ts'
import type { RunRow } from '../store/runs.ts'
import { ruleTitle } from './rule-set.ts'
import type { Session } from './session.ts'

/** A finding as one run reported it, in its file. */
interface Told extends ReportedFinding {
  readonly path: string
}

interface KeptRun {
  readonly row: RunRow
  readonly name: 'run A' | 'run B'
  readonly files: ReadonlyMap<string, FileRecord>
  readonly rules: ReadonlySet<string>
  readonly told: ReadonlyMap<number, Told>
}

/** What differs between two runs, `a` the earlier. Throws `not-found` where one is not kept. */
export function compareRuns(
  { store, findings }: Pick<Session, 'store' | 'findings'>,
  a: number,
  b: number,
): RunComparison {
  const [runA, runB] = [keptRun(store, a, 'run A'), keptRun(store, b, 'run B')]
  const known = new Map(findings().map((one) => [one.id, one]))
  const firstRuns = store.findings.firstRuns()
  const changes: FindingChange[] = []
  let sameFindings = 0
  for (const id of new Set([...runA.told.keys(), ...runB.told.keys()])) {
    const [toldA, toldB] = [runA.told.get(id), runB.told.get(id)]
    const how = howItDiffers(toldA, toldB, { runA, runB, isOld: (firstRuns.get(id) ?? b) < a })
    if (how === 'same') sameFindings += 1
    if (typeof how === 'string') continue
    const latest = toldB ?? toldA
    if (latest === undefined) continue
    const stored = known.get(id)
    changes.push({
      ...how,
      findingId: id,
      title: stored?.ownTitle ?? ruleTitle(latest.ruleId),
      severity: latest.severity,
      ...(toldA && { a: placeOf(toldA) }),
      ...(toldB && { b: placeOf(toldB) }),
      isListed: isListed(stored),
    })
  }
  const files = fileChanges(runA, runB)
  const paths = new Set([...runA.files.keys(), ...runB.files.keys()])
  return {
    findings: changes.toSorted(byPlace),
    files,
    sameFindings,
    sameFiles: paths.size - files.length,
    caveats: caveatsOf(runA, runB),
  }
}

function keptRun({ runs }: ReviewStore, id: number, name: KeptRun['name']): KeptRun {
  const row = runs.get(id)
  if (row === undefined || row.state === 'running' || !runs.reported.isKept(id)) {
    throw new AppError(
      'not-found',
      `What ${name} found is not kept.`,
      'Choose another run: the last eight are kept.',
    )
  }
  const told = new Map<number, Told>()
  for (const [path, findings] of runs.reported.of(id)) {
    for (const one of findings) told.set(one.id, { ...one, path })
  }
  return {
    row,
    name,
    files: new Map(runs.ledger(id).map((record) => [record.path, record])),
    rules: rulesOf(row),
    told,
  }
}

function rulesOf({ rules }: RunRow): ReadonlySet<string> {
  const ids: unknown = JSON.parse(rules)
  return new Set(Array.isArray(ids) ? ids.map(String) : [])
}

type How = Pick<FindingChange, 'kind' | 'note'>

/** `same` where nothing differs, `silent` where both runs were silenced by a comment. */
function howItDiffers(
  a: Told | undefined,
  b: Told | undefined,
  { runA, runB, isOld }: { runA: KeptRun; runB: KeptRun; isOld: boolean },
): How | 'same' | 'silent' {
  const isSilentA = a === undefined || a.isSuppressed
  const isSilentB = b === undefined || b.isSuppressed
  if (isSilentA && isSilentB) return 'silent'
  if (a === undefined && b !== undefined) {
    const why = whyNotSeen(runA, b)
    if (why !== undefined) return { kind: 'unknown', note: why }
    return { kind: isOld ? 'returned' : 'new', note: '' }
  }
  if (a !== undefined && b === undefined) {
    const why = whyNotSeen(runB, a)
    return why === undefined ? { kind: 'gone', note: '' } : { kind: 'unknown', note: why }
  }
  if (a === undefined || b === undefined) return 'silent'
  const note = differences(a, b)
  if (note !== '') return { kind: 'changed', note }
  if (a.path !== b.path) return { kind: 'moved', note: `was in ${a.path}` }
  if (a.startLine !== b.startLine) return { kind: 'moved', note: `was at line ${a.startLine}` }
  return 'same'
}

/** What both runs said of a finding, where they said something else. */
function differences(a: Told, b: Told): string {
  const parts: string[] = []
  if (a.snippetHash !== b.snippetHash) parts.push('its code changed')
  if (a.severity !== b.severity) parts.push(`severity ${a.severity} → ${b.severity}`)
  if (a.confidence !== b.confidence) parts.push(`confidence ${a.confidence} → ${b.confidence}`)
  if (a.isSuppressed !== b.isSuppressed) {
    parts.push(b.isSuppressed ? 'suppressed by a comment now' : 'no comment suppresses it any more')
  }
  if (a.message !== b.message) parts.push(`said: ${a.message}`)
  return parts.join(', ')
}

/** Why a run says nothing about what the other one reported; undefined where it looked. */
function whyNotSeen(run: KeptRun, { path, ruleId }: Told): string | undefined {
  if (!run.rules.has(ruleId)) return `${run.name} did not check this rule`
  const file = run.files.get(path)
  // The folder has no such file: nothing can be found in it.
  if (file === undefined) return run.row.state === 'finished' ? undefined : notReached(run)
  return file.state === 'skipped' ? notRead(run, file) : undefined
}

function notReached({ name }: KeptRun): string {
  return `${name} ended before it had looked for every file`
}

function notRead({ name }: KeptRun, { issue, detail }: FileRecord): string {
  return `${name} did not read the file: ${issue === undefined ? detail : ISSUE_NAMES[issue]}`
}

function fileChanges(runA: KeptRun, runB: KeptRun): FileChange[] {
  const paths = new Set([...runA.files.keys(), ...runB.files.keys()])
  return [...paths].sort().flatMap((path): FileChange[] => {
    const [a, b] = [runA.files.get(path), runB.files.get(path)]
    if (a === undefined) return [{ path, kind: 'new', note: '' }]
    if (b === undefined) {
      const isKnown = runB.row.state === 'finished'
      return [{ path, kind: isKnown ? 'gone' : 'unknown', note: isKnown ? '' : notReached(runB) }]
    }
    if (a.sha256 !== '' && b.sha256 !== '') {
      return a.sha256 === b.sha256 ? [] : [{ path, kind: 'changed', note: '' }]
    }
    // What neither run read is the same as far as anybody knows.
    if (a.sha256 === '' && b.sha256 === '') return []
    const [unread, record] = a.sha256 === '' ? [runA, a] : [runB, b]
    return [{ path, kind: 'unknown', note: notRead(unread, record) }]
  })
}

function caveatsOf(runA: KeptRun, runB: KeptRun): string[] {
  const ended = [runA, runB].flatMap((run) => {
    if (run.row.state === 'finished') return []
    const read = [...run.files.values()].filter(({ state }) => state !== 'skipped').length
    const how = run.row.state === 'cancelled' ? 'was cancelled' : 'failed'
    return [`${capital(run.name)} ${how}: it read ${read} of ${run.row.found} files.`]
  })
  const [onlyA, onlyB] = [rulesMissing(runA, runB), rulesMissing(runB, runA)]
  const rules = [
    onlyA > 0 ? `${counted(onlyA, 'rule')} only in run A` : '',
    onlyB > 0 ? `${counted(onlyB, 'rule')} only in run B` : '',
  ].filter((part) => part !== '')
  return [
    ...ended,
    ...(rules.length === 0 ? [] : [`Other rules were checked: ${rules.join(', ')}.`]),
    ...(runA.row.ruleSetVersion === runB.row.ruleSetVersion
      ? []
      : ['The rules are of other versions, so that findings differ in code that does not.']),
  ]
}

/** How many rules a run checked that the other one did not. */
function rulesMissing(run: KeptRun, other: KeptRun): number {
  return [...run.rules].filter((id) => !other.rules.has(id)).length
}

function capital(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
}

function placeOf({ path, startLine, endLine }: Told): ReportedPlace {
  return { path, startLine, endLine }
}

function byPlace(one: FindingChange, other: FindingChange): number {
  const [first, second] = [one.b ?? one.a, other.b ?? other.a]
  if (first === undefined || second === undefined) return 0
  if (first.path !== second.path) return first.path < second.path ? -1 : 1
  return first.startLine - second.startLine || one.findingId - other.findingId
}

function isListed(stored: StoredFinding | undefined): boolean {
  return stored !== undefined && !stored.isGone && !stored.isSuppressed
}
