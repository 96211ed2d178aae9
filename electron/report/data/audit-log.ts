// `audit-log.jsonl`: every change of the review, one JSON object a line, in the order they were made.
import type { PacketFile } from '../../api/snapshot.ts'
import type { PacketModel } from '../model.ts'
import { jsonLine } from './json-text.ts'

export function auditLogFile({ snapshot }: PacketModel): PacketFile {
  const lines = snapshot.events.map((event) =>
    jsonLine({
      seq: event.seq,
      at: event.at,
      actor: event.actor,
      kind: event.kind,
      subject: event.subject,
      field: event.field,
      before: event.before,
      after: event.after,
      reason: event.reason,
    }),
  )
  return { path: 'audit-log.jsonl', text: lines.join('') }
}
