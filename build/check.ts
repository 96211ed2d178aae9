// `npm run check`: types, lint and format, boundaries, dead code. Each tool speaks for itself; the
// result is one line each.
import { spawnSync } from 'node:child_process'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Biome colours its output for continuous integration too. */
const COLORS = process.stdout.isTTY ? [] : ['--colors=off']

const CHECKS = [
  { name: 'types', tool: 'tsc', args: ['-b'] },
  {
    name: 'lint and format',
    tool: 'biome',
    args: ['ci', '--error-on-warnings', '--max-diagnostics=50', ...COLORS],
  },
  {
    name: 'boundaries',
    tool: 'depcruise',
    args: ['--config', '.dependency-cruiser.mjs', 'analyzer', 'electron', 'renderer', 'build'],
  },
] as const

/** Runs all checks, also after one failed. Returns how many passed and failed. */
export function runChecks(): { readonly passed: number; readonly failed: number } {
  let failed = 0
  for (const { name, tool, args } of CHECKS) {
    const start = performance.now()
    const run = spawnSync(tool, args, { cwd: root, stdio: 'inherit' })
    const seconds = ((performance.now() - start) / 1_000).toFixed(1)
    if (run.error !== undefined) {
      console.error(`${tool} could not be started: ${run.error.message}`)
    }
    console.log(`${run.status === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`)
    failed += run.status === 0 ? 0 : 1
  }
  return { passed: CHECKS.length - failed, failed }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = runChecks()
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
