import { expect, test } from 'vitest'
import { readCsv } from '../../electron/report/interchange/csv-text.ts'
import { readMarkdownReview } from '../../electron/report/interchange/markdown-review.ts'
import { createMojibakeRepair } from '../../electron/report/interchange/mojibake.ts'
import { isSarif, readSarif } from '../../electron/report/interchange/sarif-in.ts'
import {
  isTestEvidence,
  readTestEvidence,
} from '../../electron/report/interchange/test-evidence.ts'
import { isWeAudit, readWeAudit } from '../../electron/report/interchange/weaudit.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'
import { fileText, packetOf } from '../support/packet-reading.ts'

test.each([
  ['\uf8ffüö® Critical', '🚨 Critical'],
  ['‚ö†Ô∏è Important', '⚠️ Important'],
  ['donâ€™t', 'don’t'],
  ['cafÃ©', 'café'],
  ['‚ùå', '❌'],
])('%s was %s', (broken, whole) => {
  expect(createMojibakeRepair()(broken)).toBe(whole)
})

test.each(['Größe', 'naïve café', '日本語', 'Ω≈ç√', 'ÄÖÜ', 'plain', '→ ✓'])(
  '%s is left alone',
  (text) => {
    expect(createMojibakeRepair()(text)).toBe(text)
  },
)

test.each([
  [
    'a,b\r\n1,2\r\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a;b\n"x;y";"q""q"\n',
    [
      ['a', 'b'],
      ['x;y', 'q"q'],
    ],
  ],
  [
    '\ufeffa\tb\n1\t"two\nlines"',
    [
      ['a', 'b'],
      ['1', 'two\nlines'],
    ],
  ],
  ['a,b\n"never closed', [['a', 'b'], ['never closed']]],
] as const)('the table %j is read', (text, rows) => {
  expect(readCsv(text)).toEqual(rows)
})

const REVIEW = [
  '# Code Review Action Items',
  '',
  '## ‚ö†Ô∏è IMPORTANT ISSUES',
  '',
  '### 8. Missing Validation: State Machine',
  '',
  '**Priority**: P1 - Important',
  '**Files**: `app/reviews.py` (Lines 96-99, 491-496)',
  '',
  '**Problem**: No enforcement.',
  '',
  '**Before**:',
  '```python',
  'x = 1',
  '# 9. not an item',
  '```',
  '',
  '**After**:',
  '```python',
  'x = 2',
  '```',
  '',
  '**Status**: [ ] Not Started',
  '',
  '## 2. Method',
  '',
  'Read everything.',
  '',
  '### CRITICAL-1: Wrong exception type',
  '',
  'See app/base.py:225-271.',
  '',
  '**Status**: [x] Verified',
].join('\n')

test('items of a review written by hand become findings with place, code and status', () => {
  const { findings, problems } = readMarkdownReview(REVIEW)
  expect(problems).toEqual([])
  expect(findings).toMatchObject([
    {
      title: 'Missing Validation: State Machine',
      severity: 'high',
      path: 'app/reviews.py',
      startLine: 96,
      endLine: 99,
      status: 'not-started',
      fix: { before: 'x = 1\n# 9. not an item\n', after: 'x = 2\n' },
    },
    {
      title: 'Wrong exception type',
      severity: 'critical',
      path: 'app/base.py',
      startLine: 225,
      endLine: 271,
      status: 'verified',
    },
  ])
})

const INDEX = [
  '## Issues at a glance',
  '',
  '| ID | Severity | Title | File | Lines |',
  '|----|----------|-------|------|-------|',
  '| **CRITICAL-1** | CRITICAL | Retries are blocked | `app/queue.py` | 71-77, 115-139 |',
  '| HIGH-2 | HIGH | Silent divergence | app/queue.py:208 | a race |',
  '',
  '| ID | Severity | Title | File | Impact |',
  '|----|----------|-------|------|--------|',
  '| MEDIUM-4 | MEDIUM | Gaps in the tests | test_write.py | Overall |',
  '| total | | 3 | | |',
  '',
  '| Document | Purpose |',
  '| -- | -- |',
  '| INDEX.md | HIGH-3 |',
  '',
  '### CRITICAL-1: Retries are blocked',
  '',
  '**File**: `app/queue.py` (Lines 71-77)',
].join('\n')

test('rows of tables of issues become findings, unless an item says the same at length', () => {
  expect(readMarkdownReview(INDEX).findings).toMatchObject([
    { title: 'Retries are blocked', severity: 'critical', path: 'app/queue.py', startLine: 71 },
    { title: 'Silent divergence', severity: 'high', path: 'app/queue.py', startLine: 208 },
    {
      title: 'Gaps in the tests',
      severity: 'medium',
      path: 'test_write.py',
      startLine: 1,
      message: '**Gaps in the tests**\n\n**Impact**: Overall',
    },
  ])
})

test('a text without items, of any kind, gives nothing and does not hang', () => {
  const texts = [
    '',
    '# Title\n\nprose',
    '#'.repeat(50_000),
    '`'.repeat(99_999),
    '[x] '.repeat(20_000),
  ]
  for (const text of texts) expect(readMarkdownReview(text).findings).toEqual([])
})

const place = (uri: string, startLine: number, text?: string) => ({
  physicalLocation: {
    artifactLocation: { uri },
    region: { startLine, endLine: startLine, ...(text === undefined ? {} : { snippet: { text } }) },
  },
})
/** As the four tools write it, cut down to what differs between them. */
const LOG = {
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'ruff',
          rules: [{ id: 'F401', shortDescription: { text: 'Unused import' } }],
        },
      },
      results: [
        {
          ruleId: 'F401',
          level: 'error',
          message: { text: '`os` imported but unused' },
          locations: [place('file:///srv/app/a%20b.py', 3, 'import os')],
          fixes: [
            {
              artifactChanges: [
                {
                  artifactLocation: { uri: 'a b.py' },
                  replacements: [
                    {
                      deletedRegion: { startLine: 3, startColumn: 1 },
                      insertedContent: { text: '' },
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
    {
      tool: { driver: { name: 'Bandit', rules: [{ id: 'B602', name: 'subprocess_popen' }] } },
      results: [
        {
          ruleId: 'B602',
          ruleIndex: 0,
          level: 'error',
          message: { text: 'shell=True' },
          locations: [place('pkg/run.py', 7)],
          properties: { issue_severity: 'HIGH' },
        },
        { ruleId: 'B602', kind: 'pass', message: { text: 'fine' }, locations: [place('x.py', 1)] },
      ],
    },
    {
      tool: {
        driver: {
          name: 'Semgrep OSS',
          rules: [{ id: 'py.sqli', defaultConfiguration: { level: 'warning' } }],
        },
      },
      results: [
        {
          ruleId: 'py.sqli',
          message: { text: 'SQL' },
          locations: [place('pkg/db.py', 9)],
          suppressions: [{ kind: 'inSource', justification: 'Test data.' }],
        },
      ],
    },
    {
      tool: {
        driver: { name: 'CodeQL' },
        extensions: [
          {
            name: 'codeql/python-queries',
            rules: [
              {
                id: 'py/code-injection',
                shortDescription: { text: 'Code injection' },
                properties: { 'security-severity': '9.3' },
              },
            ],
          },
        ],
      },
      artifacts: [{ location: { uri: 'pkg/eval.py' } }],
      results: [
        {
          rule: { id: 'py/code-injection', index: 0 },
          message: { text: 'From [user input](1).' },
          locations: [
            { physicalLocation: { artifactLocation: { index: 0 }, region: { startLine: 4 } } },
          ],
        },
        { locations: 'not a list' },
      ],
    },
  ],
}

test('results of several tools are read with severity, place, suppression and fix', () => {
  const { findings, problems } = readSarif(LOG, '/srv/app')
  expect(problems).toEqual(['CodeQL: 1 result could not be read.'])
  expect(findings).toMatchObject([
    {
      ruleId: 'ruff:F401',
      title: 'Unused import',
      severity: 'high',
      path: 'a b.py',
      startLine: 3,
      fix: { before: 'import os', after: '' },
    },
    { ruleId: 'bandit:B602', severity: 'high', path: 'pkg/run.py', startLine: 7 },
    {
      ruleId: 'semgrep-oss:py.sqli',
      severity: 'medium',
      path: 'pkg/db.py',
      suppressedReason: 'Test data.',
    },
    { ruleId: 'codeql:py/code-injection', severity: 'critical', path: 'pkg/eval.py', startLine: 4 },
  ])
})

test.each([null, [], 'text', { version: '2.1.0' }, { runs: [{}] }, { version: 2, runs: 'x' }])(
  'what is no log gives a problem and no finding: %j',
  (json) => {
    const { findings, problems } = readSarif(json, '/srv/app')
    expect([findings, problems.length]).toEqual([[], 1])
  },
)

test('addresses that lead out of the root keep their last part alone', () => {
  const paths = [
    '../../etc/passwd',
    '/etc/passwd',
    'file:///etc/passwd',
    './a/./b.py',
    'a/../../b.py',
  ]
  const runs = [
    {
      tool: { driver: { name: 't' } },
      results: paths.map((uri) => ({ locations: [place(uri, 1)] })),
    },
  ]
  const { findings } = readSarif({ version: '2.1.0', runs }, '/srv/app')
  expect(findings.map(({ path }) => path)).toEqual(['passwd', 'passwd', 'passwd', 'a/b.py', 'b.py'])
})

test('a log is told from other JSON', () => {
  expect(isSarif(JSON.stringify(LOG))).toBe(true)
  expect(isSarif('{"a": 1}')).toBe(false)
})

test('a test run and a coverage measurement become a draft of the test status', () => {
  const junit = `<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="9" failures="9">
    <testcase classname="tests.test_a" name="test_one" time="0.1"/>
    <testcase classname="tests.test_a" name="test_two"><failure message="1 &lt; 2">assert</failure>
    <failure message="again"/></testcase>
    <testcase classname="tests.test_a" name="test_three"><skipped/></testcase>
    <testcase classname="tests.test_a" name="test_four"><system-out><![CDATA[<testcase name="x">]]></system-out></testcase>
  </testsuite></testsuites>`
  expect(isTestEvidence(junit)).toBe(true)
  const [first] = readTestEvidence(junit).texts
  expect(first?.field).toBe('test-status')
  expect(first?.text.split('\n')).toEqual([
    '2 of 4 tests pass (50 %), 1 fails, 1 is skipped. Failing: `tests.test_a.test_two`.',
    '',
    '| Tests of | Tests | Failures | Skipped | Time |',
    '| --- | ---: | ---: | ---: | ---: |',
    '| `tests.test_a` | 4 | 1 | 1 | 0.10 s |',
    '| **Total** | 4 | 1 | 1 | 0.10 s |',
  ])
  const covered = `<?xml version="1.0" ?>
<coverage version="7" line-rate="0.9" lines-valid="3000" lines-covered="2750"><packages><classes>
  <class name="a" filename="app/a.py"><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class>
  <class name="b" filename="app/b|\`x\`.py"><lines><line number="1" hits="0"/><line number="2" hits="0"/></lines></class>
</classes></packages></coverage>`
  expect(readTestEvidence(covered).texts[0]?.text.split('\n')).toEqual([
    '2,750 of 3,000 lines are covered (91.6 %).',
    '',
    '| File | Lines | Not covered | Covered |',
    '| --- | ---: | ---: | ---: |',
    "| `app/b/'x'.py` | 2 | 2 | 0 % |",
    '| `app/a.py` | 2 | 1 | 50 % |',
  ])
})

test('test evidence stands as a table in every document that tells of the tests', () => {
  const junit =
    '<testsuite><testcase classname="t" name="a" time="2"/><testcase classname="u" name="b"><error/></testcase></testsuite>'
  const texts = readTestEvidence(junit).texts.map((one) => ({ ...one, isConfirmed: true }))
  const files = packetOf(aSnapshot({ findings: [aFinding()], texts }))
  for (const ending of ['INDEX.html', 'CODE_REVIEW.html']) {
    const html = fileText(files, ending)
    expect(html).toContain('<th class="number" scope="col">Failures</th>')
    expect(html).toMatch(/<code>u<\/code><\/td><td class="number">1<\/td><td class="number">1</)
  }
})

test('an XML of another kind is no test run, and a hostile one is read in no time', () => {
  expect(isTestEvidence('<?xml version="1.0"?><project/>')).toBe(false)
  const bomb = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(99)}">]><testsuite>${'<testcase name="'.repeat(20_000)}`
  expect(readTestEvidence(bomb).texts).toEqual([])
  expect(readTestEvidence(`<testsuite>${'<!--'.repeat(20_000)}`).problems).toHaveLength(1)
})

test('findings and notes of a weAudit file keep their places, words and severity', () => {
  const file = {
    treeEntries: [
      {
        label: 'Unchecked amount',
        entryType: 0,
        author: 'ada',
        details: { severity: 'High', description: 'No bound.', recommendation: 'Bound it.' },
        locations: [
          { path: 'app/pay.py', startLine: 9, endLine: 11, label: '' },
          { path: 'app/other.py', startLine: 0, endLine: 0, label: '' },
        ],
      },
      {
        label: 'Look here',
        entryType: 1,
        locations: [{ path: '../x.py', startLine: 0, endLine: 0 }],
      },
      { label: 5 },
    ],
    resolvedEntries: [
      { label: 'Done', entryType: 0, locations: [{ path: 'a.py', startLine: 2, endLine: 1 }] },
    ],
  }
  const text = JSON.stringify(file)
  expect([isWeAudit(text), isSarif(text)]).toEqual([true, false])
  const { findings, problems } = readWeAudit(file)
  expect(problems).toEqual(['1 entry could not be read.'])
  expect(findings).toMatchObject([
    { severity: 'high', path: 'app/pay.py', startLine: 10, endLine: 12, status: 'not-started' },
    { ruleId: 'weaudit:note', severity: 'info', path: 'x.py', startLine: 1, endLine: 1 },
    { title: 'Done', severity: 'medium', startLine: 3, endLine: 3, status: 'fixed' },
  ])
  expect(findings[0]?.message).toContain('`app/other.py:1`')
})
