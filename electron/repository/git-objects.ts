// Commits, trees and blobs of a repository, packed or loose, read without running Git. The reader
// gets a file system that can only read, and only below the Git folder: nothing is written, fetched
// or followed out of it.
import { lstatSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Errors, expandOid, readBlob, readCommit, readTree, resolveRef } from 'isomorphic-git'
import { AppError } from '../api/errors.ts'
import { findGitFolder, type GitFolder, readText } from './git-folder.ts'
import { readFileInside } from './read-file.ts'

const MAX_OBJECT_FILE = 2 * 1024 * 1024 * 1024
const NEXT_STEP = 'Name a commit, branch or tag that this clone holds, such as main or HEAD~1.'

/** A commit and the way to read what it holds. */
export interface GitCommit {
  /** Blob ids by path from the top of the repository, `/` between folders. */
  readonly files: ReadonlyMap<string, string>
  /** The bytes of a blob. Throws AppError. */
  read(oid: string): Promise<Uint8Array>
}

/**
 * The commit that `revision` names in the repository whose working tree is at `top`, a real path:
 * a branch, tag, remote branch or (abbreviated) commit, with `~2` and `^` behind it. Throws AppError.
 */
export async function readRevision(top: string, revision: string): Promise<GitCommit> {
  const git = findGitFolder(top)
  if (git === undefined) throw unusable(revision, `${top} is not the top of a Git repository.`)
  const source = { fs: readingOnly(git.common), gitdir: git.common, cache: {} }
  try {
    const oid = await commitOf(git, source, revision)
    const files = new Map<string, string>()
    await addTree(source, oid, '', files)
    return {
      files,
      read: async (blob) => {
        try {
          return (await readBlob({ ...source, oid: blob })).blob
        } catch (error) {
          throw explained(git, revision, error)
        }
      },
    }
  } catch (error) {
    throw explained(git, revision, error)
  }
}

type Source = Pick<Parameters<typeof readTree>[0], 'fs' | 'cache'> & { readonly gitdir: string }

async function commitOf(git: GitFolder, source: Source, revision: string): Promise<string> {
  const parts = /^([^~^]+)((?:~\d*|\^\d*)*)$/.exec(revision)
  if (parts === null) throw new Errors.NotFoundError(revision)
  let { oid } = await readCommit({ ...source, oid: await named(git, source, parts[1] ?? '') })
  for (const [step] of (parts[2] ?? '').matchAll(/[~^]\d*/g)) {
    const count = step.length === 1 ? 1 : Number(step.slice(1))
    const isFirstLine = step.startsWith('~')
    for (let left = isFirstLine ? count : Math.min(count, 1); left > 0; left -= 1) {
      const { commit } = await readCommit({ ...source, oid })
      const parent = commit.parent[isFirstLine ? 0 : count - 1]
      if (parent === undefined) throw new Errors.NotFoundError(revision)
      oid = (await readCommit({ ...source, oid: parent })).oid
    }
  }
  return oid
}

async function named(git: GitFolder, source: Source, name: string): Promise<string> {
  if (name === 'HEAD' || name === '@') {
    // A linked worktree has a HEAD of its own; its branches are those of the main repository.
    const head = readText(git.own, 'HEAD', 8_192)?.trim() ?? ''
    const ref = /^ref: (refs\/.+)$/.exec(head)?.[1]
    return ref === undefined ? head : resolveRef({ ...source, ref })
  }
  try {
    return await resolveRef({ ...source, ref: name })
  } catch (error) {
    if (!/^[0-9a-f]{4,40}$/.test(name)) throw error
    return name.length === 40 ? name : expandOid({ ...source, oid: name })
  }
}

async function addTree(
  source: Source,
  oid: string,
  folder: string,
  files: Map<string, string>,
): Promise<void> {
  const { tree } = await readTree({ ...source, oid })
  for (const entry of tree) {
    const path = folder === '' ? entry.path : `${folder}/${entry.path}`
    if (entry.type === 'tree') await addTree(source, entry.oid, path, files)
    else if (entry.type === 'blob') files.set(path, entry.oid)
  }
}

function explained(git: GitFolder, revision: string, error: unknown): unknown {
  if (error instanceof AppError) return error
  const isShallow = readText(git.common, 'shallow', 32 * 1024 * 1024) !== undefined
  if (isShallow) {
    return unusable(
      revision,
      'This is a shallow clone, and what was asked for lies before its first commit, or has another name.',
      'Run `git fetch --unshallow` in the repository, or name a commit that the clone holds.',
    )
  }
  if (readText(git.common, 'objects/info/alternates', 1_000_000) !== undefined) {
    return unusable(
      revision,
      'The repository borrows objects from another one, which is not read.',
      'Review a clone with all of its objects: `git repack -a -d` makes it one.',
    )
  }
  if (error instanceof Errors.AmbiguousError) {
    return unusable(revision, 'More than one commit begins like that.')
  }
  if (error instanceof Errors.NotFoundError || error instanceof Errors.ObjectTypeError) {
    return unusable(revision, 'The repository has no such commit.')
  }
  const why = error instanceof Error ? error.message : String(error)
  return unusable(revision, `The repository could not be read: ${why}`)
}

/** `--since` cannot be done; `why` is a sentence. */
export function unusable(revision: string, why: string, nextStep = NEXT_STEP): AppError {
  return new AppError('invalid-input', `--since ${revision} cannot be used. ${why}`, nextStep)
}

function readingOnly(folder: string) {
  const inside = (path: string) => relative(folder, path)
  const refuse = async (): Promise<never> => {
    throw systemError('EROFS', 'Nothing is written.')
  }
  const stat = async (path: string) => lstatSync(path)
  return {
    promises: {
      readFile: async (path: string, options?: string | { readonly encoding?: string }) => {
        const bytes = readFileInside(folder, inside(path), MAX_OBJECT_FILE)
        if (!Buffer.isBuffer(bytes)) throw systemError('ENOENT', bytes.detail)
        const encoding = typeof options === 'string' ? options : options?.encoding
        return encoding === 'utf8' ? bytes.toString('utf8') : bytes
      },
      readdir: async (path: string) => readdirSync(join(folder, inside(path))),
      stat,
      lstat: stat,
      readlink: refuse,
      symlink: refuse,
      writeFile: refuse,
      unlink: refuse,
      mkdir: refuse,
      rmdir: refuse,
    },
  }
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
