// A thread that looks through a folder before it is analysed: trees are large and disks are slow, and
// nobody waits for them in the process that writes the review.
import { parentPort, workerData } from 'node:worker_threads'
import type { FileIssue, FileRecord } from '../../../analyzer/model.ts'
import type { ReadingPreview } from '../../api/setup.ts'
import { DEFAULT_LIMITS } from '../../repository/limits.ts'
import { readRepositorySettings } from '../../repository/settings-file.ts'
import { onlyFile, type Walk, walk } from '../../repository/walk.ts'
import { describeRepositorySettings } from '../repository-settings.ts'

export interface PreviewTask {
  /** Real path of the folder. */
  readonly root: string
  /** The one file under review, '' for all. */
  readonly onlyPath: string
}

/** Longest look, in milliseconds: whoever waits wants to begin. */
const PATIENCE = 30_000
/** Entries that are named for each reason. */
const NAMED = 500
/** Sources that are told by path. */
const TOLD = 20_000

if (parentPort === null) throw new Error('A folder is looked through in a thread of its own.')
// The process that made this thread set it.
const { root, onlyPath } = workerData as PreviewTask
const settings = readRepositorySettings(root)
const setByRepository = describeRepositorySettings(settings ? JSON.stringify(settings) : null)
const found =
  onlyPath === ''
    ? await walk(root, {
        limits: { ...DEFAULT_LIMITS, maxMilliseconds: PATIENCE },
        isCancelled: () => false,
        clock: () => performance.now(),
      })
    : onlyFile(onlyPath)
parentPort.postMessage(previewOf(found))
parentPort.close()

function previewOf({ files, skipped, others, isComplete }: Walk): ReadingPreview {
  const notebooks = files.filter(({ path }) => /\.ipynb$/i.test(path)).length
  return {
    files: files.length + others + skipped.filter(({ path }) => !path.endsWith('/')).length,
    python: files.length - notebooks,
    notebooks,
    sources: files.slice(0, TOLD).map(({ path }) => path),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    left: byReason(skipped),
    isComplete,
    setByRepository: [...setByRepository],
  }
}

function byReason(skipped: readonly FileRecord[]): ReadingPreview['left'] {
  const reasons = new Map<FileIssue, FileRecord[]>()
  for (const record of skipped) {
    if (record.issue === undefined) continue
    const same = reasons.get(record.issue)
    if (same) same.push(record)
    else reasons.set(record.issue, [record])
  }
  return [...reasons]
    .map(([issue, records]) => ({
      issue,
      count: records.length,
      entries: records.slice(0, NAMED).map(({ path, detail = '' }) => ({ path, detail })),
    }))
    .sort((a, b) => b.count - a.count)
}
