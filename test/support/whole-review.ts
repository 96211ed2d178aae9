// A review in which everything that can be there is there. Its type demands every field of the
// snapshot, also the optional ones: a field that is new in the model does not compile until it has a
// text here, and so no text can reach a packet without having been tried as a hostile one.

import type { Location } from '../../analyzer/model.ts'
import type {
  ReviewSnapshot,
  SnapshotFinding,
  SnapshotText,
  SnapshotThread,
} from '../../electron/api/snapshot.ts'
import { tagText } from '../../electron/api/tags.ts'
import { FINDING_FIELDS, REVIEW_FIELDS, roleField } from '../../electron/report/field-catalogue.ts'

/** The type with nothing left out. */
type Whole<T> = T extends object ? { [Key in keyof T]-?: Whole<Exclude<T[Key], undefined>> } : T

/** Gives the text of a field by its name, which is another one for each place. */
export interface Words {
  /** What stands in one line: names, paths, reasons. */
  readonly line: (field: string) => string
  /** What people or rules write in Markdown. */
  readonly markdown: (field: string) => string
  readonly code: (field: string) => string
}

const AT = '2026-02-09T09:00:00.000Z'

function places({ line }: Words) {
  return (field: string, startLine = 3): Whole<Location> => ({
    path: line(`${field} path`),
    range: { startLine, startColumn: 1, endLine: startLine + 1, endColumn: 5 },
    cell: { number: 1, line: 2 },
  })
}

/** Texts that are confirmed and texts that are drafts. */
function texts({ markdown }: Words, owner: string, fields: readonly string[]) {
  return fields.map(
    (field, at): Whole<SnapshotText> => ({
      field,
      text: markdown(`${owner} ${field}`),
      isConfirmed: at % 2 === 0,
    }),
  )
}

function aThread({ line, markdown, code }: Words, findingId: number): Whole<SnapshotThread> {
  const of = (field: string) => `thread ${findingId} ${field}`
  return {
    findingId,
    path: line(of('path')),
    startLine: 3,
    endLine: 4,
    snippet: code(of('snippet')),
    disposition: 'open',
    inFaq: true,
    comments: [
      { by: line(of('asker')), at: AT, text: markdown(of('question')) },
      { by: line(of('answerer')), at: AT, text: markdown(of('answer')) },
    ],
  }
}

function aWholeFinding(number: number, words: Words): Whole<SnapshotFinding> {
  const { line, markdown, code } = words
  const place = places(words)
  const of = (field: string) => `finding ${number} ${field}`
  const location = place(of('place'))
  const evidence = [
    { kind: 'read', location: place(of('evidence')), message: line(of('step')) },
    { kind: 'write', location, message: line(of('second step')) },
  ] as const
  return {
    id: number,
    number,
    label: `CRITICAL-${number}`,
    ruleId: line('rule id'),
    title: markdown(of('title')),
    category: 'db-transaction',
    severity: 'critical',
    originalSeverity: 'info',
    severityReason: line(of('severity reason')),
    verdict: 'confirmed',
    dismissReason: line(of('dismiss reason')),
    status: 'in-progress',
    priority: 'P0',
    gate: 'merge',
    tags: tagText([line(of('tags')).replaceAll(',', ' ')]),
    note: markdown(of('note')),
    decidedAt: AT,
    decidedBy: line(of('decided by')),
    baselineState: 'unchanged',
    effortHours: { low: 1, high: 2 },
    texts: texts(
      words,
      of('text'),
      Object.values(FINDING_FIELDS).map(({ id }) => id),
    ),
    tests: [
      {
        name: line(of('test name')),
        path: line(of('test path')),
        kind: 'unit',
        purpose: line(of('purpose')),
        code: code(of('test code')),
        command: line(of('command')),
        expectedBefore: line(of('expected before')),
        expectedAfter: line(of('expected after')),
      },
    ],
    item: {
      state: 'rejected',
      assignee: line(of('assignee')),
      assignedAt: AT,
      submittedAt: AT,
      dueAt: AT,
      isOverdue: true,
      decidedAt: AT,
      decidedBy: line(of('item decided by')),
      rationale: line(of('rationale')),
    },
    fixes: [
      {
        id: number,
        rev: 1,
        title: markdown(of('fix title')),
        grade: 'needs-review',
        author: 'reviewer',
        // A file of the disk: no name of one holds a null or half a character.
        path: line(of('fix path')).toWellFormed().replaceAll('\0', ''),
        startLine: 1,
        endLine: 1,
        before: code(of('before')).split('\n')[0] ?? '',
        after: code(of('after')),
      },
    ],
    answers: [
      {
        question: line(of('question')),
        answer: 'no',
        note: markdown(of('answer note')),
        by: line(of('answered by')),
        at: AT,
      },
    ],
    withheld: [{ name: line(of('withheld file')), size: 12, sha256: 'c'.repeat(64) }],
    attachments: [
      {
        id: number,
        name: line(of('file name')),
        caption: markdown(of('caption')),
        kind: 'text',
        size: 12,
        sha256: 'e'.repeat(64),
        by: line(of('attached by')),
        at: AT,
      },
    ],
    evidence,
    finding: {
      ruleId: line('rule id'),
      severity: 'info',
      confidence: 'medium',
      message: markdown(of('message')),
      location,
      anchor: {
        symbol: line(of('symbol')),
        nodePath: line(of('node path')),
        snippetHash: line(of('snippet hash')),
        contextBefore: [code(of('context before'))],
        contextAfter: [code(of('context after'))],
      },
      snippet: code(of('snippet')),
      evidence,
      related: [place(of('related'))],
      fixes: [
        {
          title: line(of('rule fix')),
          grade: 'safe',
          edits: [{ ...place(of('edit')), newText: code(of('new text')) }],
        },
      ],
      // A sum that is made here, also of what other tools report.
      fingerprint: `fingerprint-${number}`,
      suppressed: { reason: line(of('suppressed')) },
    },
  }
}

/** Without what sets it aside. */
function standing({ finding, ...rest }: Whole<SnapshotFinding>): SnapshotFinding {
  const { suppressed: _, ...found } = finding
  return { ...rest, finding: found }
}

/**
 * The review: findings that are open, deferred, dismissed and suppressed, and around them everything
 * else that a packet can tell of.
 */
export function wholeReview(words: Words): ReviewSnapshot {
  const { line, markdown, code } = words
  const place = places(words)
  const all = [1, 2, 3, 4, 5].map((number) => aWholeFinding(number, words))
  const [open, production, deferred, dismissed, suppressed] = all
  if (!open || !production || !deferred || !dismissed || !suppressed) throw new Error('five')
  const findings: readonly SnapshotFinding[] = [
    standing(open),
    { ...standing(production), severity: 'high', label: 'HIGH-2', gate: 'production' },
    { ...standing(deferred), severity: 'low', label: 'LOW-3', gate: 'later', status: 'deferred' },
    { ...standing(dismissed), severity: 'medium', label: 'MEDIUM-4', verdict: 'dismissed' },
    { ...suppressed, severity: 'medium', label: 'MEDIUM-5' },
  ]
  const counts = {
    lines: 40,
    reviewedLines: 20,
    symbols: 4,
    reviewedSymbols: 2,
    riskySymbols: 2,
    reviewedRiskySymbols: 1,
    risk: 9,
    reviewedRisk: 3,
  }
  const analysed = findings.map(({ finding }) => finding.location.path)
  const whole: Whole<Omit<ReviewSnapshot, 'findings'>> = {
    version: 1,
    review: {
      name: line('review name'),
      reviewer: line('reviewer'),
      branch: line('branch'),
      commit: line('commit'),
      repositoryUri: line('repository'),
      scope: line('scope'),
    },
    tool: { name: 'Lectern', version: '0.1.0', ruleSetVersion: '1' },
    asOf: AT,
    run: {
      startedAt: AT,
      finishedAt: AT,
      state: 'cancelled',
      profile: line('profile'),
      ruleFailures: [
        { ruleId: line('rule id'), path: line('failed path'), message: line('failure') },
      ],
      setByRepository: [markdown('set by the repository')],
    },
    files: [
      {
        path: line('skipped path'),
        state: 'skipped',
        issue: 'binary',
        detail: line('skipped detail'),
        lines: 0,
        bytes: 0,
        sha256: '',
      },
      ...analysed.map((path) => ({
        path,
        state: 'partial' as const,
        issue: 'syntax-errors' as const,
        detail: line(`detail of ${path}`),
        lines: 40,
        bytes: 900,
        sha256: 'a'.repeat(64),
      })),
    ],
    rules: [
      {
        id: line('rule id'),
        category: 'db-transaction',
        title: markdown('rule title'),
        consequence: markdown('rule consequence'),
        severity: 'critical',
        tier: 1,
        scope: 'project',
        profiles: ['default'],
        cwe: [362],
        effortHours: { low: 0.5, high: 1 },
        equivalents: [line('equivalent')],
        why: markdown('rule why'),
        fix: markdown('rule fix'),
        exemptions: [markdown('rule exemption')],
        limits: [markdown('rule limit')],
        before: code('rule before'),
        after: code('rule after'),
      },
    ],
    gates: [{ gate: 'merge', passed: false, open: 1, reasons: [line('gate reason')] }],
    events: [
      {
        seq: 1,
        at: AT,
        actor: line('actor'),
        kind: 'finding.decided',
        subject: 'finding:1',
        field: line('event field'),
        before: line('event before'),
        after: line('event after'),
        reason: line('event reason'),
      },
    ],
    texts: texts(words, 'review', [
      ...Object.values(REVIEW_FIELDS).map(({ id }) => id),
      'audit-ui-tabs',
      roleField(analysed[0] ?? '').id,
    ]),
    templates: [{ document: 'faq', text: markdown('template') }],
    walkthrough: {
      title: line('walkthrough title'),
      explanation: line('walkthrough explanation'),
      steps: [
        {
          findingId: 1,
          fingerprint: line('walkthrough fingerprint'),
          path: line('walkthrough path'),
          startLine: 3,
          endLine: 4,
          title: line('walkthrough step'),
          text: markdown('walkthrough text'),
          view: 'source',
          snippet: code('walkthrough snippet'),
        },
      ],
    },
    minutes: [
      {
        at: AT,
        speaker: line('speaker'),
        outcome: 'needs-work',
        findingId: 1,
        title: line('minute title'),
        place: line('minute place'),
        words: line('minute words'),
      },
    ],
    threads: [aThread(words, 1), aThread(words, 2)],
    strengths: [
      {
        title: markdown('strength title'),
        text: markdown('strength text'),
        by: line('strength writer'),
        places: [
          {
            path: line('strength path'),
            startLine: 3,
            endLine: 4,
            snippet: code('strength snippet'),
            isCurrent: true,
          },
        ],
      },
    ],
    practices: [
      {
        id: 'practice',
        title: markdown('practice title'),
        sentence: markdown('practice sentence'),
        category: 'resource',
        count: 9,
        total: 9,
        places: [place('practice')],
      },
    ],
    streams: [
      {
        id: 'WS1',
        title: line('stream title'),
        files: [line('stream file')],
        commitMessage: line('commit message'),
        tasks: [
          {
            id: '1.1',
            title: line('task title'),
            steps: [markdown('task step')],
            findings: [1, 2],
            isSeparateCommit: true,
          },
        ],
      },
    ],
    concurrency: {
      kinds: [{ kind: 'threading', count: 2, places: [place('threading')] }],
      adjustment: { points: -5, reason: line('adjustment reason') },
    },
    coverage: {
      total: counts,
      files: [{ path: line('read path'), ...counts, changed: 1 }],
    },
    carriedFiles: [{ path: line('edited path'), lines: 41 }],
    conduct: {
      activeSeconds: 3_909,
      days: [
        {
          day: '2026-02-09',
          reviewer: line('worker'),
          activeSeconds: 3_909,
          files: 1,
          findings: 1,
          judged: 5,
          linesRead: 20,
          linesPerHour: 18,
        },
      ],
      files: [{ path: line('worked path'), activeSeconds: 3_600 }],
      findings: [{ findingId: open.id, activeSeconds: 309 }],
    },
    checks: [
      {
        gate: 'merge',
        standing: 'suite',
        text: line('check text'),
        owner: line('check owner'),
        evidence: line('check evidence'),
        tickedAt: AT,
        tickedBy: line('ticked by'),
      },
      {
        gate: 'production',
        standing: '',
        text: line('own check text'),
        owner: line('own check owner'),
        evidence: line('own check evidence'),
        tickedAt: AT,
        tickedBy: line('own check ticked by'),
      },
    ],
    sources: findings.flatMap(({ fixes }) =>
      fixes.map(({ path, before }) => ({ path, text: `${before}\nlast = 1\n` })),
    ),
  }
  return { ...whole, findings, checks: whole.checks.map(withoutStanding) }
}

/** A row of a reviewer's own has no standing name. */
function withoutStanding({ standing, ...check }: Whole<NonNullable<ReviewSnapshot['checks']>[0]>) {
  return standing === '' ? check : { ...check, standing }
}

/** The name of a field as its text. */
export const harmless = (field: string): string => field
/** The same text at the start and at the end of every field, which keeps its name. */
const around = (payload: string) => (field: string) => `${payload}${field}${payload}`

/** The whole review with the built-in form of every document. */
function formed(words: Words): ReviewSnapshot {
  const { templates: _, ...snapshot } = wholeReview(words)
  return snapshot
}

export const harmlessReview = (): ReviewSnapshot =>
  formed({ line: harmless, markdown: harmless, code: harmless })

/** With a hostile text wherever Markdown is not meant: that has a structure of its own. */
export const hostileLines = (payload: string): ReviewSnapshot =>
  formed({ line: around(payload), markdown: harmless, code: around(payload) })

/** With a hostile text in every field. */
export const hostileEverywhere = (payload: string): ReviewSnapshot =>
  formed({ line: around(payload), markdown: around(payload), code: around(payload) })
