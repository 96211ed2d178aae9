// How to add a rule: one file and one line.
//
// 1. Write analyzer/rules/<category>/<rule-id>.ts with `export default defineRule({ ... })`. The id
//    must stand in catalogue.ts, which says its category, severity, scope and tier.
// 2. Add `export { default as ruleId } from './<category>/<rule-id>.ts'` to registry.ts.
// 3. `npx vitest run test/analyzer/rules -t <rule-id>` checks the texts, the examples, the
//    exemptions and the fixes, and prints the source with what was expected and what was reported.
// 4. `node build/findings.ts <folder> --rule <rule-id> --context` prints what the rule reports in
//    real code. Read it; what a careful reader would not call a defect becomes an exemption.
//
// Where the match goes (a rule keeps no state between files; it never walks the tree itself):
// - `on: { [K_CALL](node, checker) {} }`: called for each node of that kind, in source order.
// - `on: { [K_MODULE](node, checker) {} }`: once for each file, to loop over `checker.facts`.
// - `calls: { 'time.sleep'(call, checker) {} }`: for each call of that qualified name, aliases seen
//   through. `methods: { commit(call, checker) {} }`: for each call of an attribute of that name,
//   whatever it is called on. Tables of calls and argument values: ../matching/call-table.ts.
// - `project: (project) => [...]`: once for each project; what it returns is reported in its file.
// Start with the cheapest test that says no: a handler runs on every node of its kind.
//
// What the checker knows: `facts` (scopes, bindings, imports, functions, classes of the file),
// `valueOf(expression)` (what it means across files: a function, a class, an instance of a library
// class as `httpx.AsyncClient()`), `flow(function)` (control flow with suspension points), `project`
// (the index of all files). What several rules read of code lies in ../matching/: calls, exception
// handlers, locks held, shared places, mutations, coroutines, rows and transactions, edits, imports
// for fixes. Look there first and put there what a second rule needs.
// A rule that needs something of other files which the project index does not say gathers it: see
// ../gather/define.ts. What it computes over the whole project is a table (../engine/table.ts), so that
// an edit somewhere has only those files checked again that get another answer.
//
// `checker.report({ node, message })` places the finding: a compound statement is marked at its
// header only. Code that did not parse is never reported. A message names this place's own names.
//
// `bad` and `good` are Python; lines to be reported end in `#!` (`#!2`: two findings,
// `#! medium`: of that severity). The first of
// each is the before and after that the help shows. An exemption is a sentence with the code that it
// exempts. A case of several files is `{ 'app/models.py': py`...`, 'app/api.py': py`...` }`.
// Longer cases lie in test/cases/<rule-id>/*.py or, with several files, test/cases/<rule-id>/<case>/.
import type { Checker } from '../engine/checker.ts'
import type { Project } from '../engine/project.ts'
import { FILE_ROLES, type FileRole } from '../engine/roles.ts'
import type { Confidence, EvidenceStep, Location, Profile, RuleInfo, Severity } from '../model.ts'
import type { Node } from '../syntax/tree.ts'
import { type CatalogueEntry, catalogueEntry } from './catalogue.ts'
import { readMarks } from './python.ts'

/** Python source, or several files by path. */
export type Case = string | Readonly<Record<string, string>>

/** Correct code that looks similar and stays silent, and a case that holds the rule to it. */
export interface Exemption {
  readonly text: string
  readonly quiet: Case
}

export type NodeHandler = (node: Node, checker: Checker) => void

/** A finding of a project rule, in whichever file it lies; UTF-16 indices into that file. */
export interface ProjectHit {
  readonly path: string
  readonly start: number
  readonly end: number
  readonly message: string
  readonly evidence?: readonly EvidenceStep[]
  readonly related?: readonly Location[]
  readonly confidence?: Confidence
  readonly severity?: Severity
}

export interface RuleDefinition {
  readonly id: string
  /** Names the defect, fit for a heading: `Blocking sleep in a coroutine`. */
  readonly title: string
  /** One sentence for an executive summary: what happens if it is left. */
  readonly consequence: string
  /** Effort to mend one finding, in hours. */
  readonly effortHours: { readonly low: number; readonly high: number }
  readonly cwe?: readonly number[]
  /** Confidence of a report that does not say otherwise; `high` by default. */
  readonly confidence?: Confidence
  /** Too talkative for the default profile. */
  readonly picky?: true
  /** The kinds of file it runs on; by default all but generated ones, tests only for scope `tests`. */
  readonly roles?: readonly FileRole[]
  /** Markdown: why it matters. */
  readonly why: string
  /** Markdown: how to mend it. */
  readonly fix: string
  readonly exemptions: readonly Exemption[]
  /** What it cannot see, each a sentence. */
  readonly limits: readonly string[]
  readonly bad: readonly [Case, ...Case[]]
  readonly good: readonly [Case, ...Case[]]
  readonly on?: Readonly<Record<number, NodeHandler>>
  readonly calls?: Readonly<Record<string, NodeHandler>>
  readonly methods?: Readonly<Record<string, NodeHandler>>
  readonly project?: (project: Project) => readonly ProjectHit[]
}

/** A registered rule: what the world reads of it, and how it matches. */
export interface Rule {
  readonly info: RuleInfo
  readonly definition: RuleDefinition
  readonly roles: readonly FileRole[]
}

const CONCURRENCY_CATEGORIES: ReadonlySet<string> = new Set([
  'async-race',
  'async-correctness',
  'async-blocking',
  'thread-safety',
  'db-transaction',
  'redis-atomicity',
])

/** Completes a definition from the catalogue. Throws when the catalogue does not know the id. */
export function defineRule(definition: RuleDefinition): Rule {
  const entry = catalogueEntry(definition.id)
  if (entry === undefined) {
    throw new Error(`Rule '${definition.id}' does not stand in analyzer/rules/catalogue.ts.`)
  }
  return {
    info: {
      id: entry.id,
      category: entry.category,
      title: definition.title,
      consequence: definition.consequence,
      severity: entry.severity,
      tier: entry.tier,
      scope: entry.scope,
      profiles: profilesOf(definition, entry),
      cwe: definition.cwe ?? [],
      effortHours: definition.effortHours,
      equivalents: entry.equivalents,
      why: definition.why.trim(),
      fix: definition.fix.trim(),
      exemptions: definition.exemptions.map(({ text }) => text),
      limits: definition.limits,
      before: shown(definition.bad[0]),
      after: shown(definition.good[0]),
    },
    definition,
    roles:
      definition.roles ??
      (entry.scope === 'tests' ? ['test'] : FILE_ROLES.filter((role) => role !== 'generated')),
  }
}

function profilesOf(definition: RuleDefinition, entry: CatalogueEntry): Profile[] {
  const profiles: Profile[] = definition.picky ? ['picky'] : ['default', 'picky']
  if (CONCURRENCY_CATEGORIES.has(entry.category)) profiles.push('concurrency')
  if (entry.category === 'security') profiles.push('security')
  if (entry.scope === 'tests' || entry.category === 'test-quality') profiles.push('tests')
  return profiles
}

/** A case as the help shows it: without marks, each file under its path. */
function shown(example: Case): string {
  if (typeof example === 'string') return readMarks(example).text
  return Object.entries(example)
    .map(([path, source]) => `# ${path}\n${readMarks(source).text}`)
    .join('\n')
}
