// How many lines were marked as read, from the record of changes.
import type { eventTable, StoredEvent } from '../../store/events.ts'

/** Lines in `1-20, 31`, the way the record writes them. */
export function lineCount(spans: string): number {
  if (spans === '') return 0
  return spans.split(', ').reduce((sum, span) => {
    const [start = 0, end = start] = span.split('-').map(Number)
    return sum + end - start + 1
  }, 0)
}

/** Lines that an event marked as read; negative where it took marks away. */
export function linesMarked({ subject, field, before, after }: Mark): number {
  if (field !== 'reviewed' || !subject.startsWith('file:')) return 0
  return lineCount(after) - lineCount(before)
}

type Mark = Pick<StoredEvent, 'subject' | 'field' | 'before' | 'after'>

/** Counts a reviewer's lines since a time; events that were read once are not read again. */
export function linesReadSince(events: Pick<ReturnType<typeof eventTable>, 'ofFieldAfter'>) {
  let known = { from: '', actor: '', seq: 0, lines: 0 }
  return (from: string, actor: string): number => {
    if (known.from !== from || known.actor !== actor) known = { from, actor, seq: 0, lines: 0 }
    for (const event of events.ofFieldAfter('reviewed', known.seq)) {
      const isOwn = event.at >= from && event.actor === actor
      known = {
        ...known,
        seq: event.seq,
        lines: known.lines + (isOwn ? linesMarked(event) : 0),
      }
    }
    return Math.max(0, known.lines)
  }
}
