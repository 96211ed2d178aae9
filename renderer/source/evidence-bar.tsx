import type { FindingDetail } from '../../electron/api/domain.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'
import { IconButton } from '../ui/button.tsx'
import { MarkdownLine } from '../ui/markdown.tsx'
import { walkEvidence } from './walk-evidence.ts'

interface Props {
  readonly evidence: FindingDetail['evidence']
  /** The step that is shown, 0-based. */
  readonly step: number
}

/** Where the walk along the evidence stands, in words, with the ways on. */
export function EvidenceBar({ evidence, step }: Props) {
  const workbench = useWorkbench()
  const current = evidence[step]
  if (!current) {
    return null
  }
  return (
    <div className="evidence-bar">
      <IconButton
        icon="arrow-up"
        label="Previous step"
        isDisabled={step === 0}
        onPress={() => walkEvidence(workbench, -1)}
      />
      <IconButton
        icon="arrow-down"
        label="Next step"
        isDisabled={step === evidence.length - 1}
        onPress={() => walkEvidence(workbench, 1)}
      />
      <p className="evidence-step" role="status">
        <span className="evidence-count">
          Step {step + 1} of {evidence.length}
        </span>
        <span className="muted">{current.kind}</span>
        <span className="evidence-text">
          <MarkdownLine text={current.message} />
        </span>
      </p>
      <IconButton icon="close" label="End the walk" onPress={() => setView({ step: undefined })} />
    </div>
  )
}
