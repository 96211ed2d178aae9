// Lines of one source text that match a query.
import type { SearchHit } from '../../api/search.ts'
import { excerptOf } from './excerpt.ts'
import type { Found } from './find-findings.ts'
import type { Matcher } from './matcher.ts'

/** Hands over at most `most` hits and counts all. */
export function findInSource(path: string, text: string, matcher: Matcher, most: number): Found {
  const hits: SearchHit[] = []
  let count = 0
  matcher.eachLine(text, ({ line, text: own, marks }) => {
    count += 1
    if (hits.length >= most) return
    const [first] = marks
    const excerpt = excerptOf(own, marks)
    hits.push({
      key: `source-${path}-${line}`,
      group: 'source',
      path,
      line,
      ...(first === undefined ? {} : { columns: { start: first[0] + 1, end: first[1] + 1 } }),
      what: '',
      excerpt: excerpt.text,
      marks: excerpt.marks,
    })
  })
  return { hits, count }
}
