import type { ChangeKind, FileChange, ReportedPlace } from '../../electron/api/compare.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import type { ChangeGroup, ChangeRow } from './changes.ts'

const NUMBER = new Intl.NumberFormat('en')

const GROUP_NAMES: Readonly<Record<ChangeGroup, string>> = {
  new: 'New',
  returned: 'Came back',
  gone: 'Gone',
  changed: 'Changed',
  moved: 'Moved',
  unknown: 'Not compared',
  files: 'Files',
}

/** What a group means, in the words of a sentence. */
const GROUP_MEANINGS: Readonly<Record<ChangeGroup, string>> = {
  new: 'run B found it first',
  returned: 'known from before run A, found again by run B',
  gone: 'run A found it, run B looked and did not',
  changed: 'both found it, and say something else of it',
  moved: 'both found it, at other lines',
  unknown: 'one of the runs did not look',
  files: 'with other content',
}

const FILE_WORDS: Readonly<Record<FileChange['kind'], string>> = {
  new: 'New',
  gone: 'Gone',
  changed: 'Changed',
  unknown: 'Not compared',
}

const FINDING_ICONS: Readonly<Record<ChangeKind, string>> = {
  new: 'diff-added',
  returned: 'history',
  gone: 'diff-removed',
  changed: 'diff-modified',
  moved: 'arrow-both',
  unknown: 'question',
}

export function ChangeRowContent({ row }: { readonly row: ChangeRow }) {
  if (row.kind === 'group') {
    return (
      <>
        <Icon name={row.isCollapsed ? 'chevron-right' : 'chevron-down'} />
        <span>{GROUP_NAMES[row.key]}</span>
        <span className="muted">{NUMBER.format(row.count)}</span>
        <span className="change-meaning muted small">{GROUP_MEANINGS[row.key]}</span>
      </>
    )
  }
  const { finding, file } = row
  if (file) {
    return (
      <span className="change">
        <span className="change-word muted">{FILE_WORDS[file.kind]}</span>
        <CutPath path={file.path} />
        <Note text={file.note} />
      </span>
    )
  }
  if (!finding) return null
  const place = finding.b ?? finding.a
  return (
    <span className="change" data-kind={finding.kind}>
      <span className="change-icon">
        <Icon name={FINDING_ICONS[finding.kind]} />
      </span>
      <SeverityMark severity={finding.severity} />
      <span className="muted">#{finding.findingId}</span>
      <span className="change-title">{showHidden(finding.title)}</span>
      <Note text={finding.note} />
      {place && <Place place={place} />}
    </span>
  )
}

function Note({ text }: { readonly text: string }) {
  if (text === '') return null
  const shown = showHidden(text)
  return (
    <span className="change-note muted small" title={shown}>
      {shown}
    </span>
  )
}

function Place({ place }: { readonly place: ReportedPlace }) {
  return (
    <span className="change-place muted small">
      <CutPath path={place.path} line={place.startLine} />
    </span>
  )
}
