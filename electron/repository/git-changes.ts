// Which lines of the working tree differ from a revision.
import { createHash } from 'node:crypto'
import { dirname, relative, sep } from 'node:path'
import { diffLines } from 'diff'
import { findGitFolder } from './git-folder.ts'
import { readRevision, unusable } from './git-objects.ts'
import { readFileInside } from './read-file.ts'

const MAX_BYTES = 64 * 1024 * 1024
/** Longer searches for the smallest difference end in the whole file. */
const MAX_EDITS = 20_000

/** First and last line, from 1, both included. */
export type LineSpan = readonly [first: number, last: number]

/** Changed lines of one file; `all` if it is new or no text, none if it is as it was. */
export type ChangedLines = 'all' | readonly LineSpan[]

/** Answers for paths from the reviewed root. */
export type ChangesSince = (path: string) => Promise<ChangedLines>

/**
 * Compares the files below `root`, a real path in a repository, with `revision`. Files that Git does
 * not know count as new. Throws AppError where there is no repository or no such revision.
 */
export async function changesSince(root: string, revision: string): Promise<ChangesSince> {
  const top = topOf(root)
  if (top === undefined) throw unusable(revision, `${root} is in no Git repository.`)
  const commit = await readRevision(top, revision)
  const prefix = relative(top, root).split(sep).filter(Boolean)
  const known = new Map<string, Promise<ChangedLines>>()
  const compare = async (path: string): Promise<ChangedLines> => {
    const before = commit.files.get([...prefix, path].join('/'))
    const now = readFileInside(root, path, MAX_BYTES)
    if (before === undefined || !Buffer.isBuffer(now)) return 'all'
    if (blobId(now) === before) return []
    // Lines of a notebook are those of its cells, not of the file.
    if (path.endsWith('.ipynb')) return 'all'
    return changedLines(asText(await commit.read(before)), asText(now))
  }
  return (path) => {
    const answer = known.get(path) ?? compare(path)
    known.set(path, answer)
    return answer
  }
}

/** The working tree in which a folder lies. */
function topOf(root: string): string | undefined {
  for (let at = root; ; at = dirname(at)) {
    if (findGitFolder(at) !== undefined) return at
    if (dirname(at) === at) return undefined
  }
}

function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/** Git may keep other line ends than the working tree has. */
function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8').replaceAll('\r\n', '\n')
}

/** Where lines were taken out, the lines to both sides count as changed. */
function changedLines(before: string, now: string): ChangedLines {
  const parts = diffLines(before, now, { maxEditLength: MAX_EDITS })
  if (parts === undefined) return 'all'
  const spans: LineSpan[] = []
  let line = 1
  for (const { added, removed, count } of parts) {
    if (removed) spans.push([line - 1, line])
    else if (added) spans.push([line, line + count - 1])
    if (!removed) line += count
  }
  return spans
}
