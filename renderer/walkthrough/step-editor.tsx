import { useId, useState } from 'react'
import type { WalkthroughStep } from '../../electron/api/walkthrough.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { Choice } from '../ui/choice.tsx'
import { changeWalkthrough } from './present.ts'

interface Props {
  readonly reviewId: number
  readonly step: WalkthroughStep
  readonly isEditable: boolean
}

const VIEWS = [
  { value: 'source', label: 'Source', name: 'Source' },
  { value: 'fix', label: 'Fix', name: 'Fix' },
] as const

/** The words of one step: what everybody sees, and what the speaker alone sees. */
export function StepEditor({ reviewId, step, isEditable }: Props) {
  const workbench = useWorkbench()
  const save = (change: {
    readonly title?: string
    readonly text?: string
    readonly note?: string
  }) => void changeWalkthrough(workbench, reviewId, { kind: 'edit', stepId: step.id, ...change })
  return (
    <section className="section step-editor" aria-label="Words of the step">
      <Field
        label="Title"
        value={step.title}
        isEditable={isEditable}
        onSave={(title) => title.trim() !== '' && save({ title })}
      />
      <Field
        label="For everybody"
        value={step.text}
        rows={6}
        isEditable={isEditable}
        onSave={(text) => save({ text })}
      />
      <Field
        label="Private note for the speaker"
        value={step.note}
        rows={6}
        isEditable={isEditable}
        onSave={(note) => save({ note })}
      />
      <p className="muted small">
        The note is in the speaker’s window alone: not on the presented screen, not in the packet.
      </p>
      {step.findingId !== null && (
        <Choice
          label="Shows"
          value={step.view}
          choices={VIEWS}
          isDisabled={!isEditable}
          onChange={(view) =>
            void changeWalkthrough(workbench, reviewId, { kind: 'edit', stepId: step.id, view })
          }
        />
      )}
    </section>
  )
}

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly rows?: number
  readonly isEditable: boolean
  readonly onSave: (value: string) => void
}

/** Leaving the field keeps what was typed. */
function Field({ label, value, rows = 1, isEditable, onSave }: FieldProps) {
  const id = useId()
  const [typed, setTyped] = useState<string>()
  const keep = () => {
    setTyped(undefined)
    if (typed !== undefined && typed !== value) {
      onSave(typed)
    }
  }
  const properties = {
    id,
    className: 'text-input',
    value: typed ?? value,
    readOnly: !isEditable,
    onBlur: keep,
  }
  return (
    <div className="step-field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {rows === 1 ? (
        <input {...properties} maxLength={300} onChange={(event) => setTyped(event.target.value)} />
      ) : (
        <textarea
          {...properties}
          rows={rows}
          maxLength={20_000}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </div>
  )
}
