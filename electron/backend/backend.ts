// The product without a window: opens stores, wires the handlers, runs analyses. Plain Node.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { AnalyzerSettings } from '../../analyzer/engine/settings.ts'
import type { AnalysisHost } from '../analysis/host.ts'
import type { EventData, EventName, Handlers } from '../api/contract.ts'
import type { PageToPrint } from '../api/control.ts'
import type { ImportResult } from '../api/imports.ts'
import type { Limits } from '../repository/limits.ts'
import { startRun } from './analysis.ts'
import { analysisHandlers } from './analysis-handlers.ts'
import { carryMarks } from './anchors/carry.ts'
import { driftHandlers } from './anchors/drift-handlers.ts'
import { clockHandlers } from './clock/clock-handlers.ts'
import { regionHandlers } from './coverage/regions.ts'
import { reviewersSayHandlers, SAID_TOPICS } from './discussion/reviewers-say.ts'
import { findingHandlers } from './findings.ts'
import { createFixCheck } from './fix-check.ts'
import { gitHandlers, linesTopic } from './git/git.ts'
import { grantedPaths } from './granted-paths.ts'
import { historyHandlers } from './history.ts'
import { runningImports } from './imports/running-imports.ts'
import { itemHandlers } from './items.ts'
import { loadedHandlers } from './loaded-handlers.ts'
import { openApplication } from './open-application.ts'
import { newestPacket } from './packet/newest-packet.ts'
import { writeOneFile } from './packet/packet-folder.ts'
import type { PacketPart } from './packet/packet-part.ts'
import { reviewHandlers } from './review-handlers.ts'
import { createReviews } from './reviews.ts'
import { copyOfRule } from './rule-copy.ts'
import { RULE_INFOS } from './rule-infos.ts'
import { searches } from './search/search.ts'
import type { Session } from './session.ts'
import { setupHandlers } from './setup/setup.ts'
import { readSourceText } from './sources.ts'
import { mergeHandlers } from './together/merge.ts'
import { walkthroughHandlers } from './together/walkthrough.ts'

export interface BackendOptions {
  /** Absolute path; made when it is not there. */
  readonly dataFolder: string
  readonly version: string
  /** What it runs on, for people: `Electron 45.4.1, Node 24.9.0`. */
  readonly runtime: string
  readonly analysisHost: AnalysisHost
  /** Prints a page; not given where there is nothing to print with. */
  readonly printPage?:
    | ((page: PageToPrint, signal?: AbortSignal) => Promise<Uint8Array>)
    | undefined
  readonly emit: <E extends EventName>(name: E, data: EventData<E>) => void
  /** Absolute path of better-sqlite3's binary where the shipped one does not fit. */
  readonly nativeBinding?: string | undefined
  readonly now?: () => Date
  readonly onBug?: (what: string, error: unknown) => void
  /** Where the database of opened paths lies, instead of the data folder. */
  readonly database?: string | undefined
  readonly settings?: AnalyzerSettings | undefined
  readonly limits?: Limits | undefined
  readonly jobs?: number | undefined
  readonly patience?: number | undefined
  /** Absolute path; without it nothing is kept between runs. */
  readonly cacheFolder?: string | undefined
}

/** What readers ask again when anything may have changed. */
const ALL_TOPICS = [
  'reviews',
  'findings',
  'fixes',
  'analysis',
  'views',
  'packet',
  'plan',
  'items',
  ...SAID_TOPICS,
  'walkthrough',
  'history',
  'regions',
  'sources',
  'drift',
] as const

/** What changes when marks follow the code. */
const CARRIED_TOPICS = ['findings', 'reviews', 'fixes', 'threads', 'regions', 'sources', 'drift']

export type Backend = ReturnType<typeof createBackend>

/** Throws AppError when the data folder or the application's database cannot be used. */
export function createBackend(options: BackendOptions) {
  const { dataFolder, version, emit, nativeBinding } = options
  const now = options.now ?? (() => new Date())
  const onBug = options.onBug ?? ((what, error) => console.error(what, error))
  const app = openApplication({ nativeBinding, now }, dataFolder)
  const fixCheck = createFixCheck(options.analysisHost)
  const importing = runningImports()
  const reviews = createReviews({
    app,
    dataFolder,
    store: { nativeBinding, now, actor: () => app.settings().reviewer },
    onInvalidate: (reviewId, findingIds) => searching.changed(reviewId, findingIds),
    onForeignChange: (session) => tell(session, ALL_TOPICS),
    onBug,
  })

  function tell(session: Session, topics: readonly string[], findingIds?: readonly number[]): void {
    emit('data.changed', {
      reviewId: session.id,
      topics: [...topics],
      ...(findingIds === undefined ? {} : { findingIds: [...findingIds] }),
    })
  }
  function changed(
    session: Session,
    topics: readonly string[],
    findingIds?: readonly number[],
  ): void {
    session.invalidate(findingIds)
    tell(session, [...topics, 'packet', 'templates', 'plan', 'history', 'clock'], findingIds)
  }
  /** The marks follow the code first: what the run then finds where they stand is known. */
  async function start(session: Session): Promise<{ readonly ended: Promise<void> }> {
    await reviews.copied(session.id)
    const { store, run } = session
    if (run === undefined && !store.isReadOnly && store.runs.latest() !== undefined) {
      const carried = await carryMarks(session, randomUUID())
      if (carried > 0) changed(session, [...CARRIED_TOPICS, 'git'])
    }
    const ended = startRun(session, {
      host: options.analysisHost,
      toolVersion: version,
      settings: options.settings,
      limits: options.limits,
      jobs: options.jobs,
      patience: options.patience,
      cacheFolder: options.cacheFolder,
      onProgress: (progress) => emit('analysis.progressed', progress),
      onStored: (stored) => {
        tell(stored, [
          'findings',
          'reviews',
          'analysis',
          'fixes',
          'questions',
          'strengths',
          'sources',
          'regions',
          'drift',
          'git',
          'packet',
          'plan',
        ])
        if (stored.run === undefined) reviews.noteChange(stored)
      },
      onFailed: ({ id: reviewId }, error) => emit('analysis.failed', { reviewId, ...error }),
      onBug,
    })
    return { ended }
  }

  const git = gitHandlers(reviews.get, (blamed) => emit('git.blamed', blamed))
  const searching = searches({
    session: reviews.get,
    cacheFolder: options.cacheFolder,
    nativeBinding,
    onFound: (found) => emit('search.found', found),
  })
  /** Brings a file that a person chose into a review. Throws AppError. */
  async function bring(reviewId: number, file: string): Promise<ImportResult> {
    const session = reviews.get(reviewId)
    await reviews.copied(reviewId)
    const signal = importing.start(reviewId)
    try {
      const { importFile } = await packet()
      return await importFile(session, file, {
        signal,
        onProgress: (done, total) => emit('import.progressed', { reviewId, done, total }),
      })
    } finally {
      importing.end(reviewId)
      // Findings that were added before a cancellation are there.
      changed(session, ['findings', 'reviews', 'fixes', 'items', 'analysis'])
      reviews.noteChange(session)
    }
  }
  const targets = grantedPaths()
  const sources = grantedPaths()
  let packetLoading: Promise<PacketPart> | undefined
  const packet = () => {
    packetLoading ??= import('./packet/packet-part.ts').then(({ packetPart }) =>
      packetPart({
        session: reviews.get,
        toolVersion: version,
        exports: {
          dataFolder,
          targetOf: targets.pathOf,
          printPage: options.printPage,
          emit,
          onExport: (session) => clocks.record(session),
          onExported: (session) => tell(session, ['exports']),
        },
        packet: {
          subjectOf: (session, { finding: { location } }) =>
            fixCheck.functionAt(session.store, location.path, location.range.startLine),
          onChange: (session, findingIds) => changed(session, ['findings'], findingIds),
        },
        plan: { onChange: (session) => changed(session, [], []) },
        templates: { onChange: (session) => changed(session, []) },
      }),
    )
    return packetLoading
  }
  const clocks = clockHandlers({
    session: reviews.get,
    now,
    reviewer: () => app.settings().reviewer,
    settings: () => app.settings().clock,
    onTick: ({ id: reviewId }, clock) => emit('clock.ticked', { reviewId, clock }),
    onRecorded: (session) => changed(session, [], []),
    onBug,
  })
  const handlers: Handlers = {
    'app.info': () => ({
      version,
      runtime: options.runtime,
      dataFolder,
      ruleCount: RULE_INFOS.length,
    }),
    ...reviewHandlers({
      reviews,
      app,
      dataFolder,
      nativeBinding,
      now,
      emit,
      close: async (reviewId) => {
        await importing.cancel(reviewId)
        await searching.close(reviewId)
        clocks.close(reviewId)
        await reviews.close(reviewId)
      },
    }),
    ...analysisHandlers({ session: reviews.get, start }),
    ...findingHandlers({
      session: reviews.get,
      onChange: (session, topics, findingIds) => {
        changed(session, topics, findingIds)
        reviews.noteChange(session)
      },
      problemsOf: (session, fix) => fixCheck.problemsOf(session.store, fix),
    }),
    ...itemHandlers({
      session: reviews.get,
      now,
      onChange: (session, findingIds) => {
        changed(session, ['findings', 'reviews', 'items'], findingIds)
        reviews.noteChange(session)
      },
    }),
    ...reviewersSayHandlers({
      session: reviews.get,
      onChange: (session, topics, findingIds) => {
        changed(session, [...topics, 'git'], findingIds)
        reviews.noteChange(session)
      },
      onTemplates: (session) => tell(session, ['manual', 'history']),
    }),
    ...loadedHandlers(
      ['packet', 'templates', 'plan', 'exports', 'claims'],
      async () => (await packet()).handlers,
    ),
    ...regionHandlers({
      session: reviews.get,
      onChange: (session) => changed(session, ['regions'], []),
      onMeasured: reviews.noteCoverage,
    }),
    ...historyHandlers({
      session: reviews.get,
      onChange: (session, findingIds) => {
        // A step about no finding may have been about people, whose names stand in the rows.
        const isSmall = findingIds.length > 0 && findingIds.length <= 10_000
        const topics = [
          ...CARRIED_TOPICS,
          'items',
          ...SAID_TOPICS,
          'walkthrough',
          ...linesTopic(session),
        ]
        changed(session, topics, isSmall ? findingIds : undefined)
        reviews.noteChange(session)
      },
      onNamed: (session) => tell(session, ['history']),
    }),
    ...mergeHandlers({
      session: reviews.get,
      sourceOf: sources.pathOf,
      beforeMerge: reviews.copied,
      onChange: (session) => {
        changed(session, ALL_TOPICS)
        reviews.noteChange(session)
      },
    }),
    ...walkthroughHandlers({
      session: reviews.get,
      sourceOf: sources.pathOf,
      onChange: (session) => changed(session, ['walkthrough'], []),
      onShown: (session) => tell(session, ['walkthrough']),
    }),
    ...git.handlers,
    ...driftHandlers({
      session: reviews.get,
      onChange: (session, findingIds) => {
        changed(session, [...CARRIED_TOPICS, 'git'], findingIds)
        reviews.noteChange(session)
      },
    }),
    ...searching.handlers,
    ...clocks.handlers,
    ...setupHandlers({
      reviews,
      onChange: (reviewId) => changed(reviews.get(reviewId), ['setup', 'manual'], []),
      onLook: () => options.analysisHost.prepare?.(),
    }),
    'sources.read': ({ reviewId, path }) => readSourceText(reviews.get(reviewId).store, path),
    'rules.info': ({ ruleId }) => copyOfRule(ruleId),
    'imports.decisions': async ({ reviewId, into }) => {
      const { rootPath } = reviews.get(reviewId).store.review.read()
      const { id } = reviews.openRecent(into)
      emit('data.changed', { topics: ['reviews'] })
      return { reviewId: id, result: await bring(id, join(rootPath, 'findings.sarif')) }
    },
    'imports.cancel': ({ reviewId }) => {
      importing.cancel(reviewId)
      return { ok: true }
    },
    'views.read': ({ reviewId }) => reviews.get(reviewId).store.review.readView(),
    'views.save': ({ reviewId, state }) => {
      const session = reviews.get(reviewId)
      const { store } = session
      reviews.noteStop(session, state)
      // Where the eye was is no reason to trouble someone who may only read.
      if (!store.isReadOnly) store.review.saveView(state)
      return { ok: true }
    },
    'settings.read': () => app.settings(),
    'settings.save': ({ change }) => {
      const settings = app.saveSettings(change)
      if (change.reviewer !== undefined) {
        for (const session of reviews.all()) {
          if (!session.store.isReadOnly) session.store.review.nameReviewer(settings.reviewer)
          changed(session, ['reviews'])
        }
      }
      if (change.clock !== undefined) clocks.renew()
      emit('data.changed', { topics: ['settings'] })
      return settings
    },
  }

  return {
    handlers,
    /** Opens what the shell or the command line names. Throws AppError. */
    openPath(path: string): { readonly reviewId: number } {
      const { id } = reviews.openPath(path, options.database)
      emit('data.changed', { topics: ['reviews'] })
      return { reviewId: id }
    },
    /** The folder of a review lies elsewhere now. Throws AppError. */
    locate(reviewId: number, folder: string): void {
      changed(reviews.locate(reviewId, folder), CARRIED_TOPICS)
    },
    /** A folder for packets that a person chose. */
    grantTarget: (folder: string) => ({ targetId: targets.grant(folder) }),
    /** A database or a tour that a person chose. */
    grantSource: (path: string) => ({ sourceId: sources.grant(path) }),
    /** Absolute path of the review's newest packet. Throws `not-found`. */
    packetFolder: (reviewId: number) => newestPacket(reviews.get(reviewId)),
    /** Throws AppError. */
    async writeWalkthrough(reviewId: number, format: 'md' | 'tour', file: string): Promise<void> {
      const { writeWalkthrough } = await packet()
      await writeWalkthrough(reviews.get(reviewId), format, file)
    },
    importFile: bring,
    /** Writes a table of these findings to a file that a person named. Throws AppError. */
    async writeTable(reviewId: number, ids: readonly number[], file: string): Promise<void> {
      const { writeTable } = await packet()
      await writeTable(reviews.get(reviewId), ids, file)
    },
    /** The name under which an attached file is saved elsewhere. Throws `not-found`. */
    attachmentName: (reviewId: number, id: number) =>
      reviews.get(reviewId).store.attachments.get(id).name,
    /** Writes an attached file to where a person named. Throws AppError. */
    async writeAttachment(reviewId: number, id: number, file: string): Promise<void> {
      await writeOneFile(file, reviews.get(reviewId).store.attachments.read(id))
    },
    /** Loads what is only loaded when somebody asks for it. */
    async prepare(): Promise<void> {
      await packet()
    },
    /** An opened review, for the command line. */
    session: reviews.get,
    /** Runs an analysis to its end. */
    async analyse(reviewId: number): Promise<void> {
      const { ended } = await start(reviews.get(reviewId))
      await ended
    },
    /** Cancels what runs, stores what there is and closes the databases. */
    async close(): Promise<void> {
      fixCheck.close()
      git.close()
      await importing.cancelAll()
      await searching.closeAll()
      clocks.closeAll()
      await reviews.closeAll()
      app.close()
    },
  }
}
