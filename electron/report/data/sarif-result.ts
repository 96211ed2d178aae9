// One finding as a SARIF result.
import type {
  CodeFlow,
  Region,
  Result,
  Fix as SarifFix,
  Location as SarifLocation,
  Suppression,
} from 'sarif'
import type { Category } from '../../../analyzer/model.ts'
import type { Fix } from '../../api/domain.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'
import { tagsOf } from '../../api/tags.ts'
import type { TextForms } from '../tree/safe-markdown.ts'
import {
  type ArtifactIndex,
  artifactLocation,
  findingLocation,
  physicalLocation,
} from './sarif-places.ts'

export interface ResultContext {
  readonly level: 'error' | 'warning' | 'note'
  readonly category: Category
  readonly artifacts: ArtifactIndex
  readonly ruleIndex?: number
  readonly formsOf: (markdown: string) => TextForms
}

export function sarifResult(one: SnapshotFinding, context: ResultContext): Result {
  const { finding } = one
  const { artifacts, formsOf } = context
  const related = finding.related.map(
    (location, index): SarifLocation => ({
      id: index + 1,
      physicalLocation: physicalLocation(location, artifacts),
      message: { text: 'Belongs to the same finding.' },
    }),
  )
  const suppressions = suppressionsOf(one)
  return {
    ruleId: one.ruleId,
    ...(context.ruleIndex === undefined ? {} : { ruleIndex: context.ruleIndex }),
    kind: 'fail',
    level: context.level,
    message: messageOf(finding.message || one.title, formsOf),
    locations: [
      {
        physicalLocation: findingLocation(finding, artifacts),
        ...(finding.anchor.symbol === ''
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: finding.anchor.symbol }] }),
      },
    ],
    partialFingerprints: { 'lectern/v1': finding.fingerprint },
    ...(one.baselineState === undefined ? {} : { baselineState: one.baselineState }),
    ...(related.length > 0 ? { relatedLocations: related } : {}),
    ...(one.evidence.length > 0 ? { codeFlows: [codeFlow(one, context)] } : {}),
    ...(one.fixes.length > 0 ? { fixes: one.fixes.map((fix) => sarifFix(fix, artifacts)) } : {}),
    ...(suppressions.length > 0 ? { suppressions } : {}),
    properties: {
      severity: one.severity,
      confidence: finding.confidence,
      category: context.category,
      verdict: one.verdict,
      status: one.status,
      priority: one.priority,
      gate: one.gate,
      label: one.label,
      number: one.number,
      title: one.title,
      ...(one.severity === one.originalSeverity
        ? {}
        : { originalSeverity: one.originalSeverity, severityReason: one.severityReason }),
      ...(one.tags === undefined ? {} : { tags: [...tagsOf(one.tags)] }),
      ...(one.note === '' ? {} : { note: one.note }),
      ...(finding.location.cell === undefined ? {} : { cell: finding.location.cell }),
    },
  }
}

/** A message without what viewers would take for a link to a related place. */
function messageOf(
  source: string,
  formsOf: ResultContext['formsOf'],
): { text: string; markdown?: string } {
  const { line, markdown } = formsOf(source)
  const text = line.replaceAll('](', '] (')
  return text === source ? { text } : { text: text || 'Finding.', markdown }
}

function codeFlow(one: SnapshotFinding, { artifacts, formsOf }: ResultContext): CodeFlow {
  return {
    threadFlows: [
      {
        locations: one.evidence.map((step, index) => ({
          executionOrder: index + 1,
          importance: 'essential' as const,
          kinds: [step.kind],
          location: {
            physicalLocation: physicalLocation(step.location, artifacts),
            message: { text: formsOf(step.message).line || step.kind },
          },
        })),
      },
    ],
  }
}

/** Dismissed by the reviewer or by a comment in the source; both with their reasons. */
function suppressionsOf(one: SnapshotFinding): Suppression[] {
  const { suppressed } = one.finding
  return [
    ...(suppressed === undefined
      ? []
      : [
          { kind: 'inSource' as const, justification: suppressed.reason || 'No reason was given.' },
        ]),
    ...(one.verdict === 'dismissed'
      ? [
          {
            kind: 'external' as const,
            status: 'accepted' as const,
            justification: one.dismissReason || 'No reason was given.',
          },
        ]
      : []),
  ]
}

function sarifFix(fix: Fix, artifacts: ArtifactIndex): SarifFix {
  return {
    description: { text: fix.title.trim() === '' ? 'Change of the code.' : fix.title },
    artifactChanges: [
      {
        artifactLocation: artifactLocation(fix.path, artifacts),
        replacements: [{ deletedRegion: fixRegion(fix), insertedContent: { text: fix.after } }],
      },
    ],
  }
}

/** Exactly the before-text: with its last line break only if that is part of it. */
export function fixRegion(fix: Pick<Fix, 'before' | 'startLine'>): Region {
  const lines = fix.before.split(/\r\n|\n|\r/)
  const last = lines.at(-1) ?? ''
  return {
    startLine: fix.startLine,
    startColumn: 1,
    endLine: fix.startLine + lines.length - 1,
    endColumn: last.length + 1,
  }
}
