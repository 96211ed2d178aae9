// The computed text of each drafted field, as Markdown that a reviewer can confirm or change.
import type { SnapshotFinding } from '../api/snapshot.ts'
import { confidenceDraft, deploymentDraft, riskDraft, strengthLines } from './documents/drafts.ts'
import { FINDING_FIELDS, REVIEW_FIELDS, type ReviewField } from './field-catalogue.ts'
import type { PacketModel } from './model.ts'

/** '' for a field of which the data says nothing. */
export function fieldDraft(
  model: PacketModel,
  field: ReviewField,
  finding?: SnapshotFinding,
): string {
  return finding === undefined ? reviewDraft(model, field.id) : ofRule(model, field.id, finding)
}

function reviewDraft(model: PacketModel, fieldId: string): string {
  switch (fieldId) {
    case REVIEW_FIELDS.risk.id:
      return riskDraft(model)
    case REVIEW_FIELDS.deployment.id:
      return deploymentDraft(model)
    case REVIEW_FIELDS.confidence.id:
      return confidenceDraft(model)
    case REVIEW_FIELDS.strengths.id:
      return strengthLines(model)
        .map(({ title, sentence }) => `- **${title}** - ${sentence}`)
        .join('\n')
    default:
      return ''
  }
}

function ofRule(model: PacketModel, fieldId: string, { ruleId }: SnapshotFinding): string {
  const rule = model.ruleOf(ruleId)
  switch (fieldId) {
    case FINDING_FIELDS.consequence.id:
      return rule?.consequence ?? ''
    case FINDING_FIELDS.recommendation.id:
      return rule?.fix ?? ''
    case FINDING_FIELDS.why.id:
    case FINDING_FIELDS.rootCause.id:
      return rule?.why ?? ''
    default:
      return ''
  }
}
