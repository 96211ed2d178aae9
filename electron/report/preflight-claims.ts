// What the texts of a packet claim and the facts contradict, each with the text that mends it.
import type { ClaimProblem } from './claims/claim.ts'
import { findingId } from './labels.ts'
import type { PacketModel } from './model.ts'
import type { PreflightEntry } from './preflight.ts'

/** Problems of a text about a finding, or about the review as a whole. */
export type ClaimsOf = (text: string, findingId: number | undefined) => readonly ClaimProblem[]

/** In the order of the findings; one entry for each sentence that is contradicted. */
export function claimEntries(model: PacketModel, claimsOf: ClaimsOf): readonly PreflightEntry[] {
  const say = (
    where: string,
    text: string,
    place: Pick<PreflightEntry, 'field' | 'findingId'>,
    about?: number,
  ): PreflightEntry[] =>
    text === ''
      ? []
      : claimsOf(text, about).map(({ start, end, message }) => ({
          weight: 'warn',
          kind: 'claim',
          message: `${where} says "${text.slice(start, end)}": ${message}`,
          ...place,
        }))
  return [
    ...(model.snapshot.texts ?? []).flatMap(({ field, text }) =>
      say(`The text "${field}"`, text, { field: { id: field, findingId: null } }),
    ),
    ...model.findings.flatMap((finding) => {
      const { id, note, severityReason, dismissReason } = finding
      const name = findingId(finding)
      const texts = [
        ['note', note],
        ['reason of the severity', severityReason],
        ['reason to dismiss', dismissReason],
        ...finding.fixes.map(
          ({ title, author }) => ['fix', author === 'rule' ? '' : title] as const,
        ),
        ...(finding.tests ?? []).map(({ purpose }) => ['test', purpose] as const),
      ] as const
      return [
        ...texts.flatMap(([what, text]) =>
          say(`The ${what} of ${name}`, text, { findingId: id }, id),
        ),
        ...(finding.texts ?? []).flatMap(({ field, text }) =>
          say(`"${field}" of ${name}`, text, { field: { id: field, findingId: id } }, id),
        ),
      ]
    }),
  ]
}
