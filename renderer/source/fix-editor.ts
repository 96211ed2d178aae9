// Before and after in Monaco's diff editor, within their file: the left side as analysed, the right
// side to be written in. Lines that are touched become part of the fix.
import type { Fix } from '../../electron/api/domain.ts'
import { EDITOR_OPTIONS, prepareMonaco, pythonModel } from './monaco.ts'
import {
  type FixText,
  growRegion,
  isInFile,
  linesOf,
  type Place,
  putRegion,
  takeRegion,
} from './region.ts'
import { currentTheme, type ThemeName } from './theme.ts'

const monaco = prepareMonaco()

/** Below this width in pixels, before and after stand in one column. */
const SIDE_BY_SIDE = 720

export interface FixEditor {
  /** Puts a text into the right side without telling `onChange`. */
  setText(text: FixText): void
  nextDifference(step: 1 | -1): void
  /** Before and after in one column, whatever the room. */
  setOneColumn(isOn: boolean): void
  applyTheme(theme: ThemeName): void
  focus(): void
  dispose(): void
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

  const editor = monaco.editor.createDiffEditor(container, {
    ...EDITOR_OPTIONS,
    theme: `lectern-${currentTheme()}`,
    originalEditable: false,
    readOnly: options.isReadOnly,
    renderSideBySide: container.clientWidth >= SIDE_BY_SIDE,
    useInlineViewWhenSpaceIsLimited: false,
    renderOverviewRuler: false,
    renderMarginRevertIcon: false,
    renderGutterMenu: false,
    renderIndicators: true,
    ignoreTrimWhitespace: false,
    minimap: { enabled: false },
    folding: false,
    lineNumbersMinChars: 4,
    lineDecorationsWidth: 14,
    lineNumbers: (line: number) => String(line + shift),
  })
  let isOneColumn = false
  const arrange = () => {
    const renderSideBySide = !isOneColumn && container.clientWidth >= SIDE_BY_SIDE
    editor.updateOptions({ renderSideBySide })
    // The names are forgotten by each update of the options.
    editor.getOriginalEditor().updateOptions({ ariaLabel: 'Before, read only' })
    editor.getModifiedEditor().updateOptions({ ariaLabel: 'After' })
  }
  const observer = new ResizeObserver(arrange)
  observer.observe(container)

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
    setText(text) {
      const wanted = shown(text)
      if (wanted !== model.getValue()) {
        isOurs = true
        place = placeOf(text)
        model.setValue(wanted)
        isOurs = false
      }
    },
    setOneColumn(isOn) {
      isOneColumn = isOn
      arrange()
    },
    nextDifference: (step) => editor.goToDiff(step === 1 ? 'next' : 'previous'),
    applyTheme: (theme) => monaco.editor.setTheme(`lectern-${theme}`),
    focus: () => writing.focus(),
    dispose() {
      observer.disconnect()
      editor.dispose()
      original.dispose()
      model.dispose()
    },
  }
}
