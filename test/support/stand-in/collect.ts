// Real Python files with findings of the kind that the analyzer reports, found by crude patterns:
// enough to build and photograph the window against, never to judge the analyzer.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { EvidenceStep, Severity } from '../../../analyzer/model.ts'
import type { FindingDetail } from '../../../electron/api/domain.ts'
import { STAND_IN_RULES } from './rules.ts'

export interface Collected {
  readonly findings: readonly FindingDetail[]
  readonly texts: Readonly<Record<string, string>>
}

function pythonFiles(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      return /^(test|tests|idlelib|__pycache__|lib2to3|encodings)$/u.test(entry.name)
        ? []
        : pythonFiles(root, path)
    }
    return entry.isFile() && entry.name.endsWith('.py') ? [relative(root, path)] : []
  })
}

function symbolAt(lines: readonly string[], index: number): string {
  const parts: string[] = []
  let indent = Number.POSITIVE_INFINITY
  for (let at = index; at >= 0 && indent > 0; at -= 1) {
    const match = /^(\s*)(?:async def|def|class) (\w+)/u.exec(lines[at] ?? '')
    if (match?.[2] && (match[1] ?? '').length < indent) {
      indent = (match[1] ?? '').length
      parts.unshift(match[2])
    }
  }
  return parts.join('.')
}

const KINDS = ['test', 'suspension', 'write'] as const
const STEP_TEXT = {
  test: 'The shared value is read here',
  suspension: 'Another task can run here',
  write: 'and is written from the value read before',
}

export function collect(root: string, limit: number): Collected {
  const findings: FindingDetail[] = []
  const texts: Record<string, string> = {}
  for (const path of pythonFiles(root, root)) {
    const text = readFileSync(join(root, path), 'utf8')
    const lines = text.split('\n')
    texts[path] = text
    for (const rule of STAND_IN_RULES) {
      let inFile = 0
      lines.forEach((line, index) => {
        if (!rule.pattern.test(line) || inFile >= rule.perFile || findings.length >= limit) {
          return
        }
        inFile += 1
        const startColumn = line.length - line.trimStart().length + 1
        const endLine = Math.min(index + rule.lines, lines.length)
        const range = {
          startLine: index + 1,
          startColumn,
          endLine,
          endColumn: (lines[endLine - 1]?.length ?? 0) + 1,
        }
        const evidence: EvidenceStep[] = rule.hasSteps
          ? KINDS.map((kind, step) => {
              const at = Math.min(index + 1 + step, lines.length)
              return {
                kind,
                message: STEP_TEXT[kind],
                location: {
                  path,
                  range: { startLine: at, startColumn: 1, endLine: at, endColumn: 200 },
                },
              }
            })
          : []
        const symbol = symbolAt(lines, index)
        findings.push({
          id: findings.length + 1,
          rev: 0,
          number: findings.length + 1,
          ruleId: rule.info.id,
          title: rule.info.title,
          message: rule.message.replace('{}', symbol || 'the module'),
          category: rule.info.category,
          severity: rule.info.severity,
          originalSeverity: rule.info.severity,
          confidence: rule.confidence,
          verdict: 'undecided',
          status: 'not-started',
          priority: priorityOf(rule.info.severity),
          gate: gateOf(rule.info.severity),
          location: { path, range },
          symbol,
          hasNote: false,
          fixCount: 0,
          isGone: false,
          snippet: lines.slice(index, endLine).join('\n'),
          evidence,
          related: [],
          fingerprint: `${rule.info.id}:${path}:${index}`,
          severityReason: '',
          dismissReason: '',
          note: '',
          fixes: [],
          history: [],
        })
      })
    }
  }
  return { findings, texts }
}

function priorityOf(severity: Severity) {
  return severity === 'critical' ? 'P0' : severity === 'high' ? 'P1' : 'P2'
}

function gateOf(severity: Severity) {
  return severity === 'critical' ? 'merge' : severity === 'high' ? 'production' : 'later'
}
