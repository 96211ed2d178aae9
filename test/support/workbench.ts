// Starts Lectern in real Electron for a test and ends it with the test. Selectors live in page
// objects that are built on the window this returns.
import type { ChildProcess } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  test as base,
  type ElectronApplication,
  _electron as electron,
  expect,
  type Page,
} from '@playwright/test'
import { findRuntime } from '../../build/setup/runtime.mjs'
import { type ReviewPage, reviewPage } from './review-page.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface LaunchOptions {
  /** The folder that holds the reviews; a second start on it finds what the first one left. */
  readonly dataDir: string
  /** What a person would type after the program's name, such as a folder to review. */
  readonly args?: readonly string[]
  /** A packaged application; without it the bundle in dist/ runs on the development runtime. */
  readonly packaged?: string
}

export interface Lectern {
  readonly app: ElectronApplication
  readonly window: Page
  /** What all processes and the page have written so far, for a failed test. */
  readonly log: readonly string[]
  /** Uncaught errors, errors on the console and refusals of the content policy. */
  readonly problems: readonly string[]
  /** Ends Lectern as a person would who closes its window. */
  readonly close: () => Promise<void>
}

/** What a page says of its own parts that were still being loaded when its window closed. */
const CUT_OFF = /^(?:TypeError: Failed to fetch dynamically imported|Error: Unable to preload)/

/** Longest time from start to first window, in milliseconds, before a start counts as stuck. */
const START_LIMIT = 30_000
const MAX_STARTS = 3

/**
 * Starts Lectern with its sandbox on and waits for its first window. Playwright's handshake with
 * Electron's inspector gets stuck now and then although the window is up; such a start is ended
 * and made again.
 */
export async function launchLectern(options: LaunchOptions): Promise<Lectern> {
  for (let start = 1; ; start += 1) {
    const attempt = await tryLaunch(options)
    if ('app' in attempt) return attempt
    if (!attempt.isStuck || start === MAX_STARTS) throw attempt.error
  }
}

async function tryLaunch(
  options: LaunchOptions,
): Promise<Lectern | { readonly error: unknown; readonly isStuck: boolean }> {
  const begun = launchOnce(options).catch((error: unknown) => ({ error, isStuck: false }))
  let timer: NodeJS.Timeout | undefined
  const stuck = new Promise<{ readonly error: Error; readonly isStuck: boolean }>((resolve) => {
    timer = setTimeout(() => {
      killProcessesOf(options.dataDir)
      // What was begun may never be told that its process is gone, so nobody waits for it.
      resolve({ error: new Error('Lectern showed no window in time.'), isStuck: true })
    }, START_LIMIT)
  })
  try {
    return await Promise.race([begun, stuck])
  } finally {
    clearTimeout(timer)
  }
}

async function launchOnce({ dataDir, args = [], packaged }: LaunchOptions): Promise<Lectern> {
  const app = await electron.launch({
    executablePath: packaged ?? developmentRuntime(),
    args: [...(packaged === undefined ? [root] : []), '--data-dir', dataDir, ...args],
    // Playwright would switch Chromium's sandbox off.
    chromiumSandbox: true,
    env: launchEnvironment(),
  })
  const log: string[] = []
  const problems: string[] = []
  const keep = (chunk: Buffer) => log.push(chunk.toString('utf8').trimEnd())
  app.process().stdout?.on('data', keep)
  app.process().stderr?.on('data', keep)
  const window = await app.firstWindow()
  let isClosing = false
  const blame = (text: string) => {
    if (!isClosing || !CUT_OFF.test(text)) problems.push(text)
  }
  window.on('console', (message) => {
    log.push(`page: ${message.type()}: ${message.text()}`)
    if (message.type() === 'error') blame(message.text())
  })
  window.on('pageerror', (error) => blame(error.stack ?? error.message))
  const close = () => {
    isClosing = true
    return app.close()
  }
  return { app, window, log, problems, close }
}

/** Ends every process that was started on this data folder. */
function killProcessesOf(dataDir: string): void {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    const words = readIfThere(`/proc/${name}/cmdline`).split('\0')
    if (words.includes(dataDir)) process.kill(Number(name), 'SIGKILL')
  }
}

/** Processes come and go while they are listed. */
function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Playwright wants an environment without undefined values. */
function launchEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

function developmentRuntime(): string {
  const executable = process.env.LECTERN_ELECTRON ?? findRuntime()?.executable
  if (executable === undefined) {
    throw new Error('No Electron runtime is set up. Run the tests as `npm run e2e`.')
  }
  return executable
}

interface Fixtures {
  /** An empty folder of this test's own, removed after it. */
  readonly folder: string
  /** Starts Lectern; every start of a test is ended with it, with a picture when it failed. */
  readonly launch: (options: LaunchOptions) => Promise<Lectern>
  /**
   * Starts Lectern on what is to be reviewed, with the data folder `data` of this test, and waits
   * until it is analysed. A second start finds what the first one left.
   */
  readonly openReview: (path: string) => Promise<Lectern & { readonly page: ReviewPage }>
}

/** Playwright's test with what a test of the whole application needs. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-test-'))
    await use(folder)
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true, force: true })
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
  launch: async ({}, use, testInfo) => {
    const started: (Lectern & { readonly main: ChildProcess })[] = []
    await use(async (options) => {
      const lectern = await launchLectern(options)
      started.push({ ...lectern, main: lectern.app.process() })
      return lectern
    })
    // What is cut off by the end of a program is none of its faults.
    const problems = started.flatMap((one) => [...one.problems])
    const hasFailed = testInfo.status !== testInfo.expectedStatus
    for (const [index, { close, main, window, log }] of started.entries()) {
      if (hasFailed) {
        writeFileSync(testInfo.outputPath(`log-${index + 1}.txt`), `${log.join('\n')}\n`)
        if (!window.isClosed()) {
          await window.screenshot({ path: testInfo.outputPath(`window-${index + 1}.png`) })
        }
      }
      // Playwright waits for ever for the end of what a test has killed.
      if (main.signalCode === null) await close()
    }
    expect(problems).toEqual([])
  },
  openReview: async ({ launch, folder }, use) => {
    await use(async (path) => {
      const lectern = await launch({ dataDir: join(folder, 'data'), args: [path] })
      const page = reviewPage(lectern.window)
      await page.waitForAnalysis()
      return { ...lectern, page }
    })
  },
})

export { expect }
