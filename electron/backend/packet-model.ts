// The figures of a packet, kept until the review changes: several parts of the window ask for them
// after each change.
import { type PacketModel, packetModel } from '../report/model.ts'
import type { Session } from './session.ts'
import { buildSnapshot } from './snapshot.ts'

export type ModelOf = (session: Session) => PacketModel

export function packetModels(toolVersion: string): ModelOf {
  const kept = new WeakMap<Session, { readonly seq: number; readonly model: PacketModel }>()
  return (session) => {
    const seq = session.store.events.lastSeq()
    const known = kept.get(session)
    // A run stores what it finds without telling of each finding.
    if (known?.seq === seq && session.run === undefined) return known.model
    const model = packetModel(buildSnapshot(session.store, { toolVersion }))
    kept.set(session, { seq, model })
    return model
  }
}
