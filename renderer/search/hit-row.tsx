import type { SearchGroup, SearchHit } from '../../electron/api/search.ts'
import { useListed } from '../state/listed.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { NUMBER } from '../ui/number.ts'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import type { ResultRow } from './results.ts'

const NAMES: Readonly<Record<SearchGroup, string>> = {
  findings: 'Findings',
  texts: 'Texts',
  source: 'Source',
}

type Row<K extends ResultRow['kind']> = Extract<ResultRow, { readonly kind: K }>

export function GroupRow({ row }: { readonly row: Row<'group'> }) {
  const { key, count, shown, isCollapsed } = row
  return (
    <>
      <Icon name={isCollapsed ? 'chevron-right' : 'chevron-down'} />
      <span>{NAMES[key]}</span>
      <span className="muted">{NUMBER.format(count ?? shown)}</span>
      {count !== undefined && count > shown && (
        <span className="muted small">the first {NUMBER.format(shown)} are shown</span>
      )}
    </>
  )
}

export function HitRow({ row: { hit, isFirst } }: { readonly row: Row<'item'> }) {
  const { path, line, group, findingId, what } = hit
  const finding = useListed(({ rows }) =>
    findingId === undefined ? undefined : rows.get(findingId),
  )
  if (group === 'source') {
    return (
      <>
        {isFirst && (
          <span className="search-head">
            <CutPath path={path} />
          </span>
        )}
        <span className="search-line">
          <span className="search-number">{line}</span>
          <Marked hit={hit} isCode />
        </span>
      </>
    )
  }
  return (
    <>
      <span className="search-head">
        {finding && <SeverityMark severity={finding.severity} />}
        {findingId !== undefined && <span className="muted">#{findingId}</span>}
        <span className="search-what">{what}</span>
        {path !== '' && (
          <span className="search-place muted small">
            <CutPath path={path} line={line} />
          </span>
        )}
      </span>
      <span className="search-line">
        <Marked hit={hit} isCode={what === 'Code'} />
      </span>
    </>
  )
}

/** The excerpt as text, never as markup; what hides in it is shown. */
function Marked({ hit, isCode }: { readonly hit: SearchHit; readonly isCode: boolean }) {
  const { excerpt, marks } = hit
  let at = 0
  const parts = marks.flatMap(([start, end]) => {
    const before = excerpt.slice(at, start)
    at = end
    return [before, <mark key={start}>{showHidden(excerpt.slice(start, end))}</mark>]
  })
  return (
    <bdi className={isCode ? 'search-excerpt code' : 'search-excerpt'}>
      {parts.map((part) => (typeof part === 'string' ? showHidden(part) : part))}
      {showHidden(excerpt.slice(at))}
    </bdi>
  )
}
