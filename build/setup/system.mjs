// Programs and libraries that come from the operating system. On Debian and Ubuntu root gets them
// installed; everybody else gets the exact command. Other systems are not touched.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { platform } from 'node:os'
import { delimiter, join } from 'node:path'
import { capture, tail } from './command.mjs'
import { IS_ROOT } from './places.mjs'
import { SetupError, step } from './terminal.mjs'

/** Package for each program; names with alternatives differ between Debian and Ubuntu releases. */
const COMPILER = /** @type {const} */ ([
  ['python3', ['python3']],
  ['make', ['make']],
  ['g++', ['g++']],
])
const DISPLAY = /** @type {const} */ ([
  ['Xvfb', ['xvfb']],
  ['xauth', ['xauth']],
])
const LIBRARIES = /** @type {const} */ ([
  ['libgtk-3.so.0', ['libgtk-3-0t64', 'libgtk-3-0']],
  ['libnss3.so', ['libnss3']],
  ['libasound.so.2', ['libasound2t64', 'libasound2']],
  ['libgbm.so.1', ['libgbm1']],
  ['libXss.so.1', ['libxss1']],
  ['libatk-bridge-2.0.so.0', ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0']],
  ['libdrm.so.2', ['libdrm2']],
  ['libxkbcommon.so.0', ['libxkbcommon0']],
])

/**
 * Makes sure of what compiles native modules, when `npm ci` is about to.
 */
export async function ensureCompiler() {
  await ensure('a C++ compiler for native modules', missingPrograms(COMPILER))
}

/**
 * Makes sure of what Electron links against and, for tests, of a virtual display.
 * @param {object} options
 * @param {boolean} options.display also Xvfb
 */
export async function ensureWindowLibraries({ display }) {
  await ensure("Electron's system libraries", [
    ...missingLibraries(),
    ...(display ? missingPrograms(DISPLAY) : []),
  ])
}

/** @typedef {readonly (readonly [string, readonly string[]])[]} Needs */

/** @param {Needs} needs */
function missingPrograms(needs) {
  if (platform() !== 'linux') {
    return []
  }
  return needs.filter(([program]) => !isOnPath(program)).map(([, names]) => names)
}

function missingLibraries() {
  if (platform() !== 'linux') {
    return []
  }
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path))
  const known = ldconfig && spawnSync(ldconfig, ['-p'], { encoding: 'utf8' }).stdout
  if (!known) {
    return []
  }
  return LIBRARIES.filter(([library]) => !known.includes(`\t${library} `)).map(([, names]) => names)
}

/** @param {string} program */
function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * @param {string} what
 * @param {readonly (readonly string[])[]} missing alternatives for each missing package
 */
async function ensure(what, missing) {
  if (missing.length === 0) {
    return
  }
  if (!existsSync('/usr/bin/apt-get')) {
    throw new SetupError(
      `This machine lacks ${what}: ${missing.map((names) => names.at(-1)).join(', ')}.`,
      'Install what your system calls these Debian packages, then run the command again.',
    )
  }
  const named = missing.map((names) => names.find(isKnownPackage) ?? names.at(-1) ?? '')
  if (!IS_ROOT) {
    throw new SetupError(
      `This machine lacks ${what}.`,
      `Run this, then the command again:\n    sudo apt-get update && sudo apt-get install -y ${named.join(' ')}`,
    )
  }
  await step(`Debian packages for ${what}: ${named.join(' ')}`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const lists = await capture('apt-get', ['update', '-q'], { env })
    const known = missing.map((names) => names.find(isKnownPackage) ?? names.at(-1) ?? '')
    const args = ['install', '-y', '-q', '--no-install-recommends', ...known]
    const done = await capture('apt-get', args, { env })
    if (done.status !== 0) {
      throw new SetupError(
        `apt-get could not install ${known.join(' ')}:\n${tail(lists.output + done.output)}`,
        'Make the packages available (apt-get update must work), then run the command again.',
      )
    }
  })
}

/** @param {string} name */
function isKnownPackage(name) {
  const found = spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' })
  return found.status === 0
}
