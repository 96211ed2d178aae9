// `findings.weaudit`: the findings for weAudit, which counts lines from 0 and knows three severities.
import type { Category, Severity } from '../../../analyzer/model.ts'
import type { PacketFile, SnapshotFinding } from '../../api/snapshot.ts'
import { lastLine } from '../citation.ts'
import { FINDING_FIELDS, type ReviewField } from '../field-catalogue.ts'
import { textOf } from '../fields.ts'
import { findingId } from '../labels.ts'
import { categoryOf, type PacketModel } from '../model.ts'
import { jsonText } from './json-text.ts'

const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: 'High',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Informational',
}
/** weAudit's own types; '' where none of them says it. */
const TYPES: Readonly<Record<Category, string>> = {
  'async-race': 'Timing',
  'async-correctness': 'Timing',
  'async-blocking': 'Denial of Service',
  'thread-safety': 'Timing',
  'db-transaction': 'Timing',
  'redis-atomicity': 'Timing',
  security: '',
  'error-handling': 'Error Reporting',
  'quick-hack': '',
  'typing-validation': 'Data Validation',
  'api-contract': 'Undefined Behavior',
  maintainability: '',
  'test-quality': 'Testing',
  datetime: '',
  resource: 'Denial of Service',
  observability: 'Auditing and Logging',
}

export function weAuditFile(model: PacketModel): PacketFile {
  const { findings, review } = model.snapshot
  const isClosed = ({ verdict, status }: SnapshotFinding) =>
    verdict === 'dismissed' || status === 'verified' || status === 'rejected'
  const entries = (isResolved: boolean) =>
    findings.filter((one) => isClosed(one) === isResolved).map((one) => entry(model, one))
  return {
    path: 'findings.weaudit',
    text: jsonText({
      clientRemote: review.repositoryUri ?? '',
      gitRemote: '',
      gitSha: review.commit ?? '',
      treeEntries: entries(false),
      auditedFiles: [],
      partiallyAuditedFiles: [],
      resolvedEntries: entries(true),
    }),
  }
}

function entry(model: PacketModel, one: SnapshotFinding) {
  const { finding } = one
  const words = (field: ReviewField) => textOf(one, field)?.text ?? ''
  return {
    label: `${findingId(one)}: ${one.title}`,
    entryType: 0,
    author: one.decidedBy ?? (model.snapshot.review.reviewer || model.snapshot.tool.name),
    details: {
      severity: SEVERITIES[one.severity],
      difficulty: '',
      type: TYPES[categoryOf(one, model.ruleOf)],
      description: [model.formsOf(finding.message).line, one.note]
        .filter((part) => part !== '')
        .join('\n\n'),
      exploit: words(FINDING_FIELDS.scenario) || words(FINDING_FIELDS.impact),
      recommendation:
        words(FINDING_FIELDS.recommendation) ||
        model.formsOf(model.ruleOf(one.ruleId)?.fix ?? '').line,
    },
    locations: [finding.location, ...finding.related].map((location) => ({
      path: location.path,
      startLine: location.range.startLine - 1,
      endLine: lastLine(location) - 1,
      label: finding.anchor.symbol,
      description: '',
    })),
  }
}
