import { useRef } from 'react'
import { ToggleButton } from 'react-aria-components'
import type { SearchOutcome } from '../../electron/api/search.ts'
import { useAwaited } from '../state/awaited.ts'
import { setView, useView } from '../state/view.ts'
import { Icon } from '../ui/icon.tsx'
import { NUMBER } from '../ui/number.ts'
import { SEARCH_IDS } from './commands.ts'
import { useResults } from './results.ts'

interface Props {
  /** Goes to the results. */
  readonly onDown: () => void
}

const MOST = 20_000
const SYNTAX = [
  ['word other', 'both, in any order'],
  ['"two words"', 'side by side'],
  ['-word', 'without it'],
  ['path:api', 'in these files'],
  ['rule:race', 'of these rules'],
] as const

/** What is asked, how it is read, and what came of it. */
export function SearchField({ onDown }: Props) {
  const options = useView((view) => view.search)
  const isAwaited = useView((view) => view.awaited === 'search')
  const input = useRef<HTMLInputElement>(null)
  useAwaited(isAwaited, () => input.current?.select())
  const { text, isRegex, isCaseSensitive } = options
  return (
    <search className="search-bar" aria-label="Search everything">
      <div className="filter-line">
        <Icon name="search" />
        <input
          ref={input}
          id={SEARCH_IDS.field}
          className="filter-input"
          aria-label="Search findings, texts and source"
          aria-describedby="search-syntax"
          placeholder="Search findings, texts and source"
          spellCheck={false}
          autoComplete="off"
          maxLength={MOST}
          value={text}
          onChange={(event) => setView({ search: { ...options, text: event.target.value } })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === 'ArrowDown') {
              event.preventDefault()
              onDown()
            }
          }}
        />
        <ToggleButton
          className="toggle-chip"
          aria-label="Upper and lower case differ"
          isSelected={isCaseSensitive}
          onChange={(isOn) => setView({ search: { ...options, isCaseSensitive: isOn } })}
        >
          <Icon name="case-sensitive" />
        </ToggleButton>
        <ToggleButton
          className="toggle-chip"
          aria-label="Regular expression"
          isSelected={isRegex}
          onChange={(isOn) => setView({ search: { ...options, isRegex: isOn } })}
        >
          <Icon name="regex" />
        </ToggleButton>
      </div>
      <Standing isAsked={text.trim() !== ''} />
      <dl id="search-syntax" className="search-syntax small muted" hidden={text.trim() !== ''}>
        {SYNTAX.map(([sign, meaning]) => (
          <div key={sign}>
            <dt className="code">{sign}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </search>
  )
}

function Standing({ isAsked }: { readonly isAsked: boolean }) {
  const outcome = useResults((results) => results.outcome)
  const shown = useResults((results) => results.hits.length)
  const words = !isAsked ? '' : outcome === undefined ? soFar(shown) : sentence(outcome)
  return (
    <p
      className="search-standing small muted"
      role="status"
      data-problem={outcome?.problem !== undefined || undefined}
    >
      {words}
    </p>
  )
}

function soFar(shown: number): string {
  return shown === 0 ? 'Searching' : `Searching, ${NUMBER.format(shown)} so far`
}

function sentence({ state, problem, counts, files, unread }: SearchOutcome): string {
  if (problem !== undefined) return problem
  if (state === 'stopped') return 'This takes too long and was stopped. Ask for less.'
  const found = [
    counted(counts.findings, 'finding'),
    counted(counts.texts, 'text'),
    `${counted(counts.source, 'line')} in ${counted(files, 'file')}`,
  ].join(', ')
  const gap =
    unread === 0 ? '' : `. ${counted(unread, 'file')} changed since the analysis, not searched`
  return counts.findings + counts.texts + counts.source === 0
    ? `Nothing has this${gap}.`
    : `${found}${gap}`
}

function counted(count: number, noun: string): string {
  return `${NUMBER.format(count)} ${noun}${count === 1 ? '' : 's'}`
}
