// The audits as tables: verdict, evidence, and the reviewer's word where no rule can answer.
import {
  ANSWER_WORD,
  type AuditAnswer,
  type AuditQuestion,
  answerQuestion,
  BANS,
  RACE_FAMILIES,
} from '../audit.ts'
import { auditField } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { counted } from '../labels.ts'
import type { PacketModel } from '../model.ts'
import {
  type Block,
  type Cell,
  emphasis,
  heading,
  type Inline,
  strong,
  table,
} from '../tree/build.ts'
import { proseLine } from '../tree/prose.ts'
import { findingLinks } from './finding-parts.ts'

/** The race-condition audit, one table for each family. */
export function raceAudit(model: PacketModel): Block[] {
  return [
    heading(2, 'Race-condition audit', 'race-audit'),
    ...RACE_FAMILIES.flatMap((family) => [
      heading(3, family.title),
      auditTable(model, family.questions, 'Pattern'),
    ]),
  ]
}

/** The six bans. */
export function quickHackAudit(model: PacketModel): Block[] {
  return [heading(2, 'Quick-hack audit', 'quick-hacks'), auditTable(model, BANS, 'Ban')]
}

function auditTable(model: PacketModel, questions: readonly AuditQuestion[], title: string): Block {
  return table(
    [title, 'Verdict', 'Evidence'],
    questions.map((question): Cell[] => {
      const answer = answerQuestion(model.snapshot, question)
      return [
        [strong(question.title), ` - ${question.question}`],
        verdict(answer),
        evidence(model, answer),
      ]
    }),
  )
}

function verdict(answer: AuditAnswer): Inline[] {
  if (answer.verdict === 'findings') {
    return [`${counted(answer.findings.length, 'finding')}: `, ...findingLinks(answer.findings, 8)]
  }
  return [answer.verdict === 'uncovered' ? 'not covered by a rule' : ANSWER_WORD[answer.verdict]]
}

function evidence(model: PacketModel, answer: AuditAnswer): Inline[] {
  if (answer.verdict === 'uncovered') {
    const field = auditField(answer.question.id, answer.question.title)
    const given = textOf(model.snapshot, field)
    if (given === undefined) return [emphasis(`Not written yet: ${field.label}.`)]
    return [...(given.isConfirmed ? [] : [emphasis('(draft)'), ' ']), proseLine(given.text)]
  }
  return [rulesEvidence(answer)]
}

/** What was run, and why a question does not apply. */
export function rulesEvidence(answer: AuditAnswer): string {
  const failed =
    answer.filesFailed === 0 ? '' : `; a rule failed in ${counted(answer.filesFailed, 'file')}`
  const { about } = answer.question
  const what = about === 'tests' ? 'no file of tests' : `no use of ${about}`
  const unused = answer.verdict === 'not-applicable' ? `${what} was found; ` : ''
  return `${unused}${answer.rulesRun} of ${counted(answer.question.rules.length, 'rule')} run on ${counted(answer.filesRead, 'file')}${failed}`
}
