// The clocks of all opened reviews, and what the window asks of them.
import type { ClockState } from '../../api/clock.ts'
import type { ClockSettings } from '../../api/clock-settings.ts'
import type { Handlers } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import { standingRecord } from '../anchors/standing-texts.ts'
import type { Session } from '../session.ts'
import type { WorkPlace } from './active-time.ts'
import { conductOf } from './conduct.ts'
import { type SessionClock, sessionClock } from './session-clock.ts'

export interface ClockHandlerOptions {
  readonly session: (reviewId: number) => Session
  readonly now: () => Date
  readonly reviewer: () => string
  readonly settings: () => ClockSettings
  readonly onTick: (session: Session, clock: ClockState) => void
  /** Told after measured time was written into the record. */
  readonly onRecorded: (session: Session) => void
  readonly onBug: (what: string, error: unknown) => void
}

/** Time since the last change that is worth a line of its own in the record. Milliseconds. */
const WORTH_RECORDING = 5 * 60_000

const OFF: ClockState = {
  state: 'off',
  sittingSeconds: 0,
  linesPerHour: null,
  hint: null,
  problem: null,
}

export function clockHandlers(options: ClockHandlerOptions) {
  const clocks = new Map<number, SessionClock>()

  /** Undefined for a review that may only be read: nothing can be written there. */
  function clockOf(reviewId: number): SessionClock | undefined {
    const session = options.session(reviewId)
    const known = clocks.get(reviewId)
    if (known !== undefined || session.store.isReadOnly) return known
    const clock = sessionClock({
      store: session.store,
      now: () => options.now().getTime(),
      reviewer: options.reviewer,
      settings: options.settings,
      onTick: (state) => options.onTick(session, state),
      onBug: options.onBug,
    })
    clocks.set(reviewId, clock)
    return clock
  }

  const stateOf = (reviewId: number) => clockOf(reviewId)?.state() ?? OFF

  /** Only what is of the review is looked at: anything else counts for no file. Throws `not-found`. */
  function placeIn({ store }: Session, clock: SessionClock, place: WorkPlace): WorkPlace {
    const last = clock.place()
    const { path, findingId } = place
    if (findingId !== null && findingId !== last?.findingId && !store.findings.get(findingId)) {
      throw new AppError('not-found', `There is no finding #${findingId}.`, 'Choose another one.')
    }
    const isKnown = path === '' || path === last?.path || standingRecord(store, path) !== undefined
    return isKnown ? place : { path: '', findingId }
  }

  const handlers: Pick<Handlers, Extract<keyof Handlers, `clock.${string}`>> = {
    'clock.state': ({ reviewId }) => stateOf(reviewId),
    'clock.sign': ({ reviewId, isPresent, path, findingId }) => {
      const clock = clockOf(reviewId)
      const place = { path, findingId }
      clock?.sign(isPresent ? placeIn(options.session(reviewId), clock, place) : undefined)
      return { ok: true }
    },
    'clock.pause': ({ reviewId, isPaused }) => {
      clockOf(reviewId)?.pause(isPaused)
      return stateOf(reviewId)
    },
    'clock.dismiss': ({ reviewId, hint }) => {
      clockOf(reviewId)?.dismiss(hint)
      return stateOf(reviewId)
    },
    'clock.log': ({ reviewId }) => {
      const { store } = options.session(reviewId)
      clockOf(reviewId)?.settle()
      const conduct = store.readTogether(() =>
        conductOf(store.workingTime.byDay(), store.events.all()),
      )
      const asOf = options.now().toISOString()
      return { ...(conduct ?? { activeSeconds: 0, days: [], files: [], findings: [] }), asOf }
    },
  }

  return {
    handlers,
    /** The settings have changed: what every clock shows may be another thing now. */
    renew(): void {
      for (const [id, clock] of clocks) options.onTick(options.session(id), clock.state())
    },
    /**
     * Writes a line into the record where time was measured since its last change, so that a packet
     * of now holds it.
     */
    record(session: Session): void {
      clocks.get(session.id)?.settle()
      const { store } = session
      const untold = store.workingTime.untold()
      if (store.isReadOnly || untold < WORTH_RECORDING) return
      store.workingTime.recordTime(`${Math.floor(untold / 60_000)} minutes`)
      options.onRecorded(session)
    },
    close(reviewId: number): void {
      clocks.get(reviewId)?.close()
      clocks.delete(reviewId)
    },
    closeAll(): void {
      for (const clock of clocks.values()) clock.close()
      clocks.clear()
    },
  }
}
