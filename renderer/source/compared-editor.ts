// A file as two runs read it, in Monaco's diff editor: nothing can be written.
import { createDiffView, type DiffView } from './diff-editor.ts'
import { prepareMonaco, pythonModel } from './monaco.ts'

const monaco = prepareMonaco()

/** Lines that a finding stands on, 1-based and inclusive. */
export interface Lines {
  readonly startLine: number
  readonly endLine: number
}

export interface ComparedTextsShown {
  readonly a: string
  readonly b: string
  /** Where the run found it; undefined where it did not. */
  readonly linesA: Lines | undefined
  readonly linesB: Lines | undefined
}

export interface ComparedEditor extends DiffView {
  /** Shows two texts with the lines of a finding in their middle. */
  show(texts: ComparedTextsShown): void
}

export function createComparedEditor(container: HTMLElement): ComparedEditor {
  const { editor, view } = createDiffView(container, {
    isReadOnly: true,
    names: { original: 'Run A, read only', modified: 'Run B, read only' },
    shift: 0,
  })
  const [sideA, sideB] = [editor.getOriginalEditor(), editor.getModifiedEditor()]
  const sides = [
    { side: sideA, marks: sideA.createDecorationsCollection() },
    { side: sideB, marks: sideB.createDecorationsCollection() },
  ] as const
  let wanted: readonly (Lines | undefined)[] = []
  let isPlaced = true

  /** Sides scroll together: the later one leads where it has the lines. */
  const reveal = () => {
    const [a, b] = wanted
    if (b) sideB.revealLineInCenter(b.startLine, monaco.editor.ScrollType.Immediate)
    else if (a) sideA.revealLineInCenter(a.startLine, monaco.editor.ScrollType.Immediate)
    else if (editor.getLineChanges()?.[0]) editor.revealFirstDiff()
  }
  // Only when the difference is known do lines stand beside one another.
  editor.onDidUpdateDiff(() => {
    if (isPlaced) return
    isPlaced = true
    reveal()
  })

  const dropModels = () => {
    const models = editor.getModel()
    editor.setModel(null)
    models?.original.dispose()
    models?.modified.dispose()
  }
  return {
    ...view,
    show({ a, b, linesA, linesB }) {
      const shown = editor.getModel()
      const isShown = shown?.original.getValue() === a && shown.modified.getValue() === b
      wanted = [linesA, linesB]
      if (!isShown) {
        dropModels()
        isPlaced = false
        editor.setModel({ original: pythonModel(a), modified: pythonModel(b) })
      }
      for (const [at, { marks }] of sides.entries()) {
        const lines = wanted[at]
        marks.set(
          lines === undefined
            ? []
            : [
                {
                  range: new monaco.Range(lines.startLine, 1, lines.endLine, 1),
                  options: { isWholeLine: true, linesDecorationsClassName: 'mark-selected-edge' },
                },
              ],
        )
      }
      if (isShown) reveal()
    },
    dispose() {
      dropModels()
      view.dispose()
    },
  }
}
