// A thread that keeps the day's copy of one review: copying a large database takes a second in which
// the process that writes it answers.
import { parentPort, workerData } from 'node:worker_threads'
import { backUpDaily } from '../../store/backup.ts'

export interface CopyTask {
  /** Absolute path of the review's database. */
  readonly file: string
  /** What the copy is named after. */
  readonly now: Date
  readonly nativeBinding: string | undefined
}

if (parentPort === null) throw new Error('A review is copied in a thread of its own.')
// The process that made this thread set it.
const { file, now, nativeBinding } = workerData as CopyTask
backUpDaily(file, { now, binding: nativeBinding === undefined ? {} : { nativeBinding } })
parentPort.close()
