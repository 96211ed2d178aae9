// Monaco's diff editor as the stage shows it, whatever stands on its sides.
import { EDITOR_OPTIONS, prepareMonaco } from './monaco.ts'
import { currentTheme, type ThemeName } from './theme.ts'

const monaco = prepareMonaco()

/** Below this width in pixels, both sides stand in one column. */
const SIDE_BY_SIDE = 720

interface Options {
  readonly isReadOnly: boolean
  /** What the sides are called, for assistive technology. */
  readonly names: { readonly original: string; readonly modified: string }
  /** Added to the numbers of the lines. */
  readonly shift: number
}

/** What every difference in the stage can do. */
export interface DiffView {
  /** Goes through the differences as a list that can be read aloud; Escape leaves it. */
  nextDifference(step: 1 | -1): void
  /** Both sides in one column, whatever the room. */
  setOneColumn(isOn: boolean): void
  applyTheme(theme: ThemeName): void
  focus(): void
  dispose(): void
}

/** A diff editor in the container without texts; its models stay with whoever sets them. */
export function createDiffView(container: HTMLElement, { isReadOnly, names, shift }: Options) {
  const editor = monaco.editor.createDiffEditor(container, {
    ...EDITOR_OPTIONS,
    theme: `lectern-${currentTheme()}`,
    originalEditable: false,
    readOnly: isReadOnly,
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
    editor.getOriginalEditor().updateOptions({ ariaLabel: names.original })
    editor.getModifiedEditor().updateOptions({ ariaLabel: names.modified })
  }
  const observer = new ResizeObserver(arrange)
  observer.observe(container)
  const view: DiffView = {
    nextDifference: (step) =>
      step === 1 ? editor.accessibleDiffViewerNext() : editor.accessibleDiffViewerPrev(),
    setOneColumn(isOn) {
      isOneColumn = isOn
      arrange()
    },
    applyTheme: (theme) => monaco.editor.setTheme(`lectern-${theme}`),
    focus: () => editor.getModifiedEditor().focus(),
    dispose() {
      observer.disconnect()
      editor.dispose()
    },
  }
  return { editor, view }
}
