// The read-only source behind a small imperative face: React hands over what to show and never
// renders into it.
import type { Range } from '../../analyzer/model.ts'
import type { Blame } from '../../electron/api/git.ts'
import { afterFrame } from './after-frame.ts'
import { blameColumn } from './blame-column.ts'
import type { ShownThread, SourceMark } from './decorations.ts'
import { EDITOR_OPTIONS, prepareMonaco } from './monaco.ts'
import { openText } from './open-text.ts'
import { regionZone } from './region-zone.ts'
import { markChanges } from './shown-marks.ts'
import { stepNumbers } from './step-numbers.ts'
import { ACCENT_COLOR, currentTheme, GOOD_COLOR, severityColor, type ThemeName } from './theme.ts'

const monaco = prepareMonaco()
type Decoration = ReturnType<typeof decorationOf>

/** A column behind every line; Monaco takes the last one for it. */
const LINE_END = 1_000_000

interface Events {
  /** The line at the top of the viewport, 1-based. */
  readonly onTopLine: (line: number) => void
  /** What is selected, the whole line when nothing is; and the text of any line, 1-based. */
  readonly onSelect: (path: string, range: Range, lineAt: (line: number) => string) => void
  /** First and last selected line; the same one where nothing is selected. */
  readonly onSelection: (startLine: number, endLine: number, isSelection: boolean) => void
  /** A glyph was clicked. */
  readonly onGlyph: (line: number) => void
  /** The sign of a thread was clicked. */
  readonly onThread: (thread: ShownThread) => void
  /** The number of an evidence step was clicked; 0-based. */
  readonly onStep: (index: number) => void
}

export interface SourceEditor {
  /** Where the line under a region is drawn. */
  readonly regionLine: HTMLElement
  /** Makes room for that line behind a line of the text (1-based); undefined takes it back. */
  showRegionLine(afterLine: number | undefined): void
  showText(path: string, text: string): void
  mark(marks: readonly SourceMark[]): void
  /** Brings a region into the middle of the viewport; the cursor or the selection is there then. */
  reveal(range: Range, selects: boolean): void
  scrollToLine(line: number): void
  /** Shows who wrote the lines, beside them; nothing is shown for undefined. */
  blame(blame: Blame | undefined): void
  focus(): void
  applyTheme(theme: ThemeName): void
  dispose(): void
}

function decorationOf(mark: SourceMark) {
  const { startLine, startColumn, endLine, endColumn } = mark.range
  const range = new monaco.Range(startLine, startColumn, endLine, endColumn)
  const pale = mark.isPale ? ' mark-pale' : ''
  const ghost = mark.isGhost ? ' mark-ghost' : ''
  const color = { id: mark.kind === 'selected' ? ACCENT_COLOR : severityColor(mark.severity) }
  switch (mark.kind) {
    case 'glyph':
      return {
        range,
        options: {
          glyphMarginClassName: `mark-glyph mark-${mark.severity}${pale}`,
          glyphMarginHoverMessage: { value: plainMarkdown(mark.text) },
          zIndex: 1,
        },
      }
    case 'region':
      return {
        range,
        options: {
          linesDecorationsClassName: `mark-bar mark-${mark.severity}${pale}${ghost}`,
          ...(mark.isGhost ? { isWholeLine: true, className: 'mark-ghost-lines' } : {}),
          ...(mark.isPale
            ? {}
            : {
                overviewRuler: { color, position: monaco.editor.OverviewRulerLane.Right },
                minimap: { color, position: monaco.editor.MinimapPosition.Gutter },
              }),
        },
      }
    case 'selected':
      return {
        range,
        options: {
          isWholeLine: true,
          className: `mark-selected-lines${mark.isGhost ? ' mark-ghost-lines' : ''}`,
          linesDecorationsClassName: 'mark-selected-edge',
          overviewRuler: { color, position: monaco.editor.OverviewRulerLane.Full },
          minimap: { color, position: monaco.editor.MinimapPosition.Gutter },
          zIndex: 10,
        },
      }
    case 'reviewed':
      return {
        range,
        options: {
          isWholeLine: true,
          marginClassName: 'mark-reviewed',
          overviewRuler: {
            color: { id: GOOD_COLOR },
            position: monaco.editor.OverviewRulerLane.Left,
          },
        },
      }
    case 'changed':
      return {
        range,
        options: {
          linesDecorationsClassName: `mark-changed mark-changed-${mark.change?.kind ?? 'modified'}${
            mark.change?.isUncommitted ? ' mark-uncommitted' : ''
          }`,
          linesDecorationsTooltip: mark.text,
          overviewRuler: {
            color: { id: mark.change?.kind === 'added' ? GOOD_COLOR : ACCENT_COLOR },
            position: monaco.editor.OverviewRulerLane.Center,
          },
        },
      }
    case 'thread':
      return {
        range,
        options: {
          glyphMarginClassName: `mark-thread codicon codicon-${mark.isPale ? 'comment' : 'comment-unresolved'}${pale}`,
          glyphMarginHoverMessage: { value: plainMarkdown(mark.text) },
          glyphMargin: { position: monaco.editor.GlyphMarginLane.Right },
          overviewRuler: {
            color: { id: ACCENT_COLOR },
            position: monaco.editor.OverviewRulerLane.Center,
          },
        },
      }
    case 'step':
      return {
        // To the end of the line, so that the words come behind the code.
        range: new monaco.Range(startLine, 1, startLine, LINE_END),
        options: {
          className: mark.isCurrentStep ? 'mark-current-step' : '',
          isWholeLine: true,
          after: {
            content: ['  ', mark.step, mark.text, mark.onward].filter(Boolean).join(' '),
            inlineClassName: mark.isCurrentStep ? 'mark-step mark-step-current' : 'mark-step',
          },
        },
      }
  }
}

/** The hover renders Markdown: every character of ours is taken literally. */
function plainMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~&]/gu, '\\$&')
}

/** An editor in the container, showing nothing yet. */
export function createSourceEditor(container: HTMLElement, events: Events): SourceEditor {
  const code = document.createElement('div')
  code.className = 'source-code'
  container.append(code)
  const editor = monaco.editor.create(code, {
    ...EDITOR_OPTIONS,
    model: null,
    theme: `lectern-${currentTheme()}`,
    readOnly: true,
    domReadOnly: true,
    glyphMargin: true,
    lineDecorationsWidth: 10,
    lineNumbersMinChars: 4,
    folding: false,
    stickyScroll: { enabled: true, maxLineCount: 4 },
    minimap: { enabled: true, renderCharacters: false, maxColumn: 64, showSlider: 'mouseover' },
    ariaLabel: 'Source, read only',
  })
  /** Ids of the decorations that are drawn, by the keys of their marks. */
  const shown = new Map<string, string>()
  let stepsShown = '[]'
  let wanted: readonly SourceMark[] = []
  /** Set while the text is new and none of its marks is drawn yet; takes the drawing back. */
  let cancelDrawing: (() => void) | undefined
  const steps = stepNumbers(editor, events.onStep)
  const column = blameColumn(editor, container)
  const zone = regionZone(editor)
  const sign: { threads: ReadonlyMap<number, ShownThread> } = { threads: new Map() }

  editor.onDidScrollChange(({ scrollTopChanged }) => {
    if (scrollTopChanged) {
      events.onTopLine(editor.getVisibleRanges()[0]?.startLineNumber ?? 1)
    }
  })
  editor.onDidChangeCursorSelection(({ selection }) => {
    const model = editor.getModel()
    if (model) {
      const line = selection.startLineNumber
      const range = selection.isEmpty()
        ? {
            startLine: line,
            startColumn: model.getLineFirstNonWhitespaceColumn(line) || 1,
            endLine: line,
            endColumn: model.getLineMaxColumn(line),
          }
        : {
            startLine: line,
            startColumn: selection.startColumn,
            endLine: selection.endLineNumber,
            endColumn: selection.endColumn,
          }
      events.onSelect(model.uri.path.slice(1), range, (at) => model.getLineContent(at))
    }
  })
  editor.onDidChangeCursorSelection(({ selection }) => {
    const { startLineNumber, endLineNumber, endColumn } = selection
    // A selection that ends before the first character of a line leaves that line out.
    const isBefore = endColumn === 1 && endLineNumber > startLineNumber
    events.onSelection(startLineNumber, endLineNumber - (isBefore ? 1 : 0), !selection.isEmpty())
  })
  editor.onMouseDown(({ target }) => {
    const isGlyph = target.type === monaco.editor.MouseTargetType.GUTTER_GLYPH_MARGIN
    if (!isGlyph || !target.position || target.element?.closest('.step-badge')) return
    const line = target.position.lineNumber
    const thread = sign.threads.get(line)
    if (thread && target.element?.closest('.mark-thread')) {
      events.onThread(thread)
    } else {
      events.onGlyph(line)
    }
  })

  function draw(marks: readonly SourceMark[]): void {
    const model = editor.getModel()
    const { removed, added } = markChanges(shown, marks)
    if (model === null || removed.length + added.length === 0) return
    const gone = new Set(removed)
    for (const [key, id] of shown) if (gone.has(id)) shown.delete(key)
    const drawn = added.map(({ mark }) => decorationOf(mark)) satisfies Decoration[]
    const ids = model.deltaDecorations([...removed], drawn)
    for (const [at, { key }] of added.entries()) shown.set(key, ids[at] ?? '')
    const own = marks.filter(({ kind }) => kind === 'step')
    const asText = JSON.stringify(own)
    if (asText !== stepsShown) {
      stepsShown = asText
      steps.show(own)
    }
  }

  const text = openText(editor, () => {
    shown.clear()
    stepsShown = '[]'
    steps.show([])
    // The lines are on the screen before their marks: a new text and many marks are two tasks.
    cancelDrawing = afterFrame(() => {
      cancelDrawing = undefined
      draw(wanted)
    })
  })

  return {
    regionLine: zone.node,
    showRegionLine: (afterLine) => text.whenOpen(() => zone.show(afterLine)),
    showText(path, content) {
      text.open(path, content)
      if (text.isOpening()) {
        cancelDrawing?.()
        cancelDrawing = undefined
      }
    },
    mark(marks) {
      wanted = marks
      sign.threads = new Map(
        marks.flatMap(({ thread, range }) => (thread ? [[range.startLine, thread] as const] : [])),
      )
      if (!text.isOpening() && cancelDrawing === undefined) draw(marks)
    },
    reveal({ startLine, startColumn, endLine, endColumn }, selects) {
      const end = selects ? ([endLine, endColumn] as const) : ([startLine, startColumn] as const)
      text.whenOpen(() => {
        editor.setSelection(new monaco.Range(startLine, startColumn, ...end))
        editor.revealRangeInCenterIfOutsideViewport(
          new monaco.Range(startLine, 1, endLine, 1),
          monaco.editor.ScrollType.Immediate,
        )
        zone.reveal()
      })
    },
    scrollToLine(line) {
      text.whenOpen(() => editor.setScrollTop(editor.getTopForLineNumber(line)))
    },
    blame: (blame) => text.whenOpen(() => column.show(blame)),
    focus: text.focus,
    applyTheme(theme) {
      monaco.editor.setTheme(`lectern-${theme}`)
    },
    dispose() {
      cancelDrawing?.()
      text.dispose()
      column.dispose()
      zone.dispose()
      editor.getModel()?.dispose()
      editor.dispose()
      code.remove()
    },
  }
}
