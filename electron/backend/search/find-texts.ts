// Texts of reviewers that match a query.
import { MOST_HITS, type SearchHit } from '../../api/search.ts'
import type { WrittenText } from '../../store/searchable.ts'
import { excerptOf } from './excerpt.ts'
import type { Found } from './find-findings.ts'
import type { Matcher } from './matcher.ts'
import type { Query } from './query.ts'
import { isInScope } from './scope.ts'

/** `nameOf` gives the name of a field of the packet. */
export function findTexts(
  texts: readonly WrittenText[],
  query: Query,
  matcher: Matcher,
  nameOf: (field: string) => string,
): Found {
  const hits: SearchHit[] = []
  let count = 0
  for (const written of texts) {
    const { kind, id, findingId, what, path, line, ruleId, text } = written
    if (!isInScope(query, path ?? '', ruleId ?? '')) continue
    const marks = matcher.marksIn(text)
    if (marks === undefined) continue
    count += 1
    if (hits.length === MOST_HITS) continue
    const excerpt = excerptOf(text, marks)
    hits.push({
      key: `text-${kind}-${id}-${what}`,
      group: 'texts',
      ...(findingId === null ? {} : { findingId }),
      path: path ?? '',
      line: line ?? 0,
      what: kind === 'packet' ? nameOf(what) : what,
      written: kind,
      ...(kind === 'packet' ? { field: what } : {}),
      excerpt: excerpt.text,
      marks: excerpt.marks,
    })
  }
  return { hits, count }
}
