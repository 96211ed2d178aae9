// Files of a commit, and how those of two commits differ.

import { posix } from 'node:path'
import { isTree, type ReadTree, type TreeEntry } from './git-commits.ts'
import { GitDataError } from './git-failure.ts'
import { linesOfBytes } from './git-lines.ts'

/** Entries that are gone through: a tree may name itself a hundred times. */
const MAX_ENTRIES = 2_000_000
const MAX_DEPTH = 128
/** Pairs of files that are compared to find what was renamed; as many as Git looks at. */
const MAX_PAIRS = 1_000 * 1_000
/** Pairs whose contents are compared, which is the costly part. */
const MAX_COMPARED = 20_000
/** Largest file that is compared with others, in bytes. */
const MAX_COMPARED_BYTES = 1024 * 1024
/** Share of the larger file that both have in common. */
const LEAST_LIKENESS = 0.5

/** Entries that are no folders, by path from the given tree. Throws GitDataError. */
export function filesOfTree(readTree: ReadTree, tree: string): ReadonlyMap<string, TreeEntry> {
  const files = new Map<string, TreeEntry>()
  addFiles(counted(readTree), tree, '', files, 0)
  return files
}

/** Reads trees until too many entries were read. */
function counted(readTree: ReadTree): ReadTree {
  let left = MAX_ENTRIES
  return (id) => {
    const entries = readTree(id)
    left -= 1 + entries.length
    if (left < 0) throw tooMany()
    return entries
  }
}

function tooMany(): GitDataError {
  return new GitDataError('A commit holds more files, or deeper folders, than are read.')
}

function addFiles(
  readTree: ReadTree,
  tree: string,
  folder: string,
  files: Map<string, TreeEntry>,
  depth: number,
): void {
  if (depth > MAX_DEPTH) throw tooMany()
  for (const entry of readTree(tree)) {
    if (isTree(entry)) addFiles(readTree, entry.id, `${folder}${entry.name}/`, files, depth + 1)
    else files.set(`${folder}${entry.name}`, entry)
  }
}

/** Files of two trees that differ; folders that are the same are not looked into. */
export interface TreeChanges {
  readonly before: ReadonlyMap<string, TreeEntry>
  readonly after: ReadonlyMap<string, TreeEntry>
}

/** Throws GitDataError. An undefined tree is an empty one. */
export function treeChanges(
  readTree: ReadTree,
  before: string | undefined,
  after: string | undefined,
): TreeChanges {
  const changes = { before: new Map<string, TreeEntry>(), after: new Map<string, TreeEntry>() }
  compareTrees(counted(readTree), before, after, '', changes, 0)
  return changes
}

function compareTrees(
  readTree: ReadTree,
  before: string | undefined,
  after: string | undefined,
  folder: string,
  changes: { readonly before: Map<string, TreeEntry>; readonly after: Map<string, TreeEntry> },
  depth: number,
): void {
  if (before === after) return
  if (depth > MAX_DEPTH) throw tooMany()
  const [old, now] = [byName(readTree, before), byName(readTree, after)]
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [a, b] = [old.get(name), now.get(name)]
    if (a !== undefined && b !== undefined && a.id === b.id && a.mode === b.mode) continue
    const path = `${folder}${name}`
    const [treeA, treeB] = [a && isTree(a) ? a.id : undefined, b && isTree(b) ? b.id : undefined]
    if (treeA !== undefined || treeB !== undefined) {
      compareTrees(readTree, treeA, treeB, `${path}/`, changes, depth + 1)
    }
    if (a !== undefined && treeA === undefined) changes.before.set(path, a)
    if (b !== undefined && treeB === undefined) changes.after.set(path, b)
  }
}

function byName(readTree: ReadTree, tree: string | undefined): ReadonlyMap<string, TreeEntry> {
  return new Map(tree === undefined ? [] : readTree(tree).map((entry) => [entry.name, entry]))
}

/** A file that went or came, and the way to read it. */
export interface Candidate {
  readonly path: string
  readonly id: string
  /** Undefined for what cannot be read. */
  readonly read: () => Uint8Array | undefined
}

/** For each new path the old one that it was renamed from, if that can be told. */
export function renames(
  gone: readonly Candidate[],
  come: readonly Candidate[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const free = new Map(gone.map((one) => [one.path, one]))
  const byId = Map.groupBy(gone, ({ id }) => id)
  const left: Candidate[] = []
  for (const one of come) {
    const same = byId.get(one.id)?.filter(({ path }) => free.has(path)) ?? []
    const from =
      same.find(({ path }) => posix.basename(path) === posix.basename(one.path)) ?? same[0]
    if (from === undefined) left.push(one)
    else {
      free.delete(from.path)
      found.set(one.path, from.path)
    }
  }
  for (const { from, to } of likeliest([...free.values()], left)) {
    if (found.has(to) || !free.delete(from)) continue
    found.set(to, from)
  }
  return found
}

interface Pair {
  readonly from: string
  readonly to: string
  readonly likeness: number
}

function likeliest(gone: readonly Candidate[], come: readonly Candidate[]): readonly Pair[] {
  if (gone.length * come.length > MAX_PAIRS) return []
  const profiles = new Map<Candidate, Profile | undefined>()
  const profileOf = (one: Candidate) => {
    if (!profiles.has(one)) profiles.set(one, profile(one.read()))
    return profiles.get(one)
  }
  const pairs: Pair[] = []
  let compared = 0
  for (const to of come) {
    for (const from of gone) {
      const [a, b] = [profileOf(from), profileOf(to)]
      if (a === undefined || b === undefined) continue
      const [less, more] = [Math.min(a.bytes, b.bytes), Math.max(a.bytes, b.bytes)]
      if (less < more * LEAST_LIKENESS) continue
      compared += 1
      if (compared > MAX_COMPARED) return []
      const likeness = inCommon(a, b) / more
      if (likeness >= LEAST_LIKENESS) pairs.push({ from: from.path, to: to.path, likeness })
    }
  }
  const isNamesake = ({ from, to }: Pair) => Number(posix.basename(from) === posix.basename(to))
  return pairs.sort((a, b) => b.likeness - a.likeness || isNamesake(b) - isNamesake(a))
}

/** Bytes of each line of a file, lines that are the same together. */
interface Profile {
  readonly bytes: number
  readonly lines: ReadonlyMap<string, number>
}

function profile(bytes: Uint8Array | undefined): Profile | undefined {
  if (bytes === undefined || bytes.length === 0 || bytes.length > MAX_COMPARED_BYTES) {
    return undefined
  }
  const lines = new Map<string, number>()
  let total = 0
  for (const line of linesOfBytes(bytes)) {
    lines.set(line, (lines.get(line) ?? 0) + line.length + 1)
    total += line.length + 1
  }
  return { bytes: total, lines }
}

function inCommon(a: Profile, b: Profile): number {
  let bytes = 0
  for (const [line, count] of a.lines) bytes += Math.min(count, b.lines.get(line) ?? 0)
  return bytes
}
