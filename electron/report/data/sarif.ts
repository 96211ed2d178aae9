// `findings.sarif` (2.1.0): the review for other tools. Places are relative to the analysed root;
// nothing in the file names the machine it was made on.
import type { Log, ReportingDescriptor, Result, Run } from 'sarif'
import type { FileRecord, RuleInfo, Severity } from '../../../analyzer/model.ts'
import type { PacketFile } from '../../api/snapshot.ts'
import { categoryOf, type PacketModel } from '../model.ts'
import type { TextForms } from '../tree/safe-markdown.ts'
import { jsonFile } from './json-text.ts'
import { each, type Streamed } from './lazy-list.ts'
import { sarifNotifications } from './sarif-notifications.ts'
import { type ArtifactIndex, artifactLocation, ROOT } from './sarif-places.ts'
import { sarifResult } from './sarif-result.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
/** A result stands in the results of a run, a run in the runs of the log. */
const RESULT_DEPTH = 4

export function sarifFile(model: PacketModel): PacketFile {
  return jsonFile('findings.sarif', RESULT_DEPTH, () => sarifLog(model))
}

type LazyRun = Streamed<Run, 'results'>

/** The log with one run; results stand in the packet's order. */
function sarifLog(model: PacketModel): Omit<Log, 'runs'> & { readonly runs: readonly LazyRun[] } {
  return { $schema: SCHEMA, version: '2.1.0', runs: [run(model)] }
}

/** SARIF has three levels; the five severities stay in the properties. */
function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  if (severity === 'critical' || severity === 'high') return 'error'
  return severity === 'medium' ? 'warning' : 'note'
}

function run(model: PacketModel): LazyRun {
  const { snapshot } = model
  const rules = ruleDescriptors(model)
  const ruleIndex = new Map(rules.map((rule, index) => [rule.id, index]))
  const artifacts: ArtifactIndex = new Map(snapshot.files.map((file, index) => [file.path, index]))
  const results = each(snapshot.findings, (finding): Result => {
    const index = ruleIndex.get(finding.ruleId)
    return sarifResult(finding, {
      level: levelOf(finding.severity),
      category: categoryOf(finding, model.ruleOf),
      artifacts,
      formsOf: model.formsOf,
      ...(index === undefined ? {} : { ruleIndex: index }),
    })
  })
  const start = utcTime(snapshot.run.startedAt)
  const end = utcTime(snapshot.run.finishedAt)
  return {
    tool: {
      driver: {
        name: snapshot.tool.name,
        version: snapshot.tool.version,
        ...(isSemantic(snapshot.tool.version) ? { semanticVersion: snapshot.tool.version } : {}),
        properties: { ruleSetVersion: snapshot.tool.ruleSetVersion },
        rules,
      },
    },
    automationDetails: { id: `${model.prefix.toLowerCase()}/` },
    invocations: [
      {
        executionSuccessful: snapshot.run.state === 'finished',
        ...(start === undefined ? {} : { startTimeUtc: start }),
        ...(end === undefined ? {} : { endTimeUtc: end }),
        toolExecutionNotifications: sarifNotifications(snapshot, artifacts, ruleIndex),
        properties: { state: snapshot.run.state, profile: snapshot.run.profile },
      },
    ],
    ...provenance(model),
    originalUriBaseIds: {
      [ROOT]: { description: { text: 'The root of the analysed repository.' } },
    },
    columnKind: 'utf16CodeUnits',
    artifacts: snapshot.files.map((file) => artifact(file, artifacts)),
    results,
    properties: {
      review: snapshot.review.name,
      asOf: snapshot.asOf,
      verdict: model.verdict.word,
      ...(snapshot.review.commit === undefined ? {} : { commit: snapshot.review.commit }),
    },
  }
}

/** Where the sources came from; the standard demands an address beside the commit. */
function provenance(model: PacketModel): Pick<Run, 'versionControlProvenance'> {
  const { commit, branch, repositoryUri } = model.snapshot.review
  if (commit === undefined || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return {}
  if (
    repositoryUri === undefined ||
    !/^(?:https|ssh):\/\/[\w.-]+(?::\d+)?\/[!-~]*$/.test(repositoryUri)
  ) {
    return {}
  }
  return {
    versionControlProvenance: [
      {
        repositoryUri,
        revisionId: commit,
        ...(branch === undefined ? {} : { branch }),
        mappedTo: { uriBaseId: ROOT },
      },
    ],
  }
}

function artifact(
  file: FileRecord,
  artifacts: ArtifactIndex,
): NonNullable<Run['artifacts']>[number] {
  return {
    location: artifactLocation(file.path, artifacts),
    length: file.bytes,
    roles: ['analysisTarget'],
    ...(/\.(?:py|pyw|pyi|pyx|pxd)$/i.test(file.path) ? { sourceLanguage: 'python' } : {}),
    ...(/^[0-9a-f]{64}$/.test(file.sha256) ? { hashes: { 'sha-256': file.sha256 } } : {}),
    properties: { state: file.state },
  }
}

/**
 * Rules of the snapshot; a rule that only a finding names gets a bare entry. The whole help goes with
 * rules that report something: to write out that of all the others would take longer than all results
 * of a small review.
 */
function ruleDescriptors(model: PacketModel): ReportingDescriptor[] {
  const reporting = new Set(model.snapshot.findings.map(({ ruleId }) => ruleId))
  return model.snapshot.rules.map((rule) =>
    ruleDescriptor(
      rule,
      reporting.has(rule.id) ? helpOf(rule, model.formsOf(ruleMarkdown(rule))) : shortHelp(rule),
    ),
  )
}

function helpOf(rule: RuleInfo, { line, markdown }: TextForms): ReportingDescriptor['help'] {
  return { text: line || rule.title, markdown }
}

function shortHelp(rule: RuleInfo): ReportingDescriptor['help'] {
  return { text: sentence(rule.consequence || rule.title) }
}

function ruleDescriptor(rule: RuleInfo, help: ReportingDescriptor['help']): ReportingDescriptor {
  return {
    id: rule.id,
    name: nameOf(rule),
    shortDescription: { text: sentence(rule.title) },
    fullDescription: { text: sentence(rule.consequence || rule.title) },
    help,
    defaultConfiguration: { level: levelOf(rule.severity) },
    properties: {
      category: rule.category,
      tier: rule.tier,
      severity: rule.severity,
      scope: rule.scope,
      tags: [rule.category, ...rule.cwe.map((number) => `external/cwe/cwe-${number}`)],
      ...(rule.equivalents.length > 0 ? { equivalents: rule.equivalents } : {}),
    },
  }
}

function ruleMarkdown(rule: RuleInfo): string {
  const example = (label: string, code: string) =>
    code === '' ? [] : [`**${label}**\n\n\`\`\`\`\`python\n${code}\n\`\`\`\`\``]
  return [
    `# ${rule.title}`,
    rule.why,
    ...(rule.fix === '' ? [] : [`**Fix**\n\n${rule.fix}`]),
    ...example('Before', rule.before),
    ...example('After', rule.after),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Another word than the id, as the standard wants it: of an id of one word, from the title. */
function nameOf({ id, title }: RuleInfo): string {
  const name = pascalCase(id)
  return name.toLowerCase() === id.toLowerCase() ? pascalCase(title) : name
}

function pascalCase(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

export function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

function isSemantic(version: string): boolean {
  return /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(version)
}

function utcTime(iso: string | undefined): string | undefined {
  return iso !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(iso)
    ? iso
    : undefined
}
