import { useDeferredValue } from 'react'
import { useApi } from '../bridge/queries.ts'
import { KeyHint } from '../commands/key-hint.tsx'
import { useView } from '../state/view.ts'
import { showHidden } from '../ui/visible-text.ts'
import { EvidenceSteps } from './evidence-steps.tsx'

/** The steps that lead to the selected finding, beside whatever the inspector shows. */
export function StepsPart({ reviewId }: { readonly reviewId: number }) {
  const findingId = useDeferredValue(useView((view) => view.selectedId))
  const { data: finding } = useApi(
    'findings.detail',
    { reviewId, findingId: findingId ?? 1 },
    { enabled: findingId !== undefined, keepPrevious: true },
  )
  if (findingId === undefined || !finding) {
    return <p className="muted">Select a finding to see the steps that lead to it.</p>
  }
  return (
    <>
      <p>
        <span className="muted">#{finding.number}</span> {showHidden(finding.title)}
      </p>
      {finding.evidence.length === 0 ? (
        <p className="muted">No path leads to this finding: all of it stands at its place.</p>
      ) : (
        <>
          <EvidenceSteps finding={finding} isWide />
          <p className="muted small">
            <KeyHint command="evidence.previous" /> and <KeyHint command="evidence.next" /> walk
            along the steps in the source.
          </p>
        </>
      )}
    </>
  )
}
