// The changed lines of a file, in a few words.
import type { ChangedFile, ChangedSpan } from '../../electron/api/git.ts'

/** Spans that are named; the rest is counted. */
const MAX_SPANS = 6

/** `12-14, 20, below 31`; `all` for a new file. */
export function lineWords({ lines, status }: Pick<ChangedFile, 'lines' | 'status'>): string {
  if (status === 'deleted') {
    return ''
  }
  if (lines === 'all') {
    return 'all'
  }
  const joined = joinedParts(lines)
  const named = joined.slice(0, MAX_SPANS).map(({ kind, startLine, endLine }) => {
    if (kind === 'removed') {
      return endLine === 1 ? 'above 1' : `below ${endLine - 1}`
    }
    return startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`
  })
  const more = joined.length - named.length
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ') || 'none'
}

/** What is committed and what is not in one run of lines is one change to whoever reads. */
function joinedParts(lines: readonly ChangedSpan[]): readonly ChangedSpan[] {
  const joined: ChangedSpan[] = []
  for (const span of lines) {
    const last = joined.at(-1)
    const isNext = last?.kind === span.kind && last.endLine === span.startLine - 1
    if (last && isNext && span.kind !== 'removed') {
      joined.splice(-1, 1, { ...last, endLine: span.endLine })
    } else {
      joined.push(span)
    }
  }
  return joined
}
