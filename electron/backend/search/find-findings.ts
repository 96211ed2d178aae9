// Findings that match a query: by their words, rule, place and the code that they quote.
import { MOST_HITS, type SearchHit } from '../../api/search.ts'
import type { SearchableFinding } from '../../store/searchable.ts'
import { excerptOf } from './excerpt.ts'
import type { Mark, Matcher } from './matcher.ts'
import type { Query } from './query.ts'
import { isInScope } from './scope.ts'

export interface Found {
  readonly hits: readonly SearchHit[]
  readonly count: number
}

/** A finding with all its words as one text, a line for each field. */
export interface FindingText extends SearchableFinding {
  readonly text: string
  /** Where each field ends in the text. */
  readonly ends: readonly number[]
}

const FIELDS = ['Title', 'Message', 'Rule', 'File', 'Symbol', 'Code'] as const

/** `title` is what the list shows for the finding. */
export function asFindingText(finding: SearchableFinding, title: string): FindingText {
  const { message, ruleId, path, symbol, snippet } = finding
  const parts = [title, message, ruleId, path, symbol, snippet]
  let end = -1
  const ends = parts.map((part) => {
    end += part.length + 1
    return end
  })
  return { ...finding, text: parts.join('\n'), ends }
}

/** Looks through the findings in their order until `isCurrent` says no. */
export function findFindings(
  findings: readonly FindingText[],
  query: Query,
  matcher: Matcher,
  isCurrent: () => boolean,
): Found {
  const hits: SearchHit[] = []
  let count = 0
  for (const finding of findings) {
    if (!isCurrent()) break
    if (!isInScope(query, finding.path, finding.ruleId)) continue
    const marks = matcher.marksIn(finding.text)
    if (marks === undefined) continue
    count += 1
    if (hits.length < MOST_HITS) hits.push(hitOf(finding, marks))
  }
  return { hits, count }
}

function hitOf({ id, path, line, text, ends }: FindingText, marks: readonly Mark[]): SearchHit {
  const field = fieldAt(ends, marks)
  const start = (ends[field - 1] ?? -1) + 1
  const end = ends[field] ?? text.length
  const own = marks.flatMap(([from, to]): Mark[] =>
    to > start && from < end ? [[Math.max(from, start) - start, Math.min(to, end) - start]] : [],
  )
  const excerpt = excerptOf(text.slice(start, end), own)
  return {
    key: `finding-${id}`,
    group: 'findings',
    findingId: id,
    path,
    line,
    what: FIELDS[field] ?? '',
    excerpt: excerpt.text,
    marks: excerpt.marks,
  }
}

/** The message where it has a mark or none has: it says most; else the first field with a mark. */
function fieldAt(ends: readonly number[], marks: readonly Mark[]): number {
  const fields = marks.map(([start]) => ends.findIndex((end) => start < end))
  return fields.length === 0 || fields.includes(1) ? 1 : Math.min(...fields)
}
