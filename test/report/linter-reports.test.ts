import { expect, test } from 'vitest'
import {
  isLinterText,
  isPylint,
  readLinterText,
  readPylint,
} from '../../electron/report/interchange/linter-reports.ts'

const PYLINT = {
  type: 'warning',
  module: 'app.jobs',
  obj: 'Queue.take',
  line: 12,
  column: 8,
  endLine: 14,
  endColumn: 20,
  path: 'app/jobs.py',
  symbol: 'broad-exception-caught',
  message: 'Catching too general exception *Exception*',
  'message-id': 'W0718',
}
const PYLINT_2 = {
  messages: [
    {
      type: 'error',
      symbol: 'no-member',
      message: "Instance of 'A' has no 'b' member",
      messageId: 'E1101',
      confidence: 'INFERENCE',
      module: 'm',
      obj: '',
      line: 3,
      column: 0,
      endLine: null,
      endColumn: null,
      path: 'm.py',
      absolutePath: '/srv/app/m.py',
    },
    { type: 'error' },
  ],
  statistics: {},
}

test.each([
  ['json', [PYLINT]],
  ['json2', PYLINT_2],
])("pylint's %s is known by its text", (_, report) => {
  expect(isPylint(JSON.stringify(report, undefined, 4))).toBe(true)
})

test("pylint's messages become findings with place, code and severity; others are counted", () => {
  expect(readPylint([PYLINT], '/srv/app').findings).toMatchObject([
    {
      ruleId: 'pylint:W0718',
      title: 'W0718 broad-exception-caught',
      message: 'Catching too general exception \\*Exception\\*\n\nIn `Queue.take`.',
      severity: 'medium',
      path: 'app/jobs.py',
      startLine: 12,
      endLine: 14,
    },
  ])
  const { findings, problems } = readPylint(PYLINT_2, '/srv/app')
  expect(findings).toMatchObject([
    { ruleId: 'pylint:E1101', severity: 'high', path: 'm.py', startLine: 3, endLine: 3 },
  ])
  expect(problems).toEqual(['pylint: 1 message could not be read.'])
})

test.each([
  ["./app/a.py:12:5: F401 'os' imported but unused", 'flake8:F401', 'app/a.py', 12, 'low'],
  ['/srv/app/b.py:1:80: E501 line too long (88 > 79)', 'flake8:E501', 'b.py', 1, 'low'],
  ['C:\\src\\c.py:7:1: W605 invalid escape', 'flake8:W605', 'c.py', 7, 'low'],
  [
    'd.py:3:0: C0114: Missing module docstring (missing-module-docstring)',
    'pylint:C0114',
    'd.py',
    3,
    'low',
  ],
  ['e.py:9:4: E1101: No member (no-member)', 'pylint:E1101', 'e.py', 9, 'high'],
  ['f.py:2: error: Incompatible types [assignment]', 'mypy:mypy-assignment', 'f.py', 2, 'medium'],
  ['pkg/g.py:5:11: S608 Possible SQL injection', 'flake8:S608', 'pkg/g.py', 5, 'medium'],
  ['../../etc/h.py:1:1: F821 undefined name', 'flake8:F821', 'h.py', 1, 'medium'],
])('the line %s becomes a finding', (line, ruleId, path, startLine, severity) => {
  expect(isLinterText(line)).toBe(true)
  expect(readLinterText(line, '/srv/app').findings).toMatchObject([
    { ruleId, path, startLine, severity },
  ])
})

test.each([
  ['prose', '# Notes\n\nSee app/a.py:12 for the reason.\n'],
  ['a traceback', 'Traceback (most recent call last):\n  File "a.py", line 3, in f\n'],
  ['a note of mypy alone', 'a.py:3: note: Revealed type is "int"\n'],
  ['nothing', ''],
])('%s is no report of a linter', (_, text) => {
  expect(isLinterText(text)).toBe(false)
})

test('headings, sums and lines of code between the lines are passed over', () => {
  const text = [
    '************* Module app.jobs',
    "app/jobs.py:1:0: F401 'os' imported but unused",
    'import os',
    '^',
    "app/jobs.py:2:0: F811 redefinition of 'x'",
    'Found 2 errors.',
  ].join('\n')
  expect(isLinterText(text)).toBe(true)
  expect(readLinterText(text, '/srv').findings).toHaveLength(2)
})
