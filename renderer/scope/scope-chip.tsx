import { useEffect } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { GitState } from '../../electron/api/git.ts'
import { keyOf, useApi } from '../bridge/queries.ts'
import { useScope } from '../bridge/scope.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { ChangesDialog } from './changes-dialog.tsx'
import { CommitsDialog } from './commits-dialog.tsx'
import { movedSign, movedWords } from './moved-words.ts'
import './scope.css'
import { ScopePicker } from './scope-picker.tsx'

interface Props {
  readonly header: ReviewHeader
}

/** What is looked at, the whole repository or what changed, and what HEAD has got since. */
export function ScopeChip({ header }: Props) {
  const { id: reviewId } = header
  const { cache } = useWorkbench()
  const overlay = useView((view) => view.overlay)
  const { data: state } = useApi('git.state', { reviewId })
  const scope = useScope(reviewId)
  useEffect(() => {
    // Commits are made in other windows: who comes back from there wants to know.
    const look = () => void cache.invalidateQueries({ queryKey: keyOf('git.state', { reviewId }) })
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [cache, reviewId])
  if (!state) {
    return null
  }
  return (
    <>
      <Chip base={scope?.base} problem={state.problem} />
      <Moved state={state} reviewed={header.commit} />
      {overlay === 'scope' && state.problem === undefined && <ScopePicker state={state} />}
      {overlay === 'changes' && scope && <ChangesDialog reviewId={reviewId} scope={scope} />}
      {overlay === 'commits' && <CommitsDialog state={state} reviewed={header.commit} />}
    </>
  )
}

interface ChipProps {
  readonly base: string | undefined
  readonly problem: string | undefined
}

function Chip({ base, problem }: ChipProps) {
  const words = base === undefined ? 'Whole repo' : `Changed against ${showHidden(base)}`
  const isUsable = problem === undefined || base !== undefined
  return (
    <button
      type="button"
      className="scope-chip"
      aria-haspopup="dialog"
      aria-label={`Scope: ${words}`}
      // Stays in the way of Tab, so that the reason is read to whoever cannot hover.
      aria-disabled={!isUsable}
      title={problem === undefined ? 'Choose what is listed' : `${showHidden(problem)} ${NO_BASE}`}
      data-narrowed={base !== undefined}
      onClick={() => isUsable && setView({ overlay: 'scope' })}
    >
      <Icon name={base === undefined ? 'repo' : 'git-compare'} />
      <span className="scope-chip-text">{words}</span>
      <Icon name="chevron-down" />
    </button>
  )
}

const NO_BASE = 'There is nothing to compare with.'

interface MovedProps {
  readonly state: GitState
  readonly reviewed: string | undefined
}

function Moved({ state, reviewed }: MovedProps) {
  const words = movedWords(state, reviewed)
  return (
    words !== '' && (
      <button
        type="button"
        className="scope-chip scope-moved"
        aria-haspopup="dialog"
        aria-label={words}
        title={words}
        onClick={() => setView({ overlay: 'commits' })}
      >
        <Icon name="git-commit" />
        {movedSign(state)}
      </button>
    )
  )
}
