// Who can start an analysis process: the shell in the app, Node itself elsewhere.
import { fork } from 'node:child_process'
import type { FromAnalysis, ToAnalysis } from './messages.ts'

export interface AnalysisEvents {
  readonly onMessage: (message: FromAnalysis) => void
  /** Called once when the process is gone, whatever the reason. */
  readonly onExit: (reason: string) => void
}

export interface AnalysisProcess {
  readonly send: (message: ToAnalysis) => void
  /** Ends the process at once, even if it hangs in native code. `onExit` follows. */
  readonly kill: () => void
  /** Gives back a process whose run has ended well, where somebody keeps it. No event follows. */
  readonly release?: () => void
}

export interface AnalysisHost {
  readonly start: (events: AnalysisEvents) => AnalysisProcess
  /** A run is about to come: whatever can be made ahead is made. */
  readonly prepare?: () => void
}

/** Forks plain Node processes from `entry`. */
export function forkingHost(entry: URL): AnalysisHost {
  return {
    start({ onMessage, onExit }) {
      const child = fork(entry, [], {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        env: childEnvironment(process.env),
      })
      let lastWords = ''
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        lastWords = (lastWords + text).slice(-4_000)
      })
      child.on('message', (message) => onMessage(message as FromAnalysis))
      let isGone = false
      const end = (reason: string) => {
        if (isGone) return
        isGone = true
        onExit(lastWords.trim() === '' ? reason : `${reason}\n${lastWords.trim()}`)
      }
      child.on('error', (error) => end(error.message))
      child.on('close', (code, signal) => end(`The analysis process ended with ${signal ?? code}.`))
      return {
        // A message to a process that has just died is answered by its exit.
        send: (message) => void (child.connected && child.send(message, () => undefined)),
        kill: () => void child.kill('SIGKILL'),
      }
    },
  }
}

/**
 * Pools of memory in the C library of Linux: one for each thread otherwise, and what one has freed no
 * other one gets.
 */
const ARENAS = '2'
/**
 * Bytes at the end of such a pool that are given back to the system. Left to itself the library keeps
 * more the larger what was freed: after the first large tree tens of megabytes.
 */
const TRIMMED = String(256 * 1024)

/** Nothing that would make the child load other code or open a port. */
function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...rest } = environment
  return { MALLOC_ARENA_MAX: ARENAS, MALLOC_TRIM_THRESHOLD_: TRIMMED, ...rest }
}
