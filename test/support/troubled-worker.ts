// A worker whose analyzer fails on files by their names, as native code fails on hostile ones.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { createAnalyzer } from '../../analyzer/index.ts'
import type { WorkerSetup } from '../../electron/analysis/messages.ts'
import { serveWorker } from '../../electron/analysis/serve-worker.ts'

if (parentPort === null) throw new Error('A worker runs in a thread of its own.')

function fail({ plan: { root } }: WorkerSetup, path: string, step: string): void {
  if (path.includes(`vanish-${step}`)) rmSync(join(root, path))
  if (path.includes(`rewrite-${step}`)) writeFileSync(join(root, path), 'x = 1\n')
  if (path.includes(`abort-${step}`)) process.kill(process.pid, 'SIGSEGV')
  if (path.includes(`throw-${step}`)) throw new Error(`Thrown at ${path}.`)
  if (path.includes(`spin-${step}`)) {
    for (;;);
  }
}

serveWorker(parentPort, (options, setup) => {
  const analyzer = createAnalyzer(options)
  return {
    ...analyzer,
    summarize(file) {
      fail(setup, file.path, 'read')
      return analyzer.summarize(file)
    },
    link(summaries) {
      for (const { record } of summaries) fail(setup, record.path, 'link')
      analyzer.link(summaries)
    },
    check(path) {
      fail(setup, path, 'check')
      return analyzer.check(path)
    },
    checkNoting(path) {
      fail(setup, path, 'check')
      return analyzer.checkNoting(path)
    },
  }
})
