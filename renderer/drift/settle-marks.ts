// Marks that follow the code, on their way to the store.

import type { Input } from '../../electron/api/contract.ts'
import type { MarkId } from '../../electron/api/drift.ts'
import { stored } from '../bridge/stored.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { type Region, useView } from '../state/view.ts'

/** Lets every mark follow the code; tells whether it was stored. A failure is shown. */
export function reAnchorMarks({ api }: Workbench, reviewId: number): Promise<boolean> {
  const commandId = crypto.randomUUID()
  return stored(() => api.call('drift.apply', { reviewId, commandId }))
}

export async function settleMark(
  { api }: Workbench,
  mark: MarkId,
  rev: number,
  as: Input<'drift.settle'>['as'],
): Promise<void> {
  const { reviewId } = useView.getState()
  if (reviewId === undefined) {
    return
  }
  const commandId = crypto.randomUUID()
  await stored(() => api.call('drift.settle', { reviewId, commandId, mark, rev, as }))
}

/** The lines that are selected in the source, as the new place of a mark. */
export function linesOfRegion({ path, range }: Region) {
  // A selection that ends before the first column of a line does not take that line in.
  const isOpenEnded = range.endColumn === 1 && range.endLine > range.startLine
  const endLine = isOpenEnded ? range.endLine - 1 : range.endLine
  return { path, startLine: range.startLine, endLine }
}
