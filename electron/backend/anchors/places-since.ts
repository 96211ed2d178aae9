// Where regions of the analysed texts stand by now: in files that were edited since, and in those
// that the marks followed into before.
import type { Location } from '../../../analyzer/model.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import { linesOf } from '../text-lines.ts'
import { reAnchor } from './re-anchor.ts'

interface TextNow {
  readonly path: string
  readonly lines: readonly string[]
}

/** Files that were edited since the marks followed them last, by the path that the marks know. */
type Edited = ReadonlyMap<string, { readonly now: TextNow | undefined }>

/** Undefined for a file that is as it was analysed, or whose analysed text was not kept. */
export type PlaceSince = (location: Location) => Location | undefined

export function placesSince(store: ReviewStore, edited: Edited): PlaceSince {
  const run = store.runs.latest()
  const carried = new Map(store.carriedFiles.inForce().map((file) => [file.fromPath, file]))
  const compared = new Map<string, ReturnType<typeof compare>>()

  function textNow(path: string): TextNow | undefined {
    const before = carried.get(path)
    const file = edited.get(before?.path ?? path)
    if (file !== undefined || before === undefined) return file?.now
    const lines = linesOf(store, before.path, before.textSha256)
    return lines && { path: before.path, lines }
  }

  /** Each pair of texts is compared once. */
  function compare(path: string) {
    const now = textNow(path)
    const sha256 = run && store.runs.file(run.id, path)?.sha256
    const lines = now && sha256 && linesOf(store, path, sha256)
    return lines ? { ...now, placeOf: reAnchor(lines, now.lines) } : undefined
  }

  return ({ path, range }) => {
    if (!compared.has(path)) compared.set(path, compare(path))
    const now = compared.get(path)
    if (now === undefined) return undefined
    const there = now.placeOf(range).range
    const length = (now.lines[there.endLine - 1] ?? '').length
    return {
      path: now.path,
      range: { ...there, endColumn: Math.min(there.endColumn, length + 1) },
    }
  }
}

/** The analysed files that were edited since, by the paths that the analysis knows. */
export function analysedPaths(store: ReviewStore, edited: Edited): readonly string[] {
  const names = new Map(store.carriedFiles.inForce().map((file) => [file.path, file.fromPath]))
  return [...edited].flatMap(([path, { now }]) => (now ? (names.get(path) ?? path) : []))
}
