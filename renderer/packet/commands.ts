// What the keyboard and the palette do for the packet.
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { setView, useView } from '../state/view.ts'
import { addTest } from './add-test.ts'
import { showInPacket } from './packet-view.ts'

export function packetCommands(workbench: Workbench): readonly Command[] {
  return [
    {
      id: 'packet.import',
      title: 'Import a file into the review',
      keys: [],
      group: 'Review',
      writes: true,
      isEnabled: () => useView.getState().reviewId !== undefined,
      run: () => {
        showInPacket({ panel: 'exports' })
        setView({ awaited: 'import' })
      },
    },
    {
      id: 'finding.test',
      title: 'Add a test to this finding',
      keys: ['t'],
      group: 'Findings',
      writes: true,
      isEnabled: () => {
        const { place, selectedId } = useView.getState()
        return place === 'findings' && selectedId !== undefined
      },
      run: () => {
        const { reviewId, selectedId: findingId } = useView.getState()
        if (reviewId === undefined || findingId === undefined) return
        setView({ tab: 'fix' })
        void addTest(workbench, { reviewId, findingId }, 'packet.createTest')
      },
    },
  ]
}
