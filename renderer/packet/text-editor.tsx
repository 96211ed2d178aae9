// One text of the packet: what it answers, the text, whether it is a draft.

import { useEffect, useRef, useState } from 'react'
import type { TextField } from '../../electron/api/packet.ts'
import { useAutosave } from '../bridge/autosave.ts'
import { useClaims } from '../bridge/use-claims.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { Button } from '../ui/button.tsx'
import { CheckedText } from '../ui/checked-text.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { setPacketView, textKey, usePacketView } from './packet-view.ts'
import { writeText } from './write-text.ts'

interface Props {
  readonly reviewId: number
  readonly field: TextField
  /** Read-only reviews are looked at. */
  readonly isReadOnly: boolean
}

const STATES = { missing: 'Missing', draft: 'Draft', written: 'Written', empty: 'Optional' }

export function TextEditor({ reviewId, field, isReadOnly }: Props) {
  const workbench = useWorkbench()
  const key = textKey(field)
  const [isContested, setContested] = useState(false)
  const place = { reviewId, findingId: field.findingId, field: field.field }
  const write = async (text: string, isConfirmed = text.trim() !== '') => {
    const outcome = await writeText(workbench, place, { text, isConfirmed })
    setContested(outcome === 'conflict')
    return outcome === 'saved'
  }
  const { text, isDraft, change, flush } = useAutosave(key, field.text, write)
  const about = field.findingId === null ? null : { findingId: field.findingId }
  const problems = useClaims(reviewId, about, text)
  const area = useRef<HTMLTextAreaElement>(null)
  const section = useRef<HTMLElement>(null)
  const isAwaited = usePacketView(({ awaited }) => awaited === key)
  useEffect(() => {
    if (isAwaited) {
      setPacketView({ awaited: undefined })
      const field = area.current?.hidden ? section.current?.querySelector('button') : area.current
      field?.focus()
      section.current?.scrollIntoView({ block: 'center' })
    }
  }, [isAwaited])
  const settle = (chosen: string) => {
    setContested(false)
    change(chosen)
    flush()
  }
  const hasComputed = field.draft !== '' && text.trim() === ''

  return (
    <section ref={section} className="text-editor" data-text={key} aria-labelledby={`${key}-label`}>
      <div className="text-editor-head">
        <label id={`${key}-label`} className="field-label" htmlFor={key}>
          {capitalised(field.name)}
        </label>
        <span className="text-state" data-state={field.state}>
          {isDraft ? 'Not saved yet' : STATES[field.state]}
        </span>
      </div>
      <p className="muted small">{field.question}</p>
      {hasComputed && (
        <div className="computed-draft">
          <Markdown text={field.draft} />
          <div className="reason-actions">
            <Button isDisabled={isReadOnly} onPress={() => void write(field.draft)}>
              Confirm draft
            </Button>
            <Button kind="quiet" isDisabled={isReadOnly} onPress={() => settle(field.draft)}>
              Edit draft
            </Button>
          </div>
        </div>
      )}
      <CheckedText text={text} problems={hasComputed ? [] : problems}>
        {(describedBy) => (
          <textarea
            id={key}
            hidden={hasComputed}
            ref={area}
            className="text-input text-editor-input"
            value={text}
            maxLength={200_000}
            readOnly={isReadOnly}
            aria-describedby={describedBy ? `${key}-label ${describedBy}` : `${key}-label`}
            onChange={(event) => change(event.target.value)}
            onBlur={flush}
          />
        )}
      </CheckedText>
      {field.text !== '' && !isDraft && (
        <div>
          <Button
            kind="quiet"
            isDisabled={isReadOnly}
            onPress={() => void write(field.text, !field.isConfirmed)}
          >
            {field.isConfirmed ? 'Mark as draft' : 'Confirm'}
          </Button>
        </div>
      )}
      {isContested && (
        <div className="note-conflict" role="alert">
          <p>This text was changed elsewhere while you typed. The other text:</p>
          <ScrolledText>{field.text || '(empty)'}</ScrolledText>
          <div className="reason-actions">
            <Button onPress={() => settle(text)}>Keep mine</Button>
            <Button onPress={() => settle(field.text)}>Take the other</Button>
            <Button onPress={() => settle(`${field.text}\n\n${text}`)}>Keep both</Button>
          </div>
        </div>
      )}
    </section>
  )
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
