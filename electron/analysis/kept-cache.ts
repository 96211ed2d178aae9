// The cache file of the last run as a waiting process remembers it: to read and to write all of it
// again would take longer than what an edit changes in it.
import { statSync } from 'node:fs'
import {
  type CacheContents,
  type CacheEntry,
  encodeEntry,
  readCacheFile,
  touchCacheFile,
  writeCacheFile,
} from './cache-file.ts'

/** Bytes of a file that is worth remembering. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024

interface Kept {
  readonly file: string
  readonly version: string
  /** What tells the file from any other that stood or will stand there. */
  readonly stamp: string
  readonly contents: CacheContents
}

export class KeptCache {
  #kept: Kept | undefined
  #encoded = new WeakMap<CacheEntry, Uint8Array>()
  #keptBytes = 0

  /** What `version` of the program has kept; read if another process wrote it. */
  read(file: string, version: string): CacheContents {
    const kept = this.#kept
    if (kept === undefined || kept.file !== file || kept.version !== version) {
      return readCacheFile(file, version)
    }
    if (kept.stamp !== stampOf(file)) return readCacheFile(file, version)
    return kept.contents
  }

  /** Replaces the file. Throws what the disk refuses. */
  write(file: string, version: string, contents: CacheContents): void {
    this.#kept = undefined
    this.#keptBytes = 0
    const encode = (entry: CacheEntry) => this.#encode(entry)
    const isWritten = writeCacheFile(file, version, contents, encode)
    if (isWritten && this.#keptBytes <= MAX_KEPT_BYTES) this.#keep(file, version, contents)
    else this.#encoded = new WeakMap()
  }

  /** Notes that the file was of use. Throws what the disk refuses. */
  touch(file: string, version: string, contents: CacheContents): void {
    this.#kept = undefined
    touchCacheFile(file)
    this.#keep(file, version, contents)
  }

  #keep(file: string, version: string, contents: CacheContents): void {
    this.#kept = { file, version, stamp: stampOf(file), contents }
  }

  #encode(entry: CacheEntry): Uint8Array {
    const known = this.#encoded.get(entry)
    const bytes = known ?? encodeEntry(entry)
    this.#keptBytes += bytes.length
    if (known === undefined && this.#keptBytes <= MAX_KEPT_BYTES) this.#encoded.set(entry, bytes)
    return bytes
  }
}

/** '' for a file that is not there. */
function stampOf(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`
}
