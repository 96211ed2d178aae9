// The few settings of a repository that say how its data is kept. Only plain lines are understood:
// includes are not followed, and nothing in it is ever executed.
import { type GitFolder, readText } from './git-folder.ts'

const MAX_CONFIG = 1_000_000

/** Values by `section.key` or `section.name.key`; sections and keys in lower case. */
export type GitConfig = ReadonlyMap<string, string>

export function readGitConfig(git: GitFolder): GitConfig {
  const values = new Map<string, string>()
  let section = ''
  for (const line of (readText(git.common, 'config', MAX_CONFIG) ?? '').split(/\r?\n/)) {
    const head = /^\s*\[([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\]\s*(.*)$/.exec(line)
    if (head !== null) {
      const name = head[2] === undefined ? '' : `.${head[2].replaceAll(/\\(.)/g, '$1')}`
      section = `${(head[1] ?? '').toLowerCase()}${name}`
    }
    const [, key, value] =
      /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(head === null ? line : (head[3] ?? '')) ?? []
    if (key === undefined || value === undefined) continue
    values.set(`${section}.${key.toLowerCase()}`, value.replace(/^"(.*)"$/, '$1'))
  }
  return values
}

export const SHA1_BYTES = 20
const SHA256_BYTES = 32

/** Bytes of an object's id; undefined for a hash that is not known here. */
export function hashBytesOf(config: GitConfig): number | undefined {
  switch (config.get('extensions.objectformat') ?? 'sha1') {
    case 'sha1':
      return SHA1_BYTES
    case 'sha256':
      return SHA256_BYTES
    default:
      return undefined
  }
}
