// Figures of the work behind an opened packet, as it tells them; none in a review of a repository.
import type { Conduct } from '../api/clock.ts'
import type { Coverage } from '../api/regions.ts'
import type { Db } from './connection.ts'

export interface ToldWork {
  /** Null where the packet does not tell it. */
  readonly coverage: Coverage | null
  readonly conduct: Conduct | null
  /** SHA-256 sums of the reviewed files by path; the texts that are kept are excerpts of them. */
  readonly fileSums: Readonly<Record<string, string>>
}

export function openedPacketTable(db: Db) {
  const insert = db.prepare(`INSERT INTO opened_packet (id, coverage, conduct, file_sums)
    VALUES (1, @coverage, @conduct, @fileSums)`)
  const one = db.prepare('SELECT coverage, conduct, file_sums AS fileSums FROM opened_packet')
  return {
    put: ({ coverage, conduct, fileSums }: ToldWork): void => {
      insert.run({
        coverage: JSON.stringify(coverage),
        conduct: JSON.stringify(conduct),
        fileSums: JSON.stringify(fileSums),
      })
    },
    read(): ToldWork | undefined {
      const row = one.get() as Record<keyof ToldWork, string> | undefined
      if (row === undefined) return undefined
      // Written above, from the same types.
      return {
        coverage: JSON.parse(row.coverage) as ToldWork['coverage'],
        conduct: JSON.parse(row.conduct) as ToldWork['conduct'],
        fileSums: JSON.parse(row.fileSums) as ToldWork['fileSums'],
      }
    },
  }
}
