import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { FindingRow } from '../../electron/api/domain.ts'
import { describeError, showFailure } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import { type ScopeState, useScope } from '../bridge/scope.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { KeyHint } from '../commands/key-hint.tsx'
import { useAwaited } from '../state/awaited.ts'
import { useCursor } from '../state/cursor.ts'
import { rowsOfFile, useListed } from '../state/listed.ts'
import { showThread } from '../state/show-thread.ts'
import { selectFinding, setView, showLocation, useView } from '../state/view.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { nextFrame } from './after-frame.ts'
import { BlameLine } from './blame-line.tsx'
import { changedMarks, reviewedMarks, sourceMarks, symbolAt } from './decorations.ts'
import { EvidenceBar } from './evidence-bar.tsx'
import type { SourceEditor } from './source-editor.ts'
import './source-view.css'
import { runEditorLayers } from './editor-layers.ts'
import { threadMarks } from './thread-marks.ts'
import { toggleBlame, useBlame } from './use-blame.ts'
import { useThemeName } from './use-theme-name.ts'

interface Props {
  readonly reviewId: number
  /** What stands in a line of its own under the region of the selected finding, if anything does. */
  readonly regionLine: ((finding: FindingRow) => ReactNode) | undefined
}

const NO_EVIDENCE: never[] = []
const NO_THREADS: never[] = []
const DRIFT_NOTICES = {
  changed: 'The file on disk has changed since it was analysed.',
  missing: 'The file is no longer on disk.',
}

/** The open file at the analysed state, with all findings marked in it. */
export function SourceView({ reviewId, regionLine }: Props) {
  const container = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<SourceEditor>()
  const [symbol, setSymbol] = useState('')
  // The list answers a key at once, the source right after it: holding a key skips what is passed.
  const target = useDeferredValue(useView((view) => view.target))
  const selectedId = useDeferredValue(useView((view) => view.selectedId))
  const step = useView((view) => view.step)
  const allRows = useListed((listed) => listed.rows)
  const rows = useMemo(() => rowsOfFile(allRows, target?.path), [allRows, target?.path])
  const theme = useThemeName()
  const source = useApi(
    'sources.read',
    { reviewId, path: target?.path ?? '' },
    { enabled: target !== undefined },
  )
  const detail = useApi(
    'findings.detail',
    { reviewId, findingId: selectedId ?? 1 },
    { enabled: selectedId !== undefined },
  )
  const regions = useApi(
    'regions.ofFile',
    { reviewId, path: target?.path ?? '.' },
    { enabled: target !== undefined },
  )
  const { data: threads } = useApi('threads.list', { reviewId })
  const text = source.data
  const scope = useScope(reviewId)
  const workbench = useWorkbench()
  const { data: git } = useApi('git.state', { reviewId })
  const blame = useBlame(reviewId, git?.problem === undefined ? target?.path : undefined)
  const evidence = detail.data?.evidence ?? NO_EVIDENCE

  const showStep = useRef((_index: number) => {})
  showStep.current = (index) => {
    const there = evidence[index]
    if (there) {
      showLocation(there.location, index)
    }
  }

  useEffect(() => {
    const state: { editor?: SourceEditor; isGone: boolean } = { isGone: false }
    const start = async () => {
      await runEditorLayers()
      const { createSourceEditor } = await import('./source-editor.ts')
      await nextFrame()
      if (!state.isGone && container.current) {
        state.editor = createSourceEditor(container.current, {
          onTopLine: (topLine) => setView({ topLine }),
          onSelect: (path, range, lineAt) => {
            const symbol = symbolAt(lineAt, range.startLine)
            setSymbol(symbol)
            setView({ region: { path, range, symbol } })
          },
          onSelection: (startLine, endLine, isSelection) => {
            const path = useView.getState().target?.path ?? ''
            useCursor.setState({ path, startLine, endLine, isSelection })
          },
          onGlyph: selectAtLine,
          onThread: showThread,
          onStep: (index) => showStep.current(index),
        })
        setEditor(state.editor)
      }
    }
    start().catch(showFailure)
    return () => {
      state.isGone = true
      state.editor?.dispose()
    }
  }, [])
  useEffect(() => editor?.applyTheme(theme), [editor, theme])
  useEffect(() => {
    if (text) {
      editor?.showText(text.path, text.text)
    }
  }, [editor, text])
  const isAwaited = useView((view) => view.awaited === 'source')
  const isShown = text !== undefined && text.path === target?.path
  // Who has the focus moves on from the place that was asked for, which must not come after it.
  const isCurrent = useView((view) => view.target === target)
  useAwaited(editor !== undefined && isAwaited && isShown && isCurrent, () => editor?.focus())
  const hidesMarks = useView((view) => view.hidesMarks)
  const marks = useMemo(
    () =>
      text && !hidesMarks
        ? [
            ...changedIn(scope, text.path, text.text),
            ...reviewedMarks(regions.data?.path === text.path ? regions.data.reviewed : []),
            ...sourceMarks({ path: text.path, rows, selectedId, evidence, step }),
            ...threadMarks(text.path, threads ?? NO_THREADS, rows),
          ]
        : [],
    [text, hidesMarks, scope, regions.data, rows, selectedId, evidence, step, threads],
  )
  useEffect(() => editor?.mark(marks), [editor, marks])
  const here = isShown && !hidesMarks ? rows.find(({ id }) => id === selectedId) : undefined
  const lineUnder = regionLine && here?.location.range.endLine
  // It goes with the text that it stood in, even where the next one is of the same file.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text has no room for it yet
  useEffect(() => editor?.showRegionLine(lineUnder), [editor, lineUnder, text])
  const shownBlame = isShown ? blame?.blame : undefined
  useEffect(() => editor?.blame(shownBlame), [editor, shownBlame])
  useEffect(() => {
    if (!editor || text?.path !== target?.path || !target) {
      return
    }
    if (target.range) {
      editor.reveal(target.range, target.selects ?? false)
    } else if (target.topLine) {
      editor.scrollToLine(target.topLine)
    }
  }, [editor, text, target])

  return (
    <section className="source" data-pane="stage" aria-label="Source">
      {target && (
        <nav className="breadcrumb" aria-label="Place">
          <Icon name="file-code" />
          <CutPath path={target.path} />
          {symbol && (
            <>
              <Icon name="chevron-right" />
              <code className="breadcrumb-symbol">{showHidden(symbol)}</code>
            </>
          )}
          {git && <BlameButton problem={git.problem} onPress={() => toggleBlame(workbench)} />}
          {hidesMarks && (
            <span className="breadcrumb-note muted" role="status">
              Marks are hidden <KeyHint command="source.toggleMarks" />
            </span>
          )}
        </nav>
      )}
      {target && blame && <BlameLine path={target.path} state={blame} />}
      {step !== undefined && <EvidenceBar evidence={evidence} step={step} />}
      {text && text.drift !== 'same' && (
        <p className="source-notice" role="status">
          <Icon name="warning" />
          {showHidden(text.notice ?? DRIFT_NOTICES[text.drift])}
        </p>
      )}
      {text?.notice && text.drift === 'same' && (
        <p className="source-notice" role="status">
          <Icon name="info" />
          {showHidden(text.notice)}
        </p>
      )}
      {source.error && (
        <p className="source-notice" role="alert">
          <Icon name="warning" />
          {describeError(source.error).message} {describeError(source.error).nextStep}
        </p>
      )}
      <div className="source-editor" ref={container} data-keys="commands" />
      {editor && here && regionLine && createPortal(regionLine(here), editor.regionLine)}
      {!target && (
        <p className="pane-empty source-empty">
          {allRows.all.length > 0 ? (
            <>
              Select a finding to see it in its source. <KeyHint command="finding.next" /> takes the
              first one.
            </>
          ) : (
            <>
              <KeyHint command="source.goTo" /> opens a file or a symbol.
            </>
          )}
        </p>
      )}
    </section>
  )
}

interface BlameButtonProps {
  /** Why there is no history. */
  readonly problem: string | undefined
  readonly onPress: () => void
}

function BlameButton({ problem, onPress }: BlameButtonProps) {
  const isOn = useView((view) => view.showsBlame) && problem === undefined
  return (
    <button
      type="button"
      className="breadcrumb-blame"
      aria-pressed={isOn}
      // Stays in the way of Tab, so that the reason is read to whoever cannot hover.
      aria-disabled={problem !== undefined}
      title={problem === undefined ? 'Who wrote these lines' : showHidden(problem)}
      onClick={() => problem === undefined && onPress()}
    >
      Blame <KeyHint command="source.blame" />
    </button>
  )
}

/** The changed lines of the open file, when only what changed is looked at. */
function changedIn(scope: ScopeState | undefined, path: string, text: string) {
  if (scope?.kind !== 'changed') return []
  const file = scope.changes?.files.find((one) => one.path === path)
  return file ? changedMarks(file, scope.base, text.split('\n').length) : []
}

/** Selects the worst open finding that starts at the line; the next one when it is selected. */
function selectAtLine(line: number) {
  const { target, selectedId } = useView.getState()
  const here = rowsOfFile(useListed.getState().rows, target?.path).filter(
    (row) => row.location.range.startLine === line,
  )
  const at = here.findIndex(({ id }) => id === selectedId)
  const row = here[(at + 1) % Math.max(1, here.length)]
  if (row) {
    selectFinding(row)
  }
}
