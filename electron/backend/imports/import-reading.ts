// What a file that somebody brings asks for: its kind is recognised, its text read. Nothing is
// changed here, so this runs in a thread of its own, which may be ended at any time.
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { AppError } from '../../api/errors.ts'
import type { Imported } from '../../report/interchange/changes.ts'
import { isFindingsCsv, readEditedCsv } from '../../report/interchange/edited-csv.ts'
import type { KnownFinding } from '../../report/interchange/known-finding.ts'
import {
  isLinterText,
  isPylint,
  readLinterText,
  readPylint,
} from '../../report/interchange/linter-reports.ts'
import { readMarkdownReview } from '../../report/interchange/markdown-review.ts'
import {
  isSarifExplorer,
  readSarifExplorer,
  SARIF_EXPLORER_ENDING,
} from '../../report/interchange/sarif-explorer.ts'
import { isSarif, readSarif, sarifFindings } from '../../report/interchange/sarif-in.ts'
import { isTestEvidence, readTestEvidence } from '../../report/interchange/test-evidence.ts'
import { hasPacketBoxes, readTickedBoxes } from '../../report/interchange/ticked-boxes.ts'
import { isWeAudit, readWeAudit } from '../../report/interchange/weaudit.ts'
import { importFingerprints } from './import-fingerprints.ts'

/** Largest file that is imported, in megabytes. */
const MAX_MEGABYTES = 256

/** What the reading has to know of the review. */
export interface ReadingContext {
  /** Absolute path of the review. */
  readonly root: string
  readonly known: readonly KnownFinding[]
}

/**
 * Reads `file` (absolute). Throws AppError `path-not-usable` for what is no such file, too large, of
 * no known kind or not whole.
 */
export function readImport(file: string, context: ReadingContext): Imported {
  const { root, known } = context
  const text = readText(file)
  if (isSarif(text)) return readSarif(parsed(text), root, known)
  if (isWeAudit(text)) return readWeAudit(parsed(text), known)
  if (isSarifExplorer(text)) return readBesideLog(text, file, context)
  if (isPylint(text)) return readPylint(parsed(text), root)
  if (isTestEvidence(text)) return readTestEvidence(text)
  if (hasPacketBoxes(text)) return readTickedBoxes(text)
  if (isFindingsCsv(text)) return readEditedCsv(text, known)
  if (isLinterText(text)) return readLinterText(text, root)
  const review = readMarkdownReview(text)
  if (review.findings.length > 0) return review
  throw new AppError(
    'path-not-usable',
    'This file is of no kind that Lectern can import.',
    'Choose a SARIF log, a report of a linter, a Markdown review with numbered items, test results or a file of a packet.',
  )
}

/** SARIF Explorer counts results of the log that its file lies beside and is named after. */
function readBesideLog(text: string, file: string, { root, known }: ReadingContext): Imported {
  const log = file.endsWith(SARIF_EXPLORER_ENDING)
    ? file.slice(0, -SARIF_EXPLORER_ENDING.length)
    : ''
  if (log === '' || !existsSync(log)) {
    throw new AppError(
      'path-not-usable',
      'This file of SARIF Explorer counts the results of a log that is not beside it.',
      'Put the log into the same folder, under the name without ".sarifexplorer".',
    )
  }
  const { findings } = sarifFindings(parsed(readText(log)), root)
  const fingerprints = importFingerprints(findings.map(({ finding }) => finding))
  const byFingerprint = new Map(known.map((one) => [one.fingerprint, one]))
  const byResult = new Map(
    findings.map(({ run, result, own }, index) => [
      `${run}|${result}`,
      byFingerprint.get(own?.fingerprint ?? fingerprints[index] ?? ''),
    ]),
  )
  return readSarifExplorer(parsed(text), (run, result) => byResult.get(`${run}|${result}`))
}

function readText(file: string): string {
  const stats = lstatSync(file, { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile()) {
    throw new AppError(
      'path-not-usable',
      `${file} is not a file that can be imported.`,
      'Choose a SARIF log, a Markdown review, or a file of a packet.',
    )
  }
  const megabytes = stats.size / 1024 / 1024
  if (megabytes > MAX_MEGABYTES) {
    throw new AppError(
      'path-not-usable',
      `${file} has ${Math.ceil(megabytes).toLocaleString('en')} MB; at most ${MAX_MEGABYTES} MB are imported.`,
      'Import a part of it, such as one run of the log or the results of one folder.',
    )
  }
  const bytes = readFileSync(file)
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new AppError(
      'path-not-usable',
      'The file is not whole: it is no JSON.',
      'Have it written again.',
      { cause: error },
    )
  }
}
