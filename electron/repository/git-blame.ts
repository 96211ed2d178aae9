// Which commit last wrote each line of a file: from the newest commit back, each line is handed to
// the parent that has it too, until none has.
import { type Commit, entryAt, isFile } from './git-commits.ts'
import { newestFirst } from './git-history.ts'
import { isLineless, type LineEdit, lineEdits, linesOfBytes } from './git-lines.ts'
import type { GitRepository } from './git-repository.ts'
import { type Candidate, renames, treeChanges } from './git-trees.ts'

/** Lines of a file and who wrote them. 1-based. */
export interface BlamedLines {
  readonly startLine: number
  readonly count: number
  /**
   * `written`: by the commit; `older`: by it or one before it, where the walk ended; `uncommitted`:
   * by none.
   */
  readonly kind: 'written' | 'older' | 'uncommitted'
  readonly commit?: Commit
}

export interface BlameQuestion {
  readonly repository: GitRepository
  /** Id of the commit on which the text stands. */
  readonly commit: string
  /** From the top of the repository. */
  readonly path: string
  readonly text: Uint8Array
  /** Asked once for each commit. */
  readonly hasTime: () => boolean
  /** Told what was found since it was last told, every now and then. */
  readonly onPart: (lines: readonly BlamedLines[]) => void
}

/** Lines that stand together in the text that is asked about and in the file of a commit. 0-based. */
interface Segment {
  readonly line: number
  readonly at: number
  readonly count: number
}

interface Suspect {
  readonly commit: Commit
  readonly path: string
  readonly blob: string
  segments: readonly Segment[]
}

/** The file in a parent. */
type Origin = Omit<Suspect, 'segments'>

/** Lines that are told at once. */
const PART = 200

/** Tells of all lines through `onPart`. Throws GitDataError. */
export function blame(question: BlameQuestion): void {
  const { repository, path, hasTime } = question
  const { readCommit, readTree, objects } = repository
  const told = collector(question.onPart)
  const suspects = new Map<string, Suspect>()
  const queue = newestFirst<Suspect>(({ commit }) => commit.committed)
  const lines = blobLines(repository)

  function suspect(commit: Commit, at: string, blob: string, segments: readonly Segment[]): void {
    if (segments.length === 0) return
    const key = `${commit.id} ${at}`
    const known = suspects.get(key)
    if (known !== undefined) {
      known.segments = [...known.segments, ...segments]
      return
    }
    const one = { commit, path: at, blob, segments }
    suspects.set(key, one)
    queue.add(one)
  }
  const fileAt = (commit: Commit, at: string): string | undefined => {
    const entry = entryAt(readTree, commit.tree, at.split('/'))
    return entry !== undefined && isFile(entry) ? entry.id : undefined
  }

  /** Where the file was renamed from, in a parent that has none at its path. */
  function renamedFrom(one: Suspect, parent: Commit): Origin | undefined {
    const { before, after } = treeChanges(readTree, parent.tree, one.commit.tree)
    const candidate = (at: string, id: string): Candidate => ({
      path: at,
      id,
      read: () => objects.read(id).bytes,
    })
    const gone = [...before].filter(([at, entry]) => isFile(entry) && !after.has(at))
    const from = renames(
      gone.map(([at, { id }]) => candidate(at, id)),
      [candidate(one.path, one.blob)],
    ).get(one.path)
    const blob = from === undefined ? undefined : before.get(from)?.id
    return from && blob ? { commit: parent, path: from, blob } : undefined
  }

  function passOn(one: Suspect): void {
    suspects.delete(`${one.commit.id} ${one.path}`)
    const parents = one.commit.parents.map(readCommit)
    const atPath = parents.map((commit): Origin | undefined => {
      const blob = fileAt(commit, one.path)
      return blob === undefined ? undefined : { commit, path: one.path, blob }
    })
    const isSame = (origin: Origin | undefined) => origin?.blob === one.blob
    const origins = atPath.some(isSame)
      ? atPath
      : parents.map((commit, index) => atPath[index] ?? renamedFrom(one, commit))
    const same = origins.find(isSame)
    if (same !== undefined) {
      suspect(same.commit, same.path, same.blob, one.segments)
      return
    }
    let left = one.segments
    for (const parent of origins) {
      if (left.length === 0) break
      if (parent === undefined) continue
      const before = lines(parent.blob)
      const after = lines(one.blob)
      if (before === undefined || after === undefined) continue
      const { kept, changed } = split(left, lineEdits(before, after))
      suspect(parent.commit, parent.path, parent.blob, kept)
      left = changed
    }
    told.tell(left, { kind: 'written', commit: one.commit })
  }

  const start = readCommit(question.commit)
  const text = linesOfBytes(question.text)
  const all = [{ line: 0, at: 0, count: text.length }]
  const blob = fileAt(start, path)
  const base = blob === undefined ? undefined : lines(blob)
  if (blob === undefined || base === undefined) {
    told.tell(all, { kind: 'uncommitted' })
  } else {
    const { kept, changed } = split(all, lineEdits(base, text))
    told.tell(changed, { kind: 'uncommitted' })
    suspect(start, path, blob, kept)
  }
  for (let one = queue.take(); one !== undefined; one = queue.take()) {
    if (hasTime()) passOn(one)
    else told.tell(one.segments, { kind: 'older', commit: one.commit })
  }
  told.end()
}

/** Lines of blobs, the last few kept: the same two are compared for each parent. */
function blobLines({ objects }: GitRepository) {
  const kept = new Map<string, readonly string[] | undefined>()
  return (id: string): readonly string[] | undefined => {
    if (kept.has(id)) return kept.get(id)
    const { bytes } = objects.read(id)
    const lines = isLineless(bytes) ? undefined : linesOfBytes(bytes)
    if (kept.size > 8) kept.delete(kept.keys().next().value ?? '')
    kept.set(id, lines)
    return lines
  }
}

/** Segments of the newer text as those that the older one has, at its lines, and those that changed. */
export function split(
  segments: readonly Segment[],
  edits: readonly LineEdit[],
): { readonly kept: readonly Segment[]; readonly changed: readonly Segment[] } {
  const kept: Segment[] = []
  const changed: Segment[] = []
  for (const segment of segments) {
    let { at } = segment
    const end = segment.at + segment.count
    const take = (to: number, by: number | undefined) => {
      const stop = Math.min(to, end)
      if (stop <= at) return
      const part = { line: segment.line + at - segment.at, count: stop - at }
      if (by === undefined) changed.push({ ...part, at })
      else kept.push({ ...part, at: at + by })
      at = stop
    }
    let by = 0
    for (const { before, beforeCount, after, afterCount } of edits) {
      by = before - after
      take(after, by)
      take(after + afterCount, undefined)
      by = before + beforeCount - after - afterCount
    }
    take(end, by)
  }
  return { kept, changed }
}

type Source = Pick<BlamedLines, 'kind' | 'commit'>

function collector(onPart: BlameQuestion['onPart']) {
  let waiting: BlamedLines[] = []
  const end = () => {
    if (waiting.length > 0) onPart(waiting)
    waiting = []
  }
  return {
    tell(segments: readonly Segment[], source: Source): void {
      for (const { line, count } of segments) {
        waiting.push({ startLine: line + 1, count, ...source })
      }
      if (waiting.length >= PART) end()
    },
    end,
  }
}
