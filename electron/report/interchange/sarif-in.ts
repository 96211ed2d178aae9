// SARIF of other tools: every run with its results, suppressions and fixes. Read with care, since
// each tool leaves out something else; what cannot be read is counted, not guessed.
import { z } from 'zod'
import type { Severity } from '../../../analyzer/model.ts'
import { type DecisionChange, DecisionChangeSchema } from '../../api/domain.ts'
import { counted } from '../labels.ts'
import { fileSlug } from '../names.ts'
import { type Imported, type ImportedChange, type ImportedFinding, NOTHING } from './changes.ts'
import { pathBelow } from './foreign-path.ts'
import type { KnownFinding } from './known-finding.ts'

const Region = z.looseObject({
  startLine: z.int().positive().optional(),
  endLine: z.int().positive().optional(),
  snippet: z.looseObject({ text: z.string().optional() }).optional(),
})
const Physical = z.looseObject({
  artifactLocation: z
    .looseObject({ uri: z.string().optional(), index: z.int().optional() })
    .optional(),
  region: Region.optional(),
})
const Message = z.looseObject({
  text: z.string().optional(),
  markdown: z.string().optional(),
  id: z.string().optional(),
  arguments: z.array(z.string()).optional(),
})
const Result = z.looseObject({
  ruleId: z.string().optional(),
  ruleIndex: z.int().optional(),
  rule: z.looseObject({ id: z.string().optional(), index: z.int().optional() }).optional(),
  kind: z.string().optional(),
  level: z.string().optional(),
  message: Message.optional(),
  locations: z.array(z.looseObject({ physicalLocation: Physical.optional() })).optional(),
  suppressions: z
    .array(
      z.looseObject({
        kind: z.string().optional(),
        status: z.string().optional(),
        justification: z.string().optional(),
      }),
    )
    .nullish(),
  baselineState: z.string().optional(),
  partialFingerprints: z.record(z.string(), z.string()).optional(),
  fixes: z
    .array(
      z.looseObject({
        artifactChanges: z.array(
          z.looseObject({
            replacements: z.array(
              z.looseObject({
                deletedRegion: Region.extend({
                  startColumn: z.int().optional(),
                  endColumn: z.int().optional(),
                }),
                insertedContent: z.looseObject({ text: z.string().optional() }).optional(),
              }),
            ),
          }),
        ),
      }),
    )
    .optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})
const Rule = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  shortDescription: Message.optional(),
  messageStrings: z.record(z.string(), Message).optional(),
  defaultConfiguration: z.looseObject({ level: z.string().optional() }).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})
const Component = z.looseObject({ name: z.string(), rules: z.array(Rule).optional() })
const SarifSchema = z.looseObject({
  version: z.string(),
  runs: z.array(
    z.looseObject({
      tool: z.looseObject({
        driver: Component,
        extensions: z.array(Component).optional(),
      }),
      artifacts: z
        .array(
          z.looseObject({ location: z.looseObject({ uri: z.string().optional() }).optional() }),
        )
        .optional(),
      results: z.array(z.unknown()).nullish(),
    }),
  ),
})

type Run = z.output<typeof SarifSchema>['runs'][number]
type SarifResult = z.output<typeof Result>
type SarifRule = z.output<typeof Rule>

/** True for the text of a SARIF log. */
export function isSarif(text: string): boolean {
  return /^\s*\{/.test(text) && /"runs"\s*:/.test(text) && /"(?:version|\$schema)"\s*:/.test(text)
}

/** A result of a log that is a finding. */
export interface SarifFinding {
  /** Numbers of the run and of the result in it, from 0. */
  readonly run: number
  readonly result: number
  readonly finding: ImportedFinding
  /** Set for a result of a packet: its fingerprint and what was decided about it. */
  readonly own?: { readonly fingerprint: string; readonly change: Record<string, unknown> }
}

/**
 * `root` is the absolute path of the review, without a slash at its end. Results of a packet of this
 * review change the findings that they came from; all others are findings of their own.
 */
export function readSarif(
  json: unknown,
  root: string,
  known: readonly KnownFinding[] = [],
): Imported {
  const { findings: all, problems } = sarifFindings(json, root)
  const byFingerprint = new Map(known.map((one) => [one.fingerprint, one]))
  const findings: ImportedFinding[] = []
  const changes: ImportedChange[] = []
  for (const { finding, own } of all) {
    const same = own === undefined ? undefined : byFingerprint.get(own.fingerprint)
    if (own === undefined || same === undefined) {
      findings.push(finding)
      continue
    }
    const change = differences(same, own.change)
    if (Object.keys(change).length > 0) changes.push({ number: same.number, change })
  }
  return { ...NOTHING, kind: 'sarif', findings, changes, problems }
}

/** The findings of a log in its order. */
export function sarifFindings(
  json: unknown,
  root: string,
): { readonly findings: readonly SarifFinding[]; readonly problems: readonly string[] } {
  const log = SarifSchema.safeParse(json)
  if (!log.success) return { findings: [], problems: ['This is no SARIF log.'] }
  const findings: SarifFinding[] = []
  const problems: string[] = []
  for (const [runNumber, run] of log.data.runs.entries()) {
    let unreadable = 0
    for (const [number, one] of (run.results ?? []).entries()) {
      const { data } = Result.safeParse(one)
      if (data === undefined) {
        unreadable += 1
        continue
      }
      // Passes, open questions and what is gone since the baseline are no findings.
      if ((data.kind !== undefined && data.kind !== 'fail') || data.baselineState === 'absent') {
        continue
      }
      findings.push({
        run: runNumber,
        result: number,
        finding: findingOf(run, data, root),
        ...ownOf(run, data),
      })
    }
    if (unreadable > 0) {
      problems.push(`${run.tool.driver.name}: ${counted(unreadable, 'result')} could not be read.`)
    }
  }
  return { findings, problems }
}

/** What a packet's own log says about one of its findings. */
function ownOf(run: Run, { partialFingerprints, properties = {}, suppressions }: SarifResult) {
  const fingerprint = partialFingerprints?.['lectern/v1']
  if (run.tool.driver.name !== 'Lectern' || fingerprint === undefined) return {}
  const { severity, severityReason, verdict, status, priority, gate, note } = properties
  const dismissed = suppressions?.find(({ kind }) => kind === 'external')?.justification
  const change = {
    ...{ severity, severityReason, verdict, status, priority, gate, note },
    ...(verdict === 'dismissed' ? { dismissReason: dismissed } : {}),
  }
  return { own: { fingerprint, change } }
}

/** What of a log is usable and differs from what was decided since. */
function differences(known: KnownFinding, change: Record<string, unknown>): DecisionChange {
  const parsed = DecisionChangeSchema.safeParse(
    Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
  )
  if (!parsed.success) return {}
  return Object.fromEntries(
    Object.entries(parsed.data).filter(
      // The names of a change are names of the finding's own fields.
      ([field, value]) => known[field as keyof KnownFinding] !== value,
    ),
  )
}

function findingOf(run: Run, result: SarifResult, root: string): ImportedFinding {
  const rule = ruleOf(run, result)
  const place = result.locations?.[0]?.physicalLocation
  const uri =
    place?.artifactLocation?.uri ??
    run.artifacts?.[place?.artifactLocation?.index ?? -1]?.location?.uri ??
    ''
  const startLine = place?.region?.startLine ?? 1
  const message = messageOf(result, rule)
  const ruleId = result.ruleId ?? result.rule?.id ?? rule?.id ?? 'unknown'
  const accepted = result.suppressions?.filter(({ status }) => status !== 'rejected') ?? []
  const fix = fixOf(result, startLine, place?.region?.snippet?.text)
  return {
    ruleId: `${fileSlug(run.tool.driver.name, 30)}:${ruleId}`,
    title: rule?.shortDescription?.text ?? rule?.name ?? ruleId,
    message,
    severity: severityOf(result, rule),
    path: relativePath(uri, root),
    startLine,
    endLine: Math.max(startLine, place?.region?.endLine ?? startLine),
    snippet: place?.region?.snippet?.text ?? '',
    status: 'not-started',
    ...(accepted.length === 0
      ? {}
      : {
          suppressedReason: accepted[0]?.justification?.trim() || 'Suppressed in the imported log.',
        }),
    ...(fix === undefined ? {} : { fix }),
  }
}

function ruleOf({ tool }: Run, { ruleId, ruleIndex, rule }: SarifResult): SarifRule | undefined {
  const rules = [tool.driver, ...(tool.extensions ?? [])].flatMap((one) => one.rules ?? [])
  const id = ruleId ?? rule?.id
  // A result may name a rule of a group, `CA1000/1`.
  const named = rules.find((one) => one.id === id || id?.startsWith(`${one.id}/`))
  return named ?? tool.driver.rules?.[ruleIndex ?? rule?.index ?? -1]
}

function messageOf({ message }: SarifResult, rule: SarifRule | undefined): string {
  const stored = message?.id === undefined ? undefined : rule?.messageStrings?.[message.id]
  const text = message?.markdown ?? message?.text ?? stored?.markdown ?? stored?.text ?? ''
  return text.replace(
    /\{(\d{1,3})\}/g,
    (whole, at: string) => message?.arguments?.[Number(at)] ?? whole,
  )
}

/** GitHub's number for security, else what the tool calls its own severity, else the level. */
function severityOf(result: SarifResult, rule: SarifRule | undefined): Severity {
  const own = [result.properties, rule?.properties]
  const score = Number(
    own.map((one) => one?.['security-severity']).find((one) => one !== undefined),
  )
  if (Number.isFinite(score) && score > 0) {
    return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low'
  }
  const words = own.flatMap((one) => [
    one?.severity,
    one?.issue_severity,
    one?.['problem.severity'],
  ])
  const word = words.find((one) => typeof one === 'string')
  const named = typeof word === 'string' ? NAMED[word.toLowerCase()] : undefined
  const level = result.level ?? rule?.defaultConfiguration?.level ?? 'warning'
  return named ?? LEVELS[level] ?? 'medium'
}

const NAMED: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  error: 'high',
  medium: 'medium',
  warning: 'medium',
  low: 'low',
  recommendation: 'low',
  info: 'info',
}
const LEVELS: Readonly<Record<string, Severity>> = {
  error: 'high',
  warning: 'medium',
  note: 'low',
  none: 'info',
}

function relativePath(uri: string, root: string): string {
  return pathBelow(decoded(uri.replace(/^file:\/\/(?:localhost)?/, '')), root)
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    // A per cent sign that encodes nothing.
    return uri
  }
}

/** A fix of whole lines where the log shows what stands there. */
function fixOf(result: SarifResult, startLine: number, snippet: string | undefined) {
  const [replacement, ...others] = (result.fixes?.[0]?.artifactChanges ?? []).flatMap(
    ({ replacements }) => replacements,
  )
  const region = replacement?.deletedRegion
  const isWhole = (region?.startColumn ?? 1) === 1 && region?.startLine === startLine
  if (replacement === undefined || others.length > 0 || !isWhole || snippet === undefined)
    return undefined
  return { before: snippet, after: replacement.insertedContent?.text ?? '' }
}
