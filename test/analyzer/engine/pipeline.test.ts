import { describe, expect, test } from 'vitest'
import { createAnalyzer, finishReview, ruleById } from '../../../analyzer/index.ts'
import { defineRule } from '../../../analyzer/rules/define.ts'
import { py } from '../../../analyzer/rules/python.ts'
import { K_PASS_STATEMENT } from '../../../analyzer/syntax/kinds.ts'
import { analyze, sourceFile } from '../support/analyze.ts'

const SWALLOWED = py`
  def first():
      try:
          work()
      except Exception:
          pass

  def second():
      try:
          work()
      except Exception:
          pass
      try:
          work()
      except Exception:
          pass
`
const settings = { profile: 'default', only: ['swallowed-exception'] } as const
const places = (files: Record<string, string>) =>
  analyze(files, { settings }).findings.map(
    ({ location }) => `${location.path}:${location.range.startLine}`,
  )

describe('a finding', () => {
  test('says where it is, in which function, and quotes the line as it stands', () => {
    const [finding] = analyze({ 'pkg/a.py': SWALLOWED }, { settings }).findings
    expect(finding).toMatchObject({
      ruleId: 'swallowed-exception',
      location: {
        path: 'pkg/a.py',
        range: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 22 },
      },
      snippet: '    except Exception:',
      anchor: {
        symbol: 'first',
        nodePath: 'module/0:function_definition/2:block/0:try_statement/1:except_clause',
        contextBefore: ['def first():', '    try:', '        work()'],
        contextAfter: ['        pass', '', 'def second():'],
      },
    })
  })

  test('keeps its fingerprint when code above it changes, and shares it with no other', () => {
    const before = analyze({ 'a.py': SWALLOWED }, { settings }).findings
    const after = analyze({ 'a.py': `import os\n\n\n${SWALLOWED}` }, { settings }).findings
    expect(after.map(({ fingerprint }) => fingerprint)).toEqual(
      before.map(({ fingerprint }) => fingerprint),
    )
    expect(new Set(before.map(({ fingerprint }) => fingerprint)).size).toBe(3)
  })

  test('comes in the same order whatever the order of the files', () => {
    const files = { 'b.py': SWALLOWED, 'a/z.py': SWALLOWED, 'a.py': SWALLOWED }
    const reversed = Object.fromEntries(Object.entries(files).toReversed())
    expect(analyze(reversed, { settings })).toEqual(analyze(files, { settings }))
  })
})

describe('code that does not parse', () => {
  test('is left out with its function; the rest of the file is still checked', () => {
    const source = py`
      def broken():
          try:
              work()
          except Exception:
              pass
          x = = 1

      def sound():
          try:
              work()
          except Exception:
              pass
    `
    const result = analyze({ 'a.py': source }, { settings })
    expect(result.findings.map(({ location }) => location.range.startLine)).toEqual([11])
    expect(result.records).toMatchObject([
      {
        state: 'partial',
        issue: 'syntax-errors',
        detail: 'Syntax errors at line 6; the code around them was left out.',
      },
    ])
  })

  test('in a class header leaves the methods standing', () => {
    const source = py`
      class Box[T = int]:
          def get(self):
              try:
                  return self.read()
              except Exception:
                  pass
    `
    expect(places({ 'a.py': source })).toEqual(['a.py:5'])
  })

  test.each([
    ['nothing but noise', ')]}{[( =='],
    ['an unfinished string', 'x = """abc\ndef f():\n    pass\n'],
    ['an empty file', ''],
    ['only a comment', '# nothing'],
  ])('%s does no harm', (_, source) => {
    expect(analyze({ 'a.py': source }).failures).toEqual([])
  })

  test('is skipped with the reason when it is not text or nested beyond reason', () => {
    const result = analyze({
      'binary.py': Buffer.from([1, 0, 2]),
      'deep.py': `${'('.repeat(5_000)}${')'.repeat(5_000)}`,
      'latin.py': Buffer.from([0x78, 0xe4]),
    })
    expect(result.records.map(({ path, state, issue }) => [path, state, issue])).toEqual([
      ['binary.py', 'skipped', 'binary'],
      ['deep.py', 'skipped', 'too-deep'],
      ['latin.py', 'skipped', 'undecodable'],
    ])
  })
})

test('a rule that throws becomes a failure; the findings of the others stand', () => {
  const thrower = defineRule({
    id: 'silent-failure',
    title: 'Throws',
    consequence: '',
    effortHours: { low: 1, high: 1 },
    why: '',
    fix: '',
    exemptions: [],
    limits: [],
    bad: [''],
    good: [''],
    on: {
      [K_PASS_STATEMENT](node, checker) {
        checker.report({ node, message: 'Before the fall.' })
        throw new TypeError('out of thought')
      },
    },
  })
  const result = analyze(
    { 'a.py': 'pass\nx = 1  # type: ignore\npass\n' },
    {
      rules: [
        thrower,
        ...[ruleById('type-ignore-unjustified')].filter((rule) => rule !== undefined),
      ],
    },
  )
  expect(result.findings.map(({ ruleId }) => ruleId)).toEqual([
    'silent-failure',
    'type-ignore-unjustified',
  ])
  expect(result.failures).toHaveLength(1)
  expect(result.failures[0]).toMatchObject({ ruleId: 'silent-failure', path: 'a.py' })
  expect(result.failures[0]?.message).toMatch(/^At line 1: TypeError: out of thought/)
})

describe('a file that is no longer kept', () => {
  const file = sourceFile('a.py', SWALLOWED)

  test('is read again and gives the same report', () => {
    const keeping = createAnalyzer({ settings })
    keeping.link([keeping.summarize(file)])
    const forgetting = createAnalyzer({ settings, keepBytes: 0, readSource: () => file })
    forgetting.link([forgetting.summarize(file)])
    expect(forgetting.check('a.py')).toEqual(keeping.check('a.py'))
  })

  test.each([
    ['changed', () => sourceFile('a.py', 'x = 1')],
    ['gone', () => undefined],
  ])('and has %s is named in the ledger', (_, readSource) => {
    const analyzer = createAnalyzer({ settings, keepBytes: 0, readSource })
    analyzer.link([analyzer.summarize(file)])
    expect(analyzer.check('a.py').record).toMatchObject({
      state: 'skipped',
      issue: 'changed-during-analysis',
    })
  })
})

test('everything between the phases survives a structured clone', () => {
  const analyzer = createAnalyzer()
  const summary = analyzer.summarize(sourceFile('a.py', SWALLOWED))
  expect(structuredClone(summary)).toEqual(summary)
  analyzer.link([structuredClone(summary)])
  const report = analyzer.check('a.py')
  expect(structuredClone(report)).toEqual(report)
  expect(finishReview([structuredClone(report)])).toEqual(finishReview([report]))
})

test('a finding in a notebook names its cell and the line within it', () => {
  const code = (source: string) => ({ cell_type: 'code', source, metadata: {}, outputs: [] })
  const notebook = JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      code('%matplotlib inline\nimport os'),
      { cell_type: 'markdown', source: '# Title', metadata: {} },
      code('x = 1\ntry:\n    work()\nexcept Exception:\n    pass\n'),
    ],
  })
  const { findings, records } = analyze({ 'a.ipynb': notebook }, { settings })
  expect(findings.map(({ location, snippet }) => [location.cell, snippet])).toEqual([
    [{ number: 3, line: 4 }, 'except Exception:'],
  ])
  expect(records[0]).toMatchObject({ state: 'analysed' })
})
