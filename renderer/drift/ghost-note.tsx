import { useState } from 'react'
import type { AnchorNote, AnchorState } from '../../electron/api/anchors.ts'
import type { MarkId } from '../../electron/api/drift.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './drift.css'
import { OriginalDialog } from './original-dialog.tsx'
import { linesOfRegion, settleMark } from './settle-marks.ts'

interface Props {
  readonly reviewId: number
  readonly mark: MarkId
  readonly note: AnchorNote
  /** The file that the mark is in now. */
  readonly path: string
  /** The first of its lines. */
  readonly line: number
  readonly isReadOnly: boolean
}

const SENTENCES: Readonly<Record<AnchorState, string>> = {
  exact: 'The code stands where it stood.',
  moved: 'The code moved.',
  changed: 'The code changed.',
  gone: 'The code is gone.',
}

/** How sure the place of a mark is since it followed the code, and what can be made of it. */
export function GhostNote({ reviewId, mark, note, path, line, isReadOnly }: Props) {
  const workbench = useWorkbench()
  const region = useView((view) => view.region)
  const [isOriginalShown, setOriginalShown] = useState(false)
  const { state, rev } = note
  const lines = region && linesOfRegion(region)
  return (
    <section
      className="ghost"
      data-state={state}
      aria-label={`Place of the ${'findingId' in mark ? 'finding' : 'lines'}`}
    >
      <p className="ghost-text">
        <Icon name={state === 'gone' ? 'eye-closed' : 'git-compare'} />
        <span>
          {SENTENCES[state]} It{' '}
          <button type="button" className="link-button" onClick={() => setOriginalShown(true)}>
            {originWord(note, path)}
          </button>
          .
        </span>
      </p>
      {!isReadOnly && (
        <div className="ghost-actions">
          {state !== 'gone' && (
            <Button onPress={() => void settleMark(workbench, mark, rev, { kind: 'accepted' })}>
              Accept
            </Button>
          )}
          {lines && (lines.path !== path || lines.startLine !== line) && (
            <Button
              onPress={() => void settleMark(workbench, mark, rev, { kind: 'moved', ...lines })}
            >
              Move to {lines.path === path ? '' : `${lines.path}, `}line {lines.startLine}
            </Button>
          )}
          {state !== 'moved' && (
            <Button onPress={() => void settleMark(workbench, mark, rev, { kind: 'closed' })}>
              Close as gone
            </Button>
          )}
        </div>
      )}
      {isOriginalShown && (
        <OriginalDialog reviewId={reviewId} mark={mark} onClose={() => setOriginalShown(false)} />
      )}
    </section>
  )
}

/** `was at line 113 in 3f2a`. */
function originWord({ originPath, originLine, originCommit }: AnchorNote, path: string): string {
  const file = originPath === path ? '' : ` of ${showHidden(originPath)}`
  const commit = originCommit === '' ? '' : ` in ${originCommit.slice(0, 7)}`
  return `was at line ${originLine}${file}${commit}`
}
