// Commits and trees as data: what an object says, without trusting that it says it well.
import type { GitCommit } from '../api/git.ts'
import { GitDataError } from './git-failure.ts'
import { type GitFolder, readText } from './git-folder.ts'
import type { GitObjects } from './git-objects.ts'
import { nameToText } from './path-text.ts'

/** Longest message that is kept, in UTF-16 units. */
const MAX_MESSAGE = 4_000
const MAX_TREE_ENTRIES = 1_000_000
const MAX_DEPTH = 128
/** Tags may name tags. */
const MAX_TAGS = 10
const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

export interface Commit {
  readonly id: string
  readonly tree: string
  readonly parents: readonly string[]
  /** As it was written: may hold any character. */
  readonly author: string
  /** When it was written, in seconds since 1970; 0 where the commit does not say. */
  readonly time: number
  /** When it was committed: the order of history. */
  readonly committed: number
  /** The whole message, cut after 4,000 characters. */
  readonly message: string
  /** True where a shallow clone ends: the commit has parents that the clone does not hold. */
  readonly isShallow: boolean
}

export interface TreeEntry {
  /** As the model writes names. */
  readonly name: string
  /** Octal digits as Git keeps them: `100644`, `100755`, `120000`, `40000`, `160000`. */
  readonly mode: string
  readonly id: string
}

export type ReadCommit = (id: string) => Commit
export type ReadTree = (id: string) => readonly TreeEntry[]

/** Reads commits, each one once. Throws GitDataError. */
export function commitReader(git: GitFolder, objects: GitObjects): ReadCommit {
  const shallow = new Set((readText(git.common, 'shallow', 32 * 1024 * 1024) ?? '').split(/\s+/))
  const known = new Map<string, Commit>()
  return (id) => {
    const kept = known.get(id)
    if (kept !== undefined) return kept
    const object = objects.read(id)
    if (object.type !== 'commit') throw new GitDataError('A commit was expected.', true)
    const commit = parseCommit(id, object.bytes, shallow.has(id))
    known.set(id, commit)
    return commit
  }
}

/** The commit that an id names, through tags. Throws GitDataError. */
export function peeled(objects: GitObjects, id: string): string {
  for (let at = id, left = MAX_TAGS; left > 0; left -= 1) {
    const { type, bytes } = objects.read(at)
    if (type === 'commit') return at
    const target = /^object ([0-9a-f]+)$/m.exec(bytes.toString('latin1', 0, 200))?.[1]
    if (type !== 'tag' || target === undefined) break
    at = target
  }
  throw new GitDataError('It names no commit.', true)
}

export function parseCommit(id: string, bytes: Buffer, isShallow: boolean): Commit {
  const end = bytes.indexOf('\n\n')
  const head = bytes.toString('latin1', 0, end === -1 ? bytes.length : end)
  const encoding = /^encoding (.+)$/m.exec(head)?.[1]
  const decode = decoder(encoding)
  const tree = /^tree ([0-9a-f]+)$/m.exec(head)?.[1] ?? ''
  if (!ID.test(tree)) throw new GitDataError('A commit of the repository is damaged.')
  const author = person(/^author (.*)$/m.exec(head)?.[1])
  const parents = [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => parent)
  const body = end === -1 ? Buffer.alloc(0) : bytes.subarray(end + 2, end + 2 + MAX_MESSAGE * 4)
  return {
    id,
    tree,
    parents: isShallow ? [] : parents,
    author: decode(Buffer.from(author.name, 'latin1')),
    time: author.time,
    committed: person(/^committer (.*)$/m.exec(head)?.[1]).time,
    message: decode(body).slice(0, MAX_MESSAGE).trimEnd(),
    isShallow,
  }
}

/** The commit as the window is told of it. */
export function told({ id, author, time, message }: Commit): GitCommit {
  return { id, author, time, summary: message.split('\n', 1)[0] ?? '' }
}

/** `Ann <ann@example.org> 1700000000 +0100`; the name may hold anything. */
function person(text = ''): { readonly name: string; readonly time: number } {
  const [, name = '', time = '0'] = /^(.*?) ?<[^>]*> (\d{1,12}) [+-]\d{4}\s*$/.exec(text) ?? []
  return { name: name.slice(0, 400), time: Number(time) }
}

function decoder(encoding: string | undefined): (bytes: Buffer) => string {
  try {
    const decode = new TextDecoder(encoding ?? 'utf-8')
    return (bytes) => decode.decode(bytes)
  } catch {
    // An encoding that nobody knows; its letters are those of Latin 1 as often as not.
    return (bytes) => bytes.toString('latin1')
  }
}

/** Reads trees, each one once. Throws GitDataError. */
export function treeReader(objects: GitObjects): ReadTree {
  const known = new Map<string, readonly TreeEntry[]>()
  let entries = 0
  return (id) => {
    const kept = known.get(id)
    if (kept !== undefined) return kept
    const object = objects.read(id)
    if (object.type !== 'tree') throw new GitDataError('A tree was expected.')
    const tree = parseTree(object.bytes, objects.hashBytes)
    entries += tree.length
    if (entries > MAX_TREE_ENTRIES) {
      known.clear()
      entries = tree.length
    }
    known.set(id, tree)
    return tree
  }
}

export function parseTree(bytes: Buffer, hashBytes: number): readonly TreeEntry[] {
  const entries: TreeEntry[] = []
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const end = space === -1 ? -1 : bytes.indexOf(0, space)
    const next = end + 1 + hashBytes
    if (end === -1 || next > bytes.length) throw new GitDataError('A tree is damaged.')
    const name = bytes.subarray(space + 1, end)
    const isName = name.length > 0 && !name.includes(0x2f)
    if (isName && !NO_NAMES.has(name.toString('latin1'))) {
      entries.push({
        name: nameToText(name),
        mode: bytes.toString('latin1', at, space),
        id: bytes.toString('hex', end + 1, next),
      })
    }
    at = next
  }
  return entries
}

/** Git makes no trees that hold these: whoever did wanted to mislead. */
const NO_NAMES: ReadonlySet<string> = new Set(['.', '..', '.git'])

export function isTree({ mode }: TreeEntry): boolean {
  return mode === '40000' || mode === '040000'
}

/** A regular file; not a link and not a commit of another repository. */
export function isFile({ mode }: TreeEntry): boolean {
  return mode.startsWith('100')
}

/** What lies at a path, its parts one by one; undefined if nothing does. */
export function entryAt(
  readTree: ReadTree,
  tree: string,
  path: readonly string[],
): TreeEntry | undefined {
  let entry: TreeEntry | undefined
  for (const [depth, part] of path.entries()) {
    if (depth > MAX_DEPTH || (entry !== undefined && !isTree(entry))) return undefined
    entry = readTree(entry?.id ?? tree).find(({ name }) => name === part)
    if (entry === undefined) return undefined
  }
  return entry
}
