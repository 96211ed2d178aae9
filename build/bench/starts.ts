// How long the window takes from the start of its process until it can be used, beside a window of
// the same Electron with nothing in it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { median } from './corpus.ts'
import { writeLargeReview } from './large-review.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const WATCH = join(root, 'build/bench/start/watch-start.cjs')
const EMPTY = join(root, 'build/bench/start/empty-window.cjs')
const REPEATS = 3
/** A start that takes longer is stuck, in milliseconds. */
const LIMIT = 60_000

interface Start {
  readonly name: string
  /** What the program is given; an empty window is shown without. */
  readonly args?: readonly string[]
  /** What is waited for: selectors by what they show. */
  readonly awaited: Readonly<Record<string, string>>
}

const EMPTY_WINDOW: Start = { name: 'empty window', awaited: { shown: '#shown' } }

/** Milliseconds from the start of the process, the median of some runs. */
interface Shown {
  readonly name: string
  readonly time: number
  /** As often as the empty window of the same round took. */
  readonly ratio: number
}

/** A review of a usual size. */
const USUAL = 2_000

/** What a session that is open shows first, and its first finding. */
const SESSION = { 'usable window': '.frame .session-bar', 'first finding': '.finding-row' }

/**
 * Prints how long starts take. `folder` holds the review with `large` findings in `code` and `data`;
 * the others are made beside it.
 */
export async function tellStarts(folder: string, large: number): Promise<void> {
  const electron = process.env.LECTERN_ELECTRON ?? ''
  await writeLargeReview(join(folder, 'usual-code'), join(folder, 'usual-data'), USUAL)
  const args = (data: string, ...paths: readonly string[]) => [
    ...['--data-dir', join(folder, data)],
    ...paths.map((path) => join(folder, path)),
  ]
  const start: Start = {
    name: 'nothing to open',
    args: args('new-data'),
    awaited: { 'usable window': '.start-actions button' },
  }
  const review = (count: number, name: string) => ({
    name: `${count.toLocaleString('en')} findings`,
    args: args(`${name}data`, `${name}code`),
    awaited: SESSION,
  })
  const shown = await measureStarts(electron, [start, review(USUAL, 'usual-'), review(large, '')])
  console.log('From the start of the process, beside an empty window of the same round:')
  for (const { name, time, ratio } of shown) {
    console.log(`${name.padEnd(36)} ${`${time.toFixed(0)} ms`.padStart(9)}   ${ratio.toFixed(2)} ×`)
  }
}

/**
 * Starts each as often as the others, in turn, and an empty window with them. The first round, in
 * which Chromium compiles what it keeps for later starts, does not count.
 */
async function measureStarts(
  electron: string,
  starts: readonly Start[],
): Promise<readonly Shown[]> {
  const times = new Map<string, { readonly time: number; readonly ratio: number }[]>()
  for (let round = 0; round <= REPEATS; round += 1) {
    const empty = (await timesOf(electron, EMPTY_WINDOW)).get('shown') ?? Number.NaN
    const rows = [[EMPTY_WINDOW.name, empty] as const]
    for (const start of starts) {
      for (const [what, time] of await timesOf(electron, start)) {
        rows.push([`${start.name}: ${what}`, time])
      }
    }
    if (round === 0) continue
    for (const [name, time] of rows) {
      const known = times.get(name) ?? []
      times.set(name, [...known, { time, ratio: time / empty }])
    }
  }
  return [...times].map(([name, all]) => ({
    name,
    time: median(all.map(({ time }) => time)),
    ratio: median(all.map(({ ratio }) => ratio)),
  }))
}

/** Starts it once, waits until everything is shown and ends it. Milliseconds by name. */
async function timesOf(electron: string, start: Start): Promise<ReadonlyMap<string, number>> {
  const began = Date.now()
  const program = start.args === undefined ? [EMPTY] : [root, ...start.args]
  const child = spawn(electron, ['-r', WATCH, ...program], {
    env: { ...process.env, LECTERN_AWAITED: JSON.stringify(start.awaited) },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: LIMIT,
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const times = new Map<string, number>()
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith('{"shown"')) continue
    // Printed by watch-start.cjs.
    const { shown, at } = JSON.parse(line) as { readonly shown: string; readonly at: number }
    times.set(shown, at - began)
    if (times.size === Object.keys(start.awaited).length) child.kill()
  }
  await ended
  if (times.size < Object.keys(start.awaited).length) {
    throw new Error(`The start "${start.name}" ended before everything was shown.`)
  }
  return times
}
