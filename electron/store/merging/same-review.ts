// Two databases can be merged when they hold reviews of the same code.
import { AppError } from '../../api/errors.ts'
import type { Row } from '../blank-rows.ts'
import type { Side } from './side.ts'

/** Least share of common files, of the smaller review, for two reviews that began apart. */
const LEAST_SHARE = 0.5

/** Throws `conflict` when the other database holds the review of something else. */
export function refuseOtherReview(ours: Side, theirs: Side, shared: number): void {
  // Copies of one database are of one review, whatever was analysed since.
  if (shared > 0) return
  const [mine, their] = [reviewOf(ours), reviewOf(theirs)]
  const refuse = (why: string) =>
    new AppError(
      'conflict',
      `${why} Nothing was merged.`,
      'Choose a database of the same repository at the same commit.',
    )
  if (mine.only_path !== their.only_path) {
    throw refuse(`The other database holds the review of ${nameOf(their)}.`)
  }
  const [myFiles, theirFiles] = [filesOf(ours), filesOf(theirs)]
  const least = Math.min(myFiles.size, theirFiles.size)
  if (least === 0) throw refuse('One of the two reviews was never analysed.')
  const common = [...theirFiles].filter((one) => myFiles.has(one)).length
  if (common < least * LEAST_SHARE) {
    throw refuse(
      `The other database holds the review of ${nameOf(their)}: only ${common} of ${least} files are the same.`,
    )
  }
  const [myCommit, theirCommit] = [mine.head_commit ?? '', their.head_commit ?? '']
  if (myCommit === '' || theirCommit === '' || myCommit === theirCommit) return
  throw refuse(
    `The other review is of commit ${short(theirCommit)}, this one of ${short(myCommit)}.`,
  )
}

function reviewOf({ db }: Side): Row {
  return db.prepare('SELECT * FROM review').get() as Row
}

function nameOf(review: Row): string {
  return `${review.name}${review.only_path === '' ? '' : ` (${review.only_path})`}`
}

function filesOf({ db }: Side): ReadonlySet<string> {
  const rows = db
    .prepare(`SELECT path || char(10) || sha256 FROM files WHERE sha256 <> ''
      AND run_id = (SELECT MAX(id) FROM runs WHERE state <> 'running')`)
    .pluck()
    .all() as string[]
  return new Set(rows)
}

function short(commit: string | number): string {
  return String(commit).slice(0, 8)
}
