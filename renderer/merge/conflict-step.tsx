import { useEffect, useRef } from 'react'
import type { MergeChoice, MergeConflict } from '../../electron/api/merge.ts'
import { Button } from '../ui/button.tsx'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { minuteOf } from '../ui/time-words.ts'
import { showHidden } from '../ui/visible-text.ts'

interface Props {
  readonly conflict: MergeConflict
  /** From 1. */
  readonly number: number
  readonly total: number
  readonly chosen: MergeChoice | undefined
  readonly onChoose: (take: MergeChoice, isForRest: boolean) => void
  /** Goes on or back by so many conflicts. */
  readonly onGo: (by: number) => void
}

const KEYS: Readonly<Record<string, MergeChoice>> = { '1': 'mine', '2': 'theirs', '3': 'both' }
/** One field that both reviewers changed, side by side. Keys 1, 2 and 3 choose, arrows go on and back. */
export function ConflictStep({ conflict, number, total, chosen, onChoose, onGo }: Props) {
  const section = useRef<HTMLElement>(null)
  useEffect(() => section.current?.focus(), [])
  const { about, field, findingId, mine, theirs } = conflict
  const isAboutFinding = findingId !== null

  function onKeyDown({ key, shiftKey, ctrlKey, altKey, metaKey }: React.KeyboardEvent) {
    if (ctrlKey || altKey || metaKey || shiftKey) {
      return
    }
    const take = KEYS[key]
    if (take !== undefined && (take !== 'both' || isAboutFinding)) {
      onChoose(take, false)
    } else if (key === 'ArrowRight' || key === 'PageDown') {
      onGo(1)
    } else if (key === 'ArrowLeft' || key === 'PageUp') {
      onGo(-1)
    }
  }
  return (
    <section
      ref={section}
      className="conflict"
      aria-label={`Conflict ${number} of ${total}`}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <p className="muted small">
        Conflict {number} of {total}
      </p>
      <h3>
        {isAboutFinding && `#${findingId} `}
        {showHidden(about)}: {field}
      </h3>
      <div className="conflict-sides">
        <Side title="Mine" said={mine} isChosen={chosen === 'mine' || chosen === 'both'} />
        <Side title="Theirs" said={theirs} isChosen={chosen === 'theirs' || chosen === 'both'} />
      </div>
      <div className="conflict-actions">
        <Button onPress={() => onChoose('mine', false)}>
          Take mine <kbd>1</kbd>
        </Button>
        <Button onPress={() => onChoose('theirs', false)}>
          Take theirs <kbd>2</kbd>
        </Button>
        <Button isDisabled={!isAboutFinding} onPress={() => onChoose('both', false)}>
          Keep both as thread <kbd>3</kbd>
        </Button>
      </div>
      <div className="conflict-actions">
        <Button kind="quiet" icon="arrow-left" isDisabled={number === 1} onPress={() => onGo(-1)}>
          Back
        </Button>
        {number < total && (
          <>
            <Button kind="quiet" icon="arrow-right" onPress={() => onGo(1)}>
              Later
            </Button>
            <Button kind="quiet" onPress={() => onChoose('mine', true)}>
              Mine for this and the rest
            </Button>
            <Button kind="quiet" onPress={() => onChoose('theirs', true)}>
              Theirs for this and the rest
            </Button>
          </>
        )}
      </div>
    </section>
  )
}

interface SideProps {
  readonly title: string
  readonly said: MergeConflict['mine']
  readonly isChosen: boolean
}

function Side({ title, said, isChosen }: SideProps) {
  return (
    <article className="conflict-side" aria-label={title} data-chosen={isChosen || undefined}>
      <header className="conflict-side-head">
        <strong>{title}</strong>
        <span className="muted small">
          {showHidden(said.by)}
          {said.at !== '' && `, ${minuteOf(said.at)}`}
          {isChosen && ' · taken'}
        </span>
      </header>
      <ScrolledText className="conflict-text">{showHidden(said.text)}</ScrolledText>
    </article>
  )
}
