// A finding in the plan: dragged, moved with Alt and the arrows, or sent to a task by name.
import type { FindingRow } from '../../electron/api/domain.ts'
import type { Plan } from '../../electron/api/plan.ts'
import { selectFinding, setView } from '../state/view.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { headline } from '../ui/headline.ts'
import { ChoiceMenu } from '../ui/menu.tsx'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { draggable, onAltArrow } from './drop-target.tsx'
import { dragText } from './moves.ts'

interface Props {
  readonly row: FindingRow
  readonly plan: Plan
  readonly taskId: number | null
  /** Title of that task, which stands above. */
  readonly taskTitle: string | undefined
  readonly isEditable: boolean
  readonly onShift: (by: -1 | 1) => void
  readonly onSend: (taskId: number | null) => void
}

const NOWHERE = 'none'

export function FindingChip({ row, plan, taskId, taskTitle, isEditable, onShift, onSend }: Props) {
  const open = () => {
    selectFinding(row)
    setView({ place: 'findings' })
  }
  const text = showHidden(headline(row, row.title === taskTitle))
  const choices = [
    { value: NOWHERE, label: 'In no task' },
    ...plan.streams.flatMap(({ tasks }) =>
      tasks.flatMap(({ id, label, title }) =>
        id === null ? [] : [{ value: String(id), label: `${label} ${title}` }],
      ),
    ),
  ]
  return (
    <li
      className="plan-finding"
      {...draggable(dragText({ kind: 'finding', id: row.id }), isEditable)}
      onKeyDown={isEditable ? onAltArrow(onShift) : undefined}
    >
      <SeverityMark severity={row.severity} original={row.originalSeverity} />
      <button
        type="button"
        className="plan-finding-name"
        title={text}
        data-finding={row.id}
        onClick={open}
      >
        <span className="muted">#{row.number}</span> {text}
      </button>
      <CutPath path={row.location.path} line={row.location.range.startLine} />
      {isEditable && (
        <ChoiceMenu
          label={`Move #${row.number} to a task`}
          choices={choices}
          chosen={taskId === null ? NOWHERE : String(taskId)}
          onChoose={(value) => onSend(value === NOWHERE ? null : Number(value))}
        >
          Move
        </ChoiceMenu>
      )}
    </li>
  )
}
