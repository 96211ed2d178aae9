import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { KeyHint } from '../commands/key-hint.tsx'
import { Button } from '../ui/button.tsx'
import { addTest } from './add-test.ts'
import { TestEditor } from './test-editor.tsx'

interface Props {
  readonly header: ReviewHeader
  readonly findingId: number
}

/** Tests that go with the fix of a finding: into the fix guide and the packet's folder of tests. */
export function NewTestsPart({ header, findingId }: Props) {
  const reviewId = header.id
  const workbench = useWorkbench()
  const { data: work } = useApi('packet.work', { reviewId, findingId })
  if (work === undefined) return null
  return (
    <section className="section" aria-label="New tests">
      <h3>New tests</h3>
      {work.tests.map((test) => (
        <TestEditor key={test.id} header={header} findingId={findingId} test={test} />
      ))}
      {work.tests.length === 0 && (
        <p className="muted">None yet. A test shows the defect before the fix and not after it.</p>
      )}
      {!header.readOnly && (
        <div className="reason-actions">
          <Button
            icon="add"
            onPress={() => void addTest(workbench, { reviewId, findingId }, 'packet.createTest')}
          >
            New test <KeyHint command="finding.test" />
          </Button>
          {work.canReproduce && (
            <Button
              icon="beaker"
              onPress={() => void addTest(workbench, { reviewId, findingId }, 'packet.draftTest')}
            >
              Draft a test that shows it
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
