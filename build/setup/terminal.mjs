// What set-up tells the person. All of it goes to standard error: standard output belongs to the
// command that follows.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A set-up step that could not be done: one sentence, and what to do next. */
export class SetupError extends Error {
  /**
   * @param {string} message one sentence
   * @param {string} next the next step for the person
   */
  constructor(message, next) {
    super(message)
    this.next = next
  }
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6).toLocaleString('en-GB')} MB`
}

/** @param {number} start from performance.now() */
export function since(start) {
  const seconds = (performance.now() - start) / 1000
  return seconds < 60
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/**
 * Shows that `work` is under way: a line that counts on a terminal, a line every 15 seconds
 * elsewhere.
 * @template T
 * @param {string} title what is being done, with sizes where they are known
 * @param {() => Promise<T>} work
 * @param {() => string} [detail] asked at each tick, such as "120 MB of 196 MB"
 * @returns {Promise<T>}
 */
export async function step(title, work, detail = () => '') {
  const start = performance.now()
  const isTerminal = process.stderr.isTTY === true
  const line = () => ['  ', title, ' … ', since(start), ' ', detail()].join('').trimEnd()
  say(`  ${title} …`)
  const timer = setInterval(
    () => process.stderr.write(isTerminal ? `\r\x1b[K${line()}` : `${line()}\n`),
    isTerminal ? 500 : 15_000,
  )
  try {
    const result = await work()
    say(`${isTerminal ? '\r\x1b[K' : ''}  ${title}: done in ${since(start)}`)
    return result
  } catch (error) {
    say(`${isTerminal ? '\r\x1b[K' : ''}  ${title}: failed after ${since(start)}`)
    throw error
  } finally {
    clearInterval(timer)
  }
}

/**
 * The bytes of all files under a folder; files that vanish meanwhile count as nothing.
 * @param {string} folder
 * @returns {number}
 */
export function bytesUnder(folder) {
  let bytes = 0
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      bytes += entry.isDirectory() ? bytesUnder(path) : statSync(path).size
    }
  } catch {
    // A download is being moved away while we look; the next look counts again.
  }
  return bytes
}
