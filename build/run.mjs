// Every command of package.json goes through here: set up what the command needs, then run it on
// Node 24 or Electron. Uses Node's built-in modules alone, since it runs before anything is
// installed. Set-up speaks on standard error; standard output is the command's.
//
// node build/run.mjs <command> [arguments]
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { argv } from 'node:process'
import { IS_ROOT, NODE, ROOT } from './setup/places.mjs'
import { SetupError, say } from './setup/terminal.mjs'
import { prepare } from './setup.mjs'

const EVERYTHING = { bundles: true, window: true, display: true }

/**
 * @typedef {object} Command
 * @property {import('./setup.mjs').Needs} needs
 * @property {string} [script] run on Node 24, relative to the root
 * @property {readonly string[]} [args] before the person's own
 * @property {boolean} [staysInRoot] run in the root of the repository, not where the person is
 */

/** @type {Readonly<Record<string, Command>>} */
const COMMANDS = {
  start: { needs: { bundles: true, window: true } },
  review: { needs: { bundles: true }, script: 'dist/review.js' },
  test: { needs: EVERYTHING, script: 'build/test.ts', staysInRoot: true },
  check: { needs: {}, script: 'build/check.ts', staysInRoot: true },
  e2e: { needs: EVERYTHING, script: 'build/e2e.ts', staysInRoot: true },
  bench: { needs: { bundles: true }, script: 'build/bench/main.ts' },
  'bench:packet': { needs: EVERYTHING, script: 'build/bench/packet.ts', staysInRoot: true },
  'bench:ui': { needs: EVERYTHING, script: 'build/bench/window.ts', staysInRoot: true },
  package: {
    needs: { bundles: true, window: true },
    script: 'build/package.ts',
    staysInRoot: true,
  },
  screenshots: { needs: EVERYTHING, script: 'build/screenshots.ts', staysInRoot: true },
  merge: { needs: {}, script: 'electron/cli/merge.ts' },
  facts: { needs: {}, script: 'electron/cli/facts.ts' },
  rules: { needs: {}, script: 'electron/cli/rules.ts' },
  rewrites: { needs: {}, script: 'test/analyzer/rewrites/main.ts', staysInRoot: true },
  exams: { needs: {}, script: 'test/analyzer/exams/main.ts', staysInRoot: true },
}

const [name = '', ...args] = argv.slice(2)
const command = COMMANDS[name]
if (command === undefined) {
  say(`There is no command ${JSON.stringify(name)}. Commands: ${Object.keys(COMMANDS).join(', ')}.`)
  process.exitCode = 2
} else {
  process.exitCode = await run(name, command, args)
}

/**
 * @param {string} name
 * @param {Command} command
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit status; 2 when the command could not be run
 */
async function run(name, command, args) {
  const obstacle = name === 'start' ? whyNoWindow() : undefined
  if (obstacle !== undefined) {
    say(obstacle)
    return 2
  }
  try {
    const runtime = await prepare(command.needs)
    const env = {
      ...process.env,
      PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
      ...(runtime === undefined ? {} : { LECTERN_ELECTRON: runtime.executable }),
    }
    const cwd = command.staysInRoot ? ROOT : (process.env.INIT_CWD ?? process.cwd())
    return command.script === undefined
      ? await follow(runtime?.executable ?? '', [ROOT, ...args], { cwd, env })
      : await follow(NODE, [join(ROOT, command.script), ...args], { cwd, env })
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error
    }
    say(`\n${error.message}\n${error.next}`)
    return 2
  }
}

/** Why this machine or user cannot show the window, or undefined. */
function whyNoWindow() {
  const headless = 'Review without a window:  npm run review -- <path> --out <folder>'
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return `This machine has no display, so Lectern's window cannot be shown.\n${headless}`
  }
  if (process.platform === 'linux' && IS_ROOT) {
    return `Lectern's window runs in Chromium's sandbox, which root cannot use. Start it as an ordinary user.\n${headless}`
  }
  return undefined
}

/**
 * Runs a program to its end with our terminal. Interrupts reach it from the terminal by itself;
 * a request to end is passed on.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
function follow(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: 'inherit' })
    process.on('SIGINT', () => {})
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.on('error', reject)
    child.on('close', (status, signal) =>
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
}
