import { useEffect, useId, useRef, useState } from 'react'
import type { Minute, Outcome } from '../../electron/api/walkthrough.ts'
import { Button } from '../ui/button.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { OUTCOMES, outcomeLabel } from './outcomes.ts'
import { useSpeaker } from './present.ts'

interface Props {
  /** Decisions about this step so far. */
  readonly minutes: readonly Minute[]
  /** The decision whose speaker is asked for. */
  readonly pending: Outcome | undefined
  /** The name until somebody gives another one. */
  readonly reviewer: string
  /** Names that are offered. */
  readonly reviewers: readonly string[]
  readonly onPending: (outcome: Outcome | undefined) => void
  readonly onDecide: (outcome: Outcome, speaker: string, words: string) => Promise<boolean>
}

/** The four decisions with their keys; then whose decision it is. Enter keeps it, Escape takes it back. */
export function DecisionBar({ minutes, pending, reviewer, reviewers, onPending, onDecide }: Props) {
  return (
    <div className="decision-bar">
      {pending === undefined ? (
        <fieldset className="decision-keys" aria-label="Decide">
          {OUTCOMES.map(({ outcome, key, label }) => (
            <Button key={outcome} onPress={() => onPending(outcome)}>
              {label} <kbd>{key}</kbd>
            </Button>
          ))}
        </fieldset>
      ) : (
        <SpeakerForm
          outcome={pending}
          reviewer={reviewer}
          reviewers={reviewers}
          onCancel={() => onPending(undefined)}
          onSave={async (speaker, words) => {
            if (await onDecide(pending, speaker, words)) {
              onPending(undefined)
            }
          }}
        />
      )}
      <ul className="decision-list" aria-label="Decided">
        {minutes.map(({ id, outcome, speaker, words }) => (
          <li key={id} data-outcome={outcome}>
            <strong>{outcomeLabel(outcome)}</strong> {showHidden(speaker)}
            {words !== '' && `: ${showHidden(words)}`}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface FormProps {
  readonly outcome: Outcome
  readonly reviewer: string
  readonly reviewers: readonly string[]
  readonly onCancel: () => void
  readonly onSave: (speaker: string, words: string) => Promise<void>
}

function SpeakerForm({ outcome, reviewer, reviewers, onCancel, onSave }: FormProps) {
  const known = useSpeaker(({ name }) => name)
  const [speaker, setSpeaker] = useState(known ?? reviewer)
  const [words, setWords] = useState('')
  const names = useId()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <form
      className="speaker-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (speaker.trim() !== '') {
          void onSave(speaker, words)
        }
      }}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Escape') {
          onCancel()
        }
      }}
    >
      <strong>{outcomeLabel(outcome)}</strong>
      <input
        ref={field}
        className="text-input"
        aria-label="Speaker"
        list={names}
        placeholder="Speaker"
        maxLength={200}
        value={speaker}
        onChange={(event) => setSpeaker(event.target.value)}
      />
      <datalist id={names}>
        {reviewers.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <input
        className="text-input speaker-words"
        aria-label="Words for the minutes"
        placeholder="Words for the minutes"
        maxLength={10_000}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <button type="submit" className="button button-primary" disabled={speaker.trim() === ''}>
        Save
      </button>
    </form>
  )
}
