// How much a finding weighs by the kind of file it lies in.
import type { Category, RuleInfo, Severity } from '../model.ts'
import type { FileRole } from './roles.ts'

/** What is as wrong in a test as anywhere: it is about the test itself, or hides what it says. */
const SAME_IN_TESTS: ReadonlySet<Category> = new Set(['test-quality', 'quick-hack'])

/**
 * A defect in a test costs a developer time, not a user data: what would be critical or high in the
 * program is medium there, and what would be medium is low, unless the rule is about tests.
 */
export function weighedByRole(
  severity: Severity,
  { scope, category }: Pick<RuleInfo, 'scope' | 'category'>,
  role: FileRole,
  path: string,
): Severity {
  // Whoever mends it here has to mend it again with the next copy.
  if (VENDORED.test(path)) return STEP_DOWN[severity]
  if (role !== 'test' || scope === 'tests' || SAME_IN_TESTS.has(category)) return severity
  if (severity === 'critical' || severity === 'high') return 'medium'
  return severity === 'medium' ? 'low' : severity
}

/** Folders with copies of what others write; `external` is as often one's own way to a service. */
const VENDORED = /(?:^|\/)_?(?:vendor(?:ed)?(?:_\w+)?|third_?party|extern|site-packages)\//i

const STEP_DOWN = {
  critical: 'high',
  high: 'medium',
  medium: 'low',
  low: 'low',
  info: 'info',
} as const
