import type { ReviewHeader } from '../../electron/api/domain.ts'
import { showFailure } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import { askHost } from '../bridge/shell.ts'
import { Button } from '../ui/button.tsx'
import { Markdown } from '../ui/markdown.tsx'

interface Props {
  readonly header: ReviewHeader
  /** Shows where the text of the packet is written. */
  readonly onWrite: () => void
}

/** The text of the packet that imported test results become. */
export const TEST_STATUS = 'test-status'

/** What tests and coverage showed, as they were imported. */
export function TestsPart({ header, onWrite }: Props) {
  const { data: state } = useApi('packet.state', { reviewId: header.id }, { keepPrevious: true })
  const field = state?.fields.find((one) => one.findingId === null && one.field === TEST_STATUS)
  const bring = async () => {
    try {
      await askHost('host.importFile', { reviewId: header.id })
    } catch (error) {
      showFailure(error)
    }
  }
  if (state === undefined) return null
  const text = field?.text ?? ''
  return (
    <>
      {text === '' ? (
        <p className="muted">
          No test result is in this review yet. Lectern runs no test: it takes in what yours wrote,
          as JUnit XML or coverage.xml.
        </p>
      ) : (
        <>
          {field?.isConfirmed === false && (
            <p className="muted small">
              Imported; the packet prints it as a draft until a reviewer confirms it.
            </p>
          )}
          <Markdown text={text} />
        </>
      )}
      <div className="drawer-actions">
        {!header.readOnly && (
          <Button icon="cloud-download" onPress={() => void bring()}>
            Import test results
          </Button>
        )}
        {field && text !== '' && (
          <Button kind="quiet" onPress={onWrite}>
            Open in the packet
          </Button>
        )}
      </div>
    </>
  )
}
