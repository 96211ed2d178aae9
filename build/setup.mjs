// Set-up: brings a bare machine with Node 20, npm and git to where every command of this
// repository works, and does nothing in well under two seconds when that is so already. Uses
// Node's built-in modules alone, since it runs before anything is installed.
//
// node build/setup.mjs    prepares for every command
import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { argv, versions } from 'node:process'
import { fileURLToPath } from 'node:url'
import { ensureBundle, placeDatabaseBinary, placeParser } from './setup/bundles.mjs'
import { withLock } from './setup/lock.mjs'
import { ensureDatabaseBinary } from './setup/native.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { cacheFolder, IS_ROOT, ROOT } from './setup/places.mjs'
import { ensureRuntime } from './setup/runtime.mjs'
import { ensureWindowLibraries } from './setup/system.mjs'
import { SetupError, say, since } from './setup/terminal.mjs'

/**
 * @typedef {object} Needs
 * @property {boolean} [bundles] what Node runs: the headless review
 * @property {boolean} [window] Electron and the window's bundle
 * @property {boolean} [display] a virtual display for tests and pictures
 */

/** Every command needs the npm packages; the rest is asked for. */
const EVERYTHING = { bundles: true, window: true, display: true }

/**
 * @param {Needs} needs
 * @returns {Promise<import('./setup/runtime.mjs').Runtime | undefined>} the runtime, for a window
 */
export async function prepare({ bundles = false, window = false, display = false }) {
  checkNode()
  return await withLock(join(ROOT, '.cache', 'setup.lock'), async () => {
    await ensurePackages()
    if (bundles || window) {
      await ensureBundle('node')
      await withCache(placeParser)
    }
    if (!window) {
      return undefined
    }
    await ensureBundle('ui')
    await ensureWindowLibraries({ display })
    return await withCache(async () => {
      const runtime = await ensureRuntime()
      placeDatabaseBinary(await ensureDatabaseBinary(runtime))
      return runtime
    })
  })
}

/**
 * Runs what fills the shared cache; other clones wait.
 * @template T
 * @param {() => Promise<T>} work
 */
async function withCache(work) {
  return await withLock(join(cacheFolder(), 'setup.lock'), async () => {
    if (IS_ROOT) {
      // The tests' unprivileged user reads it, whatever root's mask is.
      chmodSync(cacheFolder(), 0o755)
    }
    for (const name of readdirSync(cacheFolder())) {
      if (/^(\.incoming|flatten-build)-/.test(name)) {
        // We hold the lock, so whoever wrote here was interrupted.
        rmSync(join(cacheFolder(), name), { recursive: true, force: true })
      }
    }
    return await work()
  })
}

function checkNode() {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 11)) {
    throw new SetupError(
      `Node ${versions.node} is too old to set up Lectern.`,
      'Install Node 20.11 or newer.',
    )
  }
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now()
  try {
    const runtime = await prepare(EVERYTHING)
    say(`Set-up complete in ${since(start)}. Electron ${runtime?.version} (${runtime?.kind}).`)
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error
    }
    say(`\n${error.message}\n${error.next}`)
    process.exitCode = 2
  }
}
