// The work streams with their tasks and findings.
import { useState } from 'react'
import type { FindingRow } from '../../electron/api/domain.ts'
import type { Plan, PlanChange, PlanStream, PlanTask } from '../../electron/api/plan.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { DropTarget, draggable, onAltArrow } from './drop-target.tsx'
import { FindingChip } from './finding-chip.tsx'
import { hoursWord } from './hours.ts'
import {
  dragText,
  dropOnStream,
  dropOnTask,
  shiftFinding,
  shiftStream,
  shiftTask,
} from './moves.ts'
import { TitleField } from './title-field.tsx'

interface Props {
  readonly plan: Plan
  readonly rows: ReadonlyMap<number, FindingRow>
  readonly isEditable: boolean
  readonly change: (change: PlanChange | undefined) => void
}

export function StreamBoard(props: Props) {
  const { plan, isEditable, change } = props
  return (
    <div className="plan-board">
      {plan.unplaced.length > 0 && (
        <DropTarget
          className="plan-unplaced"
          label="In no task"
          onDropped={(dragged) => {
            if (dragged.kind === 'finding') {
              change({ kind: 'place', findingIds: [dragged.id], taskId: null })
            }
          }}
        >
          <h3>In no task ({plan.unplaced.length})</h3>
          <Findings {...props} ids={plan.unplaced} taskId={null} />
        </DropTarget>
      )}
      {plan.streams.map((stream) => (
        <Stream key={stream.id ?? stream.label} {...props} stream={stream} />
      ))}
      {isEditable && (
        <div>
          <Button
            icon="add"
            onPress={() => change({ kind: 'add-stream', title: 'New work stream' })}
          >
            New work stream
          </Button>
        </div>
      )}
    </div>
  )
}

function Stream({ stream, ...props }: Props & { readonly stream: PlanStream }) {
  const { plan, isEditable, change } = props
  const { id, label, title } = stream
  return (
    <DropTarget
      className="plan-stream"
      label={`${label}: ${title}`}
      onDropped={(dragged) => id !== null && change(dropOnStream(plan, dragged, id))}
    >
      <fieldset
        className="plan-stream-head"
        aria-label={`${label}, ${title}`}
        {...draggable(id === null ? '' : dragText({ kind: 'stream', id }), isEditable)}
        onKeyDown={id === null ? undefined : onAltArrow((by) => change(shiftStream(plan, id, by)))}
      >
        <span className="plan-label">{label}</span>
        <TitleField
          label={`Title of ${label}`}
          value={title}
          isReadOnly={!isEditable}
          onSave={(next) =>
            id !== null && change({ kind: 'edit-stream', streamId: id, title: next })
          }
        />
        <span className="muted small">
          {hoursWord(stream.hours)}, {stream.allFiles.length}{' '}
          {stream.allFiles.length === 1 ? 'file' : 'files'}
        </span>
        {isEditable && id !== null && (
          <>
            <IconButton
              icon="add"
              label={`New task in ${label}`}
              onPress={() => change({ kind: 'add-task', streamId: id, title: 'New task' })}
            />
            <IconButton
              icon="trash"
              label={`Remove ${label}`}
              onPress={() => change({ kind: 'remove-stream', streamId: id })}
            />
          </>
        )}
      </fieldset>
      {isEditable && id !== null && (
        <StreamDetails
          key={`${id} ${stream.commitMessage}`}
          stream={stream}
          id={id}
          change={change}
        />
      )}
      {stream.tasks.map((task) => (
        <Task key={task.id ?? task.label} {...props} task={task} />
      ))}
      {stream.tasks.length === 0 && <p className="muted small">No task yet. Drop one here.</p>}
    </DropTarget>
  )
}

interface StreamDetailsProps {
  readonly stream: PlanStream
  readonly id: number
  readonly change: Props['change']
}

function StreamDetails({ stream, id, change }: StreamDetailsProps) {
  return (
    <div className="plan-details">
      <TitleField
        label={`Commit message of ${stream.label}`}
        value={stream.commitMessage || `Fix: ${stream.title}`}
        isReadOnly={false}
        onSave={(commitMessage) => change({ kind: 'edit-stream', streamId: id, commitMessage })}
      />
    </div>
  )
}

function Task({ task, ...props }: Props & { readonly task: PlanTask }) {
  const { plan, isEditable, change } = props
  const { id, label, title } = task
  return (
    <DropTarget
      className="plan-task"
      label={`Task ${label}: ${title}`}
      onDropped={(dragged) => id !== null && change(dropOnTask(plan, dragged, id))}
    >
      <fieldset
        className="plan-task-head"
        aria-label={`${label}, ${title}`}
        {...draggable(id === null ? '' : dragText({ kind: 'task', id }), isEditable)}
        onKeyDown={id === null ? undefined : onAltArrow((by) => change(shiftTask(plan, id, by)))}
      >
        <span className="plan-label">{label}</span>
        <TitleField
          label={`Title of task ${label}`}
          value={title}
          isReadOnly={!isEditable}
          onSave={(next) => id !== null && change({ kind: 'edit-task', taskId: id, title: next })}
        />
        <span className="muted small">{hoursWord(task.hours)}</span>
        {isEditable && id !== null && (
          <>
            <label className="plan-apart">
              <input
                type="checkbox"
                checked={task.isSeparateCommit}
                onChange={(event) =>
                  change({ kind: 'edit-task', taskId: id, isSeparateCommit: event.target.checked })
                }
              />
              Own commit
            </label>
            <IconButton
              icon="trash"
              label={`Remove task ${label}`}
              onPress={() => change({ kind: 'remove-task', taskId: id })}
            />
          </>
        )}
      </fieldset>
      {isEditable && id !== null && (
        <StepsField
          key={task.steps.join('\n')}
          label={label}
          steps={task.steps}
          onSave={(steps) => change({ kind: 'edit-task', taskId: id, steps })}
        />
      )}
      <Findings {...props} ids={task.findingIds} taskId={id} taskTitle={title} />
    </DropTarget>
  )
}

interface StepsProps {
  readonly label: string
  readonly steps: readonly string[]
  readonly onSave: (steps: string[]) => void
}

/** One step a line. */
function StepsField({ label, steps, onSave }: StepsProps) {
  const [text, setText] = useState(steps.join('\n'))
  return (
    <textarea
      className="plan-steps"
      aria-label={`Steps of task ${label}`}
      placeholder="Steps, one a line"
      rows={Math.max(1, text.split('\n').length)}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        const next = text.split('\n').filter((step) => step.trim() !== '')
        if (next.join('\n') !== steps.join('\n')) onSave(next)
      }}
    />
  )
}

/** Findings of one task that are shown at once. */
const SHOWN = 12

interface FindingsProps extends Props {
  readonly ids: readonly number[]
  readonly taskId: number | null
  readonly taskTitle?: string
}

function Findings({ plan, rows, isEditable, change, ids, taskId, taskTitle }: FindingsProps) {
  const [isWhole, setWhole] = useState(false)
  const known = ids.flatMap((id) => rows.get(id) ?? [])
  const shown = isWhole ? known : known.slice(0, SHOWN)
  return (
    <>
      <ul className="plan-findings">
        {shown.map((row) => (
          <FindingChip
            key={row.id}
            row={row}
            plan={plan}
            taskId={taskId}
            taskTitle={taskTitle}
            isEditable={isEditable}
            onShift={(by) => change(shiftFinding(plan, row.id, by))}
            onSend={(target) => change({ kind: 'place', findingIds: [row.id], taskId: target })}
          />
        ))}
      </ul>
      {shown.length < known.length && (
        <div>
          <Button kind="quiet" onPress={() => setWhole(true)}>
            {`Show ${known.length - shown.length} more`}
          </Button>
        </div>
      )}
    </>
  )
}
