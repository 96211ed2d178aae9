// What reviewers have read: one row for each file, pinned to the text that was read.
import { AppError } from '../api/errors.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

/** Whole lines (1-based, both ends included) of one symbol's own code, '' for the module's. */
export interface StoredRegion {
  readonly symbol: string
  readonly startLine: number
  readonly endLine: number
}

export interface StoredReviewedFile {
  readonly path: string
  readonly rev: number
  readonly textSha256: string
  readonly regions: readonly StoredRegion[]
}

interface Row {
  readonly path: string
  readonly rev: number
  readonly textSha256: string
  readonly regions: string
}

export function reviewedFileTable(db: Db, writer: Writer) {
  const columns = 'path, rev, text_sha256 AS textSha256, regions'
  const all = db.prepare(`SELECT ${columns} FROM reviewed_files ORDER BY path`)
  const one = db.prepare(`SELECT ${columns} FROM reviewed_files WHERE path = ?`)
  const insert = db.prepare(`INSERT INTO reviewed_files (path, rev, text_sha256, regions,
    written_at, written_by) VALUES (@path, 1, @textSha256, @regions, @at, @by)
    ON CONFLICT DO NOTHING`)
  const update = db.prepare(`UPDATE reviewed_files SET rev = rev + 1, text_sha256 = @textSha256,
    regions = @regions, written_at = @at, written_by = @by WHERE path = @path AND rev = @rev`)

  function get(path: string): StoredReviewedFile | undefined {
    const row = one.get(path) as Row | undefined
    return row && asStored(row)
  }

  return {
    all: () => (all.all() as Row[]).map(asStored),
    get,
    /** Replaces what is known of a file; `rev` is the one it was seen at. Throws `conflict`. */
    save(next: StoredReviewedFile, command: Command): { readonly rev: number } {
      return writer.write(() => {
        const before = get(next.path)
        const row = {
          ...next,
          regions: JSON.stringify(next.regions),
          at: writer.now(),
          by: writer.actor(),
        }
        const { changes } = (next.rev === 0 ? insert : update).run(row)
        if (changes !== 1) {
          throw new AppError(
            'conflict',
            `What is reviewed in ${next.path} was changed in the meantime.`,
            'Look at it as it is now, then repeat your change.',
          )
        }
        writer.record({
          kind: 'file.reviewed',
          subject: `file:${next.path}`,
          field: 'reviewed',
          before: linesOf(before?.regions ?? []),
          after: linesOf(next.regions),
          commandId: command.id,
        })
        return { rev: next.rev + 1 }
      }, command)
    },
  }
}

function asStored({ regions, ...row }: Row): StoredReviewedFile {
  // Only `save` writes the column.
  return { ...row, regions: JSON.parse(regions) as StoredRegion[] }
}

/** `1-20, 31`: for the history. */
export function linesOf(regions: readonly StoredRegion[]): string {
  const joined: { startLine: number; endLine: number }[] = []
  for (const { startLine, endLine } of regions) {
    const last = joined.at(-1)
    if (last !== undefined && startLine <= last.endLine + 1) last.endLine = endLine
    else joined.push({ startLine, endLine })
  }
  return joined
    .map(({ startLine, endLine }) =>
      startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`,
    )
    .join(', ')
}
