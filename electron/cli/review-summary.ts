// What `review` prints: the standing of the review for a person at a terminal.
import { SEVERITIES } from '../../analyzer/model.ts'
import type { ExportResult } from '../api/domain.ts'
import { isOpen } from '../api/gates.ts'
import type { ReviewSnapshot } from '../api/snapshot.ts'

export interface SummaryInput {
  readonly snapshot: ReviewSnapshot
  readonly packet: ExportResult
  /** Absolute path of what was reviewed. */
  readonly root: string
  readonly milliseconds: number
}

const MAX_BLOCKERS = 20
const MAX_SKIPPED = 10

/** Several lines, the last one the absolute path of the packet. */
export function summaryText({ snapshot, packet, root, milliseconds }: SummaryInput): string {
  const { review, files, findings } = snapshot
  const standing = findings.filter(
    ({ verdict, finding }) => verdict !== 'dismissed' && finding.suppressed === undefined,
  )
  const read = files.filter(({ state }) => state !== 'skipped')
  const partial = files.filter(({ state }) => state === 'partial')
  const skipped = files.filter(({ state }) => state === 'skipped')
  const lines = read.reduce((total, file) => total + file.lines, 0)
  const place = [review.branch, review.commit?.slice(0, 10)].filter((part) => part !== undefined)
  const header = [
    `${review.name}${place.length === 0 ? '' : ` (${place.join(' @ ')})`}`,
    `  ${printable(root)}`,
    '',
    `Files     ${count(read.length, 'file')} analysed (${number(lines)} lines), ` +
      `${number(partial.length)} of them in part, ${number(skipped.length)} left out, ` +
      `in ${(milliseconds / 1000).toFixed(1)} s`,
  ]
  const severities = SEVERITIES.map((severity) => {
    const own = standing.filter((one) => one.severity === severity).length
    return `${number(own)} ${severity}`
  })
  const others = findings.length - standing.length
  return [
    ...header,
    ...outOfReach(skipped),
    `Findings  ${severities.join(', ')}${others > 0 ? `; ${number(others)} dismissed or suppressed` : ''}`,
    ...againstBaseline(standing),
    ...blockers(standing),
    ...snapshot.gates.map(
      ({ gate, passed, reasons }) =>
        `${gate === 'merge' ? 'Merge    ' : 'Release  '} ${passed ? 'PASS' : `FAIL: ${reasons.join('; ')}`}`,
    ),
    `Verdict   ${packet.verdict}`,
    '',
    `Packet of ${count(packet.files.length, 'file')}:`,
    packet.folder,
  ].join('\n')
}

function outOfReach(skipped: ReviewSnapshot['files']): string[] {
  const shown = skipped
    .slice(0, MAX_SKIPPED)
    .map(({ path, detail, issue }) => `          ${printable(path)}: ${detail ?? issue}`)
  const more = skipped.length - shown.length
  return more > 0 ? [...shown, `          and ${number(more)} more`] : shown
}

function againstBaseline(standing: ReviewSnapshot['findings']): string[] {
  const known = standing.filter(({ baselineState }) => baselineState === 'unchanged').length
  const added = standing.filter(({ baselineState }) => baselineState === 'new').length
  return known + added === 0
    ? []
    : [
        `Baseline  ${number(added)} new, ${number(known)} known; the exit status counts the new ones`,
      ]
}

function blockers(standing: ReviewSnapshot['findings']): string[] {
  const open = standing.filter(
    ({ gate, verdict, status }) =>
      gate === 'merge' && isOpen({ verdict, status, isSuppressed: false, isGone: false }),
  )
  const shown = open.slice(0, MAX_BLOCKERS).map(({ label, title, finding }) => {
    const { path, range } = finding.location
    return `          ${label}  ${title}  ${printable(path)}:${range.startLine}`
  })
  const more = open.length - shown.length
  return more > 0 ? [...shown, `          and ${number(more)} more before merge`] : shown
}

/** Names from the reviewed tree cannot move the cursor or hide text. */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
