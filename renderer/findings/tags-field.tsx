import { useId, useRef, useState } from 'react'
import type { FindingDetail } from '../../electron/api/domain.ts'
import { tagProblem, tagsOf, tagText } from '../../electron/api/tags.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { useAwaited } from '../state/awaited.ts'
import { useListed } from '../state/listed.ts'
import { useView } from '../state/view.ts'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { decide } from './decide.ts'
import { filteredTags, tagsInUse, toggleTag } from './tags.ts'
import './tags-field.css'

interface Props {
  readonly reviewId: number
  readonly finding: FindingDetail
}

/** The tags of a finding: each filters the list; new ones are typed or taken from those in use. */
export function TagsField({ reviewId, finding }: Props) {
  const workbench = useWorkbench()
  const isReadOnly = useView((view) => view.isReadOnly)
  const filter = useView((view) => view.filter)
  const [text, setText] = useState('')
  const [suggested, setSuggested] = useState<readonly string[]>([])
  /** What is on its way to the store: the next tag comes to these. */
  const [saving, setSaving] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  const names = useId()
  const isAwaited = useView((view) => view.awaited === 'tags' && view.selectedId === finding.id)
  useAwaited(isAwaited, () => field.current?.focus())
  const tags = tagsOf(saving ?? finding.tags)
  const isChosen = filteredTags(filter)
  const problem = tagProblem([...tags, text].join(','))

  const write = async (next: string, typed: string) => {
    setSaving(next)
    const outcome = await decide(workbench, { reviewId, findingId: finding.id }, { tags: next })
    setSaving((now) => (now === next ? undefined : now))
    // What was changed elsewhere meanwhile is shown; nothing that was typed is lost for it.
    if (outcome !== 'saved') setText(typed)
  }
  const add = () => {
    if (problem !== undefined || isReadOnly) return
    setText('')
    const next = tagText([...tags, text])
    if (next !== tagText(tags)) void write(next, text)
  }
  const remove = (tag: string) => {
    void write(tagText(tags.filter((other) => other !== tag)), text)
    field.current?.focus()
  }

  return (
    <div>
      <label className="field-label" htmlFor="finding-tags">
        Tags
      </label>
      <div className="tags">
        {tags.map((tag) => (
          <span key={tag} className="tag">
            <button
              type="button"
              className="tag-name"
              aria-pressed={isChosen(tag)}
              title={`Findings tagged ${showHidden(tag)}`}
              onClick={() => toggleTag(filter, tag)}
            >
              {showHidden(tag)}
            </button>
            {!isReadOnly && (
              <button
                type="button"
                className="tag-remove"
                aria-label={`Take the tag ${showHidden(tag)} away`}
                onClick={() => remove(tag)}
              >
                <Icon name="close" />
              </button>
            )}
          </span>
        ))}
        {!isReadOnly && (
          <input
            id="finding-tags"
            ref={field}
            className="text-input tags-input"
            list={names}
            value={text}
            maxLength={1_000}
            placeholder={tags.length === 0 ? 'Any words, with commas between them' : ''}
            autoComplete="off"
            aria-describedby={problem === undefined ? undefined : 'finding-tags-problem'}
            onFocus={() => {
              const own = new Set(tags.map((tag) => tag.toLowerCase()))
              const inUse = tagsInUse(useListed.getState().rows.values())
              setSuggested(inUse.map(({ tag }) => tag).filter((tag) => !own.has(tag.toLowerCase())))
            }}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={({ key }) => {
              const last = tags.at(-1)
              if (key === 'Enter') add()
              else if (key === 'Backspace' && text === '' && last !== undefined) remove(last)
            }}
            onBlur={add}
          />
        )}
        {isReadOnly && tags.length === 0 && <span className="muted">No tags</span>}
      </div>
      {problem !== undefined && (
        <p id="finding-tags-problem" className="given-reason" role="alert">
          {problem}
        </p>
      )}
      <datalist id={names}>
        {suggested.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
    </div>
  )
}
