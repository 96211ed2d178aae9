// `npm test`: everything that must hold, cheapest first, to the end even after a failure. The last
// line counts checks and test cases together.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChecks } from './check.ts'
import { runEndToEnd, type TestCounts } from './e2e.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const STAGES: readonly (readonly [string, () => Promise<TestCounts>])[] = [
  ['Checks', async () => ({ ...runChecks(), skipped: 0 })],
  ['Unit tests', async () => runUnitTests()],
  ['Tests in Electron', () => runEndToEnd('app', [])],
  ['Package', async () => packageForTests()],
  ['Tests of the package', () => runEndToEnd('packaged', [])],
]

let total: TestCounts = { passed: 0, failed: 0, skipped: 0 }
const lines: string[] = []
for (const [title, run] of STAGES) {
  console.log(`\n${title}`)
  const start = performance.now()
  const counts = await run()
  const seconds = Math.round((performance.now() - start) / 1_000)
  lines.push(`${title}: ${say(counts)} (${seconds} s)`)
  total = {
    passed: total.passed + counts.passed,
    failed: total.failed + counts.failed,
    skipped: total.skipped + counts.skipped,
  }
}
console.log(`\n${lines.join('\n')}\n\n${say(total)}`)
process.exitCode = total.failed === 0 ? 0 : 1

function runUnitTests(): TestCounts {
  const report = join(root, '.cache/reports/unit.json')
  mkdirSync(join(root, '.cache/reports'), { recursive: true })
  rmSync(report, { force: true })
  // Threads that run TypeScript take its types out with WebAssembly; Node 24 can crash when such a
  // thread ends while another works. What was taken out once is read from here instead.
  const compiled = join(root, '.cache/compiled')
  const run = spawnSync(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_COMPILE_CACHE: compiled } },
  )
  if (!existsSync(report)) {
    return { passed: 0, failed: 1, skipped: 0 }
  }
  // The file is Vitest's own JSON report.
  const counts = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
  }
  return {
    passed: counts.numPassedTests,
    failed: run.status === 0 ? counts.numFailedTests : Math.max(counts.numFailedTests, 1),
    skipped: counts.numPendingTests,
  }
}

/** The packager speaks at length; it is heard only when it fails. */
function packageForTests(): TestCounts {
  const script = join(root, 'build/package.ts')
  const run = spawnSync(process.execPath, [script, '--allow-fallback-runtime', '--for-tests'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (run.status !== 0) {
    console.error(run.stdout, run.stderr)
  }
  return run.status === 0
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0 }
}

function say({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}
