import { useState } from 'react'
import type { RecentReview, ReviewHeader } from '../../electron/api/domain.ts'
import { showFailure } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { closeReview, openReview } from './open-review.ts'
import '../ui/strip.css'
import './read-only-bar.css'

interface Props {
  readonly header: ReviewHeader
}

/** Tells why nothing can be changed here, and what can be done with it all the same. */
export function ReadOnlyBar({ header }: Props) {
  const [isChoosing, setChoosing] = useState(false)
  const workbench = useWorkbench()
  const openToWork = async () => {
    const { id } = header
    closeReview()
    try {
      await workbench.api.call('reviews.close', { reviewId: id })
      const { reviewId } = await workbench.api.call('reviews.openRecent', { recentId: id })
      await openReview(workbench, reviewId)
    } catch (error) {
      showFailure(error)
    }
  }
  return (
    <section className="strip" aria-label="Read only">
      <Icon name="lock" />
      <span className="strip-text" role="status">
        {whyReadOnly(header)}
      </span>
      {header.isForReading && <Button onPress={() => void openToWork()}>Open it to work in</Button>}
      {header.isPacket && (
        <Button icon="cloud-download" onPress={() => setChoosing(true)}>
          Import its decisions
        </Button>
      )}
      {isChoosing && <Targets header={header} onClose={() => setChoosing(false)} />}
    </section>
  )
}

function whyReadOnly({ isPacket, isForReading }: ReviewHeader): string {
  if (isPacket) return 'This is a packet: what it says can be read and exported, not changed.'
  return isForReading
    ? 'Opened for reading, because another program was writing to this review.'
    : 'The database of this review may not be written to: nothing can be changed until its file and folder are writable.'
}

/** The reviews that can take in what the packet decided, those of the same name first. */
function Targets({ header, onClose }: Props & { readonly onClose: () => void }) {
  const workbench = useWorkbench()
  const [isBusy, setBusy] = useState(false)
  const { data: recents = [] } = useApi('reviews.recents', {})
  const own = recents.filter(({ isPacket }) => !isPacket)
  const bring = async ({ recentId }: RecentReview) => {
    setBusy(true)
    try {
      const { reviewId } = await workbench.api.call('imports.decisions', {
        reviewId: header.id,
        into: recentId,
      })
      onClose()
      await openReview(workbench, reviewId)
    } catch (error) {
      showFailure(error)
      setBusy(false)
    }
  }
  return (
    <Dialog title="Import the decisions of this packet" onClose={onClose}>
      <div className="dialog-content targets">
        <p className="muted">
          Verdicts, severities, status, gates and notes go to the same findings of your review. Each
          is on record and can be undone.
        </p>
        {own.length === 0 ? (
          <p>There is no review to bring them into yet. Open the folder of the code first.</p>
        ) : (
          <ul aria-label="Reviews">
            {own
              .toSorted((a, b) => Number(b.name === header.name) - Number(a.name === header.name))
              .map((recent) => (
                <li key={recent.recentId}>
                  <button
                    type="button"
                    className="target"
                    disabled={isBusy}
                    onClick={() => void bring(recent)}
                  >
                    <span className="target-name">{showHidden(recent.name)}</span>
                    <span className="code muted">{recent.commit?.slice(0, 7)}</span>
                    <CutPath path={recent.rootPath} />
                  </button>
                </li>
              ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}
