// Findings of a file as marks in its source: plain data, so that it can be tested without an editor.
import { type Range, SEVERITIES, type Severity } from '../../analyzer/model.ts'
import type { FindingDetail, FindingRow } from '../../electron/api/domain.ts'
import type { ChangedFile, ChangedSpan } from '../../electron/api/git.ts'
import type { LineSpan } from '../../electron/api/regions.ts'
import { messageLine } from '../ui/headline.ts'
import { splitPath } from '../ui/paths.ts'

export interface SourceMark {
  readonly kind: 'glyph' | 'region' | 'selected' | 'step' | 'reviewed' | 'changed' | 'thread'
  readonly range: Range
  readonly severity: Severity
  /** Decided findings are drawn pale. */
  readonly isPale: boolean
  /** Its code was changed or is gone: it is not sure that it stands here. */
  readonly isGhost?: boolean
  /** Text for the hover, '' for none. */
  readonly text: string
  /** How lines differ from the base that they are compared with. */
  readonly change?: Pick<ChangedSpan, 'kind' | 'isUncommitted'>
  /** Number of an evidence step, 1-based. */
  readonly step?: number
  readonly isCurrentStep?: boolean
  /** Where the way goes on from a step, e.g. `↓ 3` or `→ 3 in store.py:12`; '' at the end. */
  readonly onward?: string
  /** The thread that a press on the mark leads to. */
  readonly thread?: ShownThread
}

export interface ShownThread {
  readonly id: number
  /** Null for a thread about lines alone. */
  readonly findingId: number | null
  readonly path: string
  readonly startLine: number
}

interface Shown {
  readonly path: string
  readonly rows: readonly FindingRow[]
  readonly selectedId: number | undefined
  /** The evidence of the selected finding. */
  readonly evidence: FindingDetail['evidence']
  readonly step: number | undefined
}

function isPale(row: FindingRow): boolean {
  return (
    row.verdict === 'dismissed' ||
    row.isGone ||
    row.anchor !== undefined ||
    row.status === 'fixed' ||
    row.status === 'verified' ||
    row.status === 'rejected'
  )
}

function rank({ severity }: FindingRow): number {
  return SEVERITIES.indexOf(severity)
}

function glyphOf(rows: readonly FindingRow[]): SourceMark | undefined {
  const [first] = rows.toSorted(
    (a, b) => Number(isPale(a)) - Number(isPale(b)) || rank(a) - rank(b) || a.number - b.number,
  )
  if (!first) {
    return undefined
  }
  const { startLine } = first.location.range
  return {
    kind: 'glyph',
    range: { startLine, startColumn: 1, endLine: startLine, endColumn: 1 },
    severity: first.severity,
    isPale: isPale(first),
    text: rows.map((row) => `#${row.number} ${row.title}`).join('\n\n'),
  }
}

/** An arrow to the next step: down or up in this file, or across to another one. */
function onwardFrom(evidence: Shown['evidence'], index: number): string {
  const [here, next] = [evidence[index]?.location, evidence[index + 1]?.location]
  if (!here || !next) {
    return ''
  }
  const number = index + 2
  if (next.path !== here.path) {
    return `→ ${number} in ${splitPath(next.path).name}:${next.range.startLine}`
  }
  const away = next.range.startLine - here.range.startLine
  return away === 0 ? `→ ${number}` : `${away > 0 ? '↓' : '↑'} ${number}`
}

/** All marks of one file: one glyph a line (the worst finding's), every region, the steps. */
export function sourceMarks({
  path,
  rows,
  selectedId,
  evidence,
  step,
}: Shown): readonly SourceMark[] {
  const inFile = rows.filter((row) => row.location.path === path)
  const byLine = Map.groupBy(inFile, (row) => row.location.range.startLine)
  const glyphs = [...byLine.values()].flatMap((members) => glyphOf(members) ?? [])
  const regions = inFile.map(
    (row): SourceMark => ({
      kind: row.id === selectedId ? 'selected' : 'region',
      range: row.location.range,
      severity: row.severity,
      isPale: isPale(row),
      isGhost: row.anchor !== undefined,
      text: '',
    }),
  )
  const steps = evidence.flatMap((each, index): SourceMark[] =>
    each.location.path === path
      ? [
          {
            kind: 'step',
            range: each.location.range,
            severity: 'info',
            isPale: false,
            text: messageLine(each.message),
            step: index + 1,
            isCurrentStep: index === step,
            onward: onwardFrom(evidence, index),
          },
        ]
      : [],
  )
  return [...glyphs, ...regions, ...steps]
}

/** The bands of what was read; drawn below all other marks. */
export function reviewedMarks(reviewed: readonly LineSpan[]): readonly SourceMark[] {
  return reviewed.map(({ startLine, endLine }) => ({
    kind: 'reviewed',
    range: { startLine, startColumn: 1, endLine, endColumn: 1 },
    severity: 'info',
    isPale: false,
    text: '',
  }))
}

const CHANGE_WORDS: Readonly<Record<ChangedSpan['kind'], string>> = {
  added: 'Added',
  modified: 'Changed',
  removed: 'Lines were removed below',
}

/** The bars beside lines that differ from `base`; of a file that is new, beside all of them. */
export function changedMarks(
  { lines, isUncommitted, status }: ChangedFile,
  base: string,
  lineCount: number,
): readonly SourceMark[] {
  if (lines === 'all' && status === 'deleted') {
    return []
  }
  const whole = { kind: 'added', startLine: 1, endLine: lineCount, isUncommitted } as const
  return (lines === 'all' ? [whole] : lines).map((span) => ({
    kind: 'changed',
    // Where lines were taken out there is nothing to draw beside but the line above.
    range: {
      startLine: span.startLine,
      startColumn: 1,
      endLine: span.kind === 'removed' ? span.startLine : span.endLine,
      endColumn: 1,
    },
    severity: 'info',
    isPale: false,
    text: `${CHANGE_WORDS[span.kind]} since ${base}${span.isUncommitted ? ', not committed' : ''}`,
    change: { kind: span.kind, isUncommitted: span.isUncommitted },
  }))
}

const DEFINITION = /^(\s*)(?:async\s+def|def|class)\s+([\p{L}_][\p{L}\p{N}_]*)/u

/** Qualified name of the innermost class or function around a line (1-based), '' for the module. */
export function symbolAt(lineAt: (line: number) => string, line: number): string {
  const names: string[] = []
  const own = lineAt(line)
  let indent = own.trim() === '' ? Number.POSITIVE_INFINITY : own.length - own.trimStart().length
  for (let at = line; at >= 1 && (indent > 0 || at === line); at -= 1) {
    const [, space = '', name] = DEFINITION.exec(lineAt(at)) ?? []
    if (name !== undefined && (at === line || space.length < indent)) {
      names.unshift(name)
      indent = space.length
    }
  }
  return names.join('.')
}
