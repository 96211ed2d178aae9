// Where a working tree keeps its Git data. Git itself is never run: a repository under review can
// make it execute commands. Only plain, bounded reads of a few files.
import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { readFileInside } from './read-file.ts'

const MAX_POINTER_BYTES = 8_192

/** The Git data of one working tree; both are real paths. */
export interface GitFolder {
  /** Holds HEAD and the index. */
  readonly own: string
  /** Holds refs, packed-refs and the configuration; the same unless it is a worktree. */
  readonly common: string
}

/**
 * The Git folder of the tree at `root`, undefined if there is none that can be trusted. A `.git`
 * file may point out of the root: that is followed only where the folder points back.
 */
export function findGitFolder(root: string): GitFolder | undefined {
  const entry = join(root, '.git')
  const stats = lstatSync(entry, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return hasHead(entry) ? { own: entry, common: entry } : undefined
  if (!stats?.isFile()) return undefined
  const pointer = /^gitdir: (.+)$/m.exec(readText(root, '.git', MAX_POINTER_BYTES) ?? '')?.[1]
  if (pointer === undefined) return undefined
  const own = realFolder(resolve(root, pointer.trim()))
  if (own === undefined || !hasHead(own)) return undefined
  return worktreeFolder(own, entry) ?? submoduleFolder(own, root)
}

/** A linked worktree names its `.git` file in `gitdir` and the main repository in `commondir`. */
function worktreeFolder(own: string, entry: string): GitFolder | undefined {
  const back = readText(own, 'gitdir', MAX_POINTER_BYTES)?.trim()
  if (back === undefined || realFile(resolve(own, back)) !== realFile(entry)) return undefined
  const name = readText(own, 'commondir', MAX_POINTER_BYTES)?.trim()
  const common = name === undefined ? own : realFolder(resolve(own, name))
  // The main repository holds its worktrees in `worktrees/<name>`.
  if (common === undefined || dirname(dirname(own)) !== common) return undefined
  return { own, common }
}

/** A submodule's folder names the working tree in its configuration. */
function submoduleFolder(own: string, root: string): GitFolder | undefined {
  const config = readText(own, 'config', 1_000_000) ?? ''
  const tree = /^[ \t]*worktree[ \t]*=[ \t]*(.+)$/im.exec(config)?.[1]?.trim()
  if (tree === undefined) return undefined
  const target = isAbsolute(tree) ? tree : resolve(own, tree)
  return realFolder(target) === root ? { own, common: own } : undefined
}

/** Text of a small regular file in a folder, undefined if it cannot be read that way. */
export function readText(folder: string, path: string, maxBytes: number): string | undefined {
  const bytes = readFileInside(folder, path, maxBytes)
  return Buffer.isBuffer(bytes) ? bytes.toString('utf8') : undefined
}

/** What a folder below a Git folder holds; nothing where a link is on the way or it is not there. */
export function listInside(folder: string, path: string): readonly Dirent[] {
  const place = join(folder, path)
  try {
    return realFile(place) === place ? readdirSync(place, { withFileTypes: true }) : []
  } catch {
    // It went while it was looked at, or is no folder: then it holds nothing that could be read.
    return []
  }
}

function hasHead(folder: string): boolean {
  return readText(folder, 'HEAD', MAX_POINTER_BYTES) !== undefined
}

function realFolder(path: string): string | undefined {
  const real = realFile(path)
  if (real === undefined) return undefined
  return lstatSync(real, { throwIfNoEntry: false })?.isDirectory() ? real : undefined
}

function realFile(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}
