// The frozen state of one review: every document, SARIF, JSON and the command line read this and
// nothing else. It carries its own clock, so the same snapshot always gives the same bytes.
import type {
  Category,
  EvidenceStep,
  FileRecord,
  Finding,
  Location,
  RuleFailure,
  RuleInfo,
  Severity,
} from '../../analyzer/model.ts'
import type { AttachmentKind } from './attachments.ts'
import type { Conduct } from './clock.ts'
import type { Fix, Gate, GateVerdict, Priority, Status, Verdict } from './domain.ts'
import type { ItemState } from './items.ts'
import type { Answer } from './questions.ts'
import type { Coverage } from './regions.ts'
import type { Disposition } from './threads.ts'

/**
 * A text that only a reviewer can give, or a draft that a reviewer confirmed or changed. The fields
 * are listed in the packet's field catalogue (`electron/report/fields.ts`).
 */
export interface SnapshotText {
  readonly field: string
  /** Markdown. */
  readonly text: string
  /** False while it is a draft that nobody has confirmed. */
  readonly isConfirmed: boolean
}

/** A new test that belongs to a fix. */
export interface SnapshotTest {
  readonly name: string
  /** File that the test goes into, relative to the root. */
  readonly path: string
  readonly kind: 'unit' | 'integration' | 'concurrency' | 'regression'
  readonly purpose: string
  readonly code: string
  readonly command: string
  readonly expectedBefore: string
  readonly expectedAfter: string
}

/** Something that is done well, with the evidence counted by the analyzer. */
export interface SnapshotPractice {
  readonly id: string
  readonly title: string
  /** One sentence with the names of this code base. */
  readonly sentence: string
  readonly category: Category
  /** How many of how many places follow the practice. */
  readonly count: number
  readonly total: number
  readonly places: readonly Location[]
}

/** Something that a reviewer saw done well. */
export interface SnapshotStrength {
  readonly title: string
  /** Markdown, '' where the title says it all. */
  readonly text: string
  readonly by: string
  readonly places: readonly {
    readonly path: string
    readonly startLine: number
    /** Inclusive. */
    readonly endLine: number
    /** The lines as they stood when they were chosen. */
    readonly snippet: string
    /** False where the lines are others now. */
    readonly isCurrent: boolean
  }[]
}

/** How the code base does things at once, from its imports and calls. */
export interface SnapshotConcurrency {
  readonly kinds: readonly {
    readonly kind: 'asyncio' | 'threading' | 'multiprocessing'
    /** Places (imports and calls) that speak for it. */
    readonly count: number
    readonly places: readonly Location[]
  }[]
  /** The reviewer's correction of the computed score, with the mandatory reason. */
  readonly adjustment?: { readonly points: number; readonly reason: string }
}

/** The text of a file as it was analysed. */
export interface SnapshotSource {
  readonly path: string
  readonly text: string
}

/** A task of the implementation plan. */
export interface SnapshotTask {
  /** `2.1`: stream and number within it. */
  readonly id: string
  readonly title: string
  readonly steps: readonly string[]
  /** Numbers of the findings that the task closes. */
  readonly findings: readonly number[]
  readonly isSeparateCommit: boolean
}

/** A work stream: tasks that one person does in order. */
export interface SnapshotStream {
  /** `WS2`. */
  readonly id: string
  readonly title: string
  /** Files that are touched beyond those of its findings, relative to the root. */
  readonly files: readonly string[]
  readonly tasks: readonly SnapshotTask[]
  /** The message of its commit where somebody wrote one. */
  readonly commitMessage?: string
}

/** The work on one finding. */
export interface SnapshotItem {
  readonly state: ItemState
  readonly assignee: string
  readonly assignedAt?: string
  readonly submittedAt?: string
  readonly dueAt?: string
  /** Not submitted although the due time had passed at the snapshot's clock. */
  readonly isOverdue: boolean
  readonly decidedAt?: string
  readonly decidedBy: string
  readonly rationale: string
}

/** A row of a checklist that somebody touched. */
export interface SnapshotCheck {
  readonly gate: 'merge' | 'production'
  /** Name of a standing row; not given for a reviewer's own. */
  readonly standing?: string
  readonly text: string
  readonly owner: string
  readonly evidence: string
  readonly tickedAt?: string
  readonly tickedBy?: string
}

/** What a reviewer answered to a question of the finding's rule. */
export interface SnapshotAnswer {
  /** Id of the question. */
  readonly question: string
  /** Null where there is only a note. */
  readonly answer: Answer | null
  /** Markdown. */
  readonly note: string
  readonly by: string
  readonly at: string
}

/** An attached file that no copy holds, because nothing can be masked in it. */
export interface WithheldFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly sha256: string
}

/** A file that a reviewer attached to a finding. */
export interface SnapshotAttachment {
  readonly id: number
  /** A safe file name. */
  readonly name: string
  /** Markdown: what it shows, '' where nobody says. */
  readonly caption: string
  readonly kind: AttachmentKind
  /** Bytes. */
  readonly size: number
  readonly sha256: string
  readonly by: string
  readonly at: string
}

/** One finding with all that was decided about it. */
export interface SnapshotFinding {
  readonly id: number
  /** Running number, `#12`. */
  readonly number: number
  /** Label within its severity, `HIGH-2`. */
  readonly label: string
  readonly ruleId: string
  readonly title: string
  /** What it is about where no rule of this version says it. */
  readonly category?: Category
  readonly finding: Finding
  readonly severity: Severity
  readonly originalSeverity: Severity
  readonly severityReason: string
  readonly verdict: Verdict
  readonly dismissReason: string
  readonly status: Status
  readonly priority: Priority
  readonly gate: Gate
  /** The reviewers' own words for it, e.g. `api, retry`; absent where there are none. */
  readonly tags?: string
  readonly note: string
  readonly fixes: readonly Fix[]
  readonly evidence: readonly EvidenceStep[]
  readonly decidedAt?: string
  readonly decidedBy?: string
  readonly texts?: readonly SnapshotText[]
  readonly tests?: readonly SnapshotTest[]
  /** In the order they were added; absent where there are none. */
  readonly attachments?: readonly SnapshotAttachment[]
  /** Attached files that are left out of this copy; absent where there are none. */
  readonly withheld?: readonly WithheldFile[]
  /** Absent while nobody has answered. */
  readonly answers?: readonly SnapshotAnswer[]
  /** How it stands to the baseline of this packet; absent without one. */
  readonly baselineState?: 'new' | 'unchanged'
  /** The work on it, where somebody was asked to do it. */
  readonly item?: SnapshotItem
  /** The reviewer's estimate; the rule's default holds without it. */
  readonly effortHours?: { readonly low: number; readonly high: number }
}

/** Talk about a finding or about lines, with what came of it. */
export interface SnapshotThread {
  /** Absent for a thread about lines alone. */
  readonly findingId?: number
  readonly path: string
  readonly startLine: number
  /** Last line, inclusive. */
  readonly endLine: number
  /** The lines as they stood when the talk began. */
  readonly snippet: string
  readonly disposition: Disposition
  /** True when the questions and answers of the packet take it in. */
  readonly inFaq: boolean
  /** The first one opened the thread. */
  readonly comments: readonly {
    readonly by: string
    readonly at: string
    /** Markdown. */
    readonly text: string
  }[]
}

/** A step of the walkthrough as everybody sees it: the speaker's notes stay in the review. */
export interface SnapshotWalkthroughStep {
  readonly findingId?: number
  readonly fingerprint?: string
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly title: string
  /** Markdown. */
  readonly text: string
  readonly view: 'source' | 'fix'
  readonly snippet: string
}

export interface SnapshotWalkthrough {
  readonly title: string
  readonly explanation: string
  readonly steps: readonly SnapshotWalkthroughStep[]
}

/** What was decided while the walkthrough was presented. */
export interface SnapshotMinute {
  readonly at: string
  readonly speaker: string
  readonly outcome: 'agree' | 'disagree' | 'needs-work' | 'follow-up'
  readonly findingId?: number
  readonly title: string
  readonly place: string
  readonly words: string
}

/** The reviewer's own template of a document. */
export interface SnapshotTemplate {
  readonly document: string
  readonly text: string
}

export interface SnapshotEvent {
  readonly seq: number
  readonly at: string
  readonly actor: string
  readonly kind: string
  readonly subject: string
  readonly field: string
  readonly before: string
  readonly after: string
  readonly reason: string
}

export interface ReviewSnapshot {
  readonly version: 1
  readonly review: {
    readonly name: string
    readonly reviewer: string
    readonly branch?: string
    readonly commit?: string
    /** Web address of the repository without credentials, where one is known. */
    readonly repositoryUri?: string
    readonly scope: string
  }
  readonly tool: {
    readonly name: string
    readonly version: string
    readonly ruleSetVersion: string
  }
  /** Time of the last change of the review's data (ISO 8601, UTC): the snapshot's clock. */
  readonly asOf: string
  readonly run: {
    readonly startedAt: string
    readonly finishedAt?: string
    readonly state: 'finished' | 'cancelled' | 'failed' | 'running' | 'none'
    readonly profile: string
    readonly ruleFailures: readonly RuleFailure[]
    /** What the repository under review set for the run, a sentence each. */
    readonly setByRepository?: readonly string[]
  }
  readonly files: readonly FileRecord[]
  /**
   * Files that were edited after the run and that the marks have followed into since, with their
   * lines then; absent where there are none.
   */
  readonly carriedFiles?: readonly { readonly path: string; readonly lines: number }[]
  /** In the packet's order: severity, then path and line. */
  readonly findings: readonly SnapshotFinding[]
  readonly rules: readonly RuleInfo[]
  readonly gates: readonly GateVerdict[]
  readonly events: readonly SnapshotEvent[]
  readonly texts?: readonly SnapshotText[]
  /** Only documents that a reviewer's template forms. */
  readonly templates?: readonly SnapshotTemplate[]
  /** By file and line; absent where there are none. */
  readonly threads?: readonly SnapshotThread[]
  /** Absent where none was made. */
  readonly walkthrough?: SnapshotWalkthrough
  /** In the order of time; absent where nothing was decided. */
  readonly minutes?: readonly SnapshotMinute[]
  readonly practices?: readonly SnapshotPractice[]
  /** Absent where nobody wrote one. */
  readonly strengths?: readonly SnapshotStrength[]
  /** Planned by hand; without it the plan is derived from shared files. */
  readonly streams?: readonly SnapshotStream[]
  readonly concurrency?: SnapshotConcurrency
  /** What reviewers have read, by file and in all. */
  readonly coverage?: Coverage
  /** Measured up to the last change; absent where nothing was, or where it is not told. */
  readonly conduct?: Conduct
  /** Rows of the checklists with an owner, evidence or a tick, and those that were added. */
  readonly checks?: readonly SnapshotCheck[]
  /** Sources of the files that fixes change; patches get their context lines from them. */
  readonly sources?: readonly SnapshotSource[]
}

/** One file of the packet. */
export interface PacketFile {
  /** Relative path with forward slashes, `[A-Za-z0-9._-]` in each part. */
  readonly path: string
  readonly text: string
  /** Of a file that may be large: the same text bit by bit, each made when it is asked for. */
  readonly pieces?: () => Iterable<string>
}
