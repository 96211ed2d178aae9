// Talk as marks in the source: one glyph a line, whatever the number of threads there.
import type { FindingRow } from '../../electron/api/domain.ts'
import type { Thread } from '../../electron/api/threads.ts'
import type { SourceMark } from './decorations.ts'

/** What comes of a thread beside `open` and `follow-up` ends it. */
function isSettled({ disposition }: Thread): boolean {
  return disposition !== 'open' && disposition !== 'follow-up'
}

const FIRST_WORDS = 120

/** How a thread begins and how long it is, in one line. */
function headline({ comments }: Thread): string {
  const [first] = comments
  if (!first) return ''
  const line = `${first.by}: ${first.text.replace(/\s+/gu, ' ')}`
  const start = line.length > FIRST_WORDS ? `${line.slice(0, FIRST_WORDS)}…` : line
  return comments.length === 1 ? start : `${start} (${comments.length} comments)`
}

/**
 * The threads of a file. One on a finding stands where the finding does now; the first open one of
 * a line is the one that its glyph leads to.
 */
export function threadMarks(
  path: string,
  threads: readonly Thread[],
  rows: readonly FindingRow[],
): readonly SourceMark[] {
  const findings = new Map(rows.map((row) => [row.id, row]))
  const placed = threads.flatMap((thread) => {
    const { findingId } = thread
    if (findingId === null) {
      return thread.path === path ? [{ thread, line: thread.startLine }] : []
    }
    const location = findings.get(findingId)?.location
    return location?.path === path ? [{ thread, line: location.range.startLine }] : []
  })
  return [...Map.groupBy(placed, ({ line }) => line)].flatMap(([line, members]): SourceMark[] => {
    const here = members.map(({ thread }) => thread)
    const first = here.find((thread) => !isSettled(thread)) ?? here[0]
    if (!first) return []
    return [
      {
        kind: 'thread',
        range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 },
        severity: 'info',
        isPale: here.every(isSettled),
        text: here.map(headline).join('\n\n'),
        thread: { id: first.id, findingId: first.findingId, path, startLine: line },
      },
    ]
  })
}
