// SARIF of other tools: every run with its results, suppressions and fixes. Read with care, since
// each tool leaves out something else; what cannot be read is counted, not guessed.
import type { Severity } from '../../../analyzer/model.ts'
import { type DecisionChange, DecisionChangeSchema } from '../../api/domain.ts'
import { tagText } from '../../api/tags.ts'
import { counted } from '../labels.ts'
import { fileSlug } from '../names.ts'
import { type Imported, type ImportedChange, type ImportedFinding, NOTHING } from './changes.ts'
import type { IsFile } from './foreign-path.ts'
import type { KnownFinding } from './known-finding.ts'
import { plainAsMarkdown } from './plain-markdown.ts'
import {
  Log,
  Result,
  Run,
  type SarifResult,
  type SarifRule,
  type SarifRun,
} from './sarif-schema.ts'
import { type Places, placesOf } from './sarif-uri.ts'

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

export interface SarifFindings {
  readonly findings: readonly SarifFinding[]
  readonly problems: readonly string[]
  /** Why nothing of it can be read at all. */
  readonly refusal?: string
}

/**
 * `root` is the absolute path of the review, without a slash at its end. Results of a packet of this
 * review change the findings that they came from; all others are findings of their own.
 */
export function readSarif(
  json: unknown,
  root: string,
  known: readonly KnownFinding[] = [],
  isFile?: IsFile,
): Imported & Pick<SarifFindings, 'refusal'> {
  const { findings: all, problems, refusal } = sarifFindings(json, root, isFile)
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
  const rest = refusal === undefined ? {} : { refusal }
  return { ...NOTHING, kind: 'sarif', findings, changes, problems, ...rest }
}

/** What is no finding: passes, and what is not there or not to be said. */
const NO_FAILURE: ReadonlySet<string> = new Set(['pass', 'notApplicable', 'informational'])

/** The findings of a log in its order. */
export function sarifFindings(json: unknown, root: string, isFile?: IsFile): SarifFindings {
  const log = Log.safeParse(json)
  if (!log.success) return refused('it has no list of runs and no version')
  const { version, runs } = log.data
  if (!version.startsWith('2.')) return refused(`it is of version ${version.slice(0, 20)}`)
  const read = runs.map((one, number) => {
    const run = Run.safeParse(one)
    if (run.success) return ofRun(run.data, number, root, isFile)
    const where = run.error.issues[0]?.path.join('.') || 'it'
    const problem = `Run ${number + 1} could not be read: ${where} is missing or wrong.`
    return { findings: [], problems: [problem] }
  })
  return {
    findings: read.flatMap(({ findings }) => findings),
    problems: read.flatMap(({ problems }) => problems),
  }
}

function refused(why: string): SarifFindings {
  const refusal = `This is no SARIF 2.1.0 log: ${why}.`
  return { findings: [], problems: [refusal], refusal }
}

function ofRun(run: SarifRun, number: number, root: string, isFile: IsFile | undefined) {
  const places = placesOf(run, root, isFile)
  const rules = rulesOf(run)
  const findings: SarifFinding[] = []
  let unreadable = 0
  let withoutLine = 0
  for (const [index, one] of (run.results ?? []).entries()) {
    const { data } = Result.safeParse(one)
    if (data === undefined) {
      unreadable += 1
      continue
    }
    if (NO_FAILURE.has(data.kind ?? '') || data.baselineState === 'absent') continue
    const finding = findingOf({ run, rules, places }, data)
    const region = data.locations?.[0]?.physicalLocation?.region
    if (finding.path !== '' && region !== undefined && region.startLine === undefined) {
      withoutLine += 1
    }
    findings.push({ run: number, result: index, finding, ...ownOf(run, data) })
  }
  const tool = run.tool.driver.name
  return {
    findings,
    problems: [
      ...(unreadable > 0 ? [`${tool}: ${counted(unreadable, 'result')} could not be read.`] : []),
      ...(withoutLine > 0
        ? [
            `${tool}: ${counted(withoutLine, 'result')} named no line of the file and ${withoutLine === 1 ? 'stands' : 'stand'} at its first.`,
          ]
        : []),
    ],
  }
}

/** What a packet's own log says about one of its findings. */
function ownOf(run: SarifRun, { partialFingerprints, properties = {}, suppressions }: SarifResult) {
  const fingerprint = partialFingerprints?.['lectern/v1']
  if (run.tool.driver.name !== 'Lectern' || fingerprint === undefined) return {}
  const { severity, severityReason, verdict, status, priority, gate, note, tags } = properties
  const dismissed = suppressions?.find(({ kind }) => kind === 'external')?.justification
  const change = {
    ...{ severity, severityReason, verdict, status, priority, gate, note },
    ...(Array.isArray(tags) && tags.every(isText) ? { tags: tagText(tags) } : {}),
    ...(verdict === 'dismissed' ? { dismissReason: dismissed } : {}),
  }
  return { own: { fingerprint, change } }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
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

interface RunParts {
  readonly run: SarifRun
  readonly rules: Rules
  readonly places: Places
}

function findingOf({ run, rules, places }: RunParts, result: SarifResult): ImportedFinding {
  const rule = rules(result)
  const place = result.locations?.[0]?.physicalLocation
  const startLine = place?.region?.startLine ?? 1
  const ruleId = result.ruleId ?? result.rule?.id ?? rule?.id ?? 'unknown'
  const states = result.suppressions?.map(({ status }) => status ?? 'accepted') ?? []
  // One that is rejected or still under review leaves the result standing.
  const isSuppressed = states.length > 0 && states.every((state) => state === 'accepted')
  const fix = fixOf(result, startLine, place?.region?.snippet?.text)
  return {
    ruleId: `${fileSlug(run.tool.driver.name, 30)}:${ruleId}`,
    title: rule?.shortDescription?.text ?? rule?.name ?? ruleId,
    message: `${messageOf(result, rule)}${wayOf(result, places)}`,
    severity: severityOf(result, rule),
    path: places.pathOf(result.locations?.[0]),
    startLine,
    endLine: Math.max(startLine, place?.region?.endLine ?? startLine),
    snippet: place?.region?.snippet?.text ?? '',
    status: 'not-started',
    ...(isSuppressed
      ? {
          suppressedReason:
            result.suppressions?.[0]?.justification?.trim() || 'Suppressed in the imported log.',
        }
      : {}),
    ...(fix === undefined ? {} : { fix }),
  }
}

type Rules = (result: SarifResult) => SarifRule | undefined

/** Rules by what results say of them; ids may come twice, then the number decides. */
function rulesOf({ tool }: SarifRun): Rules {
  const all = [tool.driver, ...(tool.extensions ?? [])].flatMap((one) => one.rules ?? [])
  const byId = new Map(
    all.toReversed().flatMap((one) => (one.id === undefined ? [] : [[one.id, one] as const])),
  )
  return ({ ruleId, ruleIndex, rule }) => {
    const id = ruleId ?? rule?.id
    const counted = tool.driver.rules?.[ruleIndex ?? rule?.index ?? -1]
    if (id === undefined || counted?.id === id) return counted
    // A result may name a rule of a group, `CA1000/1`.
    for (let end = id.length; end > 0; end = id.lastIndexOf('/', end - 1)) {
      const named = byId.get(id.slice(0, end))
      if (named !== undefined) return named
    }
    return counted
  }
}

/** Links to related places of the log, `[user input](1)`, which lead nowhere outside of it. */
const PLACE_LINK = /\[((?:[^[\]\\]|\\.){1,500})\]\((?:\d{1,6}|sarif:[^()\s]{1,200})\)/g

function messageOf({ message }: SarifResult, rule: SarifRule | undefined): string {
  const strings = new Map(Object.entries(rule?.messageStrings ?? {}))
  const stored = message?.id === undefined ? undefined : strings.get(message.id)
  const markdown = message?.markdown ?? (message?.text === undefined ? stored?.markdown : undefined)
  const text = markdown ?? message?.text ?? stored?.text ?? ''
  const whole = text
    .replace(/\{(\d{1,3})\}/g, (one, at: string) => message?.arguments?.[Number(at)] ?? one)
    .replace(PLACE_LINK, '$1')
  return markdown === undefined ? plainAsMarkdown(whole) : whole
}

const MOST_STEPS = 30

/** The way that the tool followed to the defect, as a list. */
function wayOf({ codeFlows }: SarifResult, places: Places): string {
  const steps = (codeFlows?.[0]?.threadFlows[0]?.locations ?? []).flatMap(({ location }) =>
    location === undefined ? [] : [location],
  )
  if (steps.length === 0) return ''
  const lines = steps.slice(0, MOST_STEPS).map((step, at) => {
    const line = step.physicalLocation?.region?.startLine
    const place = `${places.pathOf(step)}${line === undefined ? '' : `:${line}`}`
    const words = plainAsMarkdown(step.message?.text ?? '').replaceAll(/\s+/g, ' ')
    return `${at + 1}. \`${place.replaceAll('`', "'") || 'unknown'}\` ${words}`.trimEnd()
  })
  const rest = steps.length - lines.length
  return `\n\n**The way there**\n\n${lines.join('\n')}${rest > 0 ? `\n\nand ${counted(rest, 'step')} more.` : ''}`
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
