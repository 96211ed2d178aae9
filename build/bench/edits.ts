// How long a person waits for the findings after one file was edited, in a window that stays open:
// `node build/bench/edits.ts <folder>` reviews the folder and prints JSON, each time in milliseconds
// from the command until all is stored. It changes files of the folder.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnalysisProcess, forkingHost } from '../../electron/analysis/host.ts'
import { warmHost } from '../../electron/analysis/warm-host.ts'
import { createBackend } from '../../electron/backend/backend.ts'
import { pythonFiles } from './corpus.ts'

/** Edits that are measured, each of another file; the first ones make machine code. */
const EDITS = 20
const WARMING = 5

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Usage: edits.ts <folder>')
console.log(JSON.stringify(await measureEdits(folder)))

async function measureEdits(root: string) {
  const data = mkdtempSync(join(tmpdir(), 'lectern-edits-'))
  const processes: AnalysisProcess[] = []
  const forking = forkingHost(new URL('../../dist/analysis.js', import.meta.url))
  const backend = createBackend({
    dataFolder: data,
    cacheFolder: join(data, 'cache'),
    version: '0.1.0',
    runtime: 'benchmark',
    emit: () => undefined,
    analysisHost: warmHost({
      start(events) {
        const process = forking.start(events)
        processes.push(process)
        return process
      },
    }),
  })
  const { reviewId } = backend.openPath(root)
  const run = async () => {
    const start = performance.now()
    await backend.analyse(reviewId)
    return performance.now() - start
  }
  try {
    const first = await run()
    const unchanged: number[] = []
    const edited: number[] = []
    const files = pythonFiles(root)
    for (let edit = 0; edit < WARMING + EDITS; edit += 1) {
      unchanged.push(await run())
      const path = files[(edit * 7) % files.length] ?? ''
      appendFileSync(path, `\n\ndef added_${edit}(values=[]):\n    return values\n`)
      edited.push(await run())
    }
    return { first, unchanged: unchanged.slice(WARMING), edited: edited.slice(WARMING) }
  } finally {
    await backend.close()
    for (const process of processes) process.kill()
    rmSync(data, { recursive: true, force: true })
  }
}
