import { useEffect, useRef, useState } from 'react'
import {
  bindCommands,
  changeKeys,
  collides,
  conflictsOf,
  type KeyChanges,
} from '../commands/bindings.ts'
import type { Command } from '../commands/command.ts'
import { KeyCaps } from '../commands/key-caps.tsx'
import { searchCommands } from '../commands/search.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { KeyRecorder } from './key-recorder.tsx'

interface Props {
  readonly defaults: readonly Command[]
  readonly changes: KeyChanges
  readonly onChange: (changes: Record<string, string[]>) => void
}

/** Every command with its keys: new ones are pressed, taken away or set back. */
export function KeyTable({ defaults, changes, onChange }: Props) {
  const [text, setText] = useState('')
  const [recordingId, setRecording] = useState<string>()
  const bound = bindCommands(defaults, changes)
  const needle = text.trim().toLowerCase()
  const found = new Set(searchCommands(bound, text).map(({ id }) => id))
  const shown = bound.filter(
    ({ id, keys }) => found.has(id) || keys.some((key) => key.toLowerCase() === needle),
  )
  const hasConflicts = bound.some((command) => conflictsOf(command, bound, defaults).length > 0)
  const write = (id: string, keys: readonly string[], from: KeyChanges = changes) => {
    const own = defaults.find((command) => command.id === id)
    return changeKeys(from, own ?? { id, keys: [] }, keys)
  }
  const add = (command: Command, stroke: string, takenFrom: readonly Command[]) => {
    let next = write(command.id, [...command.keys.filter((key) => key !== stroke), stroke])
    for (const { id, keys } of takenFrom) {
      next = write(
        id,
        keys.filter((key) => !collides(key, stroke)),
        next,
      )
    }
    onChange(next)
    setRecording(undefined)
  }

  return (
    <section className="key-table" aria-labelledby="key-table-title">
      <header className="key-table-head">
        <h3 id="key-table-title">Keys</h3>
        <input
          className="text-input"
          type="search"
          aria-label="Find a command or a key"
          placeholder="Find a command or a key"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button
          kind="quiet"
          isDisabled={Object.keys(changes).length === 0}
          onPress={() => onChange({})}
        >
          Set all back
        </Button>
      </header>
      {hasConflicts && (
        <p className="key-conflict" role="status">
          <Icon name="warning" /> Some keys belong to two commands: the first one that means
          something where you are runs.
        </p>
      )}
      <ul className="key-rows" aria-label="Commands and their keys">
        {shown.map((command) => (
          <KeyRow
            key={command.id}
            command={command}
            all={bound}
            defaults={defaults}
            isChanged={changes[command.id] !== undefined}
            isRecording={command.id === recordingId}
            onRecord={setRecording}
            onAdd={(stroke, takenFrom) => add(command, stroke, takenFrom)}
            onKeys={(keys) => onChange(write(command.id, keys))}
            onReset={() => onChange(changeKeys(changes, { id: command.id, keys: [] }, []))}
          />
        ))}
        {shown.length === 0 && <li className="muted">No command has these letters or this key.</li>}
      </ul>
    </section>
  )
}

interface RowProps {
  readonly command: Command
  readonly all: readonly Command[]
  readonly defaults: readonly Command[]
  readonly isChanged: boolean
  readonly isRecording: boolean
  readonly onRecord: (id: string | undefined) => void
  readonly onAdd: (stroke: string, takenFrom: readonly Command[]) => void
  readonly onKeys: (keys: readonly string[]) => void
  readonly onReset: () => void
}

function KeyRow({ command, all, defaults, isChanged, isRecording, onRecord, ...row }: RowProps) {
  const conflicts = conflictsOf(command, all, defaults)
  const item = useRef<HTMLLIElement>(null)
  const wasRecording = useRef(false)
  useEffect(() => {
    // The field that had the keyboard is gone: it goes back to what opened it.
    if (wasRecording.current && !isRecording) {
      item.current?.querySelector<HTMLElement>('.key-row-actions button:last-of-type')?.focus()
    }
    wasRecording.current = isRecording
  }, [isRecording])
  return (
    <li ref={item} className="key-row" data-changed={isChanged || undefined}>
      <span className="muted key-row-group">{command.group}</span>
      <span className="key-row-title">{command.title}</span>
      <span className="key-row-keys">
        {command.keys.map((key) => (
          <span key={key} className="key-row-key">
            <KeyCaps keys={[key]} />
            <IconButton
              icon="close"
              label={`Take ${key} away from ${command.title}`}
              onPress={() => row.onKeys(command.keys.filter((other) => other !== key))}
            />
          </span>
        ))}
      </span>
      <span className="key-row-actions">
        {isChanged && (
          <IconButton icon="discard" label={`Set ${command.title} back`} onPress={row.onReset} />
        )}
        <IconButton
          icon="add"
          label={`Add a key for ${command.title}`}
          onPress={() => onRecord(command.id)}
        />
      </span>
      {conflicts.length > 0 && (
        <p className="key-conflict">
          <Icon name="warning" />
          {conflicts.map(({ keys, other }) => `${keys} also: ${other.title}`).join('; ')}
        </p>
      )}
      {isRecording && (
        <KeyRecorder
          command={command}
          all={all}
          onSave={row.onAdd}
          onCancel={() => onRecord(undefined)}
        />
      )}
    </li>
  )
}
