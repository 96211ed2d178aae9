// The whole backend in the test's process, asked through a real port: everything but Electron.
import { join } from 'node:path'
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import { forkingHost } from '../../electron/analysis/host.ts'
import type { EventData, EventName } from '../../electron/api/contract.ts'
import { type Port, serve } from '../../electron/api/serve.ts'
import { type BackendOptions, createBackend } from '../../electron/backend/backend.ts'
import { type Client, createClient } from '../../renderer/bridge/client.ts'
import { aFolderWith } from './folders.ts'

/** Runs the real analysis. */
const ANALYSIS = new URL('../../electron/analysis/entry.ts', import.meta.url)
/** Runs an analysis whose workers fail on files by their names. */
export const TROUBLED_ANALYSIS = new URL('./troubled-analysis.ts', import.meta.url)

export interface BackendSettings extends Partial<BackendOptions> {
  readonly analysis?: URL
}

export interface TestBackend {
  readonly api: Client
  readonly backend: ReturnType<typeof createBackend>
  readonly dataFolder: string
  /** Opens a folder and runs an analysis to its end. */
  readonly review: (folder: string) => Promise<number>
  /** Resolves with the next event of this name. */
  readonly next: <E extends EventName>(name: E) => Promise<EventData<E>>
  /** What handlers failed on unexpectedly. */
  readonly bugs: readonly unknown[]
}

export function startBackend({
  analysis = ANALYSIS,
  ...options
}: BackendSettings = {}): TestBackend {
  const dataFolder = options.dataFolder ?? join(aFolderWith(), 'data')
  const { port1, port2 } = new MessageChannel()
  const bugs: unknown[] = []
  const backend = createBackend({
    dataFolder,
    version: '0.1.0',
    runtime: 'test',
    analysisHost: forkingHost(analysis),
    emit: (name, data) => service.emit(name, data),
    onBug: (_, error) => bugs.push(error),
    ...options,
  })
  const service = serve(portOf(port1), backend.handlers, {
    checkOutputs: true,
    onBug: (_, error) => bugs.push(error),
  })
  const api = createClient()
  // Node's port does all that the client uses of the window's.
  api.attach(port2 as unknown as MessagePort)
  onTestFinished(async () => {
    await backend.close()
    port1.close()
  })
  return {
    api,
    backend,
    dataFolder,
    bugs,
    async review(folder) {
      const { reviewId } = backend.openPath(folder)
      await backend.analyse(reviewId)
      return reviewId
    },
    next: (name) =>
      new Promise((resolve) => {
        const stop = api.on(name, (data) => {
          stop()
          resolve(data)
        })
      }),
  }
}

function portOf(port: NodePort): Port {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}
