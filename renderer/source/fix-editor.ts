// Before and after in Monaco's diff editor: the left side as analysed, the right side to be written.
import type { Fix } from '../../electron/api/domain.ts'
import { EDITOR_OPTIONS, prepareMonaco } from './monaco.ts'
import { currentTheme, type ThemeName } from './theme.ts'

const monaco = prepareMonaco()

export interface FixEditor {
  /** Puts a text into the right side without telling `onChange`. */
  setAfter(text: string): void
  nextDifference(step: 1 | -1): void
  applyTheme(theme: ThemeName): void
  focus(): void
  dispose(): void
}

/** An editor of one fix; `onChange` gets the whole right side after each change. */
export function createFixEditor(
  container: HTMLElement,
  fix: Fix,
  after: string,
  onChange: (after: string) => void,
): FixEditor {
  const editor = monaco.editor.createDiffEditor(container, {
    ...EDITOR_OPTIONS,
    theme: `lectern-${currentTheme()}`,
    originalEditable: false,
    readOnly: false,
    renderSideBySide: true,
    useInlineViewWhenSpaceIsLimited: true,
    renderSideBySideInlineBreakpoint: 640,
    renderOverviewRuler: false,
    renderMarginRevertIcon: false,
    renderGutterMenu: false,
    ignoreTrimWhitespace: false,
    minimap: { enabled: false },
    folding: false,
    lineNumbersMinChars: 4,
    originalAriaLabel: 'Before, read only',
    modifiedAriaLabel: 'After',
    lineNumbers: (line: number) => String(line + fix.startLine - 1),
  })
  const before = monaco.editor.createModel(fix.before, 'python')
  const text = monaco.editor.createModel(after, 'python')
  editor.setModel({ original: before, modified: text })
  let isOurs = false
  text.onDidChangeContent(() => {
    if (!isOurs) {
      onChange(text.getValue())
    }
  })

  return {
    setAfter(value) {
      if (value !== text.getValue()) {
        isOurs = true
        text.setValue(value)
        isOurs = false
      }
    },
    nextDifference: (step) => editor.goToDiff(step === 1 ? 'next' : 'previous'),
    applyTheme: (theme) => monaco.editor.setTheme(`lectern-${theme}`),
    focus: () => editor.getModifiedEditor().focus(),
    dispose() {
      editor.dispose()
      before.dispose()
      text.dispose()
    },
  }
}
