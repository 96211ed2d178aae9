// Works a whole review through on a code base and leaves its packet, for people who want to look at
// every document after a change:  node build/worked-packet.ts <folder of Python> <new folder>
import { join } from 'node:path'
import { argv } from 'node:process'
import { MessageChannel } from 'node:worker_threads'
import { forkingHost } from '../electron/analysis/host.ts'
import { serve } from '../electron/api/serve.ts'
import { createBackend } from '../electron/backend/backend.ts'
import { createClient } from '../renderer/bridge/client.ts'
import { workThrough } from '../test/support/worked-session.ts'

const [folder, out] = argv.slice(2)
if (folder === undefined || out === undefined) {
  console.error('node build/worked-packet.ts <folder of Python> <new folder>')
  process.exitCode = 2
} else await work(folder, out)

async function work(folder: string, out: string): Promise<void> {
  const backend = createBackend({
    dataFolder: join(out, 'data'),
    version: '0.1.0',
    runtime: 'Node',
    analysisHost: forkingHost(new URL('../electron/analysis/entry.ts', import.meta.url)),
    emit: () => undefined,
  })
  const { port1, port2 } = new MessageChannel()
  serve(
    {
      postMessage: (message) => port1.postMessage(message),
      onMessage: (listener) => void port1.on('message', listener),
      onClose: (listener) => void port1.on('close', listener),
      close: () => port1.close(),
    },
    backend.handlers,
    { onBug: (method, error) => console.error(method, error) },
  )
  const api = createClient()
  // Node's port does all that the client uses of the window's.
  api.attach(port2 as unknown as MessagePort)
  const { reviewId } = backend.openPath(folder)
  await backend.analyse(reviewId)
  await workThrough(api, reviewId)
  const { targetId } = backend.grantTarget(join(out, 'packet'))
  const packet = await api.call('exports.create', { reviewId, targetId })
  console.log(`${packet.files.length} files in ${packet.folder}, ${packet.verdict}`)
  await backend.close()
  port1.close()
}
