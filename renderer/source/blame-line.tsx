import { useMemo } from 'react'
import { useCursor } from '../state/cursor.ts'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { blameRows, rowAt } from './blame-rows.ts'
import type { BlameState } from './use-blame.ts'

interface Props {
  readonly path: string
  readonly state: BlameState
}

/** Who wrote the line of the cursor, in words; or why nobody can tell. */
export function BlameLine({ path, state: { blame, isAsking, error } }: Props) {
  const cursor = useCursor()
  const rows = useMemo(() => blame && blameRows(blame), [blame])
  const line = cursor.path === path ? cursor.startLine : 1
  const row = rows && rowAt(rows, line)
  return (
    <p className="blame-line" role="status" aria-label="Blame">
      <Icon name={error ? 'warning' : 'git-commit'} />
      <span className="blame-words" title={row?.text}>
        {error ? (
          showHidden(`${error.message} ${error.nextStep}`)
        ) : row ? (
          <>
            Line {line}: {row.text.split('\n').filter(Boolean).slice(0, 3).join(' · ')}
          </>
        ) : (
          `Line ${line}: ${isAsking ? 'looking through the history' : 'nobody is known'}`
        )}
      </span>
    </p>
  )
}
