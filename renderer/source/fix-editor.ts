// Before and after in Monaco's diff editor, within their file: the left side as analysed, on the
// right side the lines of the fix can be written and the others stay as they are.
import type { Fix } from '../../electron/api/domain.ts'
import { EDITOR_OPTIONS, prepareMonaco } from './monaco.ts'
import { putRegion, staysInside, takeRegion } from './region.ts'
import { currentTheme, type ThemeName } from './theme.ts'

const monaco = prepareMonaco()

/** Below this width in pixels, before and after stand in one column. */
const SIDE_BY_SIDE = 720

export interface FixEditor {
  /** Puts a text into the right side without telling `onChange`. */
  setAfter(after: string): void
  nextDifference(step: 1 | -1): void
  applyTheme(theme: ThemeName): void
  focus(): void
  dispose(): void
}

interface Options {
  readonly fix: Fix
  /** What stands in the region, a draft included. */
  readonly after: string
  /** The analysed text of the file, `undefined` when it is not there. */
  readonly file: string | undefined
  /** Gets what stands in the region after each change. */
  readonly onChange: (after: string) => void
  /** A change outside of the region was refused. */
  readonly onRefused: () => void
}

/** An editor of one fix in the container. */
export function createFixEditor(container: HTMLElement, options: Options): FixEditor {
  const { fix, file, onChange, onRefused } = options
  const before = putRegion(file, fix, fix.before)
  const begun = putRegion(file, fix, options.after)
  const { startLine, linesAfter, isInFile } = begun
  const editor = monaco.editor.createDiffEditor(container, {
    ...EDITOR_OPTIONS,
    theme: `lectern-${currentTheme()}`,
    originalEditable: false,
    readOnly: false,
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
    ...(isInFile ? {} : { lineNumbers: (line: number) => String(line + fix.startLine - 1) }),
  })
  const observer = new ResizeObserver(() => {
    editor.updateOptions({ renderSideBySide: container.clientWidth >= SIDE_BY_SIDE })
    // The names are forgotten by each update of the options.
    editor.getOriginalEditor().updateOptions({ ariaLabel: 'Before, read only' })
    editor.getModifiedEditor().updateOptions({ ariaLabel: 'After' })
  })
  observer.observe(container)

  const original = monaco.editor.createModel(before.text, 'python')
  const model = monaco.editor.createModel(begun.text, 'python')
  editor.setModel({ original, modified: model })
  const writing = editor.getModifiedEditor()
  const region = writing.createDecorationsCollection()
  const lastLine = () => Math.max(startLine, model.getLineCount() - linesAfter)
  const drawRegion = () =>
    region.set([
      {
        range: new monaco.Range(startLine, 1, lastLine(), 1),
        options: {
          isWholeLine: true,
          className: 'mark-selected-lines',
          linesDecorationsClassName: 'mark-selected-edge',
        },
      },
    ])

  let isOurs = false
  let endBefore = lastLine()
  model.onDidChangeContent(({ changes }) => {
    const wasInside = staysInside(
      changes.map(({ range }) => ({
        startLine: range.startLineNumber,
        endLine: range.endLineNumber,
      })),
      startLine,
      endBefore,
    )
    if (!isOurs && !wasInside) {
      // Not from within the event: the model is still telling others about the change.
      queueMicrotask(() => {
        isOurs = true
        model.undo()
        isOurs = false
      })
      onRefused()
      return
    }
    endBefore = lastLine()
    drawRegion()
    if (!isOurs) {
      const lines = model.getLinesContent().slice(startLine - 1, endBefore)
      onChange(takeRegion(lines, fix))
    }
  })
  drawRegion()
  writing.setPosition({
    lineNumber: startLine,
    column: model.getLineFirstNonWhitespaceColumn(startLine) || 1,
  })
  writing.revealLineInCenter(startLine, monaco.editor.ScrollType.Immediate)

  return {
    setAfter(after) {
      const { text } = putRegion(file, fix, after)
      if (text !== model.getValue()) {
        isOurs = true
        model.setValue(text)
        isOurs = false
      }
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
