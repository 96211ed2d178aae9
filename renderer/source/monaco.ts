// Monaco with what reading and mending Python needs, and nothing else: no language services, no
// command palette of its own. Loaded after the first frame by whoever shows code.
import 'monaco-editor/features/bracketMatching/register.js'
import 'monaco-editor/features/caretOperations/register.js'
import 'monaco-editor/features/clipboard/register.js'
import 'monaco-editor/features/codicon/register.js'
import 'monaco-editor/features/comment/register.js'
import 'monaco-editor/features/diffEditor/register.js'
import 'monaco-editor/features/find/register.js'
import 'monaco-editor/features/folding/register.js'
import 'monaco-editor/features/hover/register.js'
import 'monaco-editor/features/indentation/register.js'
import 'monaco-editor/features/lineSelection/register.js'
import 'monaco-editor/features/linesOperations/register.js'
import 'monaco-editor/features/longLinesHelper/register.js'
import 'monaco-editor/features/multicursor/register.js'
import 'monaco-editor/features/smartSelect/register.js'
import 'monaco-editor/features/stickyScroll/register.js'
import 'monaco-editor/features/toggleTabFocusMode/register.js'
import 'monaco-editor/features/unicodeHighlighter/register.js'
import 'monaco-editor/features/wordHighlighter/register.js'
import 'monaco-editor/features/wordOperations/register.js'
import 'monaco-editor/languages/definitions/python/register.js'
import * as monaco from 'monaco-editor/editor/editor.api.js'
import { startEditorWorker } from './editor-worker.ts'
import { defineThemes } from './theme.ts'

export type Monaco = typeof monaco

declare global {
  interface Window {
    MonacoEnvironment?: { getWorker(): Worker }
  }
}

/** Monaco, ready to make editors. Importing this file twice gives the same one. */
export function prepareMonaco(): Monaco {
  window.MonacoEnvironment ??= { getWorker: startEditorWorker }
  defineThemes(monaco)
  return monaco
}

/**
 * A text for an editor. The editor's own switch does not reach the colouring of brackets, which
 * parses the whole text before its first lines are drawn.
 */
export function pythonModel(text: string, uri?: monaco.Uri): monaco.editor.ITextModel {
  const model = monaco.editor.createModel(text, 'python', uri)
  model.updateOptions({
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  })
  return model
}

/** Options that every editor of the window shares. */
export const EDITOR_OPTIONS = {
  automaticLayout: true,
  fontFamily: "'JetBrains Mono', monospace",
  fontSize: 13,
  lineHeight: 20,
  fontLigatures: false,
  scrollBeyondLastLine: false,
  smoothScrolling: false,
  cursorBlinking: 'solid',
  renderLineHighlight: 'none',
  renderControlCharacters: true,
  // A dimmed number is too pale to be read.
  renderFinalNewline: 'on',
  unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, includeComments: true },
  unusualLineTerminators: 'off',
  occurrencesHighlight: 'singleFile',
  selectionHighlight: true,
  links: false,
  contextmenu: false,
  fixedOverflowWidgets: true,
  hover: { delay: 500 },
  guides: { indentation: true, highlightActiveIndentation: false, bracketPairs: false },
  matchBrackets: 'near',
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  overviewRulerBorder: false,
  tabSize: 4,
  detectIndentation: true,
  wordBasedSuggestions: 'off',
  quickSuggestions: false,
  accessibilitySupport: 'auto',
} as const satisfies monaco.editor.IEditorOptions & monaco.editor.IGlobalEditorOptions
