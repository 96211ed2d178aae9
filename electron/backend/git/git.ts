// Handlers of what Git knows: each question is answered by a thread of its own, one of each kind at
// a time; who asks again does not wait for the former answer.
import { setImmediate as turn } from 'node:timers/promises'
import type { EventData, Handlers } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import type { GitChanges } from '../../api/git.ts'
import type { ChangedLines } from '../../repository/git-changes.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import { standingRecords } from '../anchors/standing-texts.ts'
import type { Session } from '../session.ts'
import { shownVersion } from '../sources.ts'
import { askGit } from './git-thread.ts'
import type { FoundChanges } from './git-worker.ts'
import { isTouched } from './touched-findings.ts'

type Topic = Extract<keyof Handlers, `git.${string}`>

/** Files that are told; their findings are all told. */
const MAX_FILES = 5_000
/** How long other calls wait while findings are gone through, in milliseconds. */
const PORTION = 10

/** `onBlamed` is told what is known so far of a file that somebody asked about. */
export function gitHandlers(
  sessionOf: (reviewId: number) => Session,
  onBlamed: (data: EventData<'git.blamed'>) => void,
) {
  const running = new Map<string, AbortController>()

  /** Runs alone among the questions of its kind: the former one ends as cancelled. */
  async function alone<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    running.get(key)?.abort()
    const controller = new AbortController()
    running.set(key, controller)
    try {
      return await ask(controller.signal)
    } finally {
      if (running.get(key) === controller) running.delete(key)
    }
  }

  const handlers: Pick<Handlers, Topic> = {
    'git.state': ({ reviewId }) => {
      const { rootPath: root, commit } = sessionOf(reviewId).store.review.read()
      return alone(`state ${reviewId}`, (signal) =>
        askGit({ ask: 'state', root, reviewed: commit ?? undefined }, { signal }),
      )
    },
    'git.changes': async ({ reviewId, base }) => {
      const session = sessionOf(reviewId)
      const { store } = session
      const { rootPath: root } = store.review.read()
      const records = standingRecords(store).filter(({ sha256 }) => sha256 !== '')
      const analysed = new Map(records.map(({ path, sha256 }) => [path, sha256]))
      const task = { ask: 'changes', root, base, reviewed: standsOn(store), analysed } as const
      const found = await alone(`changes ${reviewId}`, (signal) =>
        askGit(task, { signal, textOf: (sha256) => store.texts.read(sha256) }),
      )
      return await withFindings(base, found, session)
    },
    'git.blame': ({ reviewId, path }) => {
      const session = sessionOf(reviewId)
      const { rootPath: root } = session.store.review.read()
      const text = reviewedText(session, path)
      return alone(`blame ${reviewId}`, (signal) =>
        askGit(
          { ask: 'blame', root, reviewed: standsOn(session.store), path, text },
          { signal, onPart: (blame) => onBlamed({ reviewId, blame }) },
        ),
      )
    },
    'git.cancel': ({ reviewId, what }) => {
      running.get(`${what} ${reviewId}`)?.abort()
      return { ok: true }
    },
  }
  return {
    handlers,
    /** Ends what is under way. */
    close(): void {
      for (const controller of running.values()) controller.abort()
    },
  }
}

/** What is to be asked again when marks that followed their files may have gone back. */
export function linesTopic({ store }: Session): readonly string[] {
  return store.carriedFiles.all().length > 0 ? ['git'] : []
}

/** The commit that the reviewed texts stand on; undefined for the one that is checked out. */
function standsOn(store: ReviewStore): string | undefined {
  // Marks that followed the files were brought to what is checked out.
  return store.carriedFiles.inForce().length > 0
    ? undefined
    : (store.review.read().commit ?? undefined)
}

async function withFindings(
  base: string,
  found: FoundChanges,
  session: Session,
): Promise<GitChanges> {
  const byPath = new Map(found.files.map((file) => [file.path, file.lines]))
  const linesOf = (path: string): ChangedLines => {
    const lines = byPath.get(path)
    if (lines === undefined) return []
    return lines === 'all' ? 'all' : lines.map(({ startLine, endLine }) => [startLine, endLine])
  }
  return {
    base,
    mergeBase: found.mergeBase,
    head: found.head,
    files: found.files.slice(0, MAX_FILES).map((file) => ({
      ...file,
      lines: file.lines === 'all' ? 'all' : [...file.lines],
    })),
    fileCount: found.files.length,
    ...(byPath.size === 0
      ? { inLines: [], inFiles: [] }
      : await touched(session, linesOf, (path) => (byPath.has(path) ? 'all' : []))),
  }
}

/** Findings that touch changed lines and changed files, looked for in portions: others wait. */
async function touched(
  { store, findings }: Session,
  linesOf: (path: string) => ChangedLines,
  filesOf: (path: string) => ChangedLines,
) {
  const inLines: number[] = []
  const inFiles: number[] = []
  let pause = performance.now() + PORTION
  for (const { id, location } of findings()) {
    if (performance.now() > pause) {
      await turn()
      pause = performance.now() + PORTION
    }
    const isAt = isTouched(location, linesOf)
    const evidence = isAt ? [] : (store.findings.body(id)?.evidence ?? [])
    if (isAt || evidence.some((step) => isTouched(step.location, linesOf))) inLines.push(id)
    const isIn = isAt || isTouched(location, filesOf)
    if (isIn || evidence.some((step) => isTouched(step.location, filesOf))) inFiles.push(id)
  }
  return { inLines, inFiles }
}

/** The bytes of the text that the window shows. Throws AppError. */
function reviewedText({ store }: Session, path: string): Uint8Array {
  if (path.endsWith('.ipynb')) {
    throw new AppError(
      'invalid-input',
      'The lines of a notebook are those of its cells, which no commit knows.',
      'Look at the history of the file itself.',
    )
  }
  const sha256 = shownVersion(store, path)
  const text = sha256 === undefined ? undefined : store.texts.read(sha256)
  if (text !== undefined) return text
  throw new AppError(
    'not-found',
    'The text of this file was not analysed, so its lines are not looked for in history.',
    'Analyse the review again.',
  )
}
