// What was exported, and the labels that readers of an exported packet know findings by.
import { SEVERITIES, type Severity } from '../../analyzer/model.ts'
import type { ExportResult } from '../api/domain.ts'
import type { ExportedFinding } from '../api/exports.ts'
import type { Db } from './connection.ts'
import type { Writer } from './writer.ts'

/** A finding as far as its label depends on it, in the packet's order. */
export interface Labelled {
  readonly id: number
  readonly severity: Severity
  /** Dismissed and suppressed findings come after those that stand. */
  readonly stands: boolean
}

export interface StoredExport {
  readonly id: number
  readonly at: string
  readonly asOf: string
  readonly folder: string
  readonly verdict: string
  readonly files: ExportResult['files']
  readonly findings: readonly ExportedFinding[]
}

interface Row extends Omit<StoredExport, 'files' | 'findings'> {
  readonly manifest: string
  readonly state: string
}

function asStored({ manifest, state, ...row }: Row): StoredExport {
  // Both were written by `record`.
  const files = JSON.parse(manifest) as ExportResult['files']
  return { ...row, files, findings: JSON.parse(state) as ExportedFinding[] }
}

export function exportTable(db: Db, writer: Writer) {
  const labels = db.prepare('SELECT finding_id AS findingId, severity, number FROM labels')
  const freeze = db.prepare(`INSERT INTO labels (finding_id, severity, number)
    VALUES (@findingId, @severity, @number) ON CONFLICT (finding_id, severity) DO NOTHING`)
  const insert = db.prepare(`INSERT INTO exports (at, as_of, folder, verdict, manifest, state)
    VALUES (@at, @asOf, @folder, @verdict, @manifest, @state)`)
  const columns = 'id, at, as_of AS asOf, folder, verdict, manifest, state'
  const list = db.prepare(`SELECT ${columns} FROM exports ORDER BY id DESC`)
  const one = db.prepare(`SELECT ${columns} FROM exports WHERE id = ?`)
  const last = db.prepare('SELECT folder FROM exports ORDER BY id DESC LIMIT 1')

  return {
    /**
     * A number within its severity for each finding: the one it was exported with, else the next
     * free ones in the given order.
     */
    numbers(findings: readonly Labelled[]): ReadonlyMap<number, number> {
      const frozen = labels.all() as { findingId: number; severity: Severity; number: number }[]
      const known = new Map(frozen.map((row) => [`${row.findingId} ${row.severity}`, row.number]))
      const highest = new Map<Severity, number>(SEVERITIES.map((severity) => [severity, 0]))
      for (const { severity, number } of frozen) {
        highest.set(severity, Math.max(highest.get(severity) ?? 0, number))
      }
      const numbers = new Map<number, number>()
      const unlabelled = (stands: boolean) =>
        findings.filter((one) => one.stands === stands && !known.has(`${one.id} ${one.severity}`))
      for (const { id, severity } of [...unlabelled(true), ...unlabelled(false)]) {
        const next = (highest.get(severity) ?? 0) + 1
        highest.set(severity, next)
        numbers.set(id, next)
      }
      for (const { id, severity } of findings) {
        const number = known.get(`${id} ${severity}`)
        if (number !== undefined) numbers.set(id, number)
      }
      return numbers
    },
    /** Records a written packet and fixes its labels. */
    record(
      result: ExportResult,
      asOf: string,
      shown: readonly (ExportedFinding & { readonly id: number })[],
    ): void {
      writer.write(() => {
        for (const { id, severity, label } of shown) {
          freeze.run({ findingId: id, severity, number: Number(label.split('-').at(-1)) })
        }
        insert.run({
          at: writer.now(),
          asOf,
          folder: result.folder,
          verdict: result.verdict,
          manifest: JSON.stringify(result.files),
          state: JSON.stringify(shown.map(({ id: _, ...finding }) => finding)),
        })
        writer.record({
          kind: 'packet.exported',
          subject: 'review',
          after: JSON.stringify({ files: result.files.length, verdict: result.verdict, asOf }),
        })
      })
    },
    /** All that was exported, the newest first. */
    list: () => (list.all() as Row[]).map(asStored),
    get(id: number): StoredExport | undefined {
      const row = one.get(id) as Row | undefined
      return row && asStored(row)
    },
    /** Absolute path of the packet that was written last. */
    lastFolder: () => (last.get() as { folder: string } | undefined)?.folder,
  }
}
