// Reports on their way from the worker that made them to whoever keeps them: packed once, carried and
// cached as bytes, opened by those who look into them. Equal reports are equal bytes.
import { createInterner } from './interner.ts'
import { CheckedSchema } from './message-schemas.ts'
import type { CheckedFile, PackedReport } from './messages.ts'
import { decodeValue, encodeValue } from './plain-values.ts'

export function packReport(file: CheckedFile): PackedReport {
  // Of a buffer's part `slice` makes no copy, and what encodes gives has room for twice as much.
  return { path: file.report.record.path, packed: new Uint8Array(encodeValue(file)) }
}

/** Opens a report and checks it as any message. Throws for what is none of that file. */
export function openReport({ path, packed }: PackedReport): CheckedFile {
  const file = CheckedSchema.safeParse(decodeValue(packed, createInterner()))
  if (!file.success || file.data.report.record.path !== path) {
    throw new Error('The analysis process sent what it may not send.')
  }
  // Suppressions are left as they are: they are not read on this side.
  return file.data as CheckedFile
}
