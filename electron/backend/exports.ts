// From a review to a packet on disk: one snapshot, all files from it, written as a whole, recorded.
import { createHash } from 'node:crypto'
import type { ExportResult } from '../api/domain.ts'
import type { PacketFile, ReviewSnapshot } from '../api/snapshot.ts'
import { packetModel } from '../report/model.ts'
import { buildPacket } from '../report/packet.ts'
import { defaultPacketFolder } from './data-folder.ts'
import { writePacketFolder } from './packet-folder.ts'
import type { Session } from './session.ts'
import { buildSnapshot, type SnapshotFilter } from './snapshot.ts'

export interface ExportOptions {
  readonly dataFolder: string
  readonly toolVersion: string
  /** Absolute path of the folder to write; a folder named by the state without it. */
  readonly folder?: string | undefined
  readonly filter?: SnapshotFilter | undefined
  /** Fingerprints of findings that were known before. */
  readonly baseline?: ReadonlySet<string> | undefined
  /** Which files to write; all without it. */
  readonly isWanted?: ((path: string) => boolean) | undefined
}

/** Writes the packet of the review as it is. Throws AppError `export-failed` or `disk-full`. */
export async function exportPacket(
  { store }: Session,
  { dataFolder, toolVersion, folder, filter, baseline, isWanted }: ExportOptions,
): Promise<ExportResult & { readonly snapshot: ReviewSnapshot }> {
  const snapshot = buildSnapshot(store, {
    toolVersion,
    ...(filter ? { filter } : {}),
    ...(baseline ? { baseline } : {}),
  })
  const all = buildPacket(snapshot, { sha256 })
  const files = isWanted === undefined ? all : all.filter(({ path }) => isWanted(path))
  const target = folder ?? defaultPacketFolder(dataFolder, snapshot.review.name, snapshot.asOf)
  await writePacketFolder(target, files)
  const result: ExportResult = {
    folder: target,
    files: files.map(asEntry),
    verdict: packetModel(snapshot).verdict.word,
  }
  // Packets of a review that may only be read are written all the same.
  if (!store.isReadOnly) store.exports.record(result, snapshot.asOf, snapshot.findings)
  return { ...result, snapshot }
}

function asEntry({ path, text }: PacketFile): ExportResult['files'][number] {
  return { path, bytes: Buffer.byteLength(text, 'utf8'), sha256: sha256(text) }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
