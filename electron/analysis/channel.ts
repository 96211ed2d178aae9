// The way out of the analysis process: a port that the shell hands over, or the channel of a forked
// Node process.
import type { FromAnalysis, ToAnalysis } from './messages.ts'

export interface Channel {
  readonly post: (message: FromAnalysis) => void
  readonly listen: (listener: (message: ToAnalysis) => void) => void
}

/** The part of Electron's utility process that is used here. */
interface ParentPort {
  once(event: 'message', listener: (event: { readonly ports: readonly ShellPort[] }) => void): void
}

interface ShellPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
}

/** Calls back once the channel is there. The process ends with the other end. */
export function openChannel(onOpen: (channel: Channel) => void): void {
  // Electron puts the port on `process`; Node's typings do not know it.
  const { parentPort } = process as { readonly parentPort?: ParentPort }
  if (parentPort !== undefined) {
    parentPort.once('message', ({ ports: [port] }) => {
      if (port !== undefined) onOpen(portChannel(port))
    })
  } else if (process.send !== undefined) onOpen(forkChannel())
}

function portChannel(port: ShellPort): Channel {
  return {
    post: (message) => port.postMessage(message),
    listen(listener) {
      // Only the backend holds the other end.
      port.on('message', ({ data }) => listener(data as ToAnalysis))
      port.on('close', () => process.exit(0))
      port.start()
    },
  }
}

function forkChannel(): Channel {
  return {
    post: (message) => process.send?.(message),
    listen(listener) {
      process.on('message', (message) => listener(message as ToAnalysis))
      process.on('disconnect', () => process.exit(0))
    },
  }
}
