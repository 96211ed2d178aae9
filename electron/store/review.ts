// The one row that says what is reviewed, by whom, and where the eye was last.
import type { Profile } from '../../analyzer/model.ts'
import { type ViewState, ViewStateSchema } from '../api/domain.ts'
import type { GitFacts } from '../api/git-facts.ts'
import type { Db } from './connection.ts'
import type { Writer } from './writer.ts'

export interface ReviewRow {
  readonly rootPath: string
  /** The one file under review, relative to the root; '' for the whole root. */
  readonly onlyPath: string
  readonly name: string
  /** Who is at the keyboard. */
  readonly reviewer: string
  /** Everybody who reviews, in the order in which the packet names them. */
  readonly reviewers: readonly string[]
  readonly branch: string | null
  readonly commit: string | null
  readonly repositoryUri: string | null
  readonly createdAt: string
  /** The set of rules that runs. */
  readonly profile: Profile
}

export type ReviewTable = ReturnType<typeof reviewTable>

export function reviewTable(db: Db, writer: Writer) {
  const select = db.prepare(`SELECT root_path AS rootPath, only_path AS onlyPath, name, reviewer,
    branch, head_commit AS "commit", repository_uri AS repositoryUri, created_at AS createdAt,
    profile, reviewers FROM review`)
  const insert =
    db.prepare(`INSERT INTO review (id, root_path, only_path, name, reviewer, created_at)
    VALUES (1, @rootPath, @onlyPath, @name, @reviewer, @createdAt) ON CONFLICT (id) DO NOTHING`)
  const setReviewer = db.prepare('UPDATE review SET reviewer = ?')
  const setReviewers = db.prepare('UPDATE review SET reviewers = ?')
  const setProfile = db.prepare('UPDATE review SET profile = ?')
  const setGit = db.prepare(`UPDATE review SET branch = @branch, head_commit = @commit,
    repository_uri = @repositoryUri`)
  const move = db.prepare('UPDATE review SET root_path = @rootPath, name = @name')
  const readPause = db.prepare('SELECT is_clock_paused FROM review').pluck()
  const setPause = db.prepare('UPDATE review SET is_clock_paused = ?')
  const readView = db.prepare('SELECT view_state AS state FROM review')
  const setView = db.prepare('UPDATE review SET view_state = ?')

  /** Throws when the row is missing, which `create` rules out. */
  const read = (): ReviewRow => {
    const row = select.get() as Omit<ReviewRow, 'reviewers'> & { readonly reviewers: string }
    // The database holds nothing but an array there, written below.
    const names = JSON.parse(row.reviewers) as string[]
    return { ...row, reviewers: names.length === 0 ? [row.reviewer] : names }
  }

  function change(field: string, before: string, after: string) {
    writer.record({ kind: 'review.changed', subject: 'review', field, before, after })
  }

  return {
    read,
    /** Writes the row once; an existing one stays. */
    create(row: Pick<ReviewRow, 'rootPath' | 'onlyPath' | 'name' | 'reviewer'>): void {
      writer.write(() => {
        const { changes } = insert.run({ ...row, createdAt: writer.now() })
        if (changes === 1) {
          writer.record({ kind: 'review.created', subject: 'review', after: row.name })
        }
      })
    },
    /** The folder under review lies elsewhere now. */
    moveTo(rootPath: string, name: string): void {
      writer.write(() => {
        const { rootPath: before } = read()
        if (before === rootPath) return
        move.run({ rootPath, name })
        writer.record({
          kind: 'review.changed',
          subject: 'review',
          field: 'folder',
          before,
          after: rootPath,
        })
      })
    },
    /** Somebody else of the reviewers is at the keyboard, or the one who is has another name. */
    nameReviewer(reviewer: string): void {
      if (read().reviewer === reviewer) return
      writer.write(() => {
        const { reviewer: before, reviewers } = read()
        const isKnown = reviewers.includes(reviewer)
        const names = isKnown
          ? reviewers
          : reviewers.map((one) => (one === before ? reviewer : one))
        setReviewer.run(reviewer)
        setReviewers.run(JSON.stringify(names))
        change('reviewer', before, reviewer)
      })
    },
    /** Who reviews beside the one at the keyboard; names that stand there already come once. */
    nameOthers(others: readonly string[]): void {
      writer.write(() => {
        const { reviewer, reviewers } = read()
        const wanted = new Set([reviewer, ...others])
        const kept = reviewers.filter((one) => wanted.has(one))
        const names = [...new Set([...kept, ...wanted])]
        if (names.join('\n') === reviewers.join('\n')) return
        setReviewers.run(JSON.stringify(names))
        change('reviewers', reviewers.join(', '), names.join(', '))
      })
    },
    /** The rules that the next run takes. */
    chooseProfile(profile: Profile): void {
      writer.write(() => {
        const { profile: before } = read()
        if (before === profile) return
        setProfile.run(profile)
        writer.record({
          kind: 'review.changed',
          subject: 'review',
          field: 'profile',
          before,
          after: profile,
        })
      })
    },
    /** Belongs inside the transaction that starts a run. */
    setGit({ branch, commit, repositoryUri }: GitFacts): void {
      setGit.run({
        branch: branch ?? null,
        commit: commit ?? null,
        repositoryUri: repositoryUri ?? null,
      })
    },
    isClockPaused: () => readPause.get() === 1,
    /** No decision, so without an event. */
    pauseClock(isPaused: boolean): void {
      writer.write(() => setPause.run(isPaused ? 1 : 0))
    },
    /** Where the eye was; empty when it was never kept or is of another version. */
    readView(): ViewState {
      const { state } = readView.get() as { state: string }
      return ViewStateSchema.safeParse(JSON.parse(state)).data ?? {}
    },
    /** Not a change of the review's data, so without an event. */
    saveView(state: ViewState): void {
      writer.write(() => setView.run(JSON.stringify(state)))
    },
  }
}
