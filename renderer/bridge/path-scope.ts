// Which files a scope of paths holds: a folder holds all below it, `*` and `?` stand for letters.

/** The paths of a text with one on each line; without what only looks like one. */
export function pathsIn(text: string): readonly string[] {
  const lines = text.split('\n').map((line) =>
    line
      .trim()
      .replaceAll('\\', '/')
      .replace(/^(?:\.?\/)+/, '')
      .replace(/\/+$/, ''),
  )
  return [...new Set(lines.filter((line) => line !== ''))]
}

/** Tells whether a path of the review is in one of these; many findings stand in few files. */
export function withinPaths(paths: readonly string[]): (path: string) => boolean {
  const patterns = paths.map(patternOf)
  const known = new Map<string, boolean>()
  return (path) => {
    const answer = known.get(path) ?? patterns.some((pattern) => pattern.test(path))
    known.set(path, answer)
    return answer
  }
}

/** `**` crosses folders, `*` and `?` do not. */
function patternOf(path: string): RegExp {
  const source = path.replace(/\*\*\/?|\*|\?|[\\^$.|+()[\]{}]/g, (part) => {
    if (part.startsWith('**')) return part.endsWith('/') ? '(?:[^/]+/)*' : '.*'
    if (part === '*') return '[^/]*'
    return part === '?' ? '[^/]' : `\\${part}`
  })
  return new RegExp(`^${source}(?:/|$)`)
}

/** `src/orders` or `src/orders and 2 more`. */
export function pathsWords(paths: readonly string[]): string {
  const [first = '', ...rest] = paths
  return rest.length === 0 ? first : `${first} and ${rest.length} more`
}
