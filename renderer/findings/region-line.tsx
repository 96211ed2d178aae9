import type { FindingRow } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { runCommand, useBoundCommand } from '../commands/bound-commands.ts'
import { useView } from '../state/view.ts'
import { Button, IconButton, WithTooltip } from '../ui/button.tsx'
import { OneLine } from './finding-line.tsx'
import './region-line.css'

interface Props {
  readonly finding: FindingRow
}

/** A finding under its region in the source: what it is, how far its steps are walked, what decides it. */
export function RegionLine({ finding }: Props) {
  const collapse = useBoundCommand('source.regionLine')
  return (
    <OneLine
      finding={finding}
      className="region-line"
      end={
        <IconButton
          icon="chevron-up"
          label="Collapse this line for all findings"
          keys={collapse?.keys[0]}
          onPress={() => runCommand('source.regionLine')}
        />
      }
    >
      <Steps findingId={finding.id} />
    </OneLine>
  )
}

function Steps({ findingId }: { readonly findingId: number }) {
  const reviewId = useView((view) => view.reviewId) ?? 0
  const step = useView((view) => view.step)
  const next = useBoundCommand('evidence.next')
  const { data } = useApi('findings.detail', { reviewId, findingId }, { enabled: reviewId !== 0 })
  const count = data?.evidence.length ?? 0
  if (count < 2) return null
  return (
    <WithTooltip label={next?.title ?? ''} keys={next?.keys[0]}>
      <Button kind="quiet" onPress={() => runCommand('evidence.next')}>
        {step === undefined ? `${count} steps` : `Step ${step + 1} of ${count}`}
      </Button>
    </WithTooltip>
  )
}
