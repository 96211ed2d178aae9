// What happened to the folder since it was analysed, and what that does to the findings.
import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { FileRecord } from '../../analyzer/model.ts'
import { prepareSource } from '../../analyzer/syntax/prepare.ts'
import type { Drift, MovedFinding } from '../api/drift.ts'
import { readGitFacts } from '../repository/git-facts.ts'
import { readFileInside } from '../repository/read-file.ts'
import { isRootPresent } from '../repository/root.ts'
import type { StoredFinding } from '../store/findings.ts'
import { reAnchor } from './re-anchor.ts'
import { linesOf, textLines } from './reviewed-files.ts'
import { ruleTitle } from './rule-set.ts'
import type { Session } from './session.ts'

const MAX_BYTES = 20 * 1024 * 1024
type DriftedFile = Drift['files'][number] & { readonly bytes?: Buffer }

/** Reads what differs from the last analysis; nothing does where there was none. */
export function readDrift({ store, findings }: Session): Drift {
  const { rootPath, branch, commit } = store.review.read()
  const analysed = { ...(branch && { branch }), ...(commit && { commit }) }
  const run = store.runs.latest()
  if (run === undefined || run.state === 'running' || !isRootPresent(rootPath)) {
    return { analysed, now: analysed, files: [], findings: [] }
  }
  const { branch: branchNow, commit: commitNow } = readGitFacts(rootPath)
  const files = store.runs
    .ledger(run.id)
    .filter(({ state }) => state !== 'skipped')
    .flatMap((record) => driftOf(rootPath, record, Date.parse(run.startedAt)) ?? [])
  const standing = findings().filter(({ isGone }) => !isGone)
  const byPath = Map.groupBy(standing, ({ location }) => location.path)
  return {
    analysed,
    now: { ...(branchNow && { branch: branchNow }), ...(commitNow && { commit: commitNow }) },
    files: files.map(({ path, state }) => ({ path, state })),
    findings: files.flatMap((file) => movedFindings(store, file, byPath.get(file.path) ?? [])),
  }
}

/** Undefined for a file that is as it was. A file that was not written since is not read. */
function driftOf(
  root: string,
  { path, sha256 }: FileRecord,
  since: number,
): DriftedFile | undefined {
  const time = changeTime(join(root, path))
  if (time === undefined) return { path, state: 'missing' }
  if (time < since) return undefined
  const bytes = readFileInside(root, path, MAX_BYTES)
  if (!Buffer.isBuffer(bytes)) return { path, state: bytes.isMissing ? 'missing' : 'changed' }
  const isSame = createHash('sha256').update(bytes).digest('hex') === sha256
  return isSame ? undefined : { path, state: 'changed', bytes }
}

/** When a file was written or renamed last, in milliseconds; undefined where none is. */
function changeTime(file: string): number | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false })
  return found && Math.max(found.mtimeMs, found.ctimeMs)
}

function movedFindings(
  store: Session['store'],
  { path, bytes }: DriftedFile,
  findings: readonly StoredFinding[],
): readonly MovedFinding[] {
  const source = bytes && prepareSource(path, bytes)
  const after = source?.ok ? textLines(source.shown) : undefined
  const byText = Map.groupBy(findings, ({ textSha256 }) => textSha256)
  const moved = [...byText].flatMap(([sha256, members]) => {
    const before = linesOf(store, path, sha256)
    const placeOf = before && after && reAnchor(before, after)
    return members.map((one): MovedFinding => {
      const { range } = one.location
      const place = placeOf?.(range) ?? { state: 'gone' as const, line: undefined }
      return {
        findingId: one.id,
        number: one.number,
        title: ruleTitle(one.ruleId),
        path,
        line: range.startLine,
        state: place.state,
        ...(place.line === undefined ? {} : { newLine: place.line }),
      }
    })
  })
  return moved.toSorted((a, b) => a.line - b.line || a.number - b.number)
}
