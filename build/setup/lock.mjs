// One set-up at a time for a folder. The lock is a file that holds the process id of its owner; a
// lock whose owner no longer lives is taken over.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupError, say } from './terminal.mjs'

/**
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  makeFolder(dirname(file))
  let isTold = false
  while (!tryLock(file)) {
    const owner = ownerOf(file)
    if (owner !== undefined && !isAlive(owner)) {
      takeAway(file, owner)
      continue
    }
    if (!isTold) {
      say(`  waiting for another set-up${owner === undefined ? '' : ` (process ${owner})`} …`)
      isTold = true
    }
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** @param {string} folder */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new SetupError(
      `The folder ${folder} cannot be made: ${error instanceof Error ? error.message : error}.`,
      'Make it writable for you, or set XDG_CACHE_HOME to a folder of your own.',
    )
  }
}

/** @param {string} file */
function tryLock(file) {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, String(process.pid))
    closeSync(handle)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') {
      return false
    }
    throw new SetupError(
      `The lock file ${file} cannot be written: ${error instanceof Error ? error.message : error}.`,
      'Make its folder writable for you.',
    )
  }
}

/** The process id in the lock, or undefined while its owner is still writing it. */
function ownerOf(/** @type {string} */ file) {
  try {
    const id = Number(readFileSync(file, 'utf8'))
    if (Number.isInteger(id) && id > 0) {
      return id
    }
    // Created and never filled in: its owner died between the two calls.
    return Date.now() - statSync(file).mtimeMs > 10_000 ? 0 : undefined
  } catch {
    return undefined
  }
}

/** @param {number} id */
function isAlive(id) {
  if (id === 0) {
    return false
  }
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * Removes a dead owner's lock. A second lock guards the look and the removal, or two waiting
 * set-ups could remove each other's fresh lock.
 * @param {string} file
 * @param {number} owner
 */
function takeAway(file, owner) {
  const guard = `${file}.takeover`
  try {
    closeSync(openSync(guard, 'wx'))
  } catch {
    try {
      if (Date.now() - statSync(guard).mtimeMs > 10_000) {
        rmSync(guard, { force: true })
      }
    } catch {
      // The other set-up has finished with it.
    }
    return
  }
  try {
    if (ownerOf(file) === owner) {
      rmSync(file, { force: true })
    }
  } finally {
    rmSync(guard, { force: true })
  }
}
