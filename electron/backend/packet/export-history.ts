// An exported packet against the review as it is now, and against what lies in its folder.
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExportComparison, ExportedFinding } from '../../api/exports.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import type { PacketModel } from '../../report/model.ts'
import { buildPacket } from '../../report/packet.ts'
import type { StoredExport } from '../../store/exports.ts'
import { sha256Of } from '../sha256.ts'
import type { PacketEvidence } from './evidence.ts'

/** As much of a finding as is kept with an export. */
export function exportedFinding(one: SnapshotFinding): ExportedFinding {
  const { number, label, severity, status, verdict, gate } = one
  return { number, label, severity, status, verdict, gate }
}

/** `evidence` is that of the review as it is now. */
export function compareExport(
  record: StoredExport,
  { model, evidence }: { readonly model: PacketModel; readonly evidence: PacketEvidence },
): ExportComparison {
  const now = new Map(model.snapshot.findings.map((one) => [one.number, exportedFinding(one)]))
  const then = new Map(record.findings.map((one) => [one.number, one]))
  // A PDF is made anew each time; its text stands in the other forms.
  const isPdf = ({ path }: { readonly path: string }) =>
    !path.includes('/') && path.endsWith('.pdf')
  const listed = record.files.filter((file) => !isPdf(file))
  const beside = evidence.files.map(({ path, content }) => ({
    path,
    bytes: content.length,
    sha256: sha256Of(content),
  }))
  const texts = buildPacket(evidence.snapshot, {
    sha256: sha256Of,
    pictures: evidence.pictures,
    attached: [...record.files.filter(isPdf), ...beside],
  }).map(({ path, text }) => ({ path, sha256: sha256Of(text) }))
  const sums = new Map([...texts, ...beside].map((file) => [file.path, file.sha256]))
  const filesChanged = listed
    .filter(({ path, sha256: sum }) => sums.get(path) !== sum)
    .map(({ path }) => path)
  const fresh = [...sums.keys()].filter((path) => !listed.some((file) => file.path === path))
  return {
    verdictThen: record.verdict,
    verdictNow: model.verdict.word,
    added: [...now.values()].filter(({ number }) => !then.has(number)).map(nameOf),
    gone: [...then.values()].filter(({ number }) => !now.has(number)).map(nameOf),
    changed: [...then.values()].flatMap((before) => {
      const after = now.get(before.number)
      return after === undefined ? [] : changesOf(before, after)
    }),
    filesChanged: [...filesChanged, ...fresh],
    filesSame: listed.length - filesChanged.length,
    touched: record.files.flatMap(({ path, sha256: sum }) => {
      const what = stateOnDisk(join(record.folder, path), sum)
      return what === undefined ? [] : [{ path, what }]
    }),
  }
}

function nameOf({ label, number }: ExportedFinding): string {
  return `${label} (#${number})`
}

function changesOf(before: ExportedFinding, after: ExportedFinding): string[] {
  return (['severity', 'verdict', 'status', 'gate'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => `${nameOf(after)}: ${field} ${before[field]} -> ${after[field]}`)
}

/** How a file differs from what was written; undefined when it does not. Links are not followed. */
function stateOnDisk(file: string, sum: string): 'edited' | 'missing' | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return 'missing'
  if (!stats.isFile()) return 'edited'
  return sha256Of(readFileSync(file)) === sum ? undefined : 'edited'
}
