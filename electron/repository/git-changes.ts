// Which lines of the working tree differ from a revision.
import { createHash } from 'node:crypto'
import type { Commit } from './git-commits.ts'
import { entryAt, isFile } from './git-commits.ts'
import { GitDataError, unusable } from './git-failure.ts'
import { parting } from './git-history.ts'
import { lineEdits, linesOfBytes } from './git-lines.ts'
import { commitOf, explained, type GitRepository, openGitRepository } from './git-repository.ts'
import { readFileInside } from './read-file.ts'

const MAX_BYTES = 64 * 1024 * 1024
/** Commits that are walked to find where two histories part. */
const MAX_WALK = 500_000

/** First and last line, from 1, both included. */
export type LineSpan = readonly [first: number, last: number]

/** Changed lines of one file; `all` if it is new or no text, none if it is as it was. */
export type ChangedLines = 'all' | readonly LineSpan[]

export interface SinceOptions {
  /** Compares with the commit where HEAD left `revision`, not with `revision` itself. */
  readonly isWhereTheyPart: boolean
}

/**
 * Answers for paths from `root`, a real path in a repository, what differs from `revision`. Files
 * that Git does not know count as new. Throws AppError where there is no repository or no such
 * revision, and from the answers where an object cannot be read.
 */
export function changesSince(
  root: string,
  revision: string,
  { isWhereTheyPart }: SinceOptions,
): (path: string) => ChangedLines {
  const repository = orExplained(undefined, revision, () => openGitRepository(root))
  if (repository === undefined) throw unusable(revision, `${root} is in no Git repository.`)
  const commit = isWhereTheyPart
    ? whereParted(repository, revision, commitOf(repository, 'HEAD'), steps(MAX_WALK))
    : commitOf(repository, revision)
  const known = new Map<string, ChangedLines>()
  const { readTree, objects, prefix } = repository
  const compare = (path: string): ChangedLines => {
    const entry = entryAt(readTree, commit.tree, [...prefix, ...path.split('/')])
    const now = readFileInside(root, path, MAX_BYTES)
    if (entry === undefined || !isFile(entry) || !Buffer.isBuffer(now)) return 'all'
    if (blobId(now, objects.hashBytes) === entry.id) return []
    // Lines of a notebook are those of its cells, not of the file.
    if (path.endsWith('.ipynb')) return 'all'
    return spansOf(objects.read(entry.id).bytes, now)
  }
  return (path) => {
    const answer = known.get(path) ?? orExplained(repository, revision, () => compare(path))
    known.set(path, answer)
    return answer
  }
}

/** The commit at which `head` left `revision`. Throws AppError. */
export function whereParted(
  repository: GitRepository,
  revision: string,
  head: Commit,
  hasTime: () => boolean,
): Commit {
  const other = commitOf(repository, revision)
  const { base, isComplete } = orExplained(repository, revision, () =>
    parting(repository.readCommit, head.id, other.id, hasTime),
  )
  if (base !== undefined) return base
  throw unusable(
    revision,
    isComplete
      ? 'It has no commit in common with the code under review.'
      : 'The history is too long to find where both parted.',
  )
}

function steps(most: number): () => boolean {
  let left = most
  return () => {
    left -= 1
    return left >= 0
  }
}

function orExplained<T>(repository: GitRepository | undefined, revision: string, ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    if (repository !== undefined) throw explained(repository, revision, error)
    throw error instanceof GitDataError ? unusable(revision, error.message) : error
  }
}

/** The id that Git gives to a file's content. */
export function blobId(bytes: Uint8Array, hashBytes: number): string {
  const hash = createHash(hashBytes === 32 ? 'sha256' : 'sha1')
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/** Where lines were taken out, the lines to both sides count as changed. */
function spansOf(before: Uint8Array, now: Uint8Array): readonly LineSpan[] {
  return lineEdits(linesOfBytes(before), linesOfBytes(now)).map(({ after, afterCount }) =>
    afterCount === 0 ? [after, after + 1] : [after + 1, after + afterCount],
  )
}
