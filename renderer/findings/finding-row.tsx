import { memo, type ReactNode } from 'react'
import type { FindingRow as Row } from '../../electron/api/domain.ts'
import type { GroupBy } from '../state/view.ts'
import { headline } from '../ui/headline.ts'
import { Icon } from '../ui/icon.tsx'
import { shortPath } from '../ui/paths.ts'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { isOpen } from './filter.ts'

interface Props {
  readonly row: Row
  readonly groupBy: GroupBy
  /** How many characters its path and line may take. */
  readonly placeLength: number
  /** Whether something was written about it that is not sent. */
  readonly hasDraft: boolean
}

const VERDICT_ICONS = { undecided: undefined, confirmed: 'check', dismissed: 'circle-slash' }

/** How far the work is, once it was begun. */
const STATUS_MARKS: Readonly<Record<Row['status'], { icon: string; text: string } | undefined>> = {
  'not-started': undefined,
  'in-progress': { icon: 'play-circle', text: 'in progress' },
  fixed: { icon: 'tools', text: 'fixed' },
  verified: { icon: 'verified', text: 'verified' },
  deferred: { icon: 'watch', text: 'deferred' },
  rejected: { icon: 'error', text: 'rejected' },
}

const GHOST_WORDS = {
  exact: 'in place',
  moved: 'its code moved',
  changed: 'its code changed',
  gone: 'its code is gone',
}

/** What stands in the line of a finding: as few parts as can be, since a screenful comes at once. */
export const FindingRow = memo(function FindingRow(props: Props) {
  const { row, groupBy, placeLength } = props
  const { path, range } = row.location
  const line = `:${range.startLine}`
  const place = showHidden(path)
  const text = showHidden(headline(row, groupBy === 'rule'))
  const marks = marksOf(props)
  return (
    <>
      <SeverityMark severity={row.severity} original={row.originalSeverity} />
      <span className="row-number">{`#${row.number}`}</span>
      <bdi className="row-title" title={text}>
        {text}
      </bdi>
      {marks.length > 0 && <span className="row-marks">{marks}</span>}
      <bdi className="row-place" title={place + line}>
        {groupBy === 'file' ? line : shortPath(place, placeLength - line.length) + line}
      </bdi>
    </>
  )
})

function marksOf({ row, hasDraft }: Props): readonly ReactNode[] {
  const status = STATUS_MARKS[row.status]
  const verdictIcon = VERDICT_ICONS[row.verdict]
  const hasOpenThread = row.openThreads.length > 0
  const marks: MarkProps[] = []
  if (hasDraft) marks.push({ icon: 'circle-small-filled', text: 'has text that is not sent' })
  if (row.fixCount > 0) marks.push({ icon: 'git-compare', text: 'has a fix' })
  if (row.testCount > 0) marks.push({ icon: 'beaker', text: 'has a test' })
  if (row.hasNote) marks.push({ icon: 'note', text: 'has a note' })
  if (row.threadCount > 0) {
    marks.push({
      icon: hasOpenThread ? 'comment-unresolved' : 'comment',
      text: hasOpenThread ? 'has an open thread' : 'has a thread',
    })
  }
  if (row.anchor && !row.isGone) marks.push({ icon: 'move', text: GHOST_WORDS[row.anchor.state] })
  if (row.isGone) marks.push({ icon: 'eye-closed', text: 'no longer reported' })
  if (verdictIcon) marks.push({ icon: verdictIcon, text: row.verdict })
  if (status) marks.push(status)
  return marks.map((mark) => <Mark key={mark.text} {...mark} />)
}

interface MarkProps {
  readonly icon: string
  readonly text: string
}

function Mark({ icon, text }: MarkProps) {
  return (
    <span className="row-mark" data-mark={text} title={text}>
      <Icon name={icon} />
      <span className="hidden-visually">{text}</span>
    </span>
  )
}

/** Decided rows stay in place, greyed. */
export function isSettled(row: Row): boolean {
  return !isOpen(row) || row.isGone
}
