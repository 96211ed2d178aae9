import type { Backup, RecentReview } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { sizeOf } from '../ui/size-words.ts'
import { showHidden } from '../ui/visible-text.ts'
import './backups-dialog.css'
import { minuteOf } from '../ui/time-words.ts'

interface Props {
  readonly recent: RecentReview
  readonly onClose: () => void
  readonly onRestore: (name: string) => void
}

const REASONS: Readonly<Record<Backup['reason'], string>> = {
  daily: 'Copy of the day',
  upgrade: 'Before a newer version of Lectern changed it',
}

/** The copies that were made of a review, any of which can take its place. */
export function BackupsDialog({ recent, onClose, onRestore }: Props) {
  const { data: backups } = useApi('reviews.backups', { recentId: recent.recentId })
  return (
    <Dialog title={`Earlier copies of ${showHidden(recent.name)}`} onClose={onClose}>
      <section className="dialog-content" aria-label="Copies">
        {backups?.length === 0 ? (
          <p>
            There is none yet. A review is copied on each day on which it is opened, once it was
            analysed, and the last seven of these copies are kept.
          </p>
        ) : (
          <p className="muted">
            A copy takes the place of the review with all that was decided and written until then.
            The review as it is now is kept beside it, with today’s date in its name.
          </p>
        )}
        <ul className="backups">
          {backups?.map(({ name, reason, madeAt, bytes }) => (
            <li key={name} className="backup">
              <span>{minuteOf(madeAt)}</span>
              <span className="muted small">
                {REASONS[reason]}, {sizeOf(bytes)}
              </span>
              <Button onPress={() => onRestore(name)}>Restore</Button>
            </li>
          ))}
        </ul>
      </section>
    </Dialog>
  )
}
