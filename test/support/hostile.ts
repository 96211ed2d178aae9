// Texts as a hostile repository would choose them, and a review in which every text is one.
import fc from 'fast-check'
import { CATEGORIES, SEVERITIES } from '../../analyzer/model.ts'
import type { ReviewSnapshot, SnapshotFinding } from '../../electron/api/snapshot.ts'
import { tagText } from '../../electron/api/tags.ts'
import { FINDING_FIELDS, REVIEW_FIELDS } from '../../electron/report/field-catalogue.ts'
import { aFinding, aFix, aLocation, aRule, aSnapshot } from './builders.ts'

/** Pieces that mean something to Markdown, HTML, terminals, spreadsheets or the eye. */
export const HOSTILE_PIECES = [
  '`',
  '``',
  '```',
  '````',
  '~~~',
  '|',
  '\\',
  '\\|',
  '*',
  '**',
  '_',
  '__',
  '~',
  '~~',
  '#',
  '## ',
  '# heading',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!--',
  '-->',
  '<a href="javascript:x">',
  '</td>',
  '&lt;',
  '&#60;',
  '&',
  '[x](javascript:alert(1))',
  '[x]: http://evil.example',
  '![p](http://evil.example/p.png)',
  '[[HIGH-1]]',
  '[^1]',
  '[^1]: note',
  '- [ ] ',
  '- [x] ',
  '* ',
  '+ ',
  '1. ',
  '> ',
  '---',
  '===',
  '***',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\n\n',
  '    ',
  ' ',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u000b',
  '\u000c',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u00ad',
  '\u061c',
  '\u{e0041}',
  '\u0000',
  '\u001b[31m',
  '\ud800',
  '\udfff',
  '👩‍💻',
  '🚨',
  'é',
  'ﷺ',
  '漢字',
  '=1+1',
  '+cmd|calc',
  '@SUM(A1)',
  '-2',
  "'",
  '"',
  ';',
  ',',
  '％',
  '＝',
  'http://evil.example',
  'https://evil.example/a',
  'www.evil.example',
  'mailto:a@b.example',
  'a@b.example',
  'ftp://x',
  '{{count}}',
  '{0}',
  '](1)',
  '__proto__',
  'constructor',
  'a'.repeat(300),
  'x',
  'word',
  '.',
  ':',
  '!',
  '(',
  ')',
  '[',
  ']',
] as const

/** A text of hostile pieces and arbitrary characters. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_PIECES) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''))

const aHostileFinding = (number: number): fc.Arbitrary<SnapshotFinding> =>
  fc
    .record({
      severity: fc.constantFrom(...SEVERITIES),
      words: fc.array(hostileText, { minLength: 22, maxLength: 22 }),
      isDismissed: fc.boolean(),
    })
    .map(({ severity, words, isDismissed }) => {
      const word = (index: number) => words[index] ?? ''
      return aFinding({
        number,
        severity,
        originalSeverity: 'info',
        severityReason: word(0),
        title: word(1),
        ruleId: 'orm-read-modify-write',
        verdict: isDismissed ? 'dismissed' : 'confirmed',
        dismissReason: word(2),
        note: word(3),
        tags: tagText([word(3).slice(0, 40)]),
        decidedBy: word(4),
        decidedAt: '2026-02-09T10:00:00.000Z',
        item: {
          state: 'rejected',
          assignee: word(2),
          assignedAt: '2026-02-09T08:00:00.000Z',
          dueAt: '2026-02-09T09:00:00.000Z',
          isOverdue: true,
          decidedAt: '2026-02-09T08:30:00.000Z',
          decidedBy: word(3),
          rationale: word(4),
        },
        texts: Object.values(FINDING_FIELDS).map(({ id: field }, index) => ({
          field,
          text: word(index + 5),
          isConfirmed: index % 2 === 0,
        })),
        tests: [
          {
            name: word(8),
            path: word(9),
            kind: 'unit',
            purpose: word(10),
            code: word(11),
            command: word(12),
            expectedBefore: word(13),
            expectedAfter: word(14),
          },
        ],
        evidence: [{ kind: 'read', location: aLocation(word(15), 1), message: word(16) }],
        fixes: [aFix({ title: word(17), path: word(18), before: word(19), after: word(20) })],
        finding: {
          message: word(21),
          location: aLocation(`src/${word(15)}`, 3, 5),
          snippet: word(19),
          anchor: {
            symbol: word(1),
            nodePath: '',
            snippetHash: '',
            contextBefore: [word(2)],
            contextAfter: [],
          },
        },
      })
    })

/** A review in which nothing that could be hostile is not. */
export const hostileReview: fc.Arbitrary<ReviewSnapshot> = fc
  .record({
    findings: fc.tuple(aHostileFinding(1), aHostileFinding(2), aHostileFinding(3)),
    words: fc.array(hostileText, { minLength: 16, maxLength: 16 }),
    category: fc.constantFrom(...CATEGORIES),
  })
  .map(({ findings, words, category }) => {
    const word = (index: number) => words[index] ?? ''
    return aSnapshot({
      review: {
        name: word(0),
        reviewer: word(1),
        branch: word(2),
        commit: word(3),
        scope: word(4),
      },
      files: [
        {
          path: word(5),
          state: 'skipped',
          issue: 'binary',
          detail: word(6),
          lines: 0,
          bytes: 0,
          sha256: '',
        },
        { path: `src/${word(7)}`, state: 'analysed', lines: 9, bytes: 90, sha256: '' },
      ],
      findings,
      rules: [
        aRule({
          category,
          title: word(8),
          consequence: word(9),
          why: word(10),
          fix: word(11),
          before: word(12),
          after: word(13),
        }),
      ],
      run: {
        startedAt: '2026-02-09T09:00:00.000Z',
        state: 'cancelled',
        profile: 'default',
        ruleFailures: [{ ruleId: 'orm-read-modify-write', path: word(5), message: word(14) }],
      },
      events: [
        {
          seq: 1,
          at: '2026-02-09T09:00:00.000Z',
          actor: word(1),
          kind: 'finding.decided',
          subject: word(2),
          field: word(3),
          before: word(4),
          after: word(15),
          reason: word(6),
        },
      ],
      texts: [
        ...Object.values(REVIEW_FIELDS).map(({ id: field }, index) => ({
          field,
          text: word(index),
          isConfirmed: index % 2 === 0,
        })),
        { field: 'audit-ui-tabs', text: word(12), isConfirmed: true },
      ],
      streams: [
        {
          id: 'WS1',
          title: word(0),
          files: [word(5)],
          commitMessage: word(1),
          tasks: [
            {
              id: '1.1',
              title: word(2),
              steps: [word(3), word(4)],
              findings: [1],
              isSeparateCommit: true,
            },
            { id: '1.2', title: word(6), steps: [], findings: [2, 3], isSeparateCommit: false },
          ],
        },
      ],
      checks: [
        { gate: 'merge', standing: 'suite', text: '', owner: word(7), evidence: word(8) },
        {
          gate: 'production',
          text: word(9),
          owner: word(10),
          evidence: word(11),
          tickedAt: '2026-02-09T09:00:00.000Z',
          tickedBy: word(12),
        },
      ],
      practices: [
        { id: 'p', title: word(13), sentence: word(14), category, count: 3, total: 3, places: [] },
      ],
    })
  })
