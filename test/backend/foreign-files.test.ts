// Files of other tools as they come, and as somebody would write them who wants something else: what
// is read of them, and what is said of the rest.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AppError } from '../../electron/api/errors.ts'
import { readImport } from '../../electron/backend/imports/import-reading.ts'
import { aFinding, aLocation, aSnapshot } from '../support/builders.ts'
import { kindsOfShare } from '../support/hostile-kinds.ts'
import { packetOf, strangeMarkdown } from '../support/packet-reading.ts'

const HERE = mkdtempSync(join(tmpdir(), 'lectern-'))
const ROOT = join(HERE, 'root')
beforeAll(() => {
  mkdirSync(join(ROOT, 'src/app'), { recursive: true })
  for (const path of ['a.py', 'src/app/a.py']) writeFileSync(join(ROOT, path), 'x = 1\n')
})
afterAll(() => rmSync(HERE, { recursive: true }))

function read(content: string | Buffer, name = 'report.sarif') {
  const file = join(HERE, name)
  writeFileSync(file, content)
  return readImport(file, { root: ROOT, known: [] })
}

function refusal(content: string | Buffer): AppError {
  try {
    read(content)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('The file was read.')
}

const at = (uri: unknown, more: object = {}, region: unknown = { startLine: 3 }) => ({
  locations: [{ physicalLocation: { artifactLocation: { uri, ...more }, region } }],
})
const aRun = (results: unknown, more: object = {}) => ({
  tool: { driver: { name: 'T', rules: [] } },
  results,
  ...more,
})
const aLog = (...runs: unknown[]) => JSON.stringify({ version: '2.1.0', runs })
const aResult = (more: object = {}) => ({ ruleId: 'X1', message: { text: 'm' }, ...more })
const pathsOf = (content: string | Buffer) => read(content).findings.map(({ path }) => path)
const bases = (ids: object, id: string, uri = 'a.py') =>
  aLog(aRun([aResult(at(uri, { uriBaseId: id }))], { originalUriBaseIds: ids }))

const ADDRESSES: readonly (readonly [string, string, string])[] = [
  ['relative', 'src/app/a.py', 'src/app/a.py'],
  ['absolute', `file://${ROOT}/src/app/a.py`, 'src/app/a.py'],
  ['absolute with a host', `file://localhost${ROOT}/src/app/a.py`, 'src/app/a.py'],
  ['absolute with one slash', `file:${ROOT}/src/app/a.py`, 'src/app/a.py'],
  ['absolute in capitals', `FILE://${ROOT}/src/app/a.py`, 'src/app/a.py'],
  ['of another machine', 'file:///home/runner/work/x/src/app/a.py', 'src/app/a.py'],
  ['of a machine with drives', 'file:///D:/a/x/src/app/a.py', 'src/app/a.py'],
  ['of another machine, of a file that is not here', 'file:///home/runner/x/gone.py', 'gone.py'],
  ['encoded', 'src/my%20file%23.py', 'src/my file#.py'],
  ['encoded badly', 'src/100%.py', 'src/100%.py'],
  ['with a detour', 'src/x/../app/./a.py', 'src/app/a.py'],
  ['out of the root', '../../etc/passwd', 'passwd'],
  ['out of the root, encoded', '%2e%2e/%2e%2e/etc/passwd', 'passwd'],
  ['out of the root with backslashes', '..%5c..%5cetc%5cpasswd', 'passwd'],
  ['with a zero byte', 'src/a%00.py', 'src/a\ufffd.py'],
  ['of the web', 'https://example.com/x/b.py', 'b.py'],
  ['of the name of a prototype', '__proto__', '__proto__'],
]

it.each(ADDRESSES)('an address %s is a path below the root', (_, uri, path) => {
  expect(pathsOf(aLog(aRun([aResult(at(uri))])))).toEqual([path])
})

it.each([
  [
    'below another one',
    bases({ S: { uri: 'src/', uriBaseId: 'R' }, R: { uri: `file://${ROOT}/` } }, 'S', 'app/a.py'),
    'src/app/a.py',
  ],
  ['without an address', bases({ S: {} }, 'S'), 'a.py'],
  ['that nobody tells', bases({}, '%SRCROOT%'), 'a.py'],
  [
    'of another machine',
    bases({ S: { uri: 'file:///builds/x/' } }, 'S', 'src/app/a.py'),
    'src/app/a.py',
  ],
  ['that leads out', bases({ S: { uri: '../../etc/' } }, 'S', 'passwd'), 'passwd'],
  ['of the name of a prototype', bases({}, '__proto__'), 'a.py'],
])('a base %s is resolved', (_, log, path) => {
  expect(pathsOf(log)).toEqual([path])
})

it('bases in a circle come to an end', () => {
  const ids = { A: { uri: 'x/', uriBaseId: 'B' }, B: { uri: 'y/', uriBaseId: 'A' } }
  expect(pathsOf(bases(ids, 'A'))).toHaveLength(1)
})

it('lines that no file has are the first, and that is said', () => {
  const lines = [-4, 0, 2.5, 1e308, 2 ** 53 - 1, '7', null]
  const { findings, problems } = read(
    aLog(aRun(lines.map((startLine) => aResult(at('a.py', {}, { startLine }))))),
  )
  expect(findings.map(({ startLine, endLine }) => [startLine, endLine])).toEqual(
    lines.map(() => [1, 1]),
  )
  expect(problems).toEqual(['T: 7 results named no line of the file and stand at its first.'])
  const reversed = read(aLog(aRun([aResult(at('a.py', {}, { startLine: 9, endLine: 2 }))])))
  expect(reversed.findings[0]).toMatchObject({ startLine: 9, endLine: 9 })
})

it('what is missing or null costs no result; what is no result is counted', () => {
  const { findings, problems } = read(
    aLog(
      aRun([
        {},
        aResult({ locations: null, suppressions: null, level: null, fixes: 3 }),
        'x',
        null,
      ]),
      { tool: {} },
      aRun(null),
      { tool: { driver: { name: 'U', rules: [{ name: 'nameless' }] } }, results: [aResult()] },
    ),
  )
  expect(findings.map(({ ruleId, path }) => [ruleId, path])).toEqual([
    ['t:unknown', ''],
    ['t:X1', ''],
    ['u:X1', ''],
  ])
  expect(problems).toEqual([
    'T: 2 results could not be read.',
    'Run 2 could not be read: tool.driver is missing or wrong.',
  ])
})

it('of rules with one id the number of the result decides', () => {
  const rules = [
    { id: 'X1', name: 'first' },
    { id: 'X1', name: 'second' },
  ]
  const run = { tool: { driver: { name: 'T', rules } } }
  const results = [aResult({ ruleIndex: 1 }), aResult(), aResult({ ruleIndex: 99 })]
  expect(read(aLog({ ...run, results })).findings.map(({ title }) => title)).toEqual([
    'second',
    'first',
    'first',
  ])
})

it('a suppression counts unless one is rejected or under review', () => {
  const states = [['accepted'], [undefined], ['underReview'], ['accepted', 'rejected'], []]
  const results = states.map((all) =>
    aResult({ suppressions: all.map((status) => ({ kind: 'external', status })) }),
  )
  const { findings } = read(aLog(aRun(results)))
  expect(findings.map((one) => one.suppressedReason !== undefined)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})

it('the way that a tool followed is told, and links within its log are words', () => {
  const step = (uri: string, startLine: number, text: string) => ({
    location: { ...at(uri, {}, { startLine }).locations[0], message: { text } },
  })
  const locations = [step('a.py', 1, 'source __init__'), step('src/app/a.py', 9, 'sink')]
  const { findings } = read(
    aLog(
      aRun([
        aResult({
          message: { text: 'From [user input](1) to `__del__`.' },
          codeFlows: [{ threadFlows: [{ locations }] }],
        }),
      ]),
    ),
  )
  expect(findings[0]?.message).toBe(
    [
      'From user input to `__del__`.',
      '**The way there**',
      '1. `a.py:1` source \\_\\_init\\_\\_\n2. `src/app/a.py:9` sink',
    ].join('\n\n'),
  )
})

it.each([
  ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  [
    'UTF-16 the other way round',
    (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  ],
])('a log in %s is read', (_, encoded) => {
  expect(pathsOf(encoded(aLog(aRun([aResult(at('é.py'))]))))).toEqual(['é.py'])
})

it('a log with many rules and results, and one that is nested deeply, come to an end', () => {
  const rules = Array.from({ length: 5_000 }, (_, id) => ({ id: `R${id}` }))
  const results = rules.flatMap(({ id }) => Array(30).fill({ ruleId: `${id}/a/b/c` }))
  const run = { tool: { driver: { name: 'T', rules } }, results }
  expect(read(aLog(run)).findings).toHaveLength(150_000)
  const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
  expect(
    read(`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":[${deep}]}]}`)
      .findings,
  ).toHaveLength(1)
})

it.each([
  ['cut off', aLog(aRun([])).slice(0, -2), 'report.sarif is not whole: it is no JSON.'],
  [
    'of an old version',
    '{"version":"1.0.0","runs":[]}',
    'report.sarif cannot be imported. This is no SARIF 2.1.0 log: it is of version 1.0.0.',
  ],
  [
    'without runs',
    '{"version":"2.1.0","runs":null}',
    'report.sarif cannot be imported. This is no SARIF 2.1.0 log: it has no list of runs and no version.',
  ],
  ['empty', ' \n', 'report.sarif is empty.'],
  ['of another kind', '{"a": 1}', 'report.sarif is of no kind that Lectern can import.'],
  [
    'of bytes',
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]),
    'report.sarif is of no kind that Lectern can import.',
  ],
])(
  'a file that is %s is refused by its name, with a reason and what to do',
  (_, content, message) => {
    const error = refusal(content)
    expect(error.message).toBe(message)
    expect(error.nextStep).not.toBe('')
  },
)

const testStatus = (content: string | Buffer) => read(content, 'junit.xml').texts[0]?.text ?? ''
const aTest = (name: string) => `<testcase classname="${name}" name="t"/>`
const LAUGHS = `<!DOCTYPE t [<!ENTITY a "ha>]"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`

it.each([
  ['references', `<testsuite>${aTest('a&#46;b&#x5b;&amp;lt;')}</testsuite>`, '`a.b[&lt;`'],
  [
    'references to nothing',
    `<testsuite>${aTest('&#0;&#x110000;&bogus;')}</testsuite>`,
    '`&#0;&#x110000;&bogus;`',
  ],
  [
    'entities that grow',
    `<?xml version="1.0"?>${LAUGHS}<testsuite>${aTest('&b;&c;')}</testsuite>`,
    '`&b;&c;`',
  ],
  [
    'prefixes',
    `<j:testsuites xmlns:j="urn:x"><j:testcase classname="a" name="b"/></j:testsuites>`,
    '`a`',
  ],
  [
    'another encoding',
    Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?><testsuite>${aTest('caf\xe9')}</testsuite>`,
      'latin1',
    ),
    '`café`',
  ],
  [
    'an encoding that nobody knows',
    `<?xml version="1.0" encoding="EBCDIC-X"?><testsuite>${aTest('a')}</testsuite>`,
    '`a`',
  ],
  [
    'tags in character data',
    `<testsuite>${aTest('a')}<testcase classname="a" name="u"><failure><![CDATA[${aTest('forged')}]]></failure></testcase></testsuite>`,
    '`a`',
  ],
  [
    'a table within a name',
    `<testsuite>${aTest('a`| b |\n| --- |')}</testsuite>`,
    "`a'/ b / / --- /`",
  ],
  [
    'a name without an end',
    `<testsuite>${aTest('x'.repeat(300_000))}</testsuite>`,
    `\`${'x'.repeat(160)}...\``,
  ],
])('test results with %s give one row', (_, content, name) => {
  const rows = testStatus(content)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows.map((row) => row.slice(2, row.indexOf(' |', 2)))).toEqual([name])
})

it('a failure outside of a test is none of the test before it', () => {
  const text = testStatus(`<testsuite>${aTest('a')}<error message="no module"/></testsuite>`)
  expect(text).toContain(
    '1 of 1 test passes (100 %), 0 fail, 0 are skipped. 1 error outside of a test.',
  )
})

it('lines that are told twice are counted once', () => {
  const line = '<line number="1" hits="1"/>'
  const text = testStatus(
    `<coverage lines-covered="1" lines-valid="2"><class filename="a.py"><method>${line}</method>${line}<line number="2" hits="0"/></class></coverage>`,
  )
  expect(text).toContain('| `a.py` | 2 | 1 | 50 % |')
})

it('hostile texts in every place of a log are words of the documents', () => {
  const kinds = kindsOfShare(1)
  const results = kinds.map(([, text]) => ({
    ruleId: text,
    message: { text, arguments: [text] },
    locations: at(text, {}, { startLine: 1, snippet: { text } }).locations,
    codeFlows: [{ threadFlows: [{ locations: [{ location: { message: { text } } }] }] }],
    suppressions: [],
  }))
  const { findings } = read(aLog(aRun(results)))
  expect(findings).toHaveLength(kinds.length)
  const snapshot = aSnapshot({
    findings: findings.map(({ ruleId, title, message, path, snippet }, index) => {
      const known = aFinding({ number: index + 1, ruleId, title })
      const finding = {
        ...known.finding,
        message,
        snippet,
        location: aLocation(path || 'unknown', 1),
      }
      return { ...known, finding }
    }),
  })
  const strange = packetOf(snapshot).flatMap(({ path, text }) =>
    path.endsWith('.md') ? strangeMarkdown(text) : [],
  )
  expect(strange).toEqual([])
})
