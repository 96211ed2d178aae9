// What an imported file asks to change: findings by their numbers, rows of the checklists, new
// findings; and what of it was not understood.
import type { Severity } from '../../../analyzer/model.ts'
import type { DecisionChange, Status } from '../../api/domain.ts'

/** A change of a finding that is known by its number. */
export interface ImportedChange {
  readonly number: number
  readonly change: DecisionChange
}

/** A finding of another tool or of a review written by hand. */
export interface ImportedFinding {
  /** `ruff:F401`, `review:important`. */
  readonly ruleId: string
  readonly title: string
  /** Markdown. */
  readonly message: string
  readonly severity: Severity
  /** Relative to the root, with forward slashes; '' where no file is named. */
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly snippet: string
  readonly status: Status
  /** Why it was set aside where it comes from. */
  readonly suppressedReason?: string
  /** What shall stand there instead, whole lines. */
  readonly fix?: { readonly before: string; readonly after: string }
}

export interface Imported {
  readonly kind:
    | 'markdown-boxes'
    | 'csv'
    | 'sarif'
    | 'markdown-review'
    | 'test-evidence'
    | 'weaudit'
    | 'sarif-explorer'
    | 'linter-report'
  readonly changes: readonly ImportedChange[]
  /** Texts of checklist rows that were ticked. */
  readonly ticked: readonly string[]
  readonly findings: readonly ImportedFinding[]
  /** Drafts of texts about the review, as Markdown. */
  readonly texts: readonly { readonly field: string; readonly text: string }[]
  /** Sentences about what was not taken over. */
  readonly problems: readonly string[]
}

export const NOTHING = { changes: [], ticked: [], findings: [], texts: [], problems: [] } as const
