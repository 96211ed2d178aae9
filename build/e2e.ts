// `npm run e2e`: the Playwright tests in real Electron. Arguments go to Playwright, such as a file
// name or `--grep`. The tests of the package run in `npm test` and with `--project=packaged`.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { runOnDisplay } from './display.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** How many parts run at the same time. A window waits for timers and pictures half of its time. */
const PARTS = 2

/** Runs one Playwright project. A run that ends without a report counts as one failure. */
export async function runEndToEnd(project: string, args: readonly string[]): Promise<TestCounts> {
  const traces = join(root, 'test-results', project)
  rmSync(traces, { recursive: true, force: true })
  const parts = args.length === 0 && project === 'app' ? PARTS : 1
  const runs = Array.from({ length: parts }, (_, place) =>
    runPart(project, [...args, `--shard=${place + 1}/${parts}`], place, traces),
  )
  const none = { passed: 0, failed: 0, skipped: 0 }
  return (await Promise.all(runs)).reduce(
    (sum, part) => ({
      passed: sum.passed + part.passed,
      failed: sum.failed + part.failed,
      skipped: sum.skipped + part.skipped,
    }),
    none,
  )
}

async function runPart(
  project: string,
  args: readonly string[],
  place: number,
  traces: string,
): Promise<TestCounts> {
  let counts: TestCounts | undefined
  const status = await runOnDisplay({
    script: 'node_modules/@playwright/test/cli.js',
    args: ['test', `--project=${project}`, ...args],
    place,
    collect: (output) => {
      counts = readCounts(join(output, 'report.json'))
      keepTraces(join(output, 'test-results'), traces)
    },
  })
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 }
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1), skipped }
}

function readCounts(file: string): TestCounts | undefined {
  if (!existsSync(file)) {
    return undefined
  }
  // The file is Playwright's own JSON report.
  const { stats } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  }
  if (stats.flaky > 0) {
    console.warn(
      `${stats.flaky} of them passed only when they were run a second time (named above).`,
    )
  }
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }
}

/** Pictures and logs of failed tests stay where the person finds them. */
function keepTraces(from: string, to: string): void {
  if (existsSync(from)) {
    mkdirSync(to, { recursive: true })
    cpSync(from, to, { recursive: true })
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const args = argv.slice(2)
  const project = args.find((arg) => arg.startsWith('--project='))?.slice('--project='.length)
  const rest = args.filter((arg) => !arg.startsWith('--project='))
  const { passed, failed } = await runEndToEnd(project ?? 'app', rest)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
