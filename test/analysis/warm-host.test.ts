// An analysis process that serves one run after the other tells of each what a new one would.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import {
  type AnalysisHost,
  type AnalysisProcess,
  forkingHost,
} from '../../electron/analysis/host.ts'
import { warmHost } from '../../electron/analysis/warm-host.ts'
import { type RunOf, runOver } from '../support/analysis-runs.ts'
import { TROUBLED_ANALYSIS } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { WEB_PROJECT } from '../support/web-project.ts'

const ended = new Set<() => void>()

afterEach(() => {
  for (const end of ended) end()
  ended.clear()
})

/** A host that keeps its processes warm, and how many it has started. */
function aWarmHost(): { readonly host: AnalysisHost; readonly started: AnalysisProcess[] } {
  const started: AnalysisProcess[] = []
  const inner = forkingHost(TROUBLED_ANALYSIS)
  const host = warmHost({
    start(events) {
      const process = inner.start(events)
      started.push(process)
      ended.add(process.kill)
      return process
    },
  })
  return { host, started }
}

const told = ({ outcome, checked }: RunOf) => [
  outcome,
  checked.map(({ report: { record, findings } }) => [
    record,
    findings.map(({ ruleId, message, location, fingerprint }) => [
      ruleId,
      message,
      location,
      fingerprint,
    ]),
  ]),
]

it('serves runs over changed files and other folders, each as a new process would', async () => {
  const { host, started } = aWarmHost()
  const web = aFolderWith(WEB_PROJECT)
  const other = aFolderWith({ 'a.py': 'import os\n\ndef f(x=[]):\n    return x\n' })
  const alone = async (root: string, jobs: number) => told(await runOver(root, { jobs }))
  expect(told(await runOver(web, { host }))).toEqual(await alone(web, 1))
  const [path = ''] = Object.keys(WEB_PROJECT).filter((one) => one.endsWith('.py'))
  writeFileSync(join(web, path), `${WEB_PROJECT[path]}\n\ndef late(x=[]):\n    return x\n`)
  expect(told(await runOver(web, { host }))).toEqual(await alone(web, 1))
  expect(told(await runOver(other, { host, jobs: 2 }))).toEqual(await alone(other, 2))
  expect(told(await runOver(web, { host, jobs: 2 }))).toEqual(await alone(web, 2))
  expect(started).toHaveLength(1)
})

it('takes a new process after one that was cancelled, that died or that ended as it waited', async () => {
  const { host, started } = aWarmHost()
  const folder = aFolderWith(WEB_PROJECT)
  const deadly = aFolderWith({ ...WEB_PROJECT, 'abort-check.py': 'x = 1\n' })
  const controller = new AbortController()
  const cancelled = await runOver(folder, {
    host,
    signal: controller.signal,
    onProgress: (phase) => phase === 'check' && controller.abort(),
  })
  expect(cancelled.outcome.kind).toBe('cancelled')
  expect((await runOver(folder, { host })).outcome.kind).toBe('finished')
  expect(started).toHaveLength(2)

  const survived = await runOver(deadly, { host })
  expect(survived.outcome.kind).toBe('finished')
  const skipped = survived.checked.flatMap(({ report: { record } }) =>
    record.state === 'skipped' ? [record.path] : [],
  )
  expect(skipped).toEqual(['abort-check.py'])
  const before = started.length
  expect(before).toBeGreaterThan(2)

  started.at(-1)?.kill()
  const again = await runOver(folder, { host })
  expect(again.outcome.kind).toBe('finished')
  expect(again.checked).toHaveLength(again.found.length)
  expect(started).toHaveLength(before + 1)
})

it('has a process ready for a run that is about to come', async () => {
  const { host, started } = aWarmHost()
  host.prepare?.()
  host.prepare?.()
  expect(started).toHaveLength(1)
  const folder = aFolderWith(WEB_PROJECT)
  expect(told(await runOver(folder, { host }))).toEqual(told(await runOver(folder)))
  expect(started).toHaveLength(1)
})

it('lets two runs at the same time have a process each', async () => {
  const { host, started } = aWarmHost()
  const folder = aFolderWith(WEB_PROJECT)
  const both = await Promise.all([runOver(folder, { host }), runOver(folder, { host })])
  expect(told(both[0])).toEqual(told(both[1]))
  expect(started).toHaveLength(2)
  await runOver(folder, { host })
  expect(started).toHaveLength(2)
})
