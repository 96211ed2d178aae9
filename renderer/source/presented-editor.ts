// Code in large type for a room: one region in full colour, all else dimmed; or a fix, before and
// after. Nothing can be written in it.
import { EDITOR_OPTIONS, prepareMonaco, pythonModel } from './monaco.ts'
import { currentTheme, type ThemeName } from './theme.ts'

const monaco = prepareMonaco()
/** A column behind every line; Monaco takes the last one for it. */
const LINE_END = 1_000_000
const LARGE = {
  ...EDITOR_OPTIONS,
  fontSize: 24,
  lineHeight: 38,
  readOnly: true,
  domReadOnly: true,
  folding: false,
  glyphMargin: false,
  minimap: { enabled: false },
  stickyScroll: { enabled: false },
  occurrencesHighlight: 'off',
  selectionHighlight: false,
} as const

export interface PresentedEditor {
  applyTheme(theme: ThemeName): void
  dispose(): void
}

interface Region {
  readonly text: string
  readonly startLine: number
  /** Last line, inclusive. */
  readonly endLine: number
}

/** The text with everything but the region dimmed. */
export function presentRegion(
  container: HTMLElement,
  { text, startLine, endLine }: Region,
): PresentedEditor {
  const model = pythonModel(text)
  const editor = monaco.editor.create(container, {
    ...LARGE,
    model,
    theme: `lectern-${currentTheme()}`,
    ariaLabel: 'Presented source',
  })
  const dim = (from: number, to: number) =>
    from > to
      ? []
      : [
          {
            range: new monaco.Range(from, 1, to, LINE_END),
            options: { inlineClassName: 'presented-dim' },
          },
        ]
  editor.createDecorationsCollection([
    ...dim(1, startLine - 1),
    ...dim(endLine + 1, model.getLineCount()),
    {
      range: new monaco.Range(startLine, 1, endLine, 1),
      options: {
        isWholeLine: true,
        className: 'mark-selected-lines',
        linesDecorationsClassName: 'mark-selected-edge',
      },
    },
  ])
  editor.revealLinesInCenter(startLine, endLine, monaco.editor.ScrollType.Immediate)
  return {
    applyTheme: (theme) => monaco.editor.setTheme(`lectern-${theme}`),
    dispose() {
      editor.dispose()
      model.dispose()
    },
  }
}

interface FixToShow {
  readonly before: string
  readonly after: string
  readonly startLine: number
}

/** The lines of a fix, before and after, beside each other. */
export function presentFix(
  container: HTMLElement,
  { before, after, startLine }: FixToShow,
): PresentedEditor {
  const original = pythonModel(before)
  const modified = pythonModel(after)
  const editor = monaco.editor.createDiffEditor(container, {
    ...LARGE,
    originalEditable: false,
    theme: `lectern-${currentTheme()}`,
    renderSideBySide: true,
    renderOverviewRuler: false,
    renderMarginRevertIcon: false,
    renderGutterMenu: false,
    lineNumbers: (line: number) => String(line + startLine - 1),
  })
  editor.setModel({ original, modified })
  editor.getOriginalEditor().updateOptions({ ariaLabel: 'Before' })
  editor.getModifiedEditor().updateOptions({ ariaLabel: 'After' })
  return {
    applyTheme: (theme) => monaco.editor.setTheme(`lectern-${theme}`),
    dispose() {
      editor.dispose()
      original.dispose()
      modified.dispose()
    },
  }
}
