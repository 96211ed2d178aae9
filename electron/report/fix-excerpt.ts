// A fix as a page shows it. A fix may replace a whole file because it also adds an import at the
// top: then only what changes is shown, with the lines around it; the patch holds all.
import { structuredPatch } from 'diff'
import type { Fix } from '../api/domain.ts'
import { counted } from './labels.ts'

/** Lines from which on a fix is cut to what it changes. */
const WHOLE_UP_TO = 40
/** Unchanged lines that are shown before and after a change. */
const CONTEXT = 4

export interface FixExcerpt {
  readonly before: string
  readonly after: string
  /** True where unchanged lines were left out; a comment with their number stands for them. */
  readonly isCut: boolean
}

export function fixExcerpt({ before, after }: Pick<Fix, 'before' | 'after'>): FixExcerpt {
  const whole = { before, after, isCut: false }
  const all = lineCount(before)
  if (Math.max(all, lineCount(after)) <= WHOLE_UP_TO) return whole
  const { hunks } = structuredPatch('a', 'b', before, after, '', '', { context: CONTEXT })
  if (hunks.length === 0) return whole
  const sides = { before: [] as string[], after: [] as string[] }
  const leaveOut = (count: number): void => {
    if (count <= 0) return
    const mark = `# ... ${counted(count, 'unchanged line')} ...`
    sides.before.push(mark)
    sides.after.push(mark)
  }
  let next = 1
  for (const { oldStart, oldLines, lines } of hunks) {
    leaveOut(oldStart - next)
    for (const line of lines) {
      if (!line.startsWith('+') && !line.startsWith('\\')) sides.before.push(line.slice(1))
      if (!line.startsWith('-') && !line.startsWith('\\')) sides.after.push(line.slice(1))
    }
    next = oldStart + oldLines
  }
  leaveOut(all - next + 1)
  if (sides.before.length >= all) return whole
  return { before: sides.before.join('\n'), after: sides.after.join('\n'), isCut: true }
}

function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length
}
