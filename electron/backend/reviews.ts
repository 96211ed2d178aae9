// Opening, listing and closing reviews.
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RecentReview, ViewState } from '../api/domain.ts'
import { AppError } from '../api/errors.ts'
import { REVIEW_SCHEMA } from '../migrations/index.ts'
import { readGitFacts } from '../repository/git-facts.ts'
import { isRootPresent, type Root, resolveRoot } from '../repository/root.ts'
import type { AppStore, KnownReview, ReviewFacts } from '../store/app-store.ts'
import { headerTrouble } from '../store/inspection.ts'
import {
  openReviewStore,
  type ReviewStore,
  type ReviewStoreOptions,
} from '../store/review-store.ts'
import { relocate } from './anchors/relocate.ts'
import { dailyCopies } from './copies/daily-copies.ts'
import { reviewDatabaseFile } from './data-folder.ts'
import {
  importPacket,
  isPacketDatabase,
  isPacketFolder,
  packetDatabaseFile,
} from './packet/packet-reading.ts'
import { createSession, type ReviewState, readState, type Session } from './session.ts'

export interface ReviewsOptions {
  readonly app: AppStore
  readonly dataFolder: string
  readonly store: ReviewStoreOptions
  /** Told when another process has changed an opened review. */
  readonly onForeignChange: (session: Session) => void
  /** Told that these findings of a review changed, or that nobody can say which. */
  readonly onInvalidate: (reviewId: number, findingIds: readonly number[] | undefined) => void
  readonly onBug: (what: string, error: unknown) => void
}

/** How often other processes' changes are looked for, in milliseconds. */
const POLL_INTERVAL = 1_000

export type Reviews = ReturnType<typeof createReviews>

export function createReviews({
  app,
  dataFolder,
  store: storeOptions,
  ...options
}: ReviewsOptions) {
  const sessions = new Map<number, Session>()
  const versions = new Map<number, number>()
  /** Whether the folder of each review was there when it was looked for last. */
  const folders = new Map<number, boolean>()
  const poll = setInterval(lookForChanges, POLL_INTERVAL)
  poll.unref()
  const copies = dailyCopies({
    nativeBinding: storeOptions.nativeBinding,
    onFailed: (error) => options.onBug('daily copy', error),
  })

  function lookForChanges(): void {
    for (const session of sessions.values()) {
      const version = session.store.dataVersion()
      const isThere = isRootPresent(session.store.review.read().rootPath)
      const wasThere = folders.get(session.id) ?? isThere
      folders.set(session.id, isThere)
      if (versions.get(session.id) === version && wasThere === isThere) continue
      versions.set(session.id, version)
      session.invalidate()
      options.onForeignChange(session)
    }
  }

  function openDatabase(root: Root, file: string, isForReading = false): Session {
    const isReadOnly = isForReading || isPacketDatabase(file)
    const store = openOrRefuse(file, { ...storeOptions, isReadOnly })
    try {
      if (!store.hasReview()) {
        const { reviewer } = app.settings()
        const { path, onlyPath, name } = root
        store.review.create({ rootPath: path, onlyPath, name, reviewer })
      }
      refuseOther(store.review.read(), root, file)
      if (!store.isReadOnly) store.runs.recover()
      // Taken before anything is read, so that no later commit can be missed.
      const version = store.dataVersion()
      const state = readState(store)
      const id = app.opened(factsOf(store, file, state))
      const known = sessions.get(id)
      if (known !== undefined) {
        store.close()
        return known
      }
      const session = createSession(id, store, {
        openedAt: storeOptions.now().toISOString(),
        isForReading,
        onInvalidate: (findingIds) => options.onInvalidate(id, findingIds),
        state,
      })
      if (!store.isReadOnly && state.runState !== 'none') {
        copies.plan(id, file, storeOptions.now())
      }
      versions.set(id, version)
      folders.set(id, isRootPresent(store.review.read().rootPath))
      sessions.set(id, session)
      return session
    } catch (error) {
      store.close()
      throw error
    }
  }

  /** A folder that was moved keeps its database; what came to its old place gets another one. */
  function databaseOf(root: Root): string {
    const own = reviewDatabaseFile(dataFolder, root)
    const owner = app.inFile(own)
    const isTaken = existsSync(own) && owner !== undefined && owner.rootPath !== root.path
    if (existsSync(own) && !isTaken) return own
    const known = app.ofRoot(root.path, root.onlyPath)?.databaseFile
    if (known !== undefined && dirname(known) === dirname(own) && existsSync(known)) return known
    return isTaken ? own.replace(/\.sqlite$/, '-new.sqlite') : own
  }

  function get(id: number): Session {
    const session = sessions.get(id)
    if (session === undefined) {
      throw new AppError('not-found', 'This review is not open.', 'Open it from the start screen.')
    }
    return session
  }

  return {
    get,
    /** Opens a folder or file as a review. `database` overrides where its data lies. */
    openPath(path: string, database?: string): Session {
      const root = resolveRoot(path)
      if (root.onlyPath === '' && isPacketFolder(root.path)) {
        const file = packetDatabaseFile(dataFolder, root.path)
        importPacket(root.path, file, storeOptions.nativeBinding)
        return openDatabase(root, file)
      }
      return openDatabase(root, database ?? databaseOf(root))
    },
    /** Opens a known review, also when its folder has gone: what was kept can still be read. */
    openRecent(id: number, isForReading = false): Session {
      const known = app.review(id)
      if (known === undefined) {
        throw new AppError('not-found', 'This review is not known.', 'Open its folder instead.')
      }
      const session = sessions.get(id)
      if (session !== undefined) {
        app.opened(factsOf(session.store, known.databaseFile, session.header()))
        return session
      }
      if (!existsSync(known.databaseFile)) refuseGone(known)
      const { rootPath: path, onlyPath, name } = known
      return openDatabase({ path, onlyPath, name }, known.databaseFile, isForReading)
    },
    /** The folder of an opened review lies elsewhere now. Throws AppError. */
    locate(id: number, folder: string): Session {
      const session = get(id)
      relocate(session, folder)
      session.invalidate()
      const file = app.review(id)?.databaseFile
      if (file !== undefined) app.opened(factsOf(session.store, file, session.header()))
      return session
    },
    /** Reads from a known review, opened or not. Throws AppError. */
    reading<T>(id: number, read: (store: ReviewStore) => T): T {
      const opened = sessions.get(id)
      if (opened !== undefined) return read(opened.store)
      const known = app.review(id)
      if (known === undefined) {
        throw new AppError('not-found', 'This review is not known.', 'Choose another one.')
      }
      const { databaseFile: file } = known
      if (!existsSync(file)) {
        throw new AppError(
          'path-missing',
          `The data of the review ${known.name} is not there any more.`,
          'Take over from another review, or from none.',
        )
      }
      const store = openReviewStore(file, { ...storeOptions, isReadOnly: isPacketDatabase(file) })
      try {
        return read(store)
      } finally {
        store.close()
      }
    },
    recents: () => app.recents().map(asRecent),
    forget: (id: number) => app.forget(id),
    /** Keeps what the start screen shows in step with the review. */
    noteChange(session: Session): void {
      const known = app.review(session.id)
      if (known === undefined || app.isReadOnly) return
      const { store } = session
      const facts = factsOf(store, known.databaseFile, session.header())
      const { branch, commit, open, verdict } = facts
      app.changed({ databaseFile: known.databaseFile, branch, commit, open, verdict })
    },
    /** Keeps where the source is looked at, for the start screen. */
    noteStop(session: Session, { openPath, topLine, selectedFindingId }: ViewState): void {
      if (app.isReadOnly || openPath === undefined) return
      const finding =
        selectedFindingId === undefined ? undefined : session.store.findings.get(selectedFindingId)
      const isThere = finding?.location.path === openPath
      app.noteStop(
        session.id,
        openPath,
        isThere ? finding.location.range.startLine : (topLine ?? 1),
      )
    },
    noteCoverage(session: Session, share: number): void {
      if (!app.isReadOnly) app.noteCoverage(session.id, share)
    },
    /** Resolves when there is a copy of the review from before what is done next. */
    copied: (id: number) => copies.made(id),
    async close(id: number): Promise<void> {
      const session = get(id)
      session.run?.cancel()
      await session.run?.ended
      await copies.made(id)
      sessions.delete(id)
      versions.delete(id)
      folders.delete(id)
      session.store.close()
    },
    all: () => [...sessions.values()],
    async closeAll(): Promise<void> {
      clearInterval(poll)
      const open = [...sessions.values()]
      for (const { run } of open) run?.cancel()
      await Promise.all(open.map(({ run }) => run?.ended))
      await copies.allMade()
      for (const { store } of open) store.close()
      sessions.clear()
    },
  }
}

/** Opens a database; one that is held says so in the words of an opening. */
function openOrRefuse(file: string, options: ReviewStoreOptions): ReviewStore {
  try {
    return openReviewStore(file, options)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'database-busy') throw error
    throw new AppError(
      'database-busy',
      'Another program is writing to this review, so it cannot be opened to work in.',
      'Wait until it is done and try again, or open it for reading.',
      { cause: error },
    )
  }
}

function factsOf(
  store: ReturnType<typeof openReviewStore>,
  databaseFile: string,
  { gates, branch, commit, runState }: ReviewState,
): ReviewFacts {
  const { name, rootPath, onlyPath } = store.review.read()
  const merge = gates.find(({ gate }) => gate === 'merge')
  const git = runState === 'none' ? readGitFacts(rootPath) : { branch, commit }
  return {
    databaseFile,
    rootPath,
    onlyPath,
    name,
    branch: git.branch ?? null,
    commit: git.commit ?? null,
    open: gates.reduce((total, gate) => total + gate.open, 0),
    verdict: runState === 'none' ? 'unknown' : merge?.passed ? 'pass' : 'fail',
  }
}

function asRecent(known: KnownReview): RecentReview {
  const { id, name, rootPath, branch, commit, openedAt, open, verdict } = known
  return {
    recentId: id,
    name,
    rootPath,
    ...(branch === null ? {} : { branch }),
    ...(commit === null ? {} : { commit }),
    openedAt,
    open,
    verdict,
    isMissing: !isRootPresent(rootPath),
    trouble: headerTrouble(known.databaseFile, REVIEW_SCHEMA),
    isPacket: isPacketDatabase(known.databaseFile),
    ...(known.coverage === null ? {} : { coverage: known.coverage }),
    ...(known.stoppedPath === null || known.stoppedLine === null
      ? {}
      : { stoppedAt: { path: known.stoppedPath, line: known.stoppedLine } }),
  }
}

/** A database given by name must be the one of this folder. */
function refuseOther(
  row: { readonly rootPath: string; readonly onlyPath: string },
  root: Root,
  file: string,
): void {
  if (row.rootPath === root.path && row.onlyPath === root.onlyPath) return
  throw new AppError(
    'conflict',
    `The database ${file} holds the review of ${row.rootPath}, not of ${root.path}.`,
    'Name another database.',
  )
}

function refuseGone({ databaseFile, rootPath }: KnownReview): void {
  if (isRootPresent(rootPath)) return
  throw new AppError(
    'path-missing',
    `Neither the folder ${rootPath} nor the review's data (${databaseFile}) is there any more.`,
    'Open the folder where it is now.',
  )
}
