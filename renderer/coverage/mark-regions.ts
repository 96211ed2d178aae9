// Marking lines as reviewed, from keys and from the list of symbols.
import type { LineSpan, ReviewedFile, Unit } from '../../electron/api/regions.ts'
import { describeError, showFailure } from '../bridge/notices.ts'
import { ask } from '../bridge/queries.ts'
import { countSave } from '../bridge/saves.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { useCursor } from '../state/cursor.ts'
import { setView, useView } from '../state/view.ts'

/** What to do with which lines of a file; undefined for nothing. */
type Change = (
  file: ReviewedFile,
) => { readonly span: LineSpan; readonly isReviewed: boolean } | undefined

const MAX_TRIES = 4

/** Reads what is marked, changes it, and does so again where another change came between. */
async function change({ api }: Workbench, path: string, decide: Change): Promise<void> {
  const { reviewId = 0 } = useView.getState()
  for (let attempt = 1; ; attempt += 1) {
    const file = await api.call('regions.ofFile', { reviewId, path })
    const wanted = decide(file)
    if (wanted === undefined) {
      return
    }
    const input = { reviewId, path, rev: file.rev, commandId: crypto.randomUUID(), ...wanted }
    try {
      await countSave(() => api.call('regions.mark', input))
      return
    } catch (error) {
      if (describeError(error).code !== 'conflict' || attempt === MAX_TRIES) {
        throw error
      }
    }
  }
}

/** Marks or unmarks the lines of an open file; failures are shown. */
export async function markSpan(
  workbench: Workbench,
  path: string,
  span: LineSpan,
  isReviewed: boolean,
): Promise<void> {
  await change(workbench, path, () => ({ span, isReviewed })).catch(showFailure)
}

/** The innermost function or class around a line. */
export function unitAt(units: readonly Unit[], line: number): Unit | undefined {
  return units.findLast(
    ({ kind, startLine, endLine }) => kind !== 'module' && startLine <= line && line <= endLine,
  )
}

function isWhole({ reviewed }: ReviewedFile, span: LineSpan): boolean {
  return reviewed.some(
    ({ startLine, endLine }) => startLine <= span.startLine && span.endLine <= endLine,
  )
}

/** Toggles the selected lines, else the symbol around the cursor, else its line. */
export async function toggleHere(workbench: Workbench): Promise<void> {
  const { path, startLine, endLine, isSelection } = useCursor.getState()
  if (path !== '') {
    await change(workbench, path, (file) => {
      const unit = isSelection ? undefined : unitAt(file.units, startLine)
      const span = unit ?? { startLine, endLine }
      const { startLine: first, endLine: last } = span
      return { span: { startLine: first, endLine: last }, isReviewed: !isWhole(file, span) }
    }).catch(showFailure)
  }
}

/** Moves an edge of the region around the cursor by one line; makes a region where none is. */
export async function moveEdge(
  workbench: Workbench,
  edge: 'top' | 'bottom',
  grows: boolean,
): Promise<void> {
  const { path, startLine: line } = useCursor.getState()
  if (path !== '') {
    await change(workbench, path, ({ reviewed }) => {
      const here = reviewed.find((one) => one.startLine <= line && line <= one.endLine)
      if (!here) {
        return grows ? { span: { startLine: line, endLine: line }, isReviewed: true } : undefined
      }
      const inside = edge === 'top' ? here.startLine : here.endLine
      const outside = edge === 'top' ? here.startLine - 1 : here.endLine + 1
      const moved = grows ? outside : inside
      return moved < 1
        ? undefined
        : { span: { startLine: moved, endLine: moved }, isReviewed: grows }
    }).catch(showFailure)
  }
}

/** Marks the open file as reviewed and goes on. */
export async function markFile(workbench: Workbench): Promise<void> {
  const { target } = useView.getState()
  if (target !== undefined) {
    await markSpan(workbench, target.path, { startLine: 1, endLine: LAST_LINE }, true)
    await goToUnread(workbench)
  }
}

/** Behind the end of every file; lines that are not there are left out. */
const LAST_LINE = 100_000_000

/** Shows the next symbol that was not read whole; tells when there is none. */
export async function goToUnread(workbench: Workbench): Promise<void> {
  const { reviewId = 0, target } = useView.getState()
  const cursor = useCursor.getState()
  const line = cursor.path === target?.path ? cursor.startLine : 0
  const from = target === undefined ? {} : { from: { path: target.path, line } }
  const found = await ask(workbench, 'regions.next', { reviewId, ...from })
  if (found?.next) {
    const { path, startLine } = found.next
    // The editor comes there only when it has the text.
    useCursor.setState({ path, startLine, endLine: startLine, isSelection: false })
    setView({
      stage: 'source',
      step: undefined,
      awaited: 'source',
      target: { path, range: { startLine, startColumn: 1, endLine: startLine, endColumn: 1 } },
    })
  } else if (found) {
    setView({ place: 'coverage' })
  }
}
