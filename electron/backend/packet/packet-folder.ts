// Puts a packet on disk so that a reader finds the old file or the complete new one, never half of
// one: every file is written beside its place, flushed, then renamed.
import { createHash, randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ExportResult } from '../../api/domain.ts'
import { AppError } from '../../api/errors.ts'

/** A file of a packet as it is written: a text, bytes, or a text in pieces. */
export interface WrittenFile {
  readonly path: string
  readonly content: string | Uint8Array | Iterable<string>
}

/** What a record and a manifest say of a file. */
export type FileEntry = ExportResult['files'][number]

/** Characters that are written at once, of a text in pieces. */
const CHUNK = 256 * 1024

const MANIFEST = 'manifest.json'
const SAFE_PART = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/

/**
 * Writes `files` into the folder `target` (absolute), the manifest as the last of them. A folder that
 * is not there yet appears as a whole; in one that is there, each file is replaced by itself, files of
 * an earlier packet that the new one no longer has are removed, and nothing else is touched. Links are
 * never followed. Each file is asked for when the one before is on the disk, and then told of.
 * Throws AppError: `export-failed`, `disk-full`.
 */
export async function writePacketFolder(
  target: string,
  files: Iterable<WrittenFile>,
  onWritten: (entry: FileEntry) => void = () => undefined,
): Promise<void> {
  try {
    const existing = await lookAt(target)
    if (existing === undefined) await writeNewFolder(target, files, onWritten)
    else await writeIntoFolder(target, existing, files, onWritten)
  } catch (error) {
    throw toAppError(error, target)
  }
}

async function writeNewFolder(
  target: string,
  files: Iterable<WrittenFile>,
  onWritten: (entry: FileEntry) => void,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const beside = join(dirname(target), `.${basename(target)}.${randomName()}`)
  try {
    await mkdir(beside)
    for (const { path, content } of files) {
      assertSafePath(path)
      // A folder that was taken away is never made anew: what was written into it would be missing.
      await makeFolders(beside, dirname(path))
      onWritten({ path, ...(await writeFlushed(join(beside, path), content)) })
    }
    await rename(beside, target)
    await flushFolder(dirname(target))
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

async function writeIntoFolder(
  target: string,
  existing: Stats,
  files: Iterable<WrittenFile>,
  onWritten: (entry: FileEntry) => void,
): Promise<void> {
  assertRealFolder(existing, target)
  const stale = await pathsOfEarlierPacket(target)
  const written: { readonly beside: string; readonly file: string }[] = []
  try {
    // All texts are on disk before the first old file goes: a full disk changes nothing.
    for (const { path, content } of files) {
      assertSafePath(path)
      await makeFolders(target, dirname(path))
      const file = join(target, path)
      await assertReplaceable(file)
      const beside = join(dirname(file), `.${basename(file)}.${randomName()}`)
      written.push({ beside, file })
      onWritten({ path, ...(await writeFlushed(beside, content)) })
      stale.delete(path)
    }
    for (const { beside, file } of written) await rename(beside, file)
  } finally {
    for (const { beside } of written) await rm(beside, { force: true })
  }
  for (const path of stale) {
    if (await isReachableFile(target, path)) await rm(join(target, path), { force: true })
  }
  await flushFolder(target)
}

/**
 * Writes a file as a whole: its old text stays until the new one is on the disk. Links are never
 * written through. Throws AppError: `export-failed`, `disk-full`.
 */
export async function writeOneFile(file: string, content: string | Uint8Array): Promise<void> {
  const beside = join(dirname(file), `.${basename(file)}.${randomName()}`)
  try {
    await assertReplaceable(file)
    await writeFlushed(beside, content)
    await rename(beside, file)
    await flushFolder(dirname(file))
  } catch (error) {
    throw toAppError(error, dirname(file))
  } finally {
    await rm(beside, { force: true })
  }
}

async function assertReplaceable(file: string): Promise<void> {
  const stats = await lookAt(file)
  if (stats !== undefined && !stats.isFile()) {
    throw new AppError(
      'export-failed',
      `${file} is in the way: it is not a regular file.`,
      'Choose another folder or move it away.',
    )
  }
}

async function writeFlushed(
  file: string,
  content: WrittenFile['content'],
): Promise<Omit<FileEntry, 'path'>> {
  const sum = createHash('sha256')
  let length = 0
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const handle = await open(file, flags, 0o644)
  try {
    for (const bytes of inChunks(content)) {
      sum.update(bytes)
      length += bytes.length
      await handle.writeFile(bytes)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { bytes: length, sha256: sum.digest('hex') }
}

/** What is summed up and written are the same bytes. */
function* inChunks(content: WrittenFile['content']): Generator<Uint8Array> {
  if (content instanceof Uint8Array) yield content
  else if (typeof content === 'string') yield Buffer.from(content, 'utf8')
  else {
    let chunk = ''
    for (const piece of content) {
      chunk += piece
      if (chunk.length < CHUNK) continue
      yield Buffer.from(chunk, 'utf8')
      chunk = ''
    }
    yield Buffer.from(chunk, 'utf8')
  }
}

async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its file system needs no such call.
  if (process.platform === 'win32') return
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the folders of a relative path below `target`, refusing links on the way. */
async function makeFolders(target: string, relative: string): Promise<void> {
  if (relative === '.') return
  let folder = target
  for (const part of relative.split('/')) {
    folder = join(folder, part)
    const stats = await lookAt(folder)
    if (stats === undefined) await mkdir(folder)
    else assertRealFolder(stats, folder)
  }
}

function assertRealFolder(stats: Stats, folder: string): void {
  if (stats.isSymbolicLink()) {
    throw new AppError(
      'export-failed',
      `${folder} is a link; Lectern does not write through links.`,
      'Choose the folder that it points to.',
    )
  }
  if (!stats.isDirectory()) {
    throw new AppError('export-failed', `${folder} is not a folder.`, 'Choose a folder.')
  }
}

/** True when the path leads to a regular file through real folders alone. */
async function isReachableFile(target: string, path: string): Promise<boolean> {
  let at = target
  const parts = path.split('/')
  for (const [index, part] of parts.entries()) {
    at = join(at, part)
    const stats = await lookAt(at)
    const isLast = index === parts.length - 1
    if (stats === undefined || !(isLast ? stats.isFile() : stats.isDirectory())) return false
  }
  return true
}

/** The paths that the manifest in the folder lists, if it is one of ours. */
async function pathsOfEarlierPacket(target: string): Promise<Set<string>> {
  const stats = await lookAt(join(target, MANIFEST))
  if (stats === undefined || !stats.isFile()) return new Set()
  const text = await readFile(join(target, MANIFEST), 'utf8')
  return new Set(listedPaths(text).filter(isSafePath))
}

function listedPaths(manifest: string): string[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(manifest)
  } catch {
    // Somebody else's manifest.json: its folder holds no packet of ours.
    return []
  }
  if (
    typeof parsed !== 'object' ||
    parsed === null ||
    !('tool' in parsed) ||
    !('files' in parsed)
  ) {
    return []
  }
  const { tool, files } = parsed
  const isOurs =
    typeof tool === 'object' && tool !== null && 'name' in tool && tool.name === 'Lectern'
  if (!isOurs || !Array.isArray(files)) return []
  return files.flatMap((file: unknown) =>
    typeof file === 'object' && file !== null && 'path' in file && typeof file.path === 'string'
      ? [file.path]
      : [],
  )
}

async function lookAt(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function assertSafePath(path: string): void {
  if (!isSafePath(path))
    throw new Error(`A packet cannot hold a file named ${JSON.stringify(path)}.`)
}

function isSafePath(path: string): boolean {
  return path.split('/').every((part) => SAFE_PART.test(part))
}

function randomName(): string {
  return `${randomBytes(6).toString('hex')}.new`
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

function toAppError(error: unknown, target: string): unknown {
  if (error instanceof AppError) return error
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError(
        'disk-full',
        `The disk is full: nothing was written to ${target}.`,
        'Free some space and export again. The review itself is safe.',
        { cause: error },
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError(
        'export-failed',
        `Lectern may not write to ${target}.`,
        'Choose a folder that you may write to.',
        { cause: error },
      )
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new AppError(
        'export-failed',
        `${target} cannot be used as a folder.`,
        'Choose another folder.',
        { cause: error },
      )
    case undefined:
      return error
    // Whatever else the system has against it: the folder was filled meanwhile, the disk was pulled.
    default:
      return new AppError(
        'export-failed',
        `${target} could not be written (${codeOf(error)}).`,
        'Try again, or choose another folder.',
        { cause: error },
      )
  }
}
