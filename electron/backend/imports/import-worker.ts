// A thread that reads one file and hands over what it asks for, in pieces that the process that
// writes the review can take between two other calls.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, type ErrorData } from '../../api/errors.ts'
import type { Imported, ImportedFinding } from '../../report/interchange/changes.ts'
import { importFingerprints } from './import-fingerprints.ts'
import { type ReadingContext, readImport } from './import-reading.ts'

export interface ImportTask extends ReadingContext {
  readonly file: string
}

export type KeyedFinding = ImportedFinding & { readonly fingerprint: string }

/** First one `head` or `refused`; then, each time that anything is posted to the thread, a `part`. */
export type FromImportWorker =
  | { readonly kind: 'head'; readonly imported: Omit<Imported, 'findings'>; readonly total: number }
  | { readonly kind: 'part'; readonly findings: readonly KeyedFinding[] }
  | { readonly kind: 'refused'; readonly error: ErrorData }

/** Findings in a piece: written in about 50 ms. */
const PIECE = 250

if (parentPort === null) throw new Error('A file is read in a thread of its own.')
const port = parentPort
const send = (message: FromImportWorker) => port.postMessage(message)
// The process that made this thread set it.
const { file, ...context } = workerData as ImportTask
try {
  const { findings, ...imported } = readImport(file, context)
  const fingerprints = importFingerprints(findings)
  let at = 0
  port.on('message', () => {
    const piece = findings.slice(at, at + PIECE)
    send({
      kind: 'part',
      findings: piece.map((one, index) => ({
        ...one,
        fingerprint: fingerprints[at + index] ?? '',
      })),
    })
    at += PIECE
  })
  send({ kind: 'head', imported, total: findings.length })
} catch (error) {
  if (!(error instanceof AppError)) throw error
  send({ kind: 'refused', error: error.toData() })
  port.close()
}
