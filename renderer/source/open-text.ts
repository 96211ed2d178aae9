// A text comes into the editor in turns, with room for frames between them: its model, its lines,
// then what waits for these. A long file would keep the window waiting for all of it at once.
import { afterFrame } from './after-frame.ts'
import { EDITOR_OPTIONS, prepareMonaco, pythonModel } from './monaco.ts'

const monaco = prepareMonaco()
type Editor = ReturnType<typeof monaco.editor.create>
type Model = ReturnType<typeof pythonModel>

/** Longer texts are parsed for pairs of brackets too slowly to mark the one beside the cursor. */
const LONG = 10_000

export interface OpenText {
  /** Shows a text in place of the one that is shown or on its way. */
  open(path: string, text: string): void
  /** Whether a text is on its way. */
  isOpening(): boolean
  /** Does it now, or to the text that is on its way as soon as it is shown. */
  whenOpen(work: () => void): void
  focus(): void
  dispose(): void
}

/** `onOpen` is told when a text has taken the place of the one before. */
export function openText(editor: Editor, onOpen: () => void): OpenText {
  /** Takes back what comes next. */
  let cancelTurn = () => {}
  let made: Model | undefined
  let coming: { readonly path: string; readonly text: string } | undefined
  let waiting: (() => void)[] = []
  let isFocused = false
  let isMatching = true
  /** What had the focus when it was asked for. */
  let asker: Element | null = null

  function make(): void {
    const { path, text } = coming ?? { path: '', text: '' }
    const uri = uriOf(path)
    const known = monaco.editor.getModel(uri)
    if (known !== null && known === editor.getModel()) {
      keepFocus()
      editor.setModel(null)
    }
    known?.dispose()
    const model = pythonModel(text, uri)
    made = model
    // Before its lines come; of what is still shown nothing is looked through for this.
    if (model.getLineCount() > LONG) matchBrackets(false)
    cancelTurn = afterFrame(() => show(model))
  }

  function show(model: Model): void {
    made = undefined
    coming = undefined
    const before = editor.getModel()
    keepFocus()
    editor.setModel(model)
    before?.dispose()
    matchBrackets(model.getLineCount() <= LONG)
    onOpen()
    const works = waiting
    waiting = []
    for (const work of works) work()
    if (isFocused) cancelTurn = soon(takeFocus)
  }

  function matchBrackets(matches: boolean): void {
    if (matches === isMatching) return
    isMatching = matches
    editor.updateOptions({ matchBrackets: matches ? EDITOR_OPTIONS.matchBrackets : 'never' })
  }

  function keepFocus(): void {
    if (editor.hasTextFocus()) askForFocus()
  }

  function askForFocus(): void {
    isFocused = true
    asker = document.activeElement
  }

  function takeFocus(): void {
    isFocused = false
    const { activeElement, body } = document
    // Who has gone elsewhere meanwhile is not called back.
    const isFree = activeElement === null || activeElement === body || activeElement === asker
    if (isFree || editor.getDomNode()?.contains(activeElement)) editor.focus()
  }

  return {
    open(path, text) {
      const shown = editor.getModel()
      const isComing = coming?.path === path && coming.text === text
      const isShown = coming === undefined && shown?.uri.toString() === uriOf(path).toString()
      if (isComing || (isShown && shown?.getValue() === text)) return
      cancelTurn()
      made?.dispose()
      made = undefined
      waiting = []
      coming = { path, text }
      cancelTurn = soon(make)
    },
    isOpening: () => coming !== undefined,
    whenOpen(work) {
      if (coming === undefined) work()
      else waiting.push(work)
    },
    focus() {
      if (coming === undefined) editor.focus()
      else askForFocus()
    },
    dispose() {
      cancelTurn()
      made?.dispose()
    },
  }
}

function soon(work: () => void): () => void {
  const timer = window.setTimeout(work)
  return () => window.clearTimeout(timer)
}

function uriOf(path: string) {
  return monaco.Uri.from({ scheme: 'source', path: `/${path}` })
}
