// The numbers of the evidence steps in the glyph margin: pressed, they show their step.
import type { SourceMark } from './decorations.ts'
import { prepareMonaco } from './monaco.ts'

const monaco = prepareMonaco()
type Editor = ReturnType<typeof monaco.editor.create>
type Widget = Parameters<Editor['addGlyphMarginWidget']>[0]

/** `onStep` is told the pressed step, 0-based. */
export function stepNumbers(editor: Editor, onStep: (index: number) => void) {
  let shown: readonly Widget[] = []
  return {
    show(marks: readonly SourceMark[]) {
      for (const widget of shown) {
        editor.removeGlyphMarginWidget(widget)
      }
      const steps = marks.filter(({ kind }) => kind === 'step')
      const byLine = Map.groupBy(steps, ({ range }) => range.startLine)
      shown = [...byLine].map(([line, members]) => widgetOf(line, members, onStep))
      for (const widget of shown) {
        editor.addGlyphMarginWidget(widget)
      }
    },
  }
}

/** One number a line: that of the current step if it lies there, else the first. */
function widgetOf(
  line: number,
  members: readonly SourceMark[],
  onStep: (index: number) => void,
): Widget {
  const at = members.findIndex(({ isCurrentStep }) => isCurrentStep)
  const [mark, others] = [members[Math.max(0, at)], members.length - 1]
  const number = mark?.step ?? 1
  const node = document.createElement('button')
  node.type = 'button'
  // Walked with keys of their own and listed in the inspector: no stops on the way of Tab.
  node.tabIndex = -1
  node.className = 'step-badge'
  node.textContent = `${number}`
  node.title = members.map(({ step, text }) => `${step} ${text}`).join('\n')
  node.setAttribute('aria-label', `Step ${number}${others > 0 ? ` and ${others} more` : ''}`)
  if (at !== -1) {
    node.setAttribute('aria-current', 'step')
  }
  const next = members[(at + 1) % members.length]?.step ?? number
  node.addEventListener('click', () => onStep(next - 1))
  return {
    getId: () => `step-${line}`,
    getDomNode: () => node,
    getPosition: () => ({
      lane: monaco.editor.GlyphMarginLane.Left,
      zIndex: 2,
      range: new monaco.Range(line, 1, line, 1),
    }),
  }
}
