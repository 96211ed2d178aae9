// The files that differ from a base, as a pull request shows them: what was committed since, and
// what was changed after that and is not committed.
import { lstatSync } from 'node:fs'
import { posix } from 'node:path'
import type { ChangedFile, ChangedSpan } from '../api/git.ts'
import { blobId } from './git-changes.ts'
import { type Commit, entryAt, isFile, isTree, type TreeEntry } from './git-commits.ts'
import { type IndexEntry, readIndex } from './git-index.ts'
import { isLineless, type LineEdit, lineEdits, linesOfBytes } from './git-lines.ts'
import type { GitRepository } from './git-repository.ts'
import { type Candidate, filesOfTree, renames, treeChanges } from './git-trees.ts'
import { joinPath, readFileInside } from './read-file.ts'

/** Larger files count as changed in all of their lines. */
const MAX_BYTES = 20 * 1024 * 1024

export interface ChangesQuestion {
  readonly repository: GitRepository
  /** Real path of the folder under review. */
  readonly root: string
  readonly base: Commit
  /** The commit that was under review. */
  readonly head: Commit
  /** Content hashes (SHA-256) of the files that were analysed, by path from the root. */
  readonly analysed: ReadonlyMap<string, string>
  /** The analysed text of a file that is another one on disk by now; undefined if it was not kept. */
  readonly textOf: (sha256: string) => Promise<Uint8Array | undefined>
  readonly sha256: (bytes: Uint8Array) => string
}

/** Changed files in the order of their paths, from the root. Throws GitDataError. */
export async function changedFiles(question: ChangesQuestion): Promise<readonly ChangedFile[]> {
  const { repository, base, head } = question
  const { readTree, objects } = repository
  const before = folderOf(repository, base)
  const after = folderOf(repository, head)
  const committed = treeChanges(readTree, before, after)
  const headFiles = after === undefined ? new Map() : filesOfTree(readTree, after)
  const work = await workingTree(question, headFiles)

  // What the base has at each path that differs from it now, and what stands there now.
  const old = new Map(committed.before)
  const now = new Map<string, Content>()
  for (const [path, entry] of committed.after) now.set(path, contentOf(repository, entry))
  for (const [path, content] of work) {
    if (!committed.before.has(path) && !committed.after.has(path)) {
      const unchanged = headFiles.get(path)
      if (unchanged !== undefined) old.set(path, unchanged)
    }
    if (content === 'deleted') now.delete(path)
    else if (old.get(path)?.id === content.id) {
      // Changed back to what it was at the base.
      old.delete(path)
      now.delete(path)
    } else now.set(path, content)
  }

  const read = (entry: TreeEntry) => (isFile(entry) ? objects.read(entry.id).bytes : undefined)
  const gone = [...old].filter(([path, entry]) => isFile(entry) && !now.has(path))
  const come = [...now].filter(([path, { isRegular }]) => isRegular && !old.has(path))
  const from = renames(
    gone.map(([path, entry]): Candidate => ({ path, id: entry.id, read: () => read(entry) })),
    come.map(([path, { id, read: readNow }]): Candidate => ({ path, id, read: readNow })),
  )
  const renamed = new Set(from.values())
  const paths = [...new Set([...old.keys(), ...now.keys()])].filter((path) => !renamed.has(path))
  return paths.sort().map((path) => {
    const previousPath = from.get(path)
    const was = old.get(previousPath ?? path)
    const is = now.get(path)
    const isUncommitted = work.has(path) || (previousPath !== undefined && work.has(previousPath))
    const inHead = headFiles.get(path) ?? headFiles.get(previousPath ?? path)
    const common = { path, isUncommitted }
    if (is === undefined) return { ...common, status: 'deleted', lines: [] }
    const lines = spansOf(
      was && read(was),
      is.read(),
      isUncommitted ? ((inHead && read(inHead)) ?? 'none') : 'same',
      path.endsWith('.ipynb'),
    )
    if (previousPath !== undefined) return { ...common, previousPath, status: 'renamed', lines }
    return { ...common, status: was === undefined ? 'added' : 'modified', lines }
  })
}

/** What stands at a path. */
interface Content {
  readonly id: string
  readonly isRegular: boolean
  readonly read: () => Uint8Array | undefined
}

function contentOf({ objects }: GitRepository, entry: TreeEntry): Content {
  const isRegular = isFile(entry)
  return {
    id: entry.id,
    isRegular,
    read: () => (isRegular ? objects.read(entry.id).bytes : undefined),
  }
}

/** The tree of the folder under review in a commit; undefined if the commit has no such folder. */
function folderOf({ readTree, prefix }: GitRepository, commit: Commit): string | undefined {
  if (prefix.length === 0) return commit.tree
  const entry = entryAt(readTree, commit.tree, prefix)
  return entry !== undefined && isTree(entry) ? entry.id : undefined
}

/** Paths at which the reviewed text, or the working tree where there is none, is not as committed. */
async function workingTree(
  { repository, root, analysed, textOf, sha256 }: ChangesQuestion,
  headFiles: ReadonlyMap<string, TreeEntry>,
): Promise<ReadonlyMap<string, Content | 'deleted'>> {
  const { prefix, objects } = repository
  const found = new Map<string, Content | 'deleted'>()
  const onDisk = (path: string): Uint8Array | undefined => {
    const bytes = readFileInside(root, path, MAX_BYTES)
    return Buffer.isBuffer(bytes) ? bytes : undefined
  }
  // Files are read again when their lines are compared: all of them at once may not fit in memory.
  const put = (path: string, bytes: Uint8Array, again: Content['read'] = () => onDisk(path)) => {
    const known = headFiles.get(path)
    if (known !== undefined && isSameContent(bytes, known.id, objects.hashBytes)) return
    // The content of a filter, such as Git LFS: what stands in the commit is only its address.
    if (known !== undefined && isPointer(objects.read(known.id).bytes)) return
    found.set(path, { id: blobId(bytes, objects.hashBytes), isRegular: true, read: again })
  }
  for (const [path, hash] of analysed) {
    if (isInSubmodule(path, headFiles)) continue
    const disk = onDisk(path)
    if (disk !== undefined && sha256(disk) === hash) put(path, disk)
    else {
      const kept = await textOf(hash)
      if (kept !== undefined) put(path, kept, () => kept)
    }
  }
  const folder = prefix.map((part) => `${part}/`).join('')
  for (const entry of readIndex(repository.git) ?? []) {
    if (!entry.path.startsWith(folder) || entry.isLeftOut) continue
    const path = entry.path.slice(folder.length)
    const known = headFiles.get(path)
    if (analysed.has(path) || known === undefined || !isFile(known)) continue
    const state = stateOf(root, path, entry)
    if (state === 'missing') found.set(path, 'deleted')
    if (state === 'same' && entry.id === known.id) continue
    const bytes = onDisk(path)
    if (bytes !== undefined) put(path, bytes)
  }
  return found
}

/** `same` where the file was not written since Git looked at it. */
function stateOf(root: string, path: string, entry: IndexEntry): 'same' | 'missing' | 'unknown' {
  const stats = lstatSync(joinPath(root, path), { throwIfNoEntry: false })
  if (stats === undefined) return 'missing'
  const isSame = Math.floor(stats.mtimeMs / 1000) === entry.mtime && stats.size === entry.size
  return isSame ? 'same' : 'unknown'
}

/** Git may keep other line ends than the working tree has. */
function isSameContent(bytes: Uint8Array, id: string, hashBytes: number): boolean {
  if (blobId(bytes, hashBytes) === id) return true
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  return (
    text.includes('\r\n') &&
    blobId(Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1'), hashBytes) === id
  )
}

function isPointer(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 40)).toString('latin1').startsWith('version https://git-lfs')
}

/** Files of another repository are none of this one's. */
function isInSubmodule(path: string, headFiles: ReadonlyMap<string, TreeEntry>): boolean {
  for (let at = posix.dirname(path); at !== '.'; at = posix.dirname(at)) {
    if (headFiles.get(at)?.mode === '160000') return true
  }
  return false
}

/**
 * The changed lines of a file. `committed` is its text in the commit under review, `same` if that is
 * the text itself, `none` if the commit has no such file.
 */
function spansOf(
  before: Uint8Array | undefined,
  now: Uint8Array | undefined,
  committed: Uint8Array | 'same' | 'none',
  isNotebook: boolean,
): ChangedFile['lines'] {
  if (now === undefined || before === undefined || isNotebook) return 'all'
  if (isLineless(now) || isLineless(before)) return 'all'
  const lines = linesOfBytes(now)
  const spans = lineEdits(linesOfBytes(before), lines).map(spanOf)
  if (committed === 'same') return spans.map((span) => ({ ...span, isUncommitted: false }))
  if (committed === 'none') return spans.map((span) => ({ ...span, isUncommitted: true }))
  const edits = lineEdits(linesOfBytes(committed), lines).map(spanOf)
  return spans.flatMap((span) => marked(span, edits))
}

type Span = Omit<ChangedSpan, 'isUncommitted'>

/** A span in parts: those in which something is not committed, and the others. */
function marked(span: Span, edits: readonly Span[]): readonly ChangedSpan[] {
  const touching = edits.filter(
    ({ startLine, endLine }) => startLine <= span.endLine && span.startLine <= endLine,
  )
  if (span.kind === 'removed') return [{ ...span, isUncommitted: touching.length > 0 }]
  const parts: ChangedSpan[] = []
  let next = span.startLine
  const add = (endLine: number, isUncommitted: boolean) => {
    if (endLine >= next) parts.push({ ...span, startLine: next, endLine, isUncommitted })
    next = Math.max(next, endLine + 1)
  }
  for (const { kind, startLine, endLine } of touching) {
    if (kind === 'removed') continue
    add(startLine - 1, false)
    add(Math.min(endLine, span.endLine), true)
  }
  add(span.endLine, false)
  return parts
}

/** Where lines were taken out, the lines to both sides count as changed. */
function spanOf({ after, afterCount, beforeCount }: LineEdit): Span {
  return afterCount === 0
    ? { kind: 'removed', startLine: Math.max(1, after), endLine: after + 1 }
    : {
        kind: beforeCount === 0 ? 'added' : 'modified',
        startLine: after + 1,
        endLine: after + afterCount,
      }
}
