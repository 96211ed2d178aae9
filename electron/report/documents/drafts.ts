// Drafts: sentences that follow from the figures. They are shown as drafts until a reviewer confirms
// them, and they say nothing that the figures do not say.
import { strongPractices } from '../fields.ts'
import { counted, whole } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import type { Inline } from '../tree/build.ts'
import { firstSentenceInline } from '../tree/prose.ts'

/** What to do about deploying, from the gates alone. */
export function deploymentDraft(model: PacketModel): string {
  const { word, blockers, conditions } = model.verdict
  if (word === 'FAIL') {
    return blockers > 0
      ? `Do not merge and do not deploy before ${counted(blockers, 'blocker')} ${blockers === 1 ? 'is' : 'are'} closed.`
      : 'Do not merge before the reasons of the verdict are gone.'
  }
  if (conditions > 0) {
    return `The merge can go ahead; do not deploy before ${counted(conditions, 'finding')} ${conditions === 1 ? 'is' : 'are'} closed.`
  }
  return word === 'PASS'
    ? 'Nothing that was found stands against the merge or the deployment.'
    : 'The merge can go ahead once the analysis has reached its end.'
}

/** How high the risk is, by what is open. */
export function riskDraft({ risk }: PacketModel): string {
  return `${risk}, by the worst finding that is open before merge or production.`
}

/** How sure the review is, from what was read and judged. */
export function confidenceDraft(model: PacketModel): string {
  const { findings, undecided, files, snapshot } = model
  const judged = findings.length - undecided
  const isWhole =
    snapshot.run.state === 'finished' &&
    files.partial === 0 &&
    files.skipped === 0 &&
    snapshot.run.ruleFailures.length === 0
  const level = isWhole && undecided === 0 ? 'HIGH' : judged >= undecided ? 'MEDIUM' : 'LOW'
  const failures = snapshot.run.ruleFailures.length
  return `${[
    `${level} - ${whole(files.analysed)} of ${counted(files.found, 'file')} analysed in full`,
    `${whole(judged)} of ${counted(findings.length, 'finding')} judged by the reviewer`,
    ...(failures > 0 ? [`${counted(failures, 'rule failure')}`] : []),
  ].join('; ')}.`
}

interface StrengthLine {
  readonly title: string
  readonly sentence: string
}

/** `**Files closed by `with`** - 9 of 11 files are opened in a with statement.` */
export function strengthInline(line: StrengthLine): Inline[] {
  return [
    { type: 'strong', children: firstSentenceInline(line.title) },
    ' - ',
    ...firstSentenceInline(line.sentence),
  ]
}

/** Practices with their counted evidence, the best supported first. */
export function strengthLines(model: PacketModel): readonly StrengthLine[] {
  return strongPractices(model.snapshot).map((practice) => ({
    title: practice.title,
    sentence: practice.sentence,
  }))
}
