import type { ReactNode } from 'react'
import type { FindingRow, Verdict } from '../../electron/api/domain.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { useBoundCommand } from '../commands/bound-commands.ts'
import { useListed } from '../state/listed.ts'
import { useView } from '../state/view.ts'
import { Button, WithTooltip } from '../ui/button.tsx'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './finding-line.css'
import { giveVerdict } from './judge.ts'

/** The selected finding under its source, to be judged while the inspector is put away. */
export function FindingLine() {
  const rows = useListed((listed) => listed.rows)
  const isShown = useView((view) => view.panel !== 'inspector' && view.place === 'findings')
  const selectedId = useView((view) => view.selectedId)
  const finding = selectedId === undefined ? undefined : rows.get(selectedId)
  return isShown && finding ? <OneLine finding={finding} className="finding-line" /> : null
}

interface Props {
  readonly finding: FindingRow
  readonly className: string
  /** Stands between the title and what decides. */
  readonly children?: ReactNode
  /** Stands at the end of the line. */
  readonly end?: ReactNode
}

const DECISIONS: readonly { verdict: Verdict; label: string; command: string }[] = [
  { verdict: 'confirmed', label: 'Confirm', command: 'finding.confirm' },
  { verdict: 'dismissed', label: 'Dismiss', command: 'finding.dismiss' },
  { verdict: 'undecided', label: 'Undecide', command: 'finding.undecide' },
]

/** Severity and title of a finding with what decides it. */
export function OneLine({ finding, className, children, end }: Props) {
  const workbench = useWorkbench()
  const isReadOnly = useView((view) => view.isReadOnly)
  const isAsked = useView(({ pending }) => pending?.findingId === finding.id)
  const title = showHidden(finding.title)
  return (
    <section className={className} aria-label="Selected finding">
      <SeverityMark severity={finding.severity} original={finding.originalSeverity} />
      <span className="finding-line-title" title={title}>
        <span className="muted">#{finding.number}</span> {title}
      </span>
      {children}
      {finding.verdict !== 'undecided' && <span className="muted">{finding.verdict}</span>}
      {isAsked && <span className="muted">Waits for its reason</span>}
      {!isReadOnly &&
        !isAsked &&
        DECISIONS.filter(({ verdict }) => verdict !== finding.verdict).map(
          ({ verdict, ...one }) => (
            <Decision
              key={verdict}
              {...one}
              onPress={() => giveVerdict(workbench, finding, verdict, verdict !== 'undecided')}
            />
          ),
        )}
      {end}
    </section>
  )
}

interface DecisionProps {
  readonly label: string
  /** The command that it stands for. */
  readonly command: string
  readonly onPress: () => void
}

function Decision({ label, command, onPress }: DecisionProps) {
  const bound = useBoundCommand(command)
  return (
    <WithTooltip label={bound?.title ?? label} keys={bound?.keys[0]}>
      <Button kind="quiet" onPress={onPress}>
        {label}
      </Button>
    </WithTooltip>
  )
}
