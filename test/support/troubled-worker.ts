// A worker whose analyzer fails on files by their names, as native code fails on hostile ones.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { createAnalyzer } from '../../analyzer/index.ts'
import type { WorkerSetup } from '../../electron/analysis/messages.ts'
import { serveWorker } from '../../electron/analysis/serve-worker.ts'

if (parentPort === null) throw new Error('A worker runs in a thread of its own.')
// Given by the pool that started this thread.
const setup = workerData as WorkerSetup

function fail(path: string, step: string): void {
  if (path.includes(`vanish-${step}`)) rmSync(join(setup.plan.root, path))
  if (path.includes(`rewrite-${step}`)) writeFileSync(join(setup.plan.root, path), 'x = 1\n')
  if (path.includes(`abort-${step}`)) process.kill(process.pid, 'SIGSEGV')
  if (path.includes(`throw-${step}`)) throw new Error(`Thrown at ${path}.`)
  if (path.includes(`spin-${step}`)) {
    for (;;);
  }
}

serveWorker(parentPort, setup, (options) => {
  const analyzer = createAnalyzer(options)
  return {
    ...analyzer,
    summarize(file) {
      fail(file.path, 'read')
      return analyzer.summarize(file)
    },
    link(summaries) {
      for (const { record } of summaries) fail(record.path, 'link')
      analyzer.link(summaries)
    },
    checkNoting(path) {
      fail(path, 'check')
      return analyzer.checkNoting(path)
    },
  }
})
