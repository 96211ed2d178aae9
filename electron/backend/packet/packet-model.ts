// The figures of a packet, kept until the review changes: several parts of the window ask for them
// after each change. They are those of the copy that is exported, with its masks.
import { type PacketModel, packetModel } from '../../report/model.ts'
import { type Redacted, redact } from '../../report/redaction.ts'
import type { Session } from '../session.ts'
import { buildSnapshot } from './snapshot.ts'

interface Masked {
  readonly model: PacketModel
  readonly masks: Redacted['masks']
}

export type MaskedOf = (session: Session) => Masked
export type ModelOf = (session: Session) => PacketModel

export function packetModels(toolVersion: string): MaskedOf {
  const kept = new WeakMap<Session, Masked & { readonly seq: number }>()
  return (session) => {
    const { store } = session
    const seq = store.events.lastSeq()
    const known = kept.get(session)
    // A run stores what it finds without telling of each finding.
    if (known?.seq === seq && session.run === undefined) return known
    const { snapshot, masks } = redact(
      buildSnapshot(store, { toolVersion }),
      store.redaction.read(),
    )
    const masked = { model: packetModel(snapshot), masks, seq }
    kept.set(session, masked)
    return masked
  }
}
