// better-sqlite3 for the Electron at hand. Its shipped binary needs Node-API 10; an older Electron
// gets one compiled from the package's own source, which asks only for what that Electron has.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { capture, tail } from './command.mjs'
import { findNodeHeaders } from './headers.mjs'
import { cacheFolder, NODE, ROOT } from './places.mjs'
import { ensureCompiler } from './system.mjs'
import { SetupError, step } from './terminal.mjs'

/** The first Electron with Node-API 10. */
const FIRST_ELECTRON_WITH_PREBUILD = 35
/** Lets a source written for Node-API 10 load where its functions are still experimental. */
const CXXFLAGS = [
  '-UNAPI_VERSION',
  '-DNAPI_EXPERIMENTAL',
  '-DNODE_API_EXPERIMENTAL_NO_WARNING',
  '-DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
].join(' ')

/**
 * The binary to open databases with, or undefined when the shipped one fits. It never lies inside
 * node_modules/better-sqlite3, where Node 24 would load it instead of its own.
 * @param {import('./runtime.mjs').Runtime} runtime
 * @returns {Promise<string | undefined>}
 */
export async function ensureDatabaseBinary(runtime) {
  if (Number.parseInt(runtime.version, 10) >= FIRST_ELECTRON_WITH_PREBUILD) {
    return undefined
  }
  const source = join(ROOT, 'node_modules', 'better-sqlite3')
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  const key = `better-sqlite3-${version}-electron-${runtime.version}-${platform()}-${arch()}`
  const folder = join(cacheFolder(), key)
  const binary = join(folder, 'better_sqlite3.node')
  if (!existsSync(binary)) {
    await ensureCompiler()
    await step(
      `better-sqlite3 ${version}: compile for Electron ${runtime.version} (1 to 3 minutes, once)`,
      () => compile(source, folder),
    )
  }
  return binary
}

/**
 * @param {string} source
 * @param {string} folder
 */
async function compile(source, folder) {
  const temporary = mkdtempSync(join(cacheFolder(), '.incoming-'))
  try {
    const copy = join(temporary, 'better-sqlite3')
    cpSync(source, copy, { recursive: true, dereference: true })
    cpSync(
      join(ROOT, 'node_modules', 'node-addon-api'),
      join(copy, 'node_modules', 'node-addon-api'),
      { recursive: true, dereference: true },
    )
    const headers = findNodeHeaders()
    const gyp = join(ROOT, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')
    const args = ['rebuild', '--release', '--force_build=1']
    const bin = join(ROOT, 'node_modules', '.bin')
    const { status, output } = await capture(
      NODE,
      [gyp, ...args, ...(headers ? [`--nodedir=${headers}`] : [])],
      { cwd: copy, env: { ...process.env, CXXFLAGS, PATH: `${bin}:${process.env.PATH}` } },
    )
    if (status !== 0) {
      throw new SetupError(
        `better-sqlite3 could not be compiled:\n${tail(output, 25)}`,
        headers
          ? 'See that python3, make and g++ 12 or newer are there, then run the command again.'
          : "Install Node from its official archive, which holds the C headers, or set npm's `nodedir`; then run the command again.",
      )
    }
    const built = join(temporary, 'built')
    mkdirSync(built, { mode: 0o755 })
    cpSync(
      join(copy, 'build', 'Release', 'better_sqlite3.node'),
      join(built, 'better_sqlite3.node'),
    )
    rmSync(folder, { recursive: true, force: true })
    renameSync(built, folder)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
