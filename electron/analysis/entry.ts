// The analysis process. It reads what may be hostile, so whoever started it may kill it at any time.
// It speaks over a port that the shell hands over, or over the channel of a forked Node process.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { conduct } from './conduct.ts'
import type { FromAnalysis, RunRequest, ToAnalysis } from './messages.ts'

const isBundled = !import.meta.url.endsWith('.ts')
const workerFile = new URL(isBundled ? './worker.js' : './worker.ts', import.meta.url)
/** Built by set-up beside the bundles; a speed-up that may be missing. */
const addonFile = join(import.meta.dirname, isBundled ? '.' : '../../dist', 'flatten.node')

interface Channel {
  readonly post: (message: FromAnalysis) => void
  readonly listen: (listener: (message: ToAnalysis) => void) => void
}

/** The part of Electron's utility process that is used here; undefined in plain Node. */
interface ParentPort {
  once(event: 'message', listener: (event: { readonly ports: readonly ShellPort[] }) => void): void
}

interface ShellPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
}

function serve({ post, listen }: Channel): void {
  let isCancelled = false
  listen((message) => {
    if (message.kind === 'cancel') isCancelled = true
    else void run(message)
  })

  async function run(request: RunRequest): Promise<void> {
    try {
      await conduct({
        request,
        post,
        workerFile,
        addon: existsSync(addonFile) ? addonFile : undefined,
        isCancelled: () => isCancelled,
        onDeath: (reason) => {
          console.error(reason)
          process.exit(70)
        },
      })
    } catch (error) {
      console.error(error)
      post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }
}

// Electron puts the port on `process`; Node's typings do not know it.
const parentPort = (process as { readonly parentPort?: ParentPort }).parentPort
if (parentPort !== undefined) {
  parentPort.once('message', ({ ports: [port] }) => {
    if (port === undefined) return
    serve({
      post: (message) => port.postMessage(message),
      listen: (listener) => {
        // Only the backend holds the other end.
        port.on('message', ({ data }) => listener(data as ToAnalysis))
        port.on('close', () => process.exit(0))
        port.start()
      },
    })
  })
} else if (process.send !== undefined) {
  serve({
    post: (message) => process.send?.(message),
    listen: (listener) => {
      process.on('message', (message) => listener(message as ToAnalysis))
      process.on('disconnect', () => process.exit(0))
    },
  })
}
