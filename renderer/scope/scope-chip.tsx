import { useEffect } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { GitState } from '../../electron/api/git.ts'
import { pathsWords } from '../bridge/path-scope.ts'
import { keyOf, useApi } from '../bridge/queries.ts'
import { type ScopeState, useScope } from '../bridge/scope.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { ChangesDialog } from './changes-dialog.tsx'
import { CommitsDialog } from './commits-dialog.tsx'
import { movedSign, movedWords } from './moved-words.ts'
import { PathsDialog } from './paths-dialog.tsx'
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
      <Chip scope={scope} />
      <Moved state={state} reviewed={header.commit} />
      {overlay === 'scope' && <ScopePicker state={state} />}
      {overlay === 'paths' && <PathsDialog reviewId={reviewId} />}
      {overlay === 'changes' && scope?.kind === 'changed' && (
        <ChangesDialog reviewId={reviewId} scope={scope} />
      )}
      {overlay === 'commits' && <CommitsDialog state={state} reviewed={header.commit} />}
    </>
  )
}

interface ChipProps {
  readonly scope: ScopeState | undefined
}

function Chip({ scope }: ChipProps) {
  const { icon, words } = chipOf(scope)
  return (
    <button
      type="button"
      className="scope-chip"
      aria-haspopup="dialog"
      aria-label={`Scope: ${words}`}
      title={scope?.kind === 'paths' ? showHidden(scope.paths.join('\n')) : 'Choose what is listed'}
      data-narrowed={scope !== undefined}
      onClick={() => setView({ overlay: 'scope' })}
    >
      <Icon name={icon} />
      <span className="scope-chip-text">{words}</span>
      <Icon name="chevron-down" />
    </button>
  )
}

function chipOf(scope: ScopeState | undefined) {
  switch (scope?.kind) {
    case undefined:
      return { icon: 'repo', words: 'Whole repo' }
    case 'changed':
      return { icon: 'git-compare', words: `Changed against ${showHidden(scope.base)}` }
    case 'paths':
      return { icon: 'folder', words: showHidden(pathsWords(scope.paths)) }
  }
}

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
