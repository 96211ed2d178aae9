// `npm run bench:ui [-- --count 100000]`: how long the window keeps a frame waiting while a large
// review is opened, filtered, grouped, ordered, scrolled and decided, in real Electron, beside an
// empty window of the same run.
//
// Runs twice: first as the person, then by itself on a virtual display (build/display.ts).
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { reviewPage } from '../../test/support/review-page.ts'
import { expect, launchLectern } from '../../test/support/workbench.ts'
import { runOnDisplay } from '../display.ts'
import { LONG_FILE, writeLargeReview } from './large-review.ts'
import { tellStarts } from './starts.ts'
import { endTrace, markAct, startTrace } from './task-trace.ts'

const OPENING = 'open, from the first frame watched'

interface Measured {
  readonly name: string
  /** Longest time between two frames, in milliseconds. */
  readonly longestFrame: number
  /** From the act until what was asked for is on the screen, in milliseconds. */
  readonly total: number
}

const script = fileURLToPath(import.meta.url)
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    /** Prints what long frames were spent on. */
    why: { type: 'boolean', default: false },
    /** Measures the starts alone. */
    starts: { type: 'boolean', default: false },
  },
})

const output = process.env.LECTERN_OUTPUT
if (output === undefined) {
  process.exitCode = await runOnDisplay({
    script: 'build/bench/window.ts',
    args: [
      ...['--count', values.count],
      ...(values.why ? ['--why'] : []),
      ...(values.starts ? ['--starts'] : []),
    ],
    collect: () => undefined,
  })
} else if (process.argv[1] === script) {
  const count = Number(values.count)
  await writeLargeReview(join(output, 'code'), join(output, 'data'), count)
  // First, while the review shows its findings: acts leave it at the search.
  await tellStarts(output, count)
  if (!values.starts) await measureActs(output, count)
}

async function measureActs(folder: string, count: number): Promise<void> {
  const code = join(folder, 'code')
  const dataDir = join(folder, 'data')
  const began = performance.now()
  const { app, window } = await launchLectern({ dataDir, args: [code] })
  const page = reviewPage(window)
  if (values.why) window.on('console', (message) => console.log(message.text()))
  // First, since a trace may take seconds to begin.
  await watchFrames(window)
  await startTrace(app)
  await markAct(window, OPENING)
  await expect(page.findings.getByRole('treeitem').first()).toBeVisible({ timeout: 60_000 })
  const opened = performance.now() - began
  const results: Measured[] = [{ name: OPENING, ...(await longest(window)), total: opened }]
  const act = async (name: string, work: () => Promise<unknown>) => {
    await markAct(window, name)
    await longest(window)
    if (values.why) console.log(name)
    const start = performance.now()
    await work()
    const total = performance.now() - start
    // What follows the act, such as saving, counts too.
    await window.evaluate(() => new Promise((go) => requestIdleCallback(go)))
    results.push({ name, ...(await longest(window)), total })
  }
  const counted = (text: RegExp) => expect(page.count).toHaveText(text)
  await act('rest', () => window.evaluate(() => new Promise((go) => setTimeout(go, 500))))
  await page.filter.focus()
  await act('filter: one letter', async () => {
    await window.keyboard.type('7')
    await counted(/ of /)
  })
  await act('filter: a second letter', () => window.keyboard.type('7'))
  await act('filter: cleared', async () => {
    await page.filter.fill('')
    await counted(/^[\d,]+$/)
  })
  const choose = async (menu: string, choice: string) => {
    await window.getByRole('button', { name: menu }).click()
    await window.getByRole('menuitemradio', { name: choice, exact: true }).click()
  }
  await act('group by file', () => choose('Group by', 'File'))
  await act('group by rule', () => choose('Group by', 'Rule'))
  await act('order by number', () => choose('Sort', 'By number'))
  const longName = `open a file of ${LONG_FILE.lines.toLocaleString('en')} lines`
  await markAct(window, longName)
  const long = await openLongFile(window)
  results.push({
    name: longName,
    ...(await longest(window)),
    total: long.decorated,
  })
  await page.findings.focus()
  await act('scroll to the end and back', async () => {
    await window.keyboard.press('End')
    await window.keyboard.press('Home')
  })
  await act('wheel through the list', async () => {
    await page.findings.hover()
    for (let turn = 0; turn < 20; turn += 1) await window.mouse.wheel(0, 3_000)
  })
  await act('confirm ten findings', async () => {
    await page.findings.focus()
    // The first line is the heading of a group.
    await window.keyboard.press('Home')
    await window.keyboard.press('ArrowDown')
    for (let turn = 0; turn < 10; turn += 1) await window.keyboard.press('a')
    await page.waitUntilSaved()
  })
  await act('undo one of them', async () => {
    await window.keyboard.press('Control+z')
    await page.waitUntilSaved()
  })
  await act('search: all findings and the source', async () => {
    await window.keyboard.press('Control+Shift+F')
    await window.keyboard.type('compute(value)')
    await expect(window.getByRole('search').getByRole('status')).toContainText('files', {
      timeout: 60_000,
    })
  })
  await act('search again, from the index', async () => {
    await window.keyboard.press('Control+a')
    await window.keyboard.type('"value, 49999)"')
    await expect(window.getByRole('search').getByRole('status')).toContainText('in 1 file', {
      timeout: 60_000,
    })
  })
  const tasks = await endTrace(app)
  await app.close()

  console.log(`${count.toLocaleString('en')} findings`)
  for (const { name, longestFrame, total } of results) {
    const frame = `${longestFrame.toFixed(0)} ms`.padStart(8)
    const task = `${(tasks.get(name) ?? 0).toFixed(0)} ms`.padStart(7)
    console.log(
      `${name.padEnd(36)} longest frame ${frame}   task ${task}   total ${total.toFixed(0)} ms`,
    )
  }
  console.log(
    `${LONG_FILE.lines.toLocaleString('en')} lines painted after ${long.painted.toFixed(0)} ms, ${LONG_FILE.findings.toLocaleString('en')} decorations ${(long.decorated - long.painted).toFixed(0)} ms later`,
  )
}

interface LongFile {
  /** From the key until the first lines are on the screen, in milliseconds. */
  readonly painted: number
  /** Until the marks of its findings are there, too. */
  readonly decorated: number
}

/** Goes to the long file with the keyboard; the times are those of the window itself. */
async function openLongFile(window: Page): Promise<LongFile> {
  await window.keyboard.press('Control+p')
  await window.keyboard.type('long.py')
  await expect(window.getByRole('option').first()).toContainText('long.py')
  await longest(window)
  // It watches before the key is pressed; the key could overtake a watcher that is not awaited.
  const watcher = await window.evaluateHandle(() => ({
    times: new Promise<LongFile>((found, fail) => {
      let began = 0
      let painted = 0
      const look = () => {
        const now = performance.now()
        const source = document.querySelector('.source-editor')
        const lines = source?.querySelectorAll('.view-line') ?? []
        const isOpen = [...lines].some((line) => line.textContent?.includes('method_'))
        if (isOpen && painted === 0) painted = now
        if (isOpen && source?.querySelector('.mark-glyph')) {
          found({ painted: painted - began, decorated: now - began })
        } else if (now - began > 60_000) {
          fail(new Error(`The file was not shown: ${lines.length} lines of another stand there.`))
        } else requestAnimationFrame(look)
      }
      document.addEventListener(
        'keydown',
        () => {
          began = performance.now()
          requestAnimationFrame(look)
        },
        { once: true, capture: true },
      )
    }),
  }))
  await window.keyboard.press('Enter')
  return await watcher.evaluate(({ times }) => times)
}

async function watchFrames(window: Page): Promise<void> {
  await window.evaluate(() => {
    let last = performance.now()
    const root = document.documentElement
    const watch = (now: number) => {
      const gap = now - last
      last = now
      if (gap > Number(root.dataset.longestFrame ?? 0)) root.dataset.longestFrame = String(gap)
      requestAnimationFrame(watch)
    }
    requestAnimationFrame(watch)
  })
  if (values.why) await window.evaluate(tellLongFrames)
}

/** Writes what long frames were spent on to the console of the window. */
function tellLongFrames(): void {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // Chromium's own kind of entry, which the typings do not know yet.
      const { duration, styleAndLayoutStart, startTime, scripts } = entry as PerformanceEntry & {
        readonly styleAndLayoutStart: number
        readonly scripts: readonly {
          readonly duration: number
          readonly invoker: string
          readonly sourceFunctionName: string
          readonly sourceURL: string
          readonly forcedStyleAndLayoutDuration: number
        }[]
      }
      const layout = startTime + duration - styleAndLayoutStart
      console.log(
        `long frame ${duration.toFixed(0)} ms, layout ${layout.toFixed(0)} ms`,
        ...scripts.map(
          (one) =>
            `| ${one.invoker} ${one.sourceFunctionName} ${one.sourceURL.split('/').at(-1)} ${one.duration.toFixed(0)} ms (layout in it ${one.forcedStyleAndLayoutDuration.toFixed(0)})`,
        ),
      )
    }
  }).observe({ type: 'long-animation-frame', buffered: true })
}

/** The longest frame since it was last asked for. */
async function longest(window: Page): Promise<{ readonly longestFrame: number }> {
  return {
    longestFrame: await window.evaluate(() => {
      const root = document.documentElement
      const found = Number(root.dataset.longestFrame ?? 0)
      root.dataset.longestFrame = '0'
      return found
    }),
  }
}
