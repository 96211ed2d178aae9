// Long paths are cut in the middle with the file name whole.

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

function cutMiddle(text: string, length: number): string {
  const letters = [...text]
  if (letters.length <= length) {
    return text
  }
  const head = Math.ceil((length - 1) / 2)
  const tail = Math.floor((length - 1) / 2)
  return letters.slice(0, head).join('') + ELLIPSIS + letters.slice(letters.length - tail).join('')
}

/**
 * A path of at most `length` characters: folders go first, from the middle, then the middle of a
 * file name that is longer than all the room.
 */
export function cutPath(path: string, length: number): string {
  if (path.length <= length) {
    return path
  }
  const { folder, name } = splitPath(path)
  const room = length - [...name].length
  if (room < 2) {
    return cutMiddle(name, length)
  }
  const parts = folder.split('/').slice(0, -1)
  const first = `${parts[0] ?? ''}/`
  const withFirst = `${first}${ELLIPSIS}/`
  const start = parts.length > 1 && withFirst.length <= room ? withFirst : `${ELLIPSIS}/`
  let kept = ''
  for (let index = parts.length - 1; index > 0; index -= 1) {
    const longer = `${parts[index]}/${kept}`
    if (start.length + longer.length > room) {
      break
    }
    kept = longer
  }
  return start + kept + name
}
