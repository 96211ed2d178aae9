// The pipeline of one thread: summarize each file, link the summaries of all, check each file.

import { DOMAIN_KEY, readDomain } from '../domain/domain.ts'
import type { ConfigFile } from '../domain/tests/pytest-config.ts'
import type { Gatherer } from '../gather/define.ts'
import * as gatherers from '../gather/registry.ts'
import type { FileRecord } from '../model.ts'
import { countConcurrency } from '../practices/concurrency-kinds.ts'
import { observePractices } from '../practices/observe.ts'
import { outlineOf } from '../practices/outline.ts'
import { PRACTICES } from '../practices/registry.ts'
import { unreadNames } from '../practices/unread-names.ts'
import type { Inputs } from '../project/reads.ts'
import { summarize } from '../project/summarize.ts'
import type { Rule } from '../rules/define.ts'
import { RULES } from '../rules/index.ts'
import * as tables from '../rules/tables.ts'
import { createParser, type ParserOptions } from '../syntax/parser.ts'
import { type CheckedFile, FileChecker, type FindingDraft } from './checker.ts'
import type { CostMeter } from './costs.ts'
import { createDispatchTable, type DispatchTable, dispatch } from './dispatch.ts'
import { numberFindings } from './fingerprint.ts'
import { KeptFiles } from './kept-files.ts'
import type { FileReport, FileSummary, SourceFile } from './phases.ts'
import { type Askable, LinkedProject } from './project.ts'
import { type ReadFile, readFile } from './read-file.ts'
import {
  type AnalyzerSettings,
  createSelector,
  DEFAULT_SETTINGS,
  type Selection,
  type SelectRules,
} from './settings.ts'
import { findSuppressions, type Suppression, suppressionFor } from './suppressions.ts'
import type { Thresholds } from './thresholds.ts'
import { withoutYielding } from './yielding.ts'

export interface AnalyzerOptions {
  readonly settings?: AnalyzerSettings
  /** The budget of one file, and the addon that parses faster where it could be built. */
  readonly parser?: ParserOptions
  /**
   * Source bytes whose trees and facts are kept between `summarize` and `check`, 8 MiB by default.
   * A kept byte costs 17 bytes of memory, a file beyond them half of one for its packed tree; every
   * file of the run costs 3 more for its summary. Without `readSource` everything is kept.
   */
  readonly keepBytes?: number
  /**
   * Reads a file again that is no longer kept, or was never summarized here because its summary came
   * from a cache. Undefined when it is gone or unreadable.
   */
  readonly readSource?: (path: string) => SourceFile | undefined
  /** Texts of the files that set up tools of the project; `isConfigFile` says which are wanted. */
  readonly configs?: readonly ConfigFile[]
  /** The rules to choose from; all registered ones by default. */
  readonly rules?: readonly Rule[]
  /** For measuring what each rule costs. */
  readonly costs?: CostMeter
}

export interface Analyzer {
  /** Decodes, parses and collects facts, which stay here for `check`. Never throws. */
  summarize(file: SourceFile): FileSummary
  /** Takes the summaries of all files of the run, wherever they were made, in any order. */
  link(summaries: readonly FileSummary[]): void
  /** Runs the rules on one linked file and lets go of its tree. Never throws. */
  check(path: string): FileReport
  /** `check`, and what of other files the report depends on. */
  checkNoting(path: string): { readonly report: FileReport; readonly inputs: Inputs }
  /**
   * The answer of the linked project to a question of `Inputs`, as a text to compare with that of
   * another run; undefined where there is none.
   */
  answer(question: string): string | undefined
}

const KEEP_BYTES = 8 * 1024 * 1024

/** Makes the analyzer of one thread. */
export function createAnalyzer(options: AnalyzerOptions = {}): Analyzer {
  const parse = createParser(options.parser)
  const select = createSelector(options.rules ?? RULES, options.settings ?? DEFAULT_SETTINGS)
  const tableOf = createTableCache()
  // What cannot be read again has to stay.
  const keepBytes =
    options.readSource === undefined ? Number.POSITIVE_INFINITY : (options.keepBytes ?? KEEP_BYTES)
  const { costs } = options
  const thresholds = options.settings?.thresholds
  const askable: Askable = {
    tables: new Map(Object.values(tables).map((one) => [one.id, one])),
    gatherers: new Map(
      // Each is given the parts that it has collected itself.
      Object.values(gatherers).map((one) => [one.id, one as Gatherer<unknown, unknown>]),
    ),
    projectRules: (path, role) => tableOf(select(path, role)).projectRules,
  }
  const kept = new KeptFiles(keepBytes)
  let project = new LinkedProject([])

  /** The file as it was summarized; undefined when it has changed or gone since. */
  function recall(path: string): ReadFile | undefined {
    const file = kept.take(path)
    if (file !== undefined) return file
    const source = options.readSource?.(path)
    if (source === undefined || source.sha256 !== project.recordOf(path)?.sha256) {
      return undefined
    }
    return readFile(source, parse, kept.takeNodes(path))
  }

  return {
    summarize(source) {
      const { path } = source
      // What is kept of an earlier reading says nothing about this one.
      kept.forget(path)
      const file = readFile(source, parse)
      kept.put(path, file)
      return summaryOf(file)
    },
    link(all) {
      project = new LinkedProject(all, options.configs, costs, askable, thresholds)
    },
    check,
    checkNoting(path) {
      const { value: report, inputs } = project.noting(path, () => check(path))
      return { report, inputs }
    },
    answer: (question) => project.answer(question),
  }

  function check(path: string): FileReport {
    const file = recall(path)
    if (file === undefined) return reportOf(lostRecord(path, project.recordOf(path)))
    const { record, parsed } = file
    if (parsed === undefined) return reportOf(record)
    return checkParsed(record, parsed, project, select, tableOf, costs, thresholds)
  }
}

function checkParsed(
  record: FileRecord,
  file: CheckedFile,
  project: LinkedProject,
  select: SelectRules,
  tableOf: (selection: Selection) => DispatchTable,
  meter: CostMeter | undefined,
  thresholds: Partial<Thresholds> | undefined,
): FileReport {
  const selection = select(file.facts.path, file.role)
  const checker = new FileChecker(file, project, selection.severities, thresholds, meter)
  const table = tableOf(selection)
  const failures = dispatch(table, file.damage, checker, meter)
  for (const { rule, hits, failure } of project.reportsIn(file.facts.path, file.role)) {
    checker.speakFor(rule)
    for (const hit of hits) checker.reportSpan(hit, checker.nodeAt(hit), hit)
    if (failure !== undefined) failures.push(failure)
  }
  const { counts, failures: unobserved } = observePractices(PRACTICES, checker)
  const suppressions = findSuppressions(file.facts)
  const drafts = withoutYielding(checker.drafts).map((draft) =>
    withSuppression(draft, suppressions),
  )
  return {
    record,
    findings: numberFindings(drafts),
    failures: [...failures, ...unobserved],
    suppressions,
    observed: {
      practices: counts,
      concurrency: countConcurrency(checker),
      outline: outlineOf(checker),
      unread: unreadNames(checker.facts),
    },
  }
}

function summaryOf({ record, parsed }: ReadFile): FileSummary {
  if (parsed === undefined) return { record, gathered: {} }
  const module = summarize(parsed.facts, { [DOMAIN_KEY]: readDomain })
  return { record, module, gathered: gatherParts(parsed) }
}

/** What the gatherers take out of a file. */
function gatherParts(file: CheckedFile): Readonly<Record<string, unknown>> {
  const parts: Record<string, unknown> = {}
  for (const { id, collect } of Object.values(gatherers)) {
    const part = collect(file.facts, file.role)
    if (part !== undefined) parts[id] = part
  }
  return parts
}

function withSuppression(draft: FindingDraft, suppressions: readonly Suppression[]): FindingDraft {
  const found = suppressionFor(suppressions, draft.ruleId, draft.location.range)
  return found === undefined ? draft : { ...draft, suppressed: { reason: found.reason } }
}

function reportOf(record: FileRecord): FileReport {
  return { record, findings: [], failures: [], suppressions: [] }
}

function lostRecord(path: string, known: FileRecord | undefined): FileRecord {
  return {
    path,
    lines: 0,
    bytes: known?.bytes ?? 0,
    sha256: known?.sha256 ?? '',
    state: 'skipped',
    issue: 'changed-during-analysis',
    detail: 'The file changed or went away between reading and checking.',
  }
}

/** One dispatch table for each distinct choice of rules. */
function createTableCache(): (selection: Selection) => DispatchTable {
  const tables = new Map<Selection, DispatchTable>()
  return (selection) => {
    let table = tables.get(selection)
    if (table === undefined) {
      table = createDispatchTable(selection.rules)
      tables.set(selection, table)
    }
    return table
  }
}
