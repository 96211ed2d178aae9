// Who wrote which lines, as rows beside them: plain data, so that it can be tested without an editor.
import type { Blame, BlamedLines } from '../../electron/api/git.ts'
import { dayOf, shortCommit } from '../ui/commit-words.ts'
import { showHidden } from '../ui/visible-text.ts'

/** One commit beside the lines that follow one another and are its own. */
export interface BlameRow {
  readonly startLine: number
  /** Included. */
  readonly endLine: number
  readonly author: string
  readonly date: string
  readonly commit: string
  /** The whole of it, for the hover. */
  readonly text: string
  /** Age among the commits of the file: 0 the oldest, 1 the newest. */
  readonly freshness: number
}

/** Rows in the order of their lines; lines that nobody knows yet have none. */
export function blameRows({ lines, commits }: Blame): readonly BlameRow[] {
  const times = commits.map(({ time }) => time).filter((time) => time > 0)
  // Without spreading them over arguments, of which there may be too many.
  const oldest = times.reduce((least, time) => Math.min(least, time), times[0] ?? 0)
  const newest = times.reduce((most, time) => Math.max(most, time), 0)
  const rows: BlameRow[] = []
  let last: BlamedLines | undefined
  for (const one of lines) {
    const before = rows.at(-1)
    const endLine = one.startLine + one.count - 1
    const isNext = before?.endLine === one.startLine - 1
    if (before && isNext && last?.kind === one.kind && last.commit === one.commit) {
      rows.splice(-1, 1, { ...before, endLine })
    } else {
      const time = commits[one.commit ?? -1]?.time ?? newest
      const freshness = newest > oldest ? Math.max(0, (time - oldest) / (newest - oldest)) : 1
      rows.push({ startLine: one.startLine, endLine, freshness, ...words(one, commits) })
    }
    last = one
  }
  return rows
}

function words(
  { kind, commit: place }: BlamedLines,
  commits: Blame['commits'],
): Pick<BlameRow, 'author' | 'date' | 'commit' | 'text'> {
  const commit = commits[place ?? -1]
  if (kind === 'uncommitted' || commit === undefined) {
    return {
      author: 'Not committed',
      date: '',
      commit: '',
      text: 'These lines are in no commit.',
    }
  }
  const { id, message, time, isShallow } = commit
  const author = showHidden(commit.author) || 'Nobody'
  const day = dayOf(time)
  const said = `${shortCommit(id)} ${author}, ${day || 'no date'}`
  const isOlder = kind === 'older' || isShallow
  const why = isShallow
    ? 'The history of this clone ends here: it may be older.'
    : 'The history was not walked further: it may be older.'
  return {
    author,
    date: isOlder ? `≤ ${day}` : day,
    commit: shortCommit(id),
    text: [said, ...(isOlder ? [why] : []), '', showHidden(message)].join('\n'),
  }
}

/** The row of a line, by halves: a file has as many rows as lines in the worst case. */
export function rowAt(rows: readonly BlameRow[], line: number): BlameRow | undefined {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.endLine ?? line) < line) low = middle + 1
    else high = middle
  }
  const row = rows[low]
  return row && row.startLine <= line ? row : undefined
}
