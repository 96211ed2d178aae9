import { memo } from 'react'
import { QUEUES, type Queue, setView, useView } from '../state/view.ts'
import { type Counts, QUEUE_HINTS, QUEUE_NAMES } from './queues.ts'

interface Props {
  readonly counts: Counts['queues']
}

const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** The queues of the list with what is left in each. */
export const QueueTabs = memo(function QueueTabs({ counts }: Props) {
  const current = useView((view) => view.queue)
  return (
    <nav className="queue-tabs" aria-label="Queues">
      {QUEUES.filter((queue) => isShown(queue, current, counts)).map((queue) => (
        <button
          key={queue}
          type="button"
          className="queue-tab"
          aria-current={queue === current ? 'true' : undefined}
          title={`${QUEUE_HINTS[queue]}: ${counts[queue]}`}
          onClick={() => setView({ queue, listScrollTop: 0 })}
        >
          {QUEUE_NAMES[queue]} <span className="muted">{SHORT.format(counts[queue])}</span>
        </button>
      ))}
    </nav>
  )
})

/** Only after the code changed there is something to settle, or gone: both would take a second row. */
function isShown(queue: Queue, current: Queue, counts: Props['counts']): boolean {
  return (queue !== 'drifted' && queue !== 'gone') || queue === current || counts[queue] > 0
}
