// A line of its own under the region of a finding: the lines below make room, so that it covers no
// code. React fills the node, the editor says where it is.
import { prepareMonaco } from './monaco.ts'

const monaco = prepareMonaco()
type Editor = ReturnType<typeof monaco.editor.create>

/** In CSS pixels, as much as `.region-line` is high. */
const HEIGHT = 32

export interface RegionZone {
  /** What is drawn there; it is in the page, and takes the keyboard, only while it is in sight. */
  readonly node: HTMLElement
  /** Makes room behind a line (1-based), or for undefined takes it back. */
  show(afterLine: number | undefined): void
  /** Brings it into sight where it lies just below. */
  reveal(): void
  dispose(): void
}

/** A node beside the editor's lines, since the editor keeps the mouse from what is among them. */
export function regionZone(editor: Editor): RegionZone {
  const node = document.createElement('div')
  node.className = 'region-zone'
  node.style.height = `${HEIGHT}px`
  node.hidden = true
  const widget = { getId: () => 'region-line', getDomNode: () => node, getPosition: () => null }
  editor.addOverlayWidget(widget)
  let zoneId: string | undefined
  let wanted: number | undefined

  /** The lines in sight stay where they are, however much room is made above them. */
  function place(): void {
    const first = editor.getVisibleRanges()[0]?.startLineNumber ?? 1
    const away = editor.getTopForLineNumber(first) - editor.getScrollTop()
    makeRoom()
    editor.setScrollTop(editor.getTopForLineNumber(first) - away)
  }

  function makeRoom(): void {
    editor.changeViewZones((zones) => {
      if (zoneId !== undefined) zones.removeZone(zoneId)
      zoneId = undefined
      node.hidden = true
      const lineCount = editor.getModel()?.getLineCount()
      if (wanted === undefined || lineCount === undefined) return
      zoneId = zones.addZone({
        afterLineNumber: Math.min(wanted, lineCount),
        heightInPx: HEIGHT,
        domNode: document.createElement('div'),
        onDomNodeTop: (top) => {
          node.hidden = top <= -HEIGHT
          node.style.top = `${top}px`
        },
      })
    })
  }

  /** Over the margin, too: beside the panes the code alone is a narrow place for a title. */
  function layOut(): void {
    const { contentLeft, contentWidth, verticalScrollbarWidth } = editor.getLayoutInfo()
    node.style.width = `${contentLeft + contentWidth - verticalScrollbarWidth}px`
  }

  layOut()
  const listeners = [
    editor.onDidLayoutChange(layOut),
    // Zones go with the text that they stand in.
    editor.onDidChangeModel(() => {
      zoneId = undefined
      wanted = undefined
      node.hidden = true
    }),
  ]
  return {
    node,
    show(afterLine) {
      if (afterLine === wanted) return
      wanted = afterLine
      place()
    },
    reveal() {
      const model = editor.getModel()
      if (zoneId === undefined || wanted === undefined || model === null) return
      const bottom = editor.getBottomForLineNumber(Math.min(wanted, model.getLineCount())) + HEIGHT
      const beyond = bottom - editor.getScrollTop() - editor.getLayoutInfo().height
      // A region that is longer than the view begins at its beginning.
      if (beyond > 0 && beyond <= HEIGHT) editor.setScrollTop(editor.getScrollTop() + beyond)
    },
    dispose() {
      for (const listener of listeners) listener.dispose()
      editor.removeOverlayWidget(widget)
    },
  }
}
