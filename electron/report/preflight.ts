// What to look at before a packet leaves: what is missing, undecided, contradictory or masked; each
// with the place where it can be mended.
import type { SnapshotFinding } from '../api/snapshot.ts'
import { isMaskable } from './attachment-names.ts'
import { evidenceFiles } from './documents/evidence-parts.ts'
import { askedOf } from './documents/question-parts.ts'
import { REVIEW_FIELDS } from './field-catalogue.ts'
import { demandedOfFindings, type FieldState, reviewFields, textOf } from './fields.ts'
import { counted, findingId } from './labels.ts'
import type { PacketModel } from './model.ts'
import { packetTemplates } from './packet.ts'
import { packetChecks } from './packet-checks.ts'
import { type ClaimsOf, claimEntries } from './preflight-claims.ts'
import type { Redacted } from './redaction.ts'
import { unknownReferences } from './references.ts'
import { parseVerdict, runWord } from './standing.ts'

export interface PreflightEntry {
  /** `block`: the packet is not what it says; `warn`: it says its gaps; `note`: good to know. */
  readonly weight: 'block' | 'warn' | 'note'
  readonly kind:
    | 'reviewer'
    | 'missing'
    | 'draft'
    | 'undecided'
    | 'reference'
    | 'claim'
    | 'check'
    | 'analysis'
    | 'overdue'
    | 'masked'
    | 'template'
    | 'verdict'
    | 'thread'
    | 'question'
    | 'attachment'
  readonly message: string
  /** The text to write, where one is missing. */
  readonly field?: { readonly id: string; readonly findingId: number | null }
  /** The finding to look at. */
  readonly findingId?: number
  /** The document whose template to look at. */
  readonly document?: string
}

/** Findings of one kind that are told one by one. */
const NAMED = 50

/** In the order of weight. `claimsOf` checks what texts say of the code; without it nobody does. */
export function preflight(
  model: PacketModel,
  masks: Redacted['masks'],
  claimsOf?: ClaimsOf,
): readonly PreflightEntry[] {
  const states = [...reviewFields(model.snapshot), ...demandedOfFindings(model.snapshot)]
  const entries: PreflightEntry[] = [
    ...(model.snapshot.review.reviewer.trim() === ''
      ? [{ weight: 'block', kind: 'reviewer', message: "The reviewer's name is missing." } as const]
      : []),
    ...analysis(model),
    ...references(model),
    ...(claimsOf === undefined ? [] : claimEntries(model, claimsOf)),
    ...templates(model),
    ...otherVerdict(model),
    ...packetChecks(model).map((message) => ({ weight: 'warn', kind: 'check', message }) as const),
    ...states.flatMap((state) => ofField(state)),
    ...undecided(model),
    ...overdue(model),
    ...talk(model),
    ...questions(model),
    ...attached(model),
    ...(Object.entries(masks) as [keyof typeof masks, number][])
      .filter(([, count]) => count > 0)
      .map(
        ([kind, count]) =>
          ({
            weight: 'note',
            kind: 'masked',
            message: `${counted(count, kind)} masked in the copy that is exported.`,
          }) as const,
      ),
  ]
  const order = ['block', 'warn', 'note']
  return entries.toSorted((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight))
}

function ofField({ field, finding, name, state }: FieldState): PreflightEntry[] {
  if (state !== 'missing' && state !== 'draft') return []
  const isMissing = state === 'missing'
  return [
    {
      weight: 'warn',
      kind: isMissing ? 'missing' : 'draft',
      message: isMissing ? `Not written yet: ${name}.` : `Nobody confirmed the draft: ${name}.`,
      field: { id: field.id, findingId: finding?.id ?? null },
    },
  ]
}

function analysis({ snapshot }: PacketModel): PreflightEntry[] {
  const failures = snapshot.run.ruleFailures.length
  return [
    ...(snapshot.run.state === 'finished'
      ? []
      : [
          {
            weight: 'block',
            kind: 'analysis',
            message: `The analysis is ${runWord(snapshot)}.`,
          } as const,
        ]),
    ...(failures === 0
      ? []
      : [
          {
            weight: 'warn',
            kind: 'analysis',
            message: `A rule failed in ${counted(failures, 'file')}.`,
          } as const,
        ]),
  ]
}

/** A verdict of the reviewer that cannot be read counts for nothing, and one that can is told. */
function otherVerdict({ snapshot, verdict }: PacketModel): PreflightEntry[] {
  const given = textOf(snapshot, REVIEW_FIELDS.verdict)
  if (given === undefined) return []
  const field = { id: REVIEW_FIELDS.verdict.id, findingId: null }
  if (parseVerdict(given.text) === undefined) {
    const message =
      'The verdict of the reviewer is none: it begins with PASS, PASS WITH CONDITIONS or FAIL, a colon and the reason.'
    return [{ weight: 'block', kind: 'verdict', message, field }]
  }
  if (verdict.computed === undefined) return []
  const message = `The reviewer changed the verdict from ${verdict.computed} to ${verdict.word}.`
  return [{ weight: 'note', kind: 'verdict', message, field }]
}

/** Templates that say something else than they shall, and those that cannot be used. */
function templates(model: PacketModel): PreflightEntry[] {
  return packetTemplates(model).flatMap(({ document, title, verdict, problems }) => {
    const isUsed = verdict === 'success' || verdict === 'warning'
    return problems.map(
      ({ message, line }) =>
        ({
          weight: isUsed ? 'warn' : 'block',
          kind: 'template',
          message: `The template "${title}"${isUsed ? '' : ' is not used'}${line === undefined ? '' : `, line ${line}`}: ${message}`,
          document,
        }) as const,
    )
  })
}

/** Undecided findings, one by one where they hold up a gate, as a number otherwise. */
function undecided({ open }: PacketModel): PreflightEntry[] {
  const waiting = open.filter(({ verdict }) => verdict === 'undecided')
  const gated = waiting.filter(({ gate }) => gate !== 'later').slice(0, NAMED)
  const rest = waiting.length - gated.length
  return [
    ...gated.map((finding) =>
      ofFinding(finding, 'undecided', `${findingId(finding)} is undecided.`),
    ),
    ...(rest > 0
      ? [
          {
            weight: 'warn',
            kind: 'undecided',
            message: `${counted(rest, 'more finding')} ${rest === 1 ? 'is' : 'are'} undecided.`,
          } as const,
        ]
      : []),
  ]
}

function overdue({ findings }: PacketModel): PreflightEntry[] {
  return findings
    .filter(({ item }) => item?.isOverdue === true)
    .map((finding) =>
      ofFinding(finding, 'overdue', `The work on ${findingId(finding)} is overdue.`),
    )
}

/** Threads that nobody has brought to an end. */
function talk({ snapshot, findings }: PacketModel): PreflightEntry[] {
  const open = (snapshot.threads ?? []).filter(
    ({ disposition }) => disposition === 'open' || disposition === 'follow-up',
  )
  return open.map(({ findingId: id, path, startLine }) => {
    const finding = findings.find((one) => one.id === id)
    return finding === undefined
      ? { weight: 'warn', kind: 'thread', message: `A thread at ${path}:${startLine} is open.` }
      : ofFinding(finding, 'thread', `A thread on ${findingId(finding)} is open.`)
  })
}

/** Masks are laid over texts; pictures and other files leave as they are. */
function attached({ snapshot }: PacketModel): PreflightEntry[] {
  const count = evidenceFiles(snapshot).filter(({ attachment }) => !isMaskable(attachment)).length
  if (count === 0) return []
  const message = `${counted(count, 'attached file')} ${count === 1 ? 'leaves' : 'leave'} as ${count === 1 ? 'it is' : 'they are'}: nothing is masked in ${count === 1 ? 'it' : 'them'}.`
  return [{ weight: 'warn', kind: 'attachment', message: `${message} The copy can go without.` }]
}

/** Confirmed findings of which a question is open, one by one up to a number. */
function questions({ open }: PacketModel): PreflightEntry[] {
  const asked = open
    .filter(({ verdict }) => verdict === 'confirmed')
    .map((finding) => ({ finding, asked: askedOf(finding) }))
    .filter((one) => one.asked.some(({ given }) => given === undefined))
  const rest = asked.length - NAMED
  return [
    ...asked.slice(0, NAMED).map(({ finding, asked }) => {
      const left = asked.filter(({ given }) => given === undefined).length
      const what = `${left} of ${counted(asked.length, 'question')}`
      return ofFinding(
        finding,
        'question',
        `${what} about ${findingId(finding)} ${left === 1 ? 'is' : 'are'} not answered.`,
      )
    }),
    ...(rest > 0
      ? [
          {
            weight: 'warn',
            kind: 'question',
            message: `Questions about ${counted(rest, 'more confirmed finding')} are not answered.`,
          } as const,
        ]
      : []),
  ]
}

function ofFinding(
  finding: SnapshotFinding,
  kind: PreflightEntry['kind'],
  message: string,
): PreflightEntry {
  return { weight: 'warn', kind, message, findingId: finding.id }
}

/** Texts that name a finding of the packet which is not there. */
function references(model: PacketModel): PreflightEntry[] {
  const labels = new Set(model.snapshot.findings.map(({ label }) => label))
  const unknown = (text: string) => [
    ...[...text.matchAll(/\b(?:CRITICAL|HIGH|MEDIUM|LOW|INFO)-\d{1,6}\b/g)]
      .map(([label]) => label)
      .filter((label) => !labels.has(label)),
    ...unknownReferences(text, model),
  ]
  const say = (where: string, text: string): Omit<PreflightEntry, 'weight' | 'kind'>[] =>
    [...new Set(unknown(text))].map((name) => ({
      message: `${where} names ${name}, which is not in the packet.`,
    }))
  const found = [
    ...(model.snapshot.texts ?? []).flatMap(({ field, text }) =>
      say(`The text "${field}"`, text).map((one) => ({
        ...one,
        field: { id: field, findingId: null },
      })),
    ),
    ...model.findings.flatMap((finding) =>
      [{ field: 'note', text: finding.note }, ...(finding.texts ?? [])].flatMap(({ field, text }) =>
        say(`"${field}" of ${findingId(finding)}`, text).map((one) => ({
          ...one,
          findingId: finding.id,
        })),
      ),
    ),
  ]
  return found.map((one) => ({ weight: 'block', kind: 'reference', ...one }) as const)
}
