// A worker whose analyzer fails on files by their names, as native code fails on hostile ones.
import { parentPort, workerData } from 'node:worker_threads'
import { createAnalyzer } from '../../analyzer/index.ts'
import type { WorkerSetup } from '../../electron/analysis/messages.ts'
import { serveWorker } from '../../electron/analysis/serve-worker.ts'

function fail(path: string, step: string): void {
  if (path.includes(`abort-${step}`)) process.kill(process.pid, 'SIGSEGV')
  if (path.includes(`throw-${step}`)) throw new Error(`Thrown at ${path}.`)
  if (path.includes(`spin-${step}`)) {
    for (;;);
  }
}

if (parentPort === null) throw new Error('A worker runs in a thread of its own.')
serveWorker(parentPort, workerData as WorkerSetup, (options) => {
  const analyzer = createAnalyzer(options)
  return {
    ...analyzer,
    summarize(file) {
      fail(file.path, 'read')
      return analyzer.summarize(file)
    },
    check(path) {
      fail(path, 'check')
      return analyzer.check(path)
    },
  }
})
