// Finds the sources below a root: iterative, on bytes, never through a link. Everything that looks
// like a source and is left out is listed with its reason.
import { type BigIntStats, type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { posix, sep } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { isPytestConfig as isConfigFile } from '../../analyzer/domain/tests/pytest-config.ts'
import type { FileIssue, FileRecord } from '../../analyzer/model.ts'
import { findGitFolder, readText } from './git-folder.ts'
import { readTrackedPaths, type TrackedPaths } from './git-index.ts'
import { addScope, excludedFolder, type IgnoreScope, isIgnored } from './ignore-rules.ts'
import { isPythonName, type Limits, maxBytesOf } from './limits.ts'
import { nameToText } from './path-text.ts'
import { joinPath, refuse } from './read-file.ts'

/** A source to be analysed. */
export interface FoundFile {
  /** Relative to the root, with forward slashes; odd bytes are escaped. */
  readonly path: string
  /** Size when it was found. */
  readonly bytes: number
}

export interface Walk {
  /** In path order. */
  readonly files: readonly FoundFile[]
  /** What was left out, in path order. A path with a slash at the end is a folder. */
  readonly skipped: readonly FileRecord[]
  /** Paths of the files that set up tools of the project. */
  readonly configs: readonly string[]
  /** Files beside those that are no sources, in the folders that were entered. */
  readonly others: number
  /** False when a limit or the caller ended the walk. */
  readonly isComplete: boolean
}

/** What a walk to one file alone would find; whether it can be read shows when it is read. */
export function onlyFile(path: string): Walk {
  return { files: [{ path, bytes: 0 }], skipped: [], configs: [], others: 0, isComplete: true }
}

export interface WalkOptions {
  readonly limits: Limits
  readonly isCancelled: () => boolean
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
  readonly onFound?: (count: number) => void
}

const MAX_IGNORE_BYTES = 1_000_000
/** Entries between two turns of the event loop. */
const TURN = 4_096

/** A folder that is still to be looked at. */
interface Pending {
  /** '' for the root, else with a slash at the end. */
  readonly base: string
  readonly depth: number
  readonly scope: IgnoreScope | undefined
  readonly repository: Repository | undefined
  /** True in an ignored folder that is entered for its tracked files alone. */
  readonly isTrackedOnly: boolean
}

interface Repository {
  readonly base: string
  readonly tracked: TrackedPaths | undefined
}

/** Walks the tree at `root`, a real path of a folder. Never throws for what the tree contains. */
export async function walk(root: string, options: WalkOptions): Promise<Walk> {
  const { limits, isCancelled, clock, onFound } = options
  const files: FoundFile[] = []
  const skipped: FileRecord[] = []
  const configs: string[] = []
  const seen = new Set<string>()
  const start = clock()
  let entries = 0
  let others = 0
  let sinceTurn = 0
  const pending: Pending[] = [
    { base: '', depth: 0, scope: undefined, repository: undefined, isTrackedOnly: false },
  ]
  const skip = (path: string, issue: FileIssue, detail: string, bytes = 0) =>
    skipped.push({ path, state: 'skipped', issue, detail, lines: 0, bytes, sha256: '' })
  const finish = (isComplete: boolean): Walk => ({
    files: files.sort(byPath),
    skipped: skipped.sort(byPath),
    configs: configs.sort(),
    others,
    isComplete,
  })

  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (isCancelled()) return finish(false)
    const own = enter(root, folder, seen)
    if (typeof own === 'string') {
      skip(folder.base, 'unreadable', own)
      continue
    }
    for (const entry of own.entries) {
      entries += 1
      sinceTurn += 1
      if (entries > limits.maxEntries || clock() - start > limits.maxMilliseconds) {
        skip(folder.base || './', 'limit-reached', 'The limit of a walk was reached here.')
        return finish(false)
      }
      if (sinceTurn >= TURN) {
        sinceTurn = 0
        onFound?.(files.length)
        await turn()
        if (isCancelled()) return finish(false)
      }
      look(entry, own.folder)
    }
  }
  onFound?.(files.length)
  return finish(true)

  function look(entry: Dirent<Buffer>, folder: Pending): void {
    const name = nameToText(entry.name)
    const path = `${folder.base}${name}`
    const isPython = isPythonName(name)
    if (name === '.git') return
    if (!isPython && entry.isFile()) {
      others += 1
      if (isConfigFile(name)) lookAtConfig(path, folder)
      return
    }
    const stats = statOf(root, path)
    if (stats === undefined) {
      if (isPython) skip(path, 'unreadable', 'Nothing can be learned about this entry.')
      return
    }
    if (stats.isDirectory()) lookAtFolder(path, name, folder)
    else if (isPython) lookAtSource(path, name, stats, folder)
    else if (stats.isSymbolicLink()) {
      const detail = linkedFolder(root, path)
      if (detail !== undefined) skip(`${path}/`, 'symbolic-link', detail)
    }
  }

  function lookAtSource(path: string, name: string, stats: BigIntStats, folder: Pending): void {
    const isTracked = folder.repository?.tracked?.files.has(inRepository(folder, path)) ?? false
    if (!isTracked && (folder.isTrackedOnly || isIgnored(folder.scope, path, false))) {
      skip(path, 'ignored-by-git', 'An ignore file names it.', Number(stats.size))
      return
    }
    const refusal = refuse(stats, maxBytesOf(name, limits))
    if (refusal === undefined) files.push({ path, bytes: Number(stats.size) })
    else skip(path, refusal.issue, refusal.detail, refusal.bytes)
  }

  function lookAtConfig(path: string, folder: Pending): void {
    if (configs.length >= limits.maxConfigs) return
    if (!folder.isTrackedOnly && !isIgnored(folder.scope, path, false)) configs.push(path)
  }

  function lookAtFolder(path: string, name: string, folder: Pending): void {
    const base = `${path}/`
    const excluded = excludedFolder(name) ?? environmentIn(root, path)
    if (excluded !== undefined) {
      // Compiled files lie beside every package: naming each of their folders helps nobody.
      if (name !== '__pycache__') skip(base, 'excluded-folder', `${excluded}; left out.`)
      return
    }
    const hasTracked = folder.repository?.tracked?.folders.has(inRepository(folder, path)) ?? false
    const ignored = folder.isTrackedOnly || isIgnored(folder.scope, path, true)
    if (ignored && !hasTracked) {
      skip(base, 'ignored-by-git', 'An ignore file names this folder.')
      return
    }
    if (folder.depth + 1 > limits.maxDepth) {
      skip(base, 'limit-reached', `More than ${limits.maxDepth} folders inside one another.`)
      return
    }
    pending.push({ ...folder, base, depth: folder.depth + 1, isTrackedOnly: ignored })
  }
}

/** A folder's entries with the ignore rules that hold in it; a sentence if it cannot be read. */
function enter(
  root: string,
  folder: Pending,
  seen: Set<string>,
): { readonly entries: readonly Dirent<Buffer>[]; readonly folder: Pending } | string {
  const path = folder.base === '' ? Buffer.from(root) : joinPath(root, folder.base)
  try {
    const { dev, ino } = lstatSync(path, { bigint: true })
    const identity = `${dev}:${ino}`
    if (seen.has(identity)) return 'The same folder was looked at in another place already.'
    seen.add(identity)
    const entries = readdirSync(path, { withFileTypes: true, encoding: 'buffer' })
    return { entries, folder: withRules(root, folder, entries) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EACCES' || code === 'EPERM') return 'You have no right to read this folder.'
    return `The folder could not be read (${code || String(error)}).`
  }
}

/** Adds the folder's own ignore file; a repository inside starts with rules of its own. */
function withRules(root: string, folder: Pending, entries: readonly Dirent<Buffer>[]): Pending {
  const has = (name: string) => entries.some((entry) => entry.name.equals(Buffer.from(name)))
  let { scope, repository } = folder
  if (has('.git')) {
    const place = `${root}${sep}${folder.base}`.replace(/[\\/]+$/, '')
    const git = findGitFolder(place)
    if (git !== undefined || folder.base === '') {
      const exclude = git && readText(git.common, 'info/exclude', MAX_IGNORE_BYTES)
      scope = exclude === undefined ? undefined : addScope(folder.base, exclude, undefined)
      repository = { base: folder.base, tracked: git && readTrackedPaths(git) }
    }
  }
  if (has('.gitignore')) {
    const text = readText(root, `${folder.base}.gitignore`, MAX_IGNORE_BYTES)
    if (text !== undefined) scope = addScope(folder.base, text, scope)
  }
  return { ...folder, scope, repository }
}

/** A path relative to the repository that it belongs to. */
function inRepository(folder: Pending, path: string): string {
  return path.slice(folder.repository?.base.length ?? 0)
}

/** A virtual environment is known by its configuration, whatever its name. */
function environmentIn(root: string, path: string): string | undefined {
  return statOf(root, `${path}/pyvenv.cfg`) === undefined ? undefined : 'A virtual environment'
}

/** What to say of a link that may hide a folder of sources; undefined for one that does not. */
function linkedFolder(root: string, path: string): string | undefined {
  let target: string
  try {
    const link = nameToText(readlinkSync(joinPath(root, path), 'buffer'))
    target = link.startsWith('/') ? link : posix.join(posix.dirname(path), link)
  } catch {
    return undefined
  }
  if (!target.startsWith('..') && !target.startsWith('/')) {
    const isFolder = statOf(root, target)?.isDirectory() ?? false
    return isFolder ? `A link to ${target}/, which is looked at in its own place.` : undefined
  }
  // What lies outside of the root is not even looked at; an ending tells of a file.
  return /\.[^./]*$/.test(path) ? undefined : 'A link that leads out of the root.'
}

function statOf(root: string, path: string): BigIntStats | undefined {
  try {
    return lstatSync(joinPath(root, path), { bigint: true, throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
