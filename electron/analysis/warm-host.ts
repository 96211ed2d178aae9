// Keeps one analysis process between runs of small projects: the next run begins with machine code
// that is made already.
import type { AnalysisEvents, AnalysisHost, AnalysisProcess } from './host.ts'

/** A process that nobody asks for is ended after this time, in milliseconds. */
const IDLE = 10 * 60_000

interface Kept {
  readonly process: AnalysisProcess
  /** Of the run that it serves; undefined while it rests. */
  events: AnalysisEvents | undefined
}

/** A host whose processes are released to it; at most one rests. */
export function warmHost(host: AnalysisHost): AnalysisHost {
  let resting: Kept | undefined
  let idle: NodeJS.Timeout | undefined

  function open(): Kept {
    const kept: Kept = {
      events: undefined,
      process: host.start({
        onMessage: (message) => kept.events?.onMessage(message),
        onExit(reason) {
          if (resting === kept) resting = undefined
          kept.events?.onExit(reason)
        },
      }),
    }
    return kept
  }

  function release(kept: Kept): void {
    kept.events = undefined
    if (resting !== undefined) {
      kept.process.kill()
      return
    }
    resting = kept
    clearTimeout(idle)
    idle = setTimeout(() => kept.process.kill(), IDLE)
    idle.unref()
  }

  return {
    start(events) {
      const kept = resting ?? open()
      resting = undefined
      clearTimeout(idle)
      kept.events = events
      const { send, kill } = kept.process
      return { send, kill, release: () => release(kept) }
    },
    prepare() {
      if (resting !== undefined) return
      const kept = open()
      kept.process.send({ kind: 'prepare' })
      release(kept)
    },
  }
}
