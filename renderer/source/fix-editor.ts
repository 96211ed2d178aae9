// Before and after in Monaco's diff editor, within their file: the left side as analysed, the right
// side to be written in. Lines that are touched become part of the fix.
import type { Fix } from '../../electron/api/domain.ts'
import { createDiffView, type DiffView } from './diff-editor.ts'
import { prepareMonaco, pythonModel } from './monaco.ts'
import {
  type FixText,
  growRegion,
  isInFile,
  linesOf,
  type Place,
  putRegion,
  takeRegion,
} from './region.ts'

const monaco = prepareMonaco()

export interface FixEditor extends DiffView {
  /** Puts a text into the right side without telling `onChange`. */
  setText(text: FixText): void
}

interface Options {
  readonly fix: Fix
  /** What is written so far, a draft included. */
  readonly text: FixText
  /** The analysed text of the file, `undefined` when it is not there. */
  readonly file: string | undefined
  readonly onChange: (text: FixText) => void
  /** Nothing can be written on the right side either. */
  readonly isReadOnly: boolean
}

/** The text to write in: the file, or the lines of the fix alone when the file does not hold them. */
function surroundings({ fix, file }: Options): { text: string; firstLine: number } {
  return file !== undefined && isInFile(file, fix)
    ? { text: file, firstLine: 1 }
    : { text: fix.before, firstLine: fix.startLine }
}

/** An editor of one fix in the container. */
export function createFixEditor(container: HTMLElement, options: Options): FixEditor {
  const { text: before, firstLine } = surroundings(options)
  const shift = firstLine - 1
  const lineCount = linesOf(before).length
  const shown = ({ startLine, endLine, after }: FixText): string =>
    putRegion(before, { startLine: startLine - shift, endLine: endLine - shift, after })
  const placeOf = ({ startLine, endLine }: FixText): Place => ({
    startLine: startLine - shift,
    linesAfter: lineCount - (endLine - shift),
  })

  const { editor, view } = createDiffView(container, {
    isReadOnly: options.isReadOnly,
    names: { original: 'Before, read only', modified: 'After' },
    shift,
  })
  const original = pythonModel(before)
  const model = pythonModel(shown(options.text))
  editor.setModel({ original, modified: model })
  const writing = editor.getModifiedEditor()
  const marks = writing.createDecorationsCollection()
  let place = placeOf(options.text)
  let countBefore = model.getLineCount()
  let isOurs = false

  const markRegion = () =>
    marks.set([
      {
        range: new monaco.Range(place.startLine, 1, model.getLineCount() - place.linesAfter, 1),
        options: { isWholeLine: true, linesDecorationsClassName: 'mark-selected-edge' },
      },
    ])

  model.onDidChangeContent(({ changes }) => {
    if (!isOurs) {
      const touched = changes.map(({ range }) => ({
        startLine: range.startLineNumber,
        endLine: range.endLineNumber,
      }))
      place = growRegion(place, touched, countBefore)
      const taken = takeRegion(model.getLinesContent(), before, place)
      options.onChange({
        startLine: taken.startLine + shift,
        endLine: taken.endLine + shift,
        after: taken.after,
      })
    }
    countBefore = model.getLineCount()
    markRegion()
  })
  markRegion()
  const { startLine } = place
  const column = model.getLineFirstNonWhitespaceColumn(startLine) || 1
  writing.setPosition({ lineNumber: startLine, column })
  writing.revealLineInCenter(startLine, monaco.editor.ScrollType.Immediate)

  return {
    ...view,
    setText(text) {
      const wanted = shown(text)
      if (wanted !== model.getValue()) {
        isOurs = true
        place = placeOf(text)
        model.setValue(wanted)
        isOurs = false
      }
    },
    dispose() {
      view.dispose()
      original.dispose()
      model.dispose()
    },
  }
}
