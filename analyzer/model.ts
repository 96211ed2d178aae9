// Plain data that leaves the analyzer: findings, their places and evidence, rules, reports of a
// file. Everything here can be cloned between threads and written as JSON.

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

export const CONFIDENCES = ['high', 'medium', 'low'] as const
export type Confidence = (typeof CONFIDENCES)[number]

export const CATEGORIES = [
  'async-race',
  'async-correctness',
  'async-blocking',
  'thread-safety',
  'db-transaction',
  'redis-atomicity',
  'security',
  'error-handling',
  'quick-hack',
  'typing-validation',
  'api-contract',
  'maintainability',
  'test-quality',
  'datetime',
  'resource',
  'observability',
] as const
export type Category = (typeof CATEGORIES)[number]

export const PROFILES = ['default', 'picky', 'concurrency', 'security', 'tests'] as const
export type Profile = (typeof PROFILES)[number]

/** A region of a file as it is on disk: lines 1-based, columns 1-based UTF-16, end exclusive. */
export interface Range {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

export interface Location {
  /** Path relative to the analysed root, with forward slashes. */
  readonly path: string
  readonly range: Range
  /** For notebooks: the cell (1-based) and the line within it (1-based) where the region starts. */
  readonly cell?: { readonly number: number; readonly line: number }
}

/** One step of the way that leads to the defect, in order of execution. */
export interface EvidenceStep {
  readonly kind: 'read' | 'suspension' | 'write' | 'test' | 'act' | 'call' | 'definition' | 'note'
  readonly location: Location
  readonly message: string
}

/** What finds a place again after the code around it has changed. */
export interface Anchor {
  /** Qualified name of the innermost class or function around the place, '' for the module. */
  readonly symbol: string
  /** Kinds and child numbers from the module to the node, e.g. `module/2:function_definition/...`. */
  readonly nodePath: string
  /** Hash of the snippet with white space folded. */
  readonly snippetHash: string
  /** Up to three lines before and after the region, as they stood. */
  readonly contextBefore: readonly string[]
  readonly contextAfter: readonly string[]
}

export const FIX_GRADES = ['safe', 'needs-review', 'sketch'] as const
export type FixGrade = (typeof FIX_GRADES)[number]

export interface FixEdit {
  readonly path: string
  readonly range: Range
  readonly newText: string
}

/** A change that the analyzer can write itself. */
export interface RuleFix {
  readonly title: string
  readonly grade: FixGrade
  readonly edits: readonly FixEdit[]
}

export interface Finding {
  readonly ruleId: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** What is wrong here, in one or two sentences, with the names of this place. */
  readonly message: string
  readonly location: Location
  readonly anchor: Anchor
  /** The source lines of the region, as they stand (at most 12 lines). */
  readonly snippet: string
  readonly evidence: readonly EvidenceStep[]
  /** Further places that belong to the same finding. */
  readonly related: readonly Location[]
  readonly fixes: readonly RuleFix[]
  /** Identity across edits: rule, symbol, folded snippet and its number among equals. */
  readonly fingerprint: string
  /** Set when a comment in the source suppresses the finding, with its reason. */
  readonly suppressed?: { readonly reason: string }
}

/** What the catalogue says of a rule; the window, the documents and SARIF quote it. */
export interface RuleInfo {
  readonly id: string
  readonly category: Category
  readonly title: string
  /** One sentence for an executive summary: what happens if it is left. */
  readonly consequence: string
  readonly severity: Severity
  readonly tier: 1 | 2
  readonly scope: 'file' | 'project' | 'tests'
  readonly profiles: readonly Profile[]
  readonly cwe: readonly number[]
  /** Default effort to mend one finding, in hours. */
  readonly effortHours: { readonly low: number; readonly high: number }
  /** Rules of other tools that report the same, as `tool:rule`. */
  readonly equivalents: readonly string[]
  /** Help in Markdown: why it matters (with an interleaving table where time matters). */
  readonly why: string
  readonly fix: string
  /** Correct code that looks similar and stays silent. */
  readonly exemptions: readonly string[]
  readonly limits: readonly string[]
  readonly before: string
  readonly after: string
}

/** Why a file was left out or read in part. */
export const FILE_ISSUES = [
  'ignored-by-git',
  'excluded-folder',
  'not-regular-file',
  'symbolic-link',
  'unreadable',
  'too-large',
  'too-deep',
  'too-many-nodes',
  'too-slow',
  'undecodable',
  'binary',
  'syntax-errors',
  'invalid-notebook',
  'analyzer-crashed',
  'changed-during-analysis',
  'limit-reached',
  'cancelled',
] as const
export type FileIssue = (typeof FILE_ISSUES)[number]

/** A rule that threw on a file: the other rules' findings stand. */
export interface RuleFailure {
  readonly ruleId: string
  readonly path: string
  readonly message: string
}

/** One row of the ledger: every file found is analysed, partial or skipped with a reason. */
export interface FileRecord {
  readonly path: string
  readonly state: 'analysed' | 'partial' | 'skipped'
  readonly issue?: FileIssue
  /** A sentence for the reader where there is an issue. */
  readonly detail?: string
  readonly lines: number
  readonly bytes: number
  /** SHA-256 of the bytes that were analysed, '' when they were not read. */
  readonly sha256: string
}

/** What starts a function from outside of the project's own calls. */
export const ENTRY_KINDS = [
  'route',
  'websocket',
  'event',
  'startup',
  'task',
  'background',
  'job',
  'thread',
  'process',
  'executor',
  'timer',
  'signal',
  'cli',
  'test',
] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

export const TOUCHES = ['lock', 'database', 'auth'] as const
export type Touch = (typeof TOUCHES)[number]

/** One function, method or class. Plain data. */
export interface OutlinedSymbol {
  /** `Class.method`, `outer.<locals>.inner`. */
  readonly symbol: string
  readonly kind: 'function' | 'class'
  /** The first line, decorators included, and the last one (1-based). */
  readonly startLine: number
  readonly endLine: number
  /** Ways through it (McCabe); 1 for classes, whose methods count for themselves. */
  readonly complexity: number
  readonly isAsync: boolean
  /** What starts it from outside of the project's own calls. */
  readonly entry?: EntryKind
  /** What it has to do with, as its calls and names tell. */
  readonly touches: readonly Touch[]
  /** What is known to look at the caller before a route runs; absent where nothing is. */
  readonly guard?: CallerCheck
}

/** A dependency, decorator or middleware that looks at who is calling. */
export interface CallerCheck {
  /** As written, '' where it has no name. */
  readonly name: string
  readonly path: string
  readonly line: number
}
