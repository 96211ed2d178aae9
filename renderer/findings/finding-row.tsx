import { memo } from 'react'
import type { FindingRow as Row } from '../../electron/api/domain.ts'
import type { GroupBy } from '../state/view.ts'
import { headline } from '../ui/headline.ts'
import { Icon } from '../ui/icon.tsx'
import { shortPath } from '../ui/paths.ts'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { isOpen } from './filter.ts'
import { useHasDraft } from './use-draft.ts'

interface Props {
  readonly row: Row
  readonly groupBy: GroupBy
  /** How many characters its path and line may take. */
  readonly placeLength: number
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

export const FindingRow = memo(function FindingRow({ row, groupBy, placeLength }: Props) {
  const { path, range } = row.location
  const hasDraft = useHasDraft(row.id)
  const status = STATUS_MARKS[row.status]
  const verdictIcon = VERDICT_ICONS[row.verdict]
  const line = `:${range.startLine}`
  const place = showHidden(path)
  const text = showHidden(headline(row, groupBy === 'rule'))
  return (
    <>
      <SeverityMark severity={row.severity} original={row.originalSeverity} />
      <span className="row-number">#{row.number}</span>
      <bdi className="row-title" title={text}>
        {text}
      </bdi>
      <span className="row-marks">
        {hasDraft && <Mark icon="circle-small-filled" text="has text that is not sent" />}
        {row.fixCount > 0 && <Mark icon="git-compare" text="has a fix" />}
        {row.testCount > 0 && <Mark icon="beaker" text="has a test" />}
        {row.hasNote && <Mark icon="note" text="has a note" />}
        {row.threadCount > 0 && (
          <Mark
            icon={row.openThreads.length > 0 ? 'comment-unresolved' : 'comment'}
            text={row.openThreads.length > 0 ? 'has an open thread' : 'has a thread'}
          />
        )}
        {row.anchor && !row.isGone && <Mark icon="move" text={GHOST_WORDS[row.anchor.state]} />}
        {row.isGone && <Mark icon="eye-closed" text="no longer reported" />}
        {verdictIcon && <Mark icon={verdictIcon} text={row.verdict} />}
        {status && <Mark icon={status.icon} text={status.text} />}
      </span>
      <bdi className="row-place" title={place + line}>
        {groupBy === 'file' ? '' : shortPath(place, placeLength - line.length)}
        {line}
      </bdi>
    </>
  )
})

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
