// From what stands against a packet to the place where it is mended.
import type { PacketState, PreflightEntry } from '../../electron/api/packet.ts'
import { listedRow } from '../state/listed.ts'
import { type InspectorTab, selectFinding, setView } from '../state/view.ts'
import { showInPacket, textKey } from './packet-view.ts'

/** Where in the inspector what is told can be mended. */
const TABS: Readonly<Record<string, InspectorTab>> = {
  question: 'why',
  undecided: 'decide',
  thread: 'talk',
}

/** Goes to where it is mended; undefined where there is no such place. */
export function wayTo(
  { kind, field, findingId, document }: PreflightEntry,
  { fields }: Pick<PacketState, 'fields'>,
) {
  if (document !== undefined) {
    return () => showInPacket({ panel: 'template', document })
  }
  if (field !== undefined) {
    const text = { findingId: field.findingId, field: field.id }
    const [document] = fields.find((one) => textKey(one) === textKey(text))?.documents ?? []
    return () =>
      showInPacket({
        panel: 'texts',
        awaited: textKey(text),
        ...(document === undefined ? {} : { document }),
      })
  }
  return findingId === undefined
    ? undefined
    : () => {
        const tab = TABS[kind]
        const row = listedRow(findingId)
        if (row) selectFinding(row)
        setView({ place: 'findings', selectedId: findingId, ...(tab && { tab }) })
      }
}
