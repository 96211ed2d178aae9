// Names of commits: HEAD, branches, tags and remote branches, loose or packed.
import { GitDataError } from './git-failure.ts'
import { type GitFolder, listInside, readText } from './git-folder.ts'

const MAX_PACKED_REFS = 32 * 1024 * 1024
const MAX_REF_BYTES = 8_192
/** Most refs that are listed; a repository may hold one for every build it ever had. */
const MAX_REFS = 50_000
const MAX_DEPTH = 16
/** A ref may name a ref, which must not go in circles. */
const MAX_LINKS = 5
const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

export interface Head {
  /** Name of the branch, not given for a detached HEAD. */
  readonly branch?: string
  /** Not given on a branch without a commit. */
  readonly id?: string
}

export interface Refs {
  readonly head: Head
  /** The id that a full name as `refs/heads/main` stands for. */
  idOf(ref: string): string | undefined
  /** All names below `refs/heads/`, `refs/tags/` and `refs/remotes/`, in their order. */
  names(): readonly string[]
  /** The branch that a remote calls its own: `refs/remotes/origin/main`. */
  remoteHead(remote: string): string | undefined
}

/** Where HEAD stands; empty if there is none that can be understood. */
export function readHead(git: GitFolder): Head {
  return readRefs(git).head
}

/** The refs of a repository; files are read when they are asked for. */
export function readRefs(git: GitFolder): Refs {
  let packed: ReadonlyMap<string, string> | undefined
  const packedRefs = () => {
    packed ??= parsePacked(readText(git.common, 'packed-refs', MAX_PACKED_REFS) ?? '')
    return packed
  }
  function textOf(ref: string): string | undefined {
    if (!isSafeRef(ref)) return undefined
    // A linked worktree has some refs of its own; its branches are those of the main repository.
    const own = readText(git.own, ref, MAX_REF_BYTES)
    return (own ?? readText(git.common, ref, MAX_REF_BYTES))?.trim() ?? packedRefs().get(ref)
  }
  function idOf(ref: string): string | undefined {
    let text = textOf(ref)
    for (let left = MAX_LINKS; left > 0 && text !== undefined; left -= 1) {
      if (ID.test(text)) return text
      text = textOf(/^ref: (refs\/.+)$/.exec(text)?.[1] ?? '')
    }
    return undefined
  }
  return {
    head: headOf(readText(git.own, 'HEAD', MAX_REF_BYTES)?.trim() ?? '', idOf),
    idOf,
    names() {
      const found = new Set<string>()
      for (const folder of ['refs/heads', 'refs/tags', 'refs/remotes']) {
        collect(git.common, folder, found, 0)
      }
      for (const ref of packedRefs().keys()) {
        if (/^refs\/(?:heads|tags|remotes)\//.test(ref)) found.add(ref)
      }
      return [...found].filter(isSafeRef).sort().slice(0, MAX_REFS)
    },
    remoteHead(remote) {
      const text = textOf(`refs/remotes/${remote}/HEAD`)
      const ref = /^ref: (refs\/remotes\/.+)$/.exec(text ?? '')?.[1]
      return ref !== undefined && isSafeRef(ref) ? ref : undefined
    },
  }
}

function headOf(text: string, idOf: (ref: string) => string | undefined): Head {
  if (ID.test(text)) return { id: text }
  const ref = /^ref: (refs\/.+)$/.exec(text)?.[1]
  if (ref === undefined || !isSafeRef(ref)) return {}
  const id = idOf(ref)
  const branch = ref.replace(/^refs\/heads\//, '')
  return { branch, ...(id === undefined ? {} : { id }) }
}

/** Names that Git itself allows, so that a name cannot leave the folder. */
function isSafeRef(ref: string): boolean {
  return (
    ref.startsWith('refs/') &&
    ref.length <= 1_000 &&
    !/[\p{Cc} ~^:?*[\\]|\.\.|\/\/|@\{/u.test(ref) &&
    ref.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  )
}

function parsePacked(text: string): ReadonlyMap<string, string> {
  const refs = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, id, ref] = /^([0-9a-f]{40}|[0-9a-f]{64}) (refs\/\S+)\s*$/.exec(line) ?? []
    if (id !== undefined && ref !== undefined) refs.set(ref, id)
  }
  return refs
}

function collect(folder: string, path: string, found: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH) return
  for (const entry of listInside(folder, path)) {
    if (found.size >= MAX_REFS) return
    // What is a link is neither: it is not followed.
    if (entry.isDirectory()) collect(folder, `${path}/${entry.name}`, found, depth + 1)
    else if (entry.isFile()) found.add(`${path}/${entry.name}`)
  }
}

/** Throws GitDataError where a repository keeps its refs in a way that is not read. */
export function refuseForeignRefs(storage: string | undefined): void {
  if (storage === undefined || storage === 'files') return
  throw new GitDataError(
    `The repository keeps its branches in the form "${storage.slice(0, 40)}", which Lectern does not read.`,
  )
}
