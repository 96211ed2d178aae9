// References in free texts: `[[HIGH-2]]` and `[[#12]]` name a finding, `{{count.blockers}}` a figure
// of the packet. They are filled in when a packet is made, so that a text cannot fall behind the
// data. A name that is not known stays as it was written, and preflight says so.
import type { ReviewSnapshot, SnapshotText } from '../api/snapshot.ts'
import { hoursWord } from './effort.ts'
import { findingId, whole } from './labels.ts'
import type { PacketModel } from './model.ts'

const REFERENCE = /\[\[([A-Z]{1,10}-\d{1,6}|#\d{1,9})\]\]|\{\{\s{0,9}([a-z.-]{1,40})\s{0,9}\}\}/g

/** What a text can name, with an example of each in the order of the editor's help. */
export function packetFigures(model: PacketModel): ReadonlyMap<string, string> {
  const { bySeverity, effort } = model
  return new Map([
    ['verdict', model.verdict.word],
    ['risk', model.risk],
    ['count.findings', whole(model.findings.length)],
    ['count.open', whole(model.open.length)],
    ['count.blockers', whole(model.blockers.length)],
    ['count.conditions', whole(model.conditions.length)],
    ['count.later', whole(model.later.length)],
    ['count.undecided', whole(model.undecided)],
    ['count.dismissed', whole(model.dismissed.length)],
    ['count.deferred', whole(model.deferred.length)],
    ['count.new-tests', whole(model.newTests.length)],
    ['count.files', whole(model.files.found)],
    ...Object.entries(bySeverity).map(
      ([severity, count]) => [`count.${severity}`, whole(count)] as const,
    ),
    ['effort.blockers', hoursWord(effort.blockers)],
    ['effort.to-merge', hoursWord(effort.toMerge)],
    ['effort.total', hoursWord(effort.total)],
  ])
}

/** Names of a text's references that are not known, as they are written. */
export function unknownReferences(text: string, model: PacketModel): readonly string[] {
  const known = lookUp(model)
  return [...text.matchAll(REFERENCE)]
    .filter(([, finding, figure]) => known(finding, figure) === undefined)
    .map(([reference]) => reference)
}

/** True where some text of the review has a reference. */
export function holdsReferences({ texts = [], findings }: ReviewSnapshot): boolean {
  const holds = ({ text }: SnapshotText) => text.includes('[[') || text.includes('{{')
  return texts.some(holds) || findings.some((finding) => (finding.texts ?? []).some(holds))
}

/** The snapshot with the references of all texts filled in from its own figures. */
export function withReferences(snapshot: ReviewSnapshot, model: PacketModel): ReviewSnapshot {
  const known = lookUp(model)
  const filled = (one: SnapshotText): SnapshotText => ({
    ...one,
    text: one.text.replace(
      REFERENCE,
      (reference, finding?: string, figure?: string) => known(finding, figure) ?? reference,
    ),
  })
  return {
    ...snapshot,
    ...(snapshot.texts === undefined ? {} : { texts: snapshot.texts.map(filled) }),
    findings: snapshot.findings.map((finding) =>
      finding.texts === undefined ? finding : { ...finding, texts: finding.texts.map(filled) },
    ),
  }
}

function lookUp(model: PacketModel) {
  const values = packetFigures(model)
  const findings = new Map(
    model.snapshot.findings.flatMap((one) => [
      [one.label, findingId(one)] as const,
      [`#${one.number}`, findingId(one)] as const,
    ]),
  )
  return (finding: string | undefined, figure: string | undefined): string | undefined =>
    finding === undefined ? values.get(figure ?? '') : findings.get(finding)
}
