import { useState } from 'react'
import type { Answer, Asked } from '../../electron/api/questions.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Markdown, MarkdownLine } from '../ui/markdown.tsx'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { writeAnswer } from './write-answer.ts'

const ANSWERS: readonly {
  readonly value: Answer
  readonly label: string
  readonly name: string
}[] = [
  { value: 'yes', label: 'Yes', name: 'Yes' },
  { value: 'no', label: 'No', name: 'No' },
  { value: 'na', label: 'Does not apply', name: 'Does not apply' },
]

interface Props {
  readonly reviewId: number
  readonly findingId: number
  readonly asked: Asked
  readonly isReadOnly: boolean
}

/** One question with its answer and the note that it rests on. */
export function QuestionCard({ reviewId, findingId, asked, isReadOnly }: Props) {
  const workbench = useWorkbench()
  const [isContested, setContested] = useState(false)
  const id = `question-${findingId}-${asked.id}`
  const write = async (change: Parameters<typeof writeAnswer>[3]) => {
    const outcome = await writeAnswer(workbench, { reviewId, findingId }, asked.id, change)
    setContested(outcome === 'conflict')
    return outcome === 'saved'
  }
  const { text, isDraft, change, flush } = useAutosave(id, asked.note, (note) => write({ note }))
  const isOpen = asked.answer === null
  // Nobody answered and nobody can: there is nothing to show a field for.
  const hasNote = !isReadOnly || text !== ''
  // What the analyzer saw is where a note starts; it is the reviewer's once there is an answer.
  const start = isOpen && text === '' && !isReadOnly ? asked.evidence : text
  const answer = (value: Answer) => void write({ answer: value, note: start })
  const speaksAgainst =
    asked.reassuring !== null &&
    (asked.answer === 'yes' || asked.answer === 'no') &&
    asked.answer !== asked.reassuring
  const settle = (chosen: string) => {
    setContested(false)
    change(chosen)
    flush()
  }
  return (
    <div className="question" data-answered={!isOpen || undefined}>
      <div id={`${id}-text`}>
        <Markdown text={asked.text} />
      </div>
      <Choice
        labelledBy={`${id}-text`}
        value={asked.answer ?? undefined}
        choices={ANSWERS}
        isDisabled={isReadOnly}
        onChange={answer}
      />
      {hasNote && (
        <div>
          <div className="note-head">
            <label className="field-label" htmlFor={id}>
              <MarkdownLine text={`Name ${asked.name}`} />
            </label>
            {isDraft && <span className="draft-dot small">Not saved yet</span>}
          </div>
          <textarea
            id={id}
            className="text-input question-note"
            value={start}
            maxLength={20_000}
            readOnly={isReadOnly}
            onChange={(event) => change(event.target.value)}
            onBlur={flush}
          />
        </div>
      )}
      {isReadOnly && isOpen && <p className="muted small">Not answered.</p>}
      {!isOpen && (
        <p className="question-foot muted small">
          {speaksAgainst && <span className="question-against">Speaks against the code.</span>}
          <span>Answered by {showHidden(asked.answeredBy)}</span>
          {!isReadOnly && (
            <button
              type="button"
              className="link-button"
              onClick={() => void write({ answer: null })}
            >
              Take the answer back
            </button>
          )}
        </p>
      )}
      {isContested && (
        <div className="note-conflict" role="alert">
          <p>This was answered elsewhere meanwhile. The other note:</p>
          <ScrolledText>{showHidden(asked.note) || '(empty)'}</ScrolledText>
          <div className="reason-actions">
            <Button onPress={() => settle(text)}>Keep mine</Button>
            <Button onPress={() => settle(asked.note)}>Take the other</Button>
          </div>
        </div>
      )}
    </div>
  )
}
