// A review of the size of a real code base: many findings of few rules in many files.
import { SEVERITIES } from '../../analyzer/model.ts'
import type { ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { aFinding, aFix, aLocation, aRule, aSnapshot } from './builders.ts'

/** `count` findings of 40 rules in 150 files, without notes. */
export function largeReview(count: number): ReviewSnapshot {
  const numbers = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  const rules = Array.from({ length: 40 }, (_, index) =>
    aRule({
      id: `rule-${index}`,
      title: `Defect of kind ${index}`,
      effortHours: { low: 0.1, high: 0.35 },
    }),
  )
  const findings = Array.from({ length: count }, (_, index) => {
    const kind = (index * 7) % 40
    const severity = SEVERITIES[Math.min(4, Math.floor(kind / 3))] ?? 'info'
    numbers[severity] += 1
    const line = 1 + ((index * 13) % 900)
    const path = `src/package_${index % 10}/module_${index % 150}.py`
    return aFinding({
      number: index + 1,
      label: `${severity.toUpperCase()}-${numbers[severity]}`,
      severity,
      ruleId: `rule-${kind}`,
      title: `Defect of kind ${kind}`,
      verdict: index % 9 === 0 ? 'confirmed' : 'undecided',
      fixes: index % 4 === 0 ? [aFix({ path, startLine: line, endLine: line })] : [],
      finding: { location: aLocation(path, line, line + 2) },
    })
  })
  const order = new Map(SEVERITIES.map((severity, index) => [severity, index]))
  return aSnapshot({
    review: { name: 'Large review', reviewer: 'Ada', scope: '' },
    files: Array.from({ length: 150 }, (_, index) => ({
      path: `src/package_${index % 10}/module_${index}.py`,
      state: 'analysed' as const,
      lines: 1_000,
      bytes: 30_000,
      sha256: 'd'.repeat(64),
    })),
    rules,
    findings: findings.sort((a, b) => (order.get(a.severity) ?? 0) - (order.get(b.severity) ?? 0)),
  })
}
