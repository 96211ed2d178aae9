// Where HEAD stands, what happened since the review, and what there is to compare with.
import type { GitState } from '../api/git.ts'
import { type Commit, told } from './git-commits.ts'
import { GitDataError } from './git-failure.ts'
import { readText } from './git-folder.ts'
import { parting } from './git-history.ts'
import type { Refs } from './git-refs.ts'
import { type GitRepository, openGitRepository } from './git-repository.ts'

/** Refs and commits that are listed; more are not looked through by anybody. */
const MAX_LISTED_REFS = 5_000
const MAX_LISTED_COMMITS = 200

const NOTHING: GitState = {
  isShallow: false,
  refs: [],
  ahead: [],
  aheadCount: 0,
  behindCount: 0,
  isCounted: true,
}

/** `reviewed` is the id of the commit that was analysed. A failure is part of the answer. */
export function describeState(
  root: string,
  reviewed: string | undefined,
  hasTime: () => boolean,
): GitState {
  try {
    const repository = openGitRepository(root)
    if (repository === undefined) {
      return { ...NOTHING, problem: 'This folder is in no Git repository.' }
    }
    return stateOf(repository, reviewed, hasTime)
  } catch (error) {
    if (error instanceof GitDataError) return { ...NOTHING, problem: error.message }
    throw error
  }
}

function stateOf(
  repository: GitRepository,
  reviewed: string | undefined,
  hasTime: () => boolean,
): GitState {
  const { refs, git } = repository
  const { branch, id } = refs.head
  const names = refs.names().filter((ref) => !ref.endsWith('/HEAD'))
  const listed = names.slice(0, MAX_LISTED_REFS).flatMap((ref) => {
    const commit = refs.idOf(ref)
    return commit === undefined ? [] : [{ ...shortName(ref), commit }]
  })
  const defaultBase = defaultBaseOf(refs, branch)
  return {
    ...NOTHING,
    ...(branch === undefined ? {} : { branch }),
    ...(id === undefined
      ? { problem: 'The branch has no commit yet.' }
      : { commit: id, ...moved(repository, reviewed, id, hasTime) }),
    ...(defaultBase === undefined ? {} : { defaultBase }),
    isShallow: readText(git.common, 'shallow', 32 * 1024 * 1024) !== undefined,
    refs: listed,
  }
}

const KINDS = [
  ['refs/heads/', 'branch'],
  ['refs/remotes/', 'remote'],
  ['refs/tags/', 'tag'],
] as const

function shortName(ref: string): Pick<GitState['refs'][number], 'name' | 'kind'> {
  const [start, kind] = KINDS.find(([prefix]) => ref.startsWith(prefix)) ?? ['', 'tag']
  return { name: ref.slice(start.length), kind }
}

/** The branch that work goes into: what the remote calls its own, else one with a usual name. */
function defaultBaseOf(refs: Refs, branch: string | undefined): string | undefined {
  const remote = refs.remoteHead('origin')
  const own = branch === undefined ? undefined : `refs/heads/${branch}`
  const usual = ['main', 'master'].flatMap((name) => [
    `refs/heads/${name}`,
    `refs/remotes/origin/${name}`,
  ])
  const candidates = [...(remote === undefined ? [] : [remote]), ...usual]
  const found =
    candidates.find((ref) => ref !== own && refs.idOf(ref) !== undefined) ??
    candidates.find((ref) => refs.idOf(ref) !== undefined)
  return found === undefined ? undefined : shortName(found).name
}

function moved(
  { readCommit }: GitRepository,
  reviewed: string | undefined,
  head: string,
  hasTime: () => boolean,
): Partial<GitState> {
  if (reviewed === undefined || reviewed === head) return {}
  try {
    const { ours, theirs, isComplete } = parting(readCommit, head, reviewed, hasTime)
    return {
      ahead: ours.slice(0, MAX_LISTED_COMMITS).map((commit: Commit) => told(commit)),
      aheadCount: ours.length,
      behindCount: theirs.length,
      isCounted: isComplete,
    }
  } catch (error) {
    // The reviewed commit was thrown away, or lies before the start of a shallow clone.
    if (error instanceof GitDataError) return { isCounted: false }
    throw error
  }
}
