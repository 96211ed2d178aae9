import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { PacketState, PreflightEntry } from '../../electron/api/packet.ts'
import { useApi } from '../bridge/queries.ts'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'

/** Goes to where a problem is mended; undefined where there is no such place. */
export type WayTo = (entry: PreflightEntry, state: PacketState) => (() => void) | undefined

interface Props {
  readonly header: ReviewHeader
  readonly wayTo: WayTo
}

const WEIGHTS = {
  block: { icon: 'error', name: 'Blocks' },
  warn: { icon: 'warning', name: 'Gap' },
  note: { icon: 'info', name: 'Note' },
} as const
const ORDER = ['block', 'warn', 'note'] as const
/** Rows that are drawn; the rest is counted. */
const MAX_ROWS = 300

/** What stands against the packet, the worst first; each leads to the field that mends it. */
export function ProblemsPart({ header, wayTo }: Props) {
  const { data } = useApi('packet.preflight', { reviewId: header.id }, { keepPrevious: true })
  const { data: state } = useApi('packet.state', { reviewId: header.id }, { keepPrevious: true })
  if (data === undefined || state === undefined) return null
  const entries = ORDER.flatMap((weight) => data.entries.filter((one) => one.weight === weight))
  if (entries.length === 0) {
    return <p className="muted">Nothing stands against this packet.</p>
  }
  return (
    <ul className="drawer-list" aria-label="Problems">
      {entries.slice(0, MAX_ROWS).map((entry) => {
        const go = wayTo(entry, state)
        const { icon, name } = WEIGHTS[entry.weight]
        const words = (
          <>
            <Icon name={icon} />
            <span className="drawer-weight">{name}</span>
            <span className="drawer-words">{showHidden(entry.message)}</span>
          </>
        )
        return (
          <li key={entry.message} data-weight={entry.weight}>
            {go === undefined ? (
              <span className="drawer-row selectable">{words}</span>
            ) : (
              <button type="button" className="drawer-row" onClick={go}>
                {words}
              </button>
            )}
          </li>
        )
      })}
      {entries.length > MAX_ROWS && (
        <li className="muted">And {entries.length - MAX_ROWS} more in the Packet place.</li>
      )}
    </ul>
  )
}
