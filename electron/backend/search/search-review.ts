// One search through everything: findings, texts, source, in this order; hits are handed over as
// they are found.
import {
  MOST_HITS,
  type SearchHit,
  type SearchOptions,
  type SearchOutcome,
} from '../../api/search.ts'
import type { openSearchable } from '../../store/searchable.ts'
import { asFindingText, type FindingText, findFindings } from './find-findings.ts'
import { findInSource } from './find-source.ts'
import { findTexts } from './find-texts.ts'
import { createMatcher, type Matcher } from './matcher.ts'
import { isEmptyQuery, type Query, readQuery } from './query.ts'
import { isInScope } from './scope.ts'
import type { SourceTexts } from './source-texts.ts'

/** What changed since the last search: nothing, these findings, or more than can be named. */
export type Stale = readonly number[] | 'all'

/** Hits that are handed over together. */
const PART = 100
const RANK = { critical: 0, high: 1, medium: 2, low: 3, info: 4 }
const NOTHING = { findings: 0, texts: 0, source: 0 }

export interface Names {
  /** Titles of the rules by their ids. */
  readonly rules: ReadonlyMap<string, string>
  /** Names of the packet's texts by their fields. */
  readonly fields: ReadonlyMap<string, string>
}

export function reviewSearch(
  review: ReturnType<typeof openSearchable>,
  sources: SourceTexts,
  names: Names,
) {
  let kept: FindingText[] | undefined

  const asText = (finding: Parameters<typeof asFindingText>[0]) =>
    asFindingText(finding, finding.title ?? names.rules.get(finding.ruleId) ?? finding.ruleId)

  function findings(stale: Stale): readonly FindingText[] {
    if (kept === undefined || stale === 'all') {
      kept = review
        .findings()
        .map(asText)
        .sort((a, b) => RANK[a.severity] - RANK[b.severity] || a.id - b.id)
      return kept
    }
    if (stale.length === 0) return kept
    const changed = new Set(stale)
    const renewed = [...changed].flatMap((id) => {
      const finding = review.finding(id)
      return finding === undefined ? [] : [asText(finding)]
    })
    kept = [...kept.filter(({ id }) => !changed.has(id)), ...renewed].sort(
      (a, b) => RANK[a.severity] - RANK[b.severity] || a.id - b.id,
    )
    return kept
  }

  function searchSource(
    query: Query,
    matcher: Matcher,
    isCurrent: () => boolean,
    onHits: (hits: readonly SearchHit[]) => void,
  ) {
    let [count, given, files, unread] = [0, 0, 0, 0]
    // A rule finds, it does not write.
    if (query.include.length === 0 || query.rules.length > 0) return { count, files, unread }
    const mayHold = sources.mayHold(matcher.needed)
    let part: SearchHit[] = []
    for (const file of sources.all()) {
      if (!isCurrent()) break
      if (!isInScope(query, file.path, '') || !mayHold(file)) continue
      const text = sources.read(file)
      if (text === undefined) {
        unread += 1
        continue
      }
      const found = findInSource(file.path, text, matcher, MOST_HITS - given)
      count += found.count
      if (found.count > 0) files += 1
      given += found.hits.length
      part.push(...found.hits)
      if (part.length >= PART) {
        onHits(part)
        part = []
      }
    }
    if (part.length > 0) onHits(part)
    return { count, files, unread }
  }

  return {
    /** `isCurrent` turns false when nobody waits for the answer any more. */
    search(
      options: SearchOptions,
      stale: Stale,
      isCurrent: () => boolean,
      onHits: (hits: readonly SearchHit[]) => void,
    ): SearchOutcome {
      const all = findings(stale)
      if (stale === 'all') sources.renew(all)
      const query = readQuery(options.text, options)
      const outcome = { state: 'done' as const, counts: NOTHING, files: 0, unread: 0 }
      if (isEmptyQuery(query)) return outcome
      const matcher = createMatcher(query)
      if ('problem' in matcher) return { ...outcome, problem: matcher.problem }
      const foundFindings = findFindings(all, query, matcher, isCurrent)
      for (let at = 0; at < foundFindings.hits.length; at += PART) {
        onHits(foundFindings.hits.slice(at, at + PART))
      }
      const nameOf = (field: string) => names.fields.get(field) ?? field
      const texts = findTexts(review.writtenTexts(), query, matcher, nameOf)
      if (texts.hits.length > 0) onHits(texts.hits)
      const source = searchSource(query, matcher, isCurrent, onHits)
      return {
        state: isCurrent() ? 'done' : 'replaced',
        counts: { findings: foundFindings.count, texts: texts.count, source: source.count },
        files: source.files,
        unread: source.unread,
      }
    },
  }
}
