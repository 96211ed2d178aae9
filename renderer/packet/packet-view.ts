// What the Packet place shows: the open document and which side panel is beside it.
import { create } from 'zustand'
import { setView } from '../state/view.ts'

export const PACKET_PANELS = [
  'texts',
  'finding',
  'template',
  'strengths',
  'preflight',
  'exports',
  'score',
] as const
export type PacketPanel = (typeof PACKET_PANELS)[number]

interface PacketView {
  readonly document: string
  readonly panel: PacketPanel
  /** The text that takes the focus as soon as it is on the screen. */
  readonly awaited: string | undefined
  /** The template that is being written: the document is shown as it would form it. */
  readonly previewed: { readonly document: string; readonly text: string } | undefined
}

export const usePacketView = create<PacketView>(() => ({
  document: 'executive-summary',
  panel: 'texts',
  awaited: undefined,
  previewed: undefined,
}))

export function setPacketView(change: Partial<PacketView>) {
  usePacketView.setState(change)
}

/** Goes to the Packet place, to a panel of it. */
export function showInPacket(change: Partial<PacketView> & Pick<PacketView, 'panel'>) {
  setPacketView(change)
  setView({ place: 'packet', panel: 'inspector' })
}

/** Names a text of the packet for good: `text-0-assessment`, `text-12-impact`. */
export function textKey(text: { readonly findingId: number | null; readonly field: string }) {
  return `text-${text.findingId ?? 0}-${text.field}`
}
