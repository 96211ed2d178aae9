import { useEffect, useRef } from 'react'
import { pathsIn, withinPaths } from '../bridge/path-scope.ts'

interface Props {
  /** One path on each line. */
  readonly text: string
  /** Paths of the sources of the review, once they are known. */
  readonly sources: readonly string[] | undefined
  /** Takes the focus when it is shown. */
  readonly isFirst?: boolean
  readonly onChange: (text: string) => void
}

/** Folders, files or patterns, with how many sources they hold. */
export function PathsField({ text, sources, isFirst = false, onChange }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (isFirst) field.current?.focus()
  }, [isFirst])
  const paths = pathsIn(text)
  const isWithin = withinPaths(paths)
  const held = sources?.filter(isWithin).length ?? 0
  return (
    <div>
      <label className="field-label" htmlFor="scope-paths">
        One folder, file or pattern on each line
      </label>
      <textarea
        id="scope-paths"
        className="text-input code"
        spellCheck={false}
        rows={3}
        ref={field}
        placeholder={'src/orders\n**/views.py'}
        aria-describedby="scope-paths-held"
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id="scope-paths-held" className="muted small" role="status">
        {sources &&
          paths.length > 0 &&
          `${held.toLocaleString('en')} of ${sources.length.toLocaleString('en')} sources lie there. `}
        The whole repository is read, so that calls from elsewhere are known.
      </p>
    </div>
  )
}
