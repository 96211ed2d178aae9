// Paths as other tools write them.

/** True for a path below the root that is a file there. */
export type IsFile = (path: string) => boolean

/** Folders of an absolute path that are tried one after the other. */
const MOST_PARTS = 40

/**
 * The path below the root (absolute, without a slash at its end), with forward slashes. A path from
 * elsewhere, such as a machine that builds, is known by the longest end of it that is a file here;
 * otherwise one that leads out keeps its last part alone.
 */
export function pathBelow(path: string, root: string, isFile: IsFile = () => false): string {
  const plain = slashed(path)
  const base = `${slashed(root)}/`
  const below = plain.startsWith(base) ? plain.slice(base.length) : plain
  const { parts, leadsOut } = normalised(below)
  if (!leadsOut) return parts.join('/')
  for (const at of parts.keys()) {
    if (at === MOST_PARTS) break
    const end = parts.slice(at).join('/')
    if (isFile(end)) return end
  }
  return parts.at(-1) ?? ''
}

/** Forward slashes, no slash before a drive, nothing that no name of a file can hold. */
function slashed(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replaceAll('\0', '\ufffd')
    .replace(/^\/(?=[A-Za-z]:\/)/, '')
}

function normalised(path: string) {
  let leadsOut = /^(?:\/|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path)
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) leadsOut = true
  }
  return { parts, leadsOut }
}
