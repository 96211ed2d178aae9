// A repository opened for reading, from the folder under review: its objects, names and history.
import { dirname, relative, sep } from 'node:path'
import {
  type Commit,
  commitReader,
  peeled,
  type ReadCommit,
  type ReadTree,
  treeReader,
} from './git-commits.ts'
import { readGitConfig } from './git-config.ts'
import { GitDataError, unusable } from './git-failure.ts'
import { findGitFolder, type GitFolder, readText } from './git-folder.ts'
import { type GitObjects, openGitObjects } from './git-objects.ts'
import { type Refs, readRefs, refuseForeignRefs } from './git-refs.ts'
import { isRootPresent } from './root.ts'

export interface GitRepository {
  readonly git: GitFolder
  /** Real path of the working tree. */
  readonly top: string
  /** Folders from the working tree to the folder under review; none where they are one. */
  readonly prefix: readonly string[]
  readonly objects: GitObjects
  readonly refs: Refs
  readonly readCommit: ReadCommit
  readonly readTree: ReadTree
  close(): void
}

/** Opens the repository that a folder, a real path, lies in; undefined if there is none. */
export function openGitRepository(root: string): GitRepository | undefined {
  // What lies above a folder that has gone is not about it.
  if (!isRootPresent(root)) return undefined
  for (let top = root; ; top = dirname(top)) {
    const git = findGitFolder(top)
    if (git !== undefined) return openAt(top, root, git)
    if (dirname(top) === top) return undefined
  }
}

function openAt(top: string, root: string, git: GitFolder): GitRepository {
  refuseForeignRefs(readGitConfig(git).get('extensions.refstorage'))
  const objects = openGitObjects(git)
  return {
    git,
    top,
    prefix: relative(top, root).split(sep).filter(Boolean),
    objects,
    refs: readRefs(git),
    readCommit: commitReader(git, objects),
    readTree: treeReader(objects),
    close: objects.close,
  }
}

/**
 * The commit that `revision` names: a branch, tag, remote branch or (abbreviated) commit, with `~2`
 * and `^` behind it. Throws AppError.
 */
export function commitOf(repository: GitRepository, revision: string): Commit {
  const { readCommit } = repository
  try {
    const parts = /^([^~^]+)((?:~\d{0,9}|\^\d{0,9})*)$/.exec(revision)
    if (parts === null) throw noSuchCommit()
    let commit = readCommit(peeled(repository.objects, idNamed(repository, parts[1] ?? '')))
    for (const [step] of (parts[2] ?? '').matchAll(/[~^]\d*/g)) {
      const count = step.length === 1 ? 1 : Number(step.slice(1))
      const isFirstLine = step.startsWith('~')
      for (let left = isFirstLine ? count : Math.min(count, 1); left > 0; left -= 1) {
        const parent = commit.parents[isFirstLine ? 0 : count - 1]
        if (parent === undefined) throw noSuchCommit()
        commit = readCommit(parent)
      }
    }
    return commit
  } catch (error) {
    throw explained(repository, revision, error)
  }
}

function noSuchCommit(): GitDataError {
  return new GitDataError('The repository has no such commit.', true)
}

function idNamed({ refs, objects }: GitRepository, name: string): string {
  if (name === 'HEAD' || name === '@') {
    if (refs.head.id !== undefined) return refs.head.id
    throw new GitDataError('The branch has no commit yet.')
  }
  const isDigits = /^[0-9a-f]{4,64}$/.test(name)
  if (isDigits && name.length === objects.hashBytes * 2) return name
  const forms = [name, `refs/${name}`, `refs/tags/${name}`, `refs/heads/${name}`]
  for (const ref of [...forms, `refs/remotes/${name}`, `refs/remotes/${name}/HEAD`]) {
    const id = refs.idOf(ref)
    if (id !== undefined) return id
  }
  if (!isDigits) throw noSuchCommit()
  const ids = objects.idsWith(name).filter((id) => isCommitLike(objects, id))
  if (ids.length > 1) throw new GitDataError('More than one commit begins like that.')
  const [id] = ids
  if (id === undefined) throw noSuchCommit()
  return id
}

function isCommitLike(objects: GitObjects, id: string): boolean {
  const { type } = objects.read(id)
  return type === 'commit' || type === 'tag'
}

/** A failure in the words of who named the revision; what is no failure of Git stays as it is. */
export function explained(
  { git }: Pick<GitRepository, 'git'>,
  revision: string,
  error: unknown,
): unknown {
  if (!(error instanceof GitDataError)) return error
  const isShallow = readText(git.common, 'shallow', 32 * 1024 * 1024) !== undefined
  if (isShallow && error.isMissing) {
    return unusable(
      revision,
      'This is a shallow clone, and what was asked for lies before its first commit, or has another name.',
      'Run `git fetch --unshallow` in the repository, or name a commit that the clone holds.',
    )
  }
  if (error.message.includes('borrows objects')) {
    return unusable(
      revision,
      error.message,
      'Review a clone with all of its objects: `git repack -a -d` makes it one.',
    )
  }
  return unusable(revision, error.message)
}
