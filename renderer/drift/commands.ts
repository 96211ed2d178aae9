import type { AnchorNote } from '../../electron/api/anchors.ts'
import type { FindingRow } from '../../electron/api/domain.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { listedRow } from '../state/listed.ts'
import { setView, useView } from '../state/view.ts'
import { linesOfRegion, reAnchorMarks, settleMark } from './settle-marks.ts'

type Ghost = FindingRow & { readonly anchor: AnchorNote }

function selectedGhost(): Ghost | undefined {
  const { place, selectedId } = useView.getState()
  const row = place === 'findings' ? listedRow(selectedId) : undefined
  return row?.anchor && { ...row, anchor: row.anchor }
}

function settle(workbench: Workbench, kind: 'accepted' | 'closed'): void {
  const row = selectedGhost()
  if (row) {
    void settleMark(workbench, { findingId: row.id }, row.anchor.rev, { kind })
  }
}

/** What can be made of marks that followed the code. */
export function driftCommands(workbench: Workbench): readonly Command[] {
  const isGhost = () => selectedGhost() !== undefined
  const isOpen = () => useView.getState().reviewId !== undefined
  return [
    {
      id: 'drift.preview',
      title: 'Preview where the marks stand in the files as they are now',
      keys: [],
      group: 'Review',
      isEnabled: isOpen,
      run: () => setView({ overlay: 'drift' }),
    },
    {
      id: 'drift.apply',
      writes: true,
      title: 'Re-anchor: let every mark follow the code',
      keys: [],
      group: 'Review',
      isEnabled: isOpen,
      run: () => {
        const { reviewId } = useView.getState()
        if (reviewId !== undefined) {
          void reAnchorMarks(workbench, reviewId)
        }
      },
    },
    {
      id: 'mark.accept',
      writes: true,
      title: 'Accept the place that the finding was carried to',
      keys: [],
      group: 'Findings',
      isEnabled: () => isGhost() && selectedGhost()?.anchor.state !== 'gone',
      run: () => settle(workbench, 'accepted'),
    },
    {
      id: 'mark.move',
      writes: true,
      title: 'Move the finding to the selected lines',
      keys: [],
      group: 'Findings',
      isEnabled: () => isGhost() && useView.getState().region !== undefined,
      run: () => {
        const [row, { region }] = [selectedGhost(), useView.getState()]
        if (row && region) {
          const as = { kind: 'moved' as const, ...linesOfRegion(region) }
          void settleMark(workbench, { findingId: row.id }, row.anchor.rev, as)
        }
      },
    },
    {
      id: 'mark.close',
      writes: true,
      title: 'Close the finding: its code is gone',
      keys: [],
      group: 'Findings',
      isEnabled: isGhost,
      run: () => settle(workbench, 'closed'),
    },
  ]
}
