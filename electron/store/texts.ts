// Analysed text, kept once for each content, deflated.
import { inflateSync } from 'node:zlib'
import type { Db } from './connection.ts'

/** The bytes of a file as they were analysed. */
export interface StoredText {
  readonly sha256: string
  /** Bytes before deflating. */
  readonly size: number
  readonly deflated: Uint8Array
}

export function textTable(db: Db) {
  const insert = db.prepare(`INSERT INTO texts (sha256, size, deflated)
    VALUES (@sha256, @size, @deflated) ON CONFLICT (sha256) DO NOTHING`)
  const select = db.prepare('SELECT size, deflated FROM texts WHERE sha256 = ?')
  return {
    /** Belongs inside a transaction of the writer. */
    keep(text: StoredText): void {
      insert.run(text)
    },
    /** The original bytes; undefined when they were not kept. */
    read(sha256: string): Buffer | undefined {
      const row = select.get(sha256) as { size: number; deflated: Buffer } | undefined
      return row && inflateSync(row.deflated, { maxOutputLength: Math.max(row.size, 1) })
    },
  }
}
