// What a file that somebody brings asks for: its kind is recognised, its text read. Nothing is
// changed here, so this runs in a thread of its own, which may be ended at any time.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../api/errors.ts'
import type { Imported } from '../../report/interchange/changes.ts'
import { isFindingsCsv, readEditedCsv } from '../../report/interchange/edited-csv.ts'
import { textOfBytes } from '../../report/interchange/file-text.ts'
import type { IsFile } from '../../report/interchange/foreign-path.ts'
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
  const isFile = fileFinder(root)
  if (isSarif(text)) {
    const { refusal, ...log } = readSarif(parsed(text, file), root, known, isFile)
    if (refusal === undefined) return log
    throw new AppError(
      'path-not-usable',
      `${basename(file)} cannot be imported. ${refusal}`,
      'Have the tool write SARIF 2.1.0, or choose another file.',
    )
  }
  if (isWeAudit(text)) return readWeAudit(parsed(text, file), known)
  if (isSarifExplorer(text)) return readBesideLog(text, file, context)
  if (isPylint(text)) return readPylint(parsed(text, file), root, isFile)
  if (isTestEvidence(text)) return readTestEvidence(text)
  if (hasPacketBoxes(text)) return readTickedBoxes(text)
  if (isFindingsCsv(text)) return readEditedCsv(text, known)
  if (isLinterText(text)) return readLinterText(text, root, isFile)
  const review = readMarkdownReview(text)
  if (review.findings.length > 0) return review
  throw new AppError(
    'path-not-usable',
    text.trim() === ''
      ? `${basename(file)} is empty.`
      : `${basename(file)} is of no kind that Lectern can import.`,
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
  const { findings } = sarifFindings(parsed(readText(log), log), root, fileFinder(root))
  const fingerprints = importFingerprints(findings.map(({ finding }) => finding))
  const byFingerprint = new Map(known.map((one) => [one.fingerprint, one]))
  const byResult = new Map(
    findings.map(({ run, result, own }, index) => [
      `${run}|${result}`,
      byFingerprint.get(own?.fingerprint ?? fingerprints[index] ?? ''),
    ]),
  )
  return readSarifExplorer(parsed(text, file), (run, result) => byResult.get(`${run}|${result}`))
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
  return textOfBytes(readFileSync(file))
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError(
      'path-not-usable',
      `${basename(file)} is not whole: it is no JSON.`,
      'Have it written again.',
      { cause: error },
    )
  }
}

/** Answers whether a path below the root is a file there; each folder is listed once. */
function fileFinder(root: string): IsFile {
  const listed = new Map<string, ReadonlySet<string>>()
  return (path) => {
    const folder = dirname(path)
    const names = listed.get(folder) ?? namesIn(join(root, folder))
    listed.set(folder, names)
    return names.has(basename(path))
  }
}

function namesIn(folder: string): ReadonlySet<string> {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name))
  } catch {
    // No such folder, or none that may be read: nothing of it is known.
    return new Set()
  }
}
