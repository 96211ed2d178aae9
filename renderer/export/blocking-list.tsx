import type { PacketState, PreflightEntry } from '../../electron/api/packet.ts'
import { useApi } from '../bridge/queries.ts'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'

/** Goes to where a problem is mended; undefined where there is no such place. */
export type WayTo = (
  entry: PreflightEntry,
  state: Pick<PacketState, 'fields'>,
) => (() => void) | undefined

interface Props {
  readonly reviewId: number
  readonly entries: readonly PreflightEntry[]
  readonly wayTo: WayTo
  readonly isAccepted: boolean
  readonly onAccept: (isAccepted: boolean) => void
}

/** Rows that are drawn; the drawer has all. */
const SHOWN = 8

/** What would make the packet say what is not so, each with the way to where it is mended. */
export function BlockingList({ reviewId, entries, wayTo, isAccepted, onAccept }: Props) {
  const { data: state } = useApi('packet.state', { reviewId })
  const blocking = entries.filter(({ weight }) => weight === 'block')
  const gaps = entries.filter(({ weight }) => weight === 'warn').length
  return (
    <section className="export-problems" aria-label="Before it is exported">
      {blocking.length > 0 && (
        <>
          <p className="export-blocked">
            <Icon name="error" /> The packet would not be what it says:
          </p>
          <ul>
            {blocking.slice(0, SHOWN).map((entry) => {
              const go = state && wayTo(entry, state)
              return (
                <li key={entry.message}>
                  <span className="selectable">{showHidden(entry.message)}</span>
                  {go && (
                    <Button
                      kind="quiet"
                      onPress={() => {
                        setView({ overlay: undefined })
                        go()
                      }}
                    >
                      Mend it
                    </Button>
                  )}
                </li>
              )
            })}
          </ul>
          <label className="export-pdf">
            <input
              type="checkbox"
              checked={isAccepted}
              onChange={(event) => onAccept(event.target.checked)}
            />
            Export all the same
          </label>
        </>
      )}
      {gaps > 0 && (
        <p className="muted">
          {gaps === 1 ? 'One gap is printed' : `${gaps.toLocaleString('en')} gaps are printed`} as
          such.{' '}
          <button
            type="button"
            className="link-button"
            onClick={() => setView({ overlay: undefined, drawer: 'problems', isDrawerAsked: true })}
          >
            Look at {gaps === 1 ? 'it' : 'them'}
          </button>
        </p>
      )}
    </section>
  )
}
