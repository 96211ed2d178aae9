import './cut-path.css'
import { cutMiddle, splitPath } from './paths.ts'
import { showHidden } from './visible-text.ts'

interface Props {
  readonly path: string
  readonly line?: number
}

const LONGEST_NAME = 60

/** A path in one line: its folders give way in the middle, the file name and line stay whole. */
export function CutPath({ path, line }: Props) {
  const shown = showHidden(path)
  const { folder, name } = splitPath(shown)
  const place = line === undefined ? shown : `${shown}:${line}`
  return (
    <bdi className="cut-path" title={place}>
      {folder && <span className="cut-path-folder">{folder}</span>}
      <span className="cut-path-name">
        {cutMiddle(name, LONGEST_NAME)}
        {line !== undefined && <span className="cut-path-line">:{line}</span>}
      </span>
    </bdi>
  )
}
