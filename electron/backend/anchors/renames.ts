// Files with another name: found by what stands in them.

import { posix } from 'node:path'
import { DEFAULT_LIMITS } from '../../repository/limits.ts'
import { walk } from '../../repository/walk.ts'
import { type FileText, readFileText } from '../file-text.ts'

/** Files that are new since the analysis are looked into up to this number. */
const MAX_CANDIDATES = 400
/** Longest time to look for new files, in milliseconds. */
const PATIENCE = 5_000
/** Of the lines of both files this part must be the same. */
const LEAST_ALIKE = 0.6
const LEAST_LINES = 5
/** More pairs than this are not compared line by line. */
const MAX_PAIRS = 10_000

/** The files of the tree that the analysis does not know, in path order. */
export async function newFiles(
  root: string,
  known: ReadonlySet<string>,
): Promise<readonly FileText[]> {
  const { files } = await walk(root, {
    limits: { ...DEFAULT_LIMITS, maxMilliseconds: PATIENCE },
    isCancelled: () => false,
    clock: () => performance.now(),
  })
  return files
    .filter(({ path }) => !known.has(path))
    .slice(0, MAX_CANDIDATES)
    .flatMap(({ path }) => {
      const text = readFileText(root, path)
      return 'lines' in text ? [text] : []
    })
}

export interface MissingFile {
  readonly path: string
  readonly sha256: string
  readonly lines: readonly string[]
}

/** For each missing file the new one that it became; each new one is taken once. */
export function renamesOf(
  missing: readonly MissingFile[],
  candidates: readonly FileText[],
): ReadonlyMap<string, FileText> {
  const news = candidates.map((file) => ({ file, counts: lineCounts(file.lines) }))
  const bySha = Map.groupBy(news, ({ file }) => file.sha256)
  const byName = Map.groupBy(news, ({ file }) => posix.basename(file.path))
  const isSmall = missing.length * news.length <= MAX_PAIRS
  const pairs = missing.flatMap((old) => {
    const counts = lineCounts(old.lines)
    const same = bySha.get(old.sha256)
    // Where whole trees were moved, names and contents stay: not everything is compared.
    const others = same ?? (isSmall ? news : (byName.get(posix.basename(old.path)) ?? []))
    return others.map((one) => ({ old, file: one.file, likeness: likeness(old, counts, one) }))
  })
  const found = new Map<string, FileText>()
  const taken = new Set<FileText>()
  for (const { old, file, likeness: alike } of pairs.toSorted((a, b) => b.likeness - a.likeness)) {
    if (alike < LEAST_ALIKE || found.has(old.path) || taken.has(file)) continue
    found.set(old.path, file)
    taken.add(file)
  }
  return found
}

/** From 0 to 1; a little more than 1 for the same content, and for the same name beside it. */
function likeness(
  old: MissingFile,
  counts: ReadonlyMap<string, number>,
  { file, counts: other }: { readonly file: FileText; readonly counts: typeof counts },
): number {
  const ofName = posix.basename(old.path) === posix.basename(file.path) ? 0.01 : 0
  if (old.sha256 === file.sha256) return 1 + ofName
  const [length, otherLength] = [sizeOf(counts), sizeOf(other)]
  if (Math.min(length, otherLength) < LEAST_LINES) return 0
  let common = 0
  for (const [line, count] of counts) common += Math.min(count, other.get(line) ?? 0)
  return common / Math.max(length, otherLength) + ofName
}

function lineCounts(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) {
    const folded = line.trim()
    if (folded !== '') counts.set(folded, (counts.get(folded) ?? 0) + 1)
  }
  return counts
}

function sizeOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
