// From what a person names to what can be reviewed: a real folder, or one file in one.
import { accessSync, constants, lstatSync, opendirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { AppError } from '../api/errors.ts'
import { isPythonName } from './limits.ts'
import { nameToText } from './path-text.ts'

export interface Root {
  /** Real path of the folder. */
  readonly path: string
  /** The one file to review, relative to the folder; '' for all of it. */
  readonly onlyPath: string
  /** For people: the last part of the path. */
  readonly name: string
}

/** Throws AppError `path-missing`, `path-not-usable`, `path-unreadable` or `no-python`. */
export function resolveRoot(path: string): Root {
  if (path === '' || path.includes('\0')) {
    throw new AppError('path-not-usable', 'No path was given.', 'Name a folder or a file.')
  }
  const absolute = resolve(path)
  const real = realPath(absolute)
  const stats = statSync(real)
  if (stats.isDirectory()) {
    refuseUnreadable(real, constants.R_OK | constants.X_OK)
    return { path: real, onlyPath: '', name: basename(real) || real }
  }
  if (!stats.isFile()) {
    throw new AppError(
      'path-not-usable',
      `${absolute} is neither a folder nor a regular file.`,
      'Name the folder that holds the sources.',
    )
  }
  if (!isPythonName(real)) {
    throw new AppError(
      'no-python',
      `${absolute} is not a Python file.`,
      'Name a folder, or a file that ends in .py, .pyw, .pyx, .pxd or .ipynb.',
    )
  }
  refuseUnreadable(real, constants.R_OK)
  const name = basename(real)
  return { path: dirname(real), onlyPath: nameToText(Buffer.from(name, 'utf8')), name }
}

/** False when the folder of a review is not there any more. */
export function isRootPresent(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** True for a folder with nothing in it. */
export function isEmptyFolder(path: string): boolean {
  const folder = opendirSync(path)
  try {
    return folder.readSync() === null
  } finally {
    folder.closeSync()
  }
}

function realPath(absolute: string): string {
  try {
    return realpathSync.native(absolute)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new AppError(
        'path-missing',
        isLink(absolute)
          ? `${absolute} is a link to something that is not there.`
          : `There is nothing at ${absolute}.`,
        'Check the spelling, or open the folder where it is now.',
        { cause: error },
      )
    }
    if (code === 'ELOOP') {
      throw new AppError(
        'path-not-usable',
        `${absolute} is a link that leads back to itself.`,
        'Name the folder itself.',
        { cause: error },
      )
    }
    throw unreadable(absolute, error)
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

function refuseUnreadable(path: string, mode: number): void {
  try {
    accessSync(path, mode)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError(
    'path-unreadable',
    `You have no right to read ${path}.`,
    'Change the rights of the folder, or review a copy of it.',
    { cause },
  )
}
