// The bundles in dist/: rebuilt when their sources changed, and only the part that a command needs.
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { capture, tail } from './command.mjs'
import { findNodeHeaders } from './headers.mjs'
import { cacheFolder, NODE, ROOT } from './places.mjs'
import { SetupError, say, step } from './terminal.mjs'

const DIST = join(ROOT, 'dist')
/** What each part is made of; a folder stands for every file below it. */
const SOURCES = {
  node: ['analyzer', 'electron', 'build/bundle.ts', 'package.json', 'package-lock.json'],
  ui: ['analyzer', 'electron/api', 'renderer', 'build/bundle.ts', 'package-lock.json'],
}

/** @param {'node' | 'ui'} part */
export async function ensureBundle(part) {
  const hash = hashOf(SOURCES[part])
  const stamp = join(DIST, `.${part}-sources`)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    return
  }
  await step(part === 'node' ? 'bundle of the processes' : 'bundle of the window', async () => {
    const fresh = join(ROOT, '.cache', `bundle-${part}-${process.pid}`)
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { recursive: true })
    try {
      const { status, output } = await capture(NODE, [join(ROOT, 'build/bundle.ts'), part, fresh])
      if (status !== 0) {
        throw new SetupError(
          `The sources could not be bundled:\n${tail(output, 40)}`,
          'Correct them, then run the command again.',
        )
      }
      replace(part, fresh, stamp)
      writeFileSync(stamp, hash)
    } finally {
      rmSync(fresh, { recursive: true, force: true })
    }
  })
}

/**
 * Puts the database binary that fits Electron into dist/, or takes it away when the shipped one
 * fits: the main process hands it over when it is there.
 * @param {string | undefined} binary
 */
export function placeDatabaseBinary(binary) {
  const target = join(DIST, 'better_sqlite3.node')
  if (binary === undefined) {
    rmSync(target, { force: true })
  } else {
    place(binary, target)
  }
}

/** Puts the compiled parser into dist/. It is a speed-up: without a compiler there is none. */
export async function placeParser() {
  const target = join(DIST, 'flatten.node')
  const wanted = join(DIST, '.flatten-sources')
  const hash = hashOf(['analyzer/syntax/native', 'package-lock.json'])
  if (existsSync(wanted) && readFileSync(wanted, 'utf8') === hash) {
    return
  }
  const headers = findNodeHeaders()
  const env = { ...process.env, ...(headers ? { npm_config_nodedir: headers } : {}) }
  const script = join(ROOT, 'build', 'flattener.mjs')
  const { status, output } = await step('compiled parser', () =>
    capture(NODE, [script, cacheFolder()], { env }),
  )
  if (status === 0) {
    place(output.trim(), target)
  } else {
    rmSync(target, { force: true })
    say(`  The slower portable parser is used. ${output.trim()}`)
  }
  writeFileSync(wanted, hash)
}

/**
 * @param {string} from
 * @param {string} to
 */
function place(from, to) {
  if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) {
    return
  }
  mkdirSync(DIST, { recursive: true })
  copyFileSync(from, `${to}.${process.pid}`)
  renameSync(`${to}.${process.pid}`, to)
}

/**
 * Moves the fresh files in. The stamp goes first and comes back last, so that an interruption ends
 * in a new bundle.
 * @param {'node' | 'ui'} part
 * @param {string} fresh
 * @param {string} stamp
 */
function replace(part, fresh, stamp) {
  mkdirSync(DIST, { recursive: true })
  rmSync(stamp, { force: true })
  if (part === 'ui') {
    rmSync(join(DIST, 'ui'), { recursive: true, force: true })
    renameSync(fresh, join(DIST, 'ui'))
    return
  }
  for (const name of readdirSync(DIST)) {
    if (/\.c?js(\.map)?$/.test(name)) {
      rmSync(join(DIST, name))
    }
  }
  for (const name of readdirSync(fresh)) {
    renameSync(join(fresh, name), join(DIST, name))
  }
}

/**
 * A sum over the names and contents of all files.
 * @param {readonly string[]} paths relative to the root
 */
function hashOf(paths) {
  const hash = createHash('sha256')
  const add = (/** @type {string} */ path) => {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  }
  for (const path of paths) {
    for (const file of filesUnder(path)) {
      add(file)
    }
  }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  if (!existsSync(join(ROOT, path))) {
    return []
  }
  try {
    return readdirSync(join(ROOT, path))
      .sort()
      .flatMap((name) => filesUnder(`${path}/${name}`))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') {
      return [path]
    }
    throw error
  }
}
