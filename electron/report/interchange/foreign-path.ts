// Paths as other tools write them.

/**
 * The path below the root (absolute, without a slash at its end), with forward slashes. A path that
 * leads out of it keeps its last part alone.
 */
export function pathBelow(path: string, root: string): string {
  const plain = path.replaceAll('\\', '/')
  const base = `${root.replaceAll('\\', '/')}/`
  const below = plain.startsWith(base) ? plain.slice(base.length) : plain.replace(/^\.\//, '')
  const parts = below.split('/').filter((part) => part !== '' && part !== '.')
  const leadsOut = parts.includes('..') || /^(?:\/|[A-Za-z]:)/.test(below)
  return leadsOut ? (parts.at(-1) ?? '') : parts.join('/')
}
