// Source text for the stage: as it was analysed, with how the file on disk compares.
import { deflateSync } from 'node:zlib'
import type { FileRecord } from '../../analyzer/model.ts'
import { prepareSource } from '../../analyzer/syntax/prepare.ts'
import type { Output } from '../api/contract.ts'
import { AppError } from '../api/errors.ts'
import { sizeWord } from '../repository/limits.ts'
import { readFileInside } from '../repository/read-file.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { shownSha256 } from './anchors/standing-texts.ts'
import { isPacketDatabase } from './packet/packet-reading.ts'
import { sha256Of } from './sha256.ts'

type SourceText = Output<'sources.read'>

/** Largest file that is shown, in bytes. */
const MAX_SHOWN_BYTES = 20 * 1024 * 1024

/**
 * The text of a file of the ledger or of a finding. A file that was analysed and is still the same
 * is kept from now on. Throws `not-found` for any other path.
 */
export function readSourceText(store: ReviewStore, path: string): SourceText {
  const { rootPath } = store.review.read()
  const run = store.runs.latest()
  const record = run && store.runs.file(run.id, path)
  const analysed = shownSha256(store, path)
  if (record === undefined && analysed === undefined) {
    throw new AppError(
      'not-found',
      `${path} is not a file of this review.`,
      'Choose one from the list of files.',
    )
  }
  const excerpts = analysed === undefined ? undefined : store.texts.read(analysed)
  if (excerpts !== undefined && isPacketDatabase(store.file)) {
    return shown(path, excerpts, 'same', 'The packet holds only the lines around its findings.')
  }
  const onDisk = readFileInside(rootPath, path, MAX_SHOWN_BYTES)
  const disk = Buffer.isBuffer(onDisk) ? { bytes: onDisk, sha256: hashOf(onDisk) } : undefined
  const kept = analysed === undefined ? undefined : store.texts.read(analysed)
  const drift = driftOf(analysed, disk?.sha256, !Buffer.isBuffer(onDisk) && onDisk.isMissing)
  if (kept !== undefined) return shown(path, kept, drift, driftNotice(drift))
  if (disk === undefined) {
    const reason = Buffer.isBuffer(onDisk) ? '' : ` ${onDisk.detail}`
    return { path, text: '', drift, notice: `The file cannot be shown.${reason}` }
  }
  if (drift === 'same' && analysed !== undefined) {
    keep(store, disk.bytes, analysed)
    return shown(path, disk.bytes, drift, recordNotice(record))
  }
  const notice =
    analysed === undefined
      ? recordNotice(record)
      : 'The file changed since it was analysed; this is its text as it is now.'
  return shown(path, disk.bytes, drift, notice)
}

/**
 * Content hash of the text that `readSourceText` shows for a path, kept from now on. Undefined when
 * what is shown is not what was analysed; throws as it does.
 */
export function shownVersion(store: ReviewStore, path: string): string | undefined {
  readSourceText(store, path)
  const sha256 = shownSha256(store, path)
  return sha256 !== undefined && store.texts.read(sha256) !== undefined ? sha256 : undefined
}

function shown(
  path: string,
  bytes: Buffer,
  drift: SourceText['drift'],
  notice: string | undefined,
): SourceText {
  const source = prepareSource(path, bytes)
  if (!source.ok) return { path, text: '', drift, notice: source.detail }
  return { path, text: source.shown, drift, ...(notice === undefined ? {} : { notice }) }
}

function driftOf(
  analysed: string | undefined,
  disk: string | undefined,
  isMissing: boolean,
): SourceText['drift'] {
  if (isMissing) return 'missing'
  if (analysed === undefined) return 'same'
  return disk === analysed ? 'same' : 'changed'
}

function driftNotice(drift: SourceText['drift']): string | undefined {
  switch (drift) {
    case 'changed':
      return 'The file changed since it was analysed; this is the analysed text.'
    case 'missing':
      return 'The file is gone; this is the analysed text.'
    default:
      return undefined
  }
}

function recordNotice(record: FileRecord | undefined): string | undefined {
  if (record === undefined || record.state === 'analysed') return undefined
  const size = record.issue === 'too-large' ? ` (${sizeWord(record.bytes)})` : ''
  return `${record.state === 'partial' ? 'Analysed in part' : `Not analysed${size}`}: ${record.detail ?? record.issue}`
}

function keep(store: ReviewStore, bytes: Buffer, sha256: string): void {
  if (store.isReadOnly) return
  store.writer.write(() =>
    store.texts.keep({ sha256, size: bytes.length, deflated: deflateSync(bytes, { level: 3 }) }),
  )
}

function hashOf(bytes: Buffer): string {
  return sha256Of(bytes)
}
