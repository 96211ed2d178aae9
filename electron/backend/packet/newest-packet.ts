import { AppError } from '../../api/errors.ts'
import type { Session } from '../session.ts'

/** Absolute path of the review's newest packet. Throws `not-found`. */
export function newestPacket({ store }: Session): string {
  const folder = store.exports.lastFolder()
  if (folder === undefined) {
    throw new AppError('not-found', 'No packet was exported yet.', 'Export one first.')
  }
  return folder
}
