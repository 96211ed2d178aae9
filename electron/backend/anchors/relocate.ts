// The folder of a review was moved or renamed: a person shows where it is now.
import { lstatSync } from 'node:fs'
import { AppError } from '../../api/errors.ts'
import { joinPath } from '../../repository/read-file.ts'
import { resolveRoot } from '../../repository/root.ts'
import type { Session } from '../session.ts'
import { standingRecords } from './standing-texts.ts'

/** Throws `path-…` for a folder that cannot be used, `conflict` for one that is another project. */
export function relocate({ store, run }: Session, folder: string): void {
  const root = resolveRoot(folder)
  if (run !== undefined) {
    throw new AppError(
      'conflict',
      'This review is being analysed.',
      'Wait until it is done, or cancel it.',
    )
  }
  const records = standingRecords(store)
  const isThere = ({ path }: { readonly path: string }) =>
    lstatSync(joinPath(root.path, path), { throwIfNoEntry: false }) !== undefined
  if (root.onlyPath !== '' || (records.length > 0 && !records.some(isThere))) {
    throw new AppError(
      'conflict',
      `${root.path} holds none of the files of this review.`,
      'Choose the folder that was moved, or open this one as a review of its own.',
    )
  }
  store.review.moveTo(root.path, root.name)
}
