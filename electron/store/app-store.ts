// What the application keeps apart from reviews: which reviews there are, and settings.
import { CLOCK_DEFAULTS } from '../api/clock-settings.ts'
import { type Settings, SettingsSchema } from '../api/domain.ts'
import { APP_SCHEMA } from '../migrations/index.ts'
import { type ConnectionOptions, closeConnection, openConnection } from './connection.ts'
import { describeSqliteFailure } from './sqlite-failure.ts'

export interface KnownReview {
  readonly id: number
  readonly databaseFile: string
  readonly rootPath: string
  readonly onlyPath: string
  readonly name: string
  readonly branch: string | null
  readonly commit: string | null
  readonly openedAt: string
  readonly open: number
  readonly verdict: 'pass' | 'fail' | 'unknown'
  /** Share of the lines that were read, 0 to 1; null before it was measured. */
  readonly coverage: number | null
  /** Where the source was looked at last. */
  readonly stoppedPath: string | null
  readonly stoppedLine: number | null
}

/** What is known of a review when it is opened or has changed. */
export type ReviewFacts = Omit<
  KnownReview,
  'id' | 'openedAt' | 'coverage' | 'stoppedPath' | 'stoppedLine'
>

export interface AppStoreOptions extends ConnectionOptions {
  /** The name of the system's user, until the reviewer gives one. */
  readonly defaultReviewer: string
}

export type AppStore = ReturnType<typeof openAppStore>

const COLUMNS = `id, database_file AS databaseFile, root_path AS rootPath, only_path AS onlyPath,
  name, branch, head_commit AS "commit", opened_at AS openedAt, open_findings AS open, verdict, coverage,
  stopped_path AS stoppedPath, stopped_line AS stoppedLine`

export function openAppStore(file: string, options: AppStoreOptions) {
  const connection = openConnection(file, APP_SCHEMA, options)
  const { db, isReadOnly } = connection
  const recents = db.prepare(`SELECT ${COLUMNS} FROM reviews WHERE is_forgotten = 0
    ORDER BY opened_at DESC, id DESC LIMIT 50`)
  const one = db.prepare(`SELECT ${COLUMNS} FROM reviews WHERE id = ?`)
  const ofRoot = db.prepare(`SELECT ${COLUMNS} FROM reviews WHERE root_path = ? AND only_path = ?
    ORDER BY opened_at DESC, id DESC LIMIT 1`)
  const inFile = db.prepare(`SELECT ${COLUMNS} FROM reviews WHERE database_file = ?`)
  const opened = db.prepare(`INSERT INTO reviews (database_file, root_path, only_path, name, branch,
    head_commit, opened_at, open_findings, verdict) VALUES (@databaseFile, @rootPath, @onlyPath,
    @name, @branch, @commit, @at, @open, @verdict) ON CONFLICT (database_file) DO UPDATE SET
    root_path = excluded.root_path, only_path = excluded.only_path, name = excluded.name,
    branch = excluded.branch, head_commit = excluded.head_commit, opened_at = excluded.opened_at,
    open_findings = excluded.open_findings, verdict = excluded.verdict, is_forgotten = 0
    RETURNING id`)
  const changed = db.prepare(`UPDATE reviews SET branch = @branch, head_commit = @commit,
    open_findings = @open, verdict = @verdict WHERE database_file = @databaseFile`)
  const setCoverage = db.prepare(
    'UPDATE reviews SET coverage = @share WHERE id = @id AND coverage IS NOT @share',
  )
  const setStop = db.prepare(`UPDATE reviews SET stopped_path = @path, stopped_line = @line
    WHERE id = @id AND (stopped_path IS NOT @path OR stopped_line IS NOT @line)`)
  const forget = db.prepare('UPDATE reviews SET is_forgotten = 1 WHERE id = ?')
  const readSettings = db.prepare('SELECT name, value FROM settings')
  const putSetting = db.prepare(`INSERT INTO settings (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`)

  function write<T>(work: () => T): T {
    try {
      return db.transaction(work).immediate()
    } catch (error) {
      throw describeSqliteFailure(error) ?? error
    }
  }

  /** Stored values that still fit; defaults for the others. */
  function settings(): Settings {
    const defaults: Settings = {
      theme: 'system',
      reviewer: options.defaultReviewer,
      density: 'compact',
      paneSizes: {},
      singleKeys: true,
      regionLine: true,
      keys: {},
      clock: CLOCK_DEFAULTS,
    }
    const rows = readSettings.all() as { name: string; value: string }[]
    const stored = Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.value)]))
    const fitting = Object.entries(stored).filter(
      ([name, value]) =>
        Object.hasOwn(SettingsSchema.shape, name) &&
        SettingsSchema.partial().safeParse({ [name]: value }).success,
    )
    return { ...defaults, ...Object.fromEntries(fitting) }
  }

  return {
    isReadOnly,
    recents: () => recents.all() as KnownReview[],
    review: (id: number) => one.get(id) as KnownReview | undefined,
    /** The review of a folder, the one that was opened last. */
    ofRoot: (rootPath: string, onlyPath: string) =>
      ofRoot.get(rootPath, onlyPath) as KnownReview | undefined,
    inFile: (databaseFile: string) => inFile.get(databaseFile) as KnownReview | undefined,
    /** Puts a review at the top of the recents and gives its id. */
    opened(facts: ReviewFacts): number {
      const at = options.now().toISOString()
      return write(() => (opened.get({ ...facts, at }) as { id: number }).id)
    },
    changed(facts: Pick<ReviewFacts, 'databaseFile' | 'branch' | 'commit' | 'open' | 'verdict'>) {
      write(() => changed.run(facts))
    },
    /** How much of a review was read, 0 to 1. */
    noteCoverage(id: number, share: number): void {
      write(() => setCoverage.run({ id, share }))
    },
    /** Where the source of a review is looked at; the line from 1. */
    noteStop(id: number, path: string, line: number): void {
      write(() => setStop.run({ id, path, line }))
    },
    /** Takes a review off the recents; its database stays. */
    forget(id: number): void {
      write(() => forget.run(id))
    },
    settings,
    saveSettings(
      change: { readonly [Name in keyof Settings]?: Settings[Name] | undefined },
    ): Settings {
      return write(() => {
        for (const [name, value] of Object.entries(change)) {
          if (value !== undefined) putSetting.run(name, JSON.stringify(value))
        }
        return settings()
      })
    },
    close: () => closeConnection(connection),
  }
}
