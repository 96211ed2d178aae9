// What a careful reader would hold against this packet, before it leaves: citations, numbers in
// texts, fixes that do not apply, gaps in the plan, figures that disagree with the stored gates.

import { lastLine } from './citation.ts'
import { planGaps } from './completeness.ts'
import { fixPatches } from './data/patches.ts'
import { counted, findingId, GATE_WORD, timeWord, whole } from './labels.ts'
import type { PacketModel } from './model.ts'
import { contradictions, numberProblems } from './numbers-lint.ts'
import { workStreams } from './plan.ts'
import { quickHacks } from './quick-hacks.ts'
import { openAt } from './standing.ts'

/** One sentence for each thing to look at; empty for a packet without fault. */
export function packetChecks(model: PacketModel): readonly string[] {
  return [
    ...editedSince(model),
    ...citations(model),
    ...numbersInTexts(model),
    ...fixes(model),
    ...planGaps(
      model.open.map((finding) => ({ id: finding.number, name: findingId(finding) })),
      workStreams(model),
    ),
    ...gates(model),
    ...identifiers(model),
    ...reasons(model),
  ]
}

/** Files that are named. */
const NAMED = 3

/** Marks that followed edits have lines of the edited files, and the packet names the analysed commit. */
function editedSince({ snapshot }: PacketModel): string[] {
  const { carriedFiles = [], review, run } = snapshot
  if (carriedFiles.length === 0) return []
  const names = carriedFiles.slice(0, NAMED).map(({ path }) => path)
  const rest = carriedFiles.length - names.length
  const which = [...names, ...(rest > 0 ? [`${whole(rest)} more`] : [])].join(', ')
  const analysed =
    review.commit === undefined
      ? `the analysis of ${timeWord(run.startedAt)}`
      : `commit ${review.commit.slice(0, 7)}`
  return [
    `${counted(carriedFiles.length, 'file')} (${which}) ${carriedFiles.length === 1 ? 'was' : 'were'} edited after the analysis and the marks were re-anchored: their lines are those of the working tree, while the packet names ${analysed}. Analyse again before the packet leaves.`,
  ]
}

function citations(model: PacketModel): string[] {
  const { files, carriedFiles = [] } = model.snapshot
  const fileLines = new Map(
    [...files, ...carriedFiles]
      .filter(({ lines }) => lines > 0)
      .map((one) => [one.path, one.lines]),
  )
  const stated = model.findings.flatMap((finding) =>
    [
      finding.finding.location,
      ...finding.finding.related,
      ...finding.evidence.map((step) => step.location),
    ].map((location) => ({
      where: findingId(finding),
      path: location.path,
      startLine: location.range.startLine,
      endLine: lastLine(location),
    })),
  )
  const seen = (model.snapshot.strengths ?? []).flatMap(({ title, places }) =>
    places
      .filter(({ isCurrent }) => isCurrent)
      .map(({ path, startLine, endLine }) => ({ where: title, path, startLine, endLine })),
  )
  const problems = numberProblems({
    totals: [],
    citations: [...stated, ...seen],
    fileLines,
    sums: [],
  })
  return [...new Set(problems.map((problem) => problem.message))]
}

function numbersInTexts(model: PacketModel): string[] {
  const texts = [
    ...(model.snapshot.texts ?? []).map((one) => ({ where: one.field, text: one.text })),
    ...model.findings.flatMap((finding) => [
      { where: `note of ${findingId(finding)}`, text: finding.note },
      ...(finding.texts ?? []).map((one) => ({
        where: `${one.field} of ${findingId(finding)}`,
        text: one.text,
      })),
    ]),
  ]
  return texts.flatMap(({ where, text }) =>
    contradictions(text, model).map((one) => `${where}: ${one.message}`),
  )
}

function fixes(model: PacketModel): string[] {
  return fixPatches(model).flatMap(({ finding, fix, file, note }) => {
    const hacks = quickHacks(fix).map((hit) => `${hit.ban} in line ${hit.line} of the after-text`)
    return [
      ...(file === undefined && !/masked/.test(note ?? '')
        ? [`A fix of ${findingId(finding)} does not apply: ${note ?? ''}.`]
        : []),
      ...hacks.map((hack) => `A fix of ${findingId(finding)} looks like a quick hack: ${hack}.`),
    ]
  })
}

function gates(model: PacketModel): string[] {
  return model.snapshot.gates.flatMap(({ gate, open }) => {
    const counted = openAt(model.snapshot.findings, gate).length
    return open === counted
      ? []
      : [`The gate ${GATE_WORD[gate]} was stored with ${open} open, the findings give ${counted}.`]
  })
}

function identifiers(model: PacketModel): string[] {
  const twice = (values: readonly string[]) => [
    ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
  ]
  const { findings } = model.snapshot
  return [
    ...twice(findings.map((finding) => finding.label)).map(
      (label) => `The label ${label} is used twice.`,
    ),
    ...twice(findings.map((finding) => `#${finding.number}`)).map(
      (number) => `The number ${number} is used twice.`,
    ),
  ]
}

function reasons(model: PacketModel): string[] {
  return [
    ...model.overridden
      .filter((finding) => finding.severityReason.trim() === '')
      .map((finding) => `The changed severity of ${findingId(finding)} has no reason.`),
    ...model.dismissed
      .filter((finding) => finding.dismissReason.trim() === '')
      .map((finding) => `${findingId(finding)} was dismissed without a reason.`),
  ]
}
