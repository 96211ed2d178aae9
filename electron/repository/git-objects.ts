// Objects of a repository, packed or loose, read without running Git: read-only, only below its Git
// folder, and never more than a given size. Other repositories that it borrows from stay closed.
import { inflateSync } from 'node:zlib'
import { hashBytesOf, readGitConfig } from './git-config.ts'
import { GitDataError } from './git-failure.ts'
import { type GitFolder, listInside, readText } from './git-folder.ts'
import { type GitObject, MAX_OBJECT, openPack, type Pack, tooLarge } from './git-pack.ts'
import { readFileInside } from './read-file.ts'

const MAX_PACKS = 2_000
/** Bytes before the content of a loose object: its type and size. */
const MAX_HEAD = 32
/** Two are enough to say that digits name more than one object. */
const MOST_NAMED = 8

export interface GitObjects {
  /** Bytes of an object's id: 20, or 32 in a repository that uses SHA-256. */
  readonly hashBytes: number
  /** Throws GitDataError where it is missing, damaged or too large. `id` is hexadecimal. */
  read(id: string): GitObject
  /** Ids that begin with these four or more hexadecimal digits; a few at most. */
  idsWith(digits: string): readonly string[]
  close(): void
}

/** Opens the objects of a repository. Throws GitDataError. */
export function openGitObjects(git: GitFolder): GitObjects {
  const config = readGitConfig(git)
  const hashBytes = knownHash(hashBytesOf(config))
  const folder = git.common
  const isPartial = config.has('extensions.partialclone')
  let packs: readonly Pack[] | undefined

  function opened(): readonly Pack[] {
    packs ??= packNames(folder).map((name) => openPack(folder, name, hashBytes))
    return packs
  }

  return {
    hashBytes,
    read(id) {
      const bytes = Buffer.from(id, 'hex')
      if (bytes.length !== hashBytes) throw new GitDataError('The id of an object is damaged.')
      // A list: the pack that answered is asked first by the next object near by.
      for (const pack of opened()) {
        const object = pack.read(bytes)
        if (object !== undefined) return object
      }
      return readLoose(folder, id) ?? absent(git, isPartial)
    },
    idsWith(digits) {
      const found = new Set(looseIds(folder, digits))
      for (const pack of opened()) {
        for (const id of pack.idsWith(digits, MOST_NAMED)) found.add(id)
      }
      return [...found].slice(0, MOST_NAMED)
    },
    close() {
      for (const pack of packs ?? []) pack.close()
      packs = undefined
    },
  }
}

function knownHash(hashBytes: number | undefined): number {
  if (hashBytes !== undefined) return hashBytes
  throw new GitDataError('The repository names its objects by a hash that is not known here.')
}

function packNames(folder: string): readonly string[] {
  const names = listInside(folder, 'objects/pack')
    .map(({ name }) => name)
    .filter((name) => /^pack-[0-9a-f]+\.idx$/.test(name))
    .map((name) => name.slice(0, -'.idx'.length))
  if (names.length > MAX_PACKS) {
    throw new GitDataError(`The repository has more than ${MAX_PACKS} packs.`)
  }
  return names
}

function looseIds(folder: string, digits: string): readonly string[] {
  const first = digits.slice(0, 2)
  return listInside(folder, `objects/${first}`)
    .map(({ name }) => `${first}${name}`)
    .filter((id) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id) && id.startsWith(digits))
    .slice(0, MOST_NAMED)
}

function readLoose(folder: string, id: string): GitObject | undefined {
  const path = `objects/${id.slice(0, 2)}/${id.slice(2)}`
  const packed = readFileInside(folder, path, MAX_OBJECT)
  if (!Buffer.isBuffer(packed)) {
    if (packed.isMissing) return undefined
    throw packed.issue === 'too-large' ? tooLarge() : new GitDataError(packed.detail)
  }
  const bytes = unpackLoose(packed)
  const end = bytes.indexOf(0)
  const head = /^(commit|tree|blob|tag) (\d{1,10})$/.exec(bytes.toString('latin1', 0, end))
  const content = bytes.subarray(end + 1)
  switch (Number(head?.[2]) === content.length && head?.[1]) {
    case 'commit':
      return { type: 'commit', bytes: content }
    case 'tree':
      return { type: 'tree', bytes: content }
    case 'blob':
      return { type: 'blob', bytes: content }
    case 'tag':
      return { type: 'tag', bytes: content }
    default:
      throw new GitDataError('An object of the repository is damaged.')
  }
}

function unpackLoose(packed: Buffer): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength: MAX_OBJECT + MAX_HEAD })
  } catch (error) {
    const isTooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw isTooLarge ? tooLarge() : new GitDataError('An object of the repository is damaged.')
  }
}

function absent(git: GitFolder, isPartial: boolean): never {
  if (isPartial) {
    throw new GitDataError(
      'This is a partial clone, and what was asked for was never fetched.',
      true,
    )
  }
  if (readText(git.common, 'objects/info/alternates', 1_000_000) !== undefined) {
    throw new GitDataError(
      'The repository borrows objects from another one, which is not read.',
      true,
    )
  }
  throw new GitDataError('An object of the repository is missing.', true)
}
