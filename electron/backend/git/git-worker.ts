// A thread that reads one thing from a repository: history may be long and its data made to mislead,
// so nobody waits for it in the process that writes the review.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, type ErrorData } from '../../api/errors.ts'
import type { Blame, BlamedLines, ChangedFile, GitCommit, GitState } from '../../api/git.ts'
import { blame, type BlamedLines as FoundLines } from '../../repository/git-blame.ts'
import { changedFiles } from '../../repository/git-changed-files.ts'
import { whereParted } from '../../repository/git-changes.ts'
import { type Commit, told } from '../../repository/git-commits.ts'
import { GitDataError } from '../../repository/git-failure.ts'
import {
  commitOf,
  explained,
  type GitRepository,
  openGitRepository,
} from '../../repository/git-repository.ts'
import { describeState } from '../../repository/git-state.ts'
import { sha256Of } from '../sha256.ts'

/** How long a question may take, in milliseconds, and how many commits are walked. */
const PATIENCE = { milliseconds: 20_000, commits: 100_000 }

/** Shortest time between two parts of an answer, in milliseconds: each holds all that is known. */
const PAUSE = 250
/** As much of a message as is read beside a line, in UTF-16 units. */
const MAX_MESSAGE = 1_000

export type GitTask =
  | { readonly ask: 'state'; readonly root: string; readonly reviewed: string | undefined }
  | {
      readonly ask: 'changes'
      readonly root: string
      readonly base: string
      readonly reviewed: string | undefined
      /** Content hashes (SHA-256) of the analysed files by path. */
      readonly analysed: ReadonlyMap<string, string>
    }
  | {
      readonly ask: 'blame'
      readonly root: string
      readonly reviewed: string | undefined
      readonly path: string
      readonly text: Uint8Array
    }

export interface FoundChanges {
  readonly mergeBase: GitCommit
  readonly head: string
  readonly files: readonly ChangedFile[]
}

/** What a thread answers, by what it was asked. */
export interface GitAnswers {
  readonly state: GitState
  readonly changes: FoundChanges
  readonly blame: Blame
}

export type FromGitWorker =
  | { readonly kind: 'answer'; readonly answer: GitAnswers[GitTask['ask']] }
  | { readonly kind: 'part'; readonly blame: Blame }
  /** Asks for the kept text with this hash; answered by a message: its bytes, or undefined. */
  | { readonly kind: 'want'; readonly sha256: string }
  | { readonly kind: 'refused'; readonly error: ErrorData }

if (parentPort === null) throw new Error('A repository is read in a thread of its own.')
const port = parentPort
const send = (message: FromGitWorker) => port.postMessage(message)

// The process that made this thread set it.
const task = workerData as GitTask
try {
  send({ kind: 'answer', answer: await answerTo(task) })
} catch (error) {
  send({ kind: 'refused', error: asAppError(error).toData() })
}
port.close()

async function answerTo(asked: GitTask): Promise<GitAnswers[GitTask['ask']]> {
  switch (asked.ask) {
    case 'state':
      return describeState(asked.root, asked.reviewed, withinPatience())
    case 'changes':
      return await changes(asked)
    case 'blame':
      return whoWrote(asked)
  }
}

function opened(root: string): GitRepository {
  const repository = openGitRepository(root)
  if (repository !== undefined) return repository
  throw new AppError(
    'invalid-input',
    'This folder is in no Git repository.',
    'Review a clone to see history and changes.',
  )
}

async function changes(asked: Extract<GitTask, { ask: 'changes' }>): Promise<FoundChanges> {
  const { root, base: name, reviewed, analysed } = asked
  const repository = opened(root)
  const head = commitOf(repository, reviewed ?? 'HEAD')
  const base = whereParted(repository, name, head, withinPatience())
  try {
    const files = await changedFiles({
      repository,
      root,
      base,
      head,
      analysed,
      textOf,
      sha256: sha256Of,
    })
    return { mergeBase: told(base), head: head.id, files }
  } catch (error) {
    throw explained(repository, name, error)
  }
}

function textOf(sha256: string): Promise<Uint8Array | undefined> {
  const answer = Promise.withResolvers<Uint8Array | undefined>()
  port.once('message', answer.resolve)
  send({ kind: 'want', sha256 })
  return answer.promise
}

function whoWrote({ root, reviewed, path, text }: Extract<GitTask, { ask: 'blame' }>): Blame {
  const repository = opened(root)
  const commits = new Map<string, { readonly place: number; readonly commit: Commit }>()
  const lines: BlamedLines[] = []
  let next = 0
  const soFar = (isComplete: boolean): Blame => ({
    path,
    lines: lines.toSorted((a, b) => a.startLine - b.startLine),
    commits: [...commits.values()].map(({ commit }) => ({
      ...told(commit),
      message: commit.message.slice(0, MAX_MESSAGE),
      isShallow: commit.isShallow,
    })),
    isComplete,
  })
  const placeOf = (commit: Commit) => {
    const known = commits.get(commit.id) ?? { place: commits.size, commit }
    commits.set(commit.id, known)
    return known.place
  }
  const add = ({ startLine, count, kind, commit }: FoundLines) => {
    lines.push({ startLine, count, kind, ...(commit && { commit: placeOf(commit) }) })
  }
  try {
    blame({
      repository,
      commit: commitOf(repository, reviewed ?? 'HEAD').id,
      path: [...repository.prefix, path].join('/'),
      text,
      hasTime: withinPatience(),
      onPart: (part) => {
        for (const one of part) add(one)
        if (performance.now() < next) return
        send({ kind: 'part', blame: soFar(false) })
        next = performance.now() + PAUSE
      },
    })
  } catch (error) {
    throw explained(repository, path, error)
  }
  return soFar(lines.every(({ kind }) => kind !== 'older'))
}

function withinPatience(): () => boolean {
  const end = performance.now() + PATIENCE.milliseconds
  let left = PATIENCE.commits
  return () => {
    left -= 1
    return left >= 0 && performance.now() < end
  }
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const why = error instanceof GitDataError ? error.message : String(error)
  return new AppError(
    'invalid-input',
    `The repository cannot be read. ${why}`,
    'Everything that does not need its history works all the same.',
    { cause: error },
  )
}
