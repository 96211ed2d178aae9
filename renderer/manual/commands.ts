import type { FindingDetail } from '../../electron/api/domain.ts'
import { keyOf } from '../bridge/queries.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { setView, useView } from '../state/view.ts'
import { draftAt, draftOf } from './draft.ts'

function isInSource(): boolean {
  const { place, stage, region, target } = useView.getState()
  return place === 'findings' && stage === 'source' && region?.path === target?.path && !!region
}

function selectedDetail({ cache }: Workbench): FindingDetail | undefined {
  const { reviewId = 0, selectedId = 0 } = useView.getState()
  return cache.getQueryData(keyOf('findings.detail', { reviewId, findingId: selectedId }))
}

/** Writing findings of one's own. */
export function manualCommands(workbench: Workbench): readonly Command[] {
  return [
    {
      id: 'finding.new',
      writes: true,
      title: 'New finding at the selected lines',
      keys: ['n'],
      group: 'Findings',
      isEnabled: isInSource,
      run: () => {
        const { region } = useView.getState()
        if (region) {
          draftAt(region)
          setView({ overlay: 'finding' })
        }
      },
    },
    {
      id: 'finding.rewrite',
      writes: true,
      title: 'Change the words of this finding',
      keys: [],
      group: 'Findings',
      isEnabled: () =>
        useView.getState().place === 'findings' && selectedDetail(workbench)?.manual != null,
      run: () => {
        const detail = selectedDetail(workbench)
        if (detail?.manual) {
          const { id, number, title, category, originalSeverity, message, manual } = detail
          draftOf(
            { kind: 'edit', findingId: id, number, rev: manual.rev },
            { title, category, severity: originalSeverity, message },
          )
          setView({ overlay: 'finding' })
        }
      },
    },
  ]
}
