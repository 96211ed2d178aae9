// Long paths give their folders up first: the file name says the most.

export interface PathParts {
  /** With the closing slash, '' for a file at the root. */
  readonly folder: string
  readonly name: string
}

/** The folder and the file name of a path with forward slashes. */
export function splitPath(path: string): PathParts {
  const slash = path.lastIndexOf('/')
  return { folder: path.slice(0, slash + 1), name: path.slice(slash + 1) }
}

const ELLIPSIS = '…'

/** At most `length` characters, the middle gives way. */
export function cutMiddle(text: string, length: number): string {
  const letters = [...text]
  if (letters.length <= length) {
    return text
  }
  const head = Math.ceil((length - 1) / 2)
  const tail = Math.floor((length - 1) / 2)
  return letters.slice(0, head).join('') + ELLIPSIS + letters.slice(letters.length - tail).join('')
}

/** A file name longer than this gives up its middle. */
const WHOLE_NAME = 32

/**
 * The whole path where it fits in `length` characters; else the file name alone. A name that many
 * folders have, such as `__init__.py`, keeps its folder.
 */
export function shortPath(path: string, length: number): string {
  if (path.length <= length) {
    return path
  }
  const { folder, name } = splitPath(path)
  const parent = name.startsWith('__') ? folder.split('/').at(-2) : undefined
  return cutMiddle(parent === undefined ? name : `${parent}/${name}`, WHOLE_NAME)
}
