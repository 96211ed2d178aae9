// Handlers of what reviewers have read.
import type { Handlers } from '../../api/contract.ts'
import { AppError } from '../../api/errors.ts'
import type { Session } from '../session.ts'
import { readSourceText } from '../sources.ts'
import { linesOf } from '../text-lines.ts'
import { coverageOf, nextUnread, unitsOfFile } from './coverage.ts'
import { ownersOf } from './review-units.ts'
import { reviewedFiles, type StandingFile } from './reviewed-files.ts'
import { joinedSpans, markLines } from './reviewed-lines.ts'

export interface RegionHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change. */
  readonly onChange: (session: Session) => void
  /** Told how much was read, 0 to 1, whenever somebody asks. */
  readonly onMeasured: (session: Session, share: number) => void
}

type FilesOf = ReturnType<typeof reviewedFiles>

export function regionHandlers({
  session: sessionOf,
  onChange,
  onMeasured,
}: RegionHandlerOptions): Pick<Handlers, Extract<keyof Handlers, `regions.${string}`>> {
  const known = new WeakMap<Session, FilesOf>()
  const filesOf = (reviewId: number): FilesOf => {
    const session = sessionOf(reviewId)
    const files = known.get(session) ?? reviewedFiles(session)
    known.set(session, files)
    return files
  }
  return {
    'regions.coverage': ({ reviewId }) => {
      // An opened packet has excerpts of the files: it tells what was read of the whole.
      const told = sessionOf(reviewId).store.openedPacket.read()?.coverage
      const coverage = told ?? coverageOf(filesOf(reviewId).all())
      const { lines, reviewedLines } = coverage.total
      if (lines > 0) onMeasured(sessionOf(reviewId), reviewedLines / lines)
      return coverage
    },
    'regions.ofFile': ({ reviewId, path }) => {
      const file = filesOf(reviewId).one(path)
      if (file === undefined) return { path, rev: 0, reviewed: [], changed: [], units: [] }
      return {
        path,
        rev: file.rev,
        reviewed: [...joinedSpans(file.regions)],
        changed: [...file.changed],
        units: unitsOfFile(file).map((unit) => ({ ...unit, reasons: [...unit.reasons] })),
      }
    },
    'regions.mark': ({ reviewId, commandId, path, rev, span, isReviewed }) => {
      const session = sessionOf(reviewId)
      const file = filesOf(reviewId).one(path)
      if (file === undefined) throw notRead(path)
      const owners = ownersOf(file.outline, lineCountOf(session, file))
      const saved = session.store.reviewedFiles.save(
        {
          path,
          rev,
          textSha256: file.record.sha256,
          regions: markLines(file.regions, span, isReviewed, owners),
        },
        { id: commandId, method: 'regions.mark' },
      )
      onChange(session)
      return saved
    },
    'regions.next': ({ reviewId, from }) => ({
      next: nextUnread(filesOf(reviewId).all(), from) ?? null,
    }),
  }
}

/** Lines of the analysed text, which is kept from now on. Throws `conflict`. */
function lineCountOf({ store }: Session, { record }: StandingFile): number {
  const { path, sha256 } = record
  if (store.texts.read(sha256) === undefined) readSourceText(store, path)
  const lines = linesOf(store, path, sha256)
  if (lines !== undefined) return lines.length
  throw new AppError(
    'conflict',
    `${path} has changed since it was analysed, and its analysed text was not kept.`,
    'Analyse the review again, then mark what you have read.',
  )
}

function notRead(path: string): AppError {
  return new AppError(
    'not-found',
    `${path} was not read by the last analysis.`,
    'Choose a file that was analysed.',
  )
}
