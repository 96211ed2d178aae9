// Findings for tables: only what a case is about is written down.
import type { FindingRow } from '../../electron/api/domain.ts'

interface Given extends Partial<FindingRow> {
  readonly path?: string
  readonly line?: number
}

/** A high, undecided finding `#id` in app.py, changed by what is given. */
export function aRow(id: number, { path = 'app.py', line = id, ...rest }: Given = {}): FindingRow {
  return {
    id,
    rev: 0,
    number: id,
    ruleId: 'dangling-task',
    title: 'Task is started and its reference dropped',
    message: `The task of step ${id} is kept by nobody.`,
    category: 'async-correctness',
    severity: 'high',
    originalSeverity: rest.severity ?? 'high',
    confidence: 'high',
    verdict: 'undecided',
    status: 'not-started',
    priority: 'P1',
    gate: 'production',
    location: { path, range: { startLine: line, startColumn: 5, endLine: line, endColumn: 20 } },
    symbol: 'Worker.start',
    tags: '',
    hasNote: false,
    fixCount: 0,
    testCount: 0,
    isGone: false,
    decidedBy: '',
    hasItem: false,
    assignee: '',
    threadCount: 0,
    openThreads: [],
    ...rest,
  }
}
