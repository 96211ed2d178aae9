// Files that are written to break an analyzer, or that change under its hands: each costs itself at
// most, and every file that was found is accounted for.
import { describe, expect, it } from 'vitest'
import { type RunChoices, type RunOf, runOver } from '../support/analysis-runs.ts'
import { TROUBLED_ANALYSIS } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const SWALLOWED = 'try:\n    work()\nexcept Exception:\n    pass\n'

/** Outcome by path: the issue, or the state where there is none. */
function ledgerOf({ checked }: RunOf): Record<string, string> {
  return Object.fromEntries(
    checked.map(({ report: { record } }) => [record.path, record.issue ?? record.state]),
  )
}

async function analysed(
  files: Readonly<Record<string, string | Uint8Array>>,
  choices: RunChoices = {},
): Promise<RunOf> {
  const run = await runOver(aFolderWith(files), choices)
  const paths = run.checked.map(({ report }) => report.record.path)
  expect(paths.toSorted()).toEqual(run.found.toSorted())
  return run
}

const deep = (depth: number): Record<string, string> => ({
  [`parentheses-${depth}.py`]: `x = ${'('.repeat(depth)}1${')'.repeat(depth)}\n`,
  [`dicts-${depth}.py`]: `x = ${'{1: '.repeat(depth)}1${'}'.repeat(depth)}\n`,
  [`binary-${depth}.py`]: `x = 1${' + 1'.repeat(depth)}\n`,
  [`powers-${depth}.py`]: `x = 1${' ** 1'.repeat(depth)}\n`,
  [`lambdas-${depth}.py`]: `x = ${'lambda: '.repeat(depth)}1\n`,
  [`subscripts-${depth}.py`]: `x = a${'[0]'.repeat(depth)}\n`,
  [`decorators-${depth}.py`]: `${'@a\n'.repeat(depth)}def f():\n    pass\n`,
  [`branches-${depth}.py`]: `if a:\n    pass\n${'elif b:\n    pass\n'.repeat(depth)}`,
  [`awaits-${depth}.py`]: `async def f():\n    ${'await '.repeat(depth)}x\n`,
  [`conditions-${depth}.py`]: `x = ${'1 if a else '.repeat(depth)}2\n`,
})

describe('a hostile file', () => {
  it.each([1_000, 20_000])('may nest or repeat anything %i times', async (depth) => {
    const run = await analysed({ ...deep(depth), 'good.py': SWALLOWED }, { patience: 20_000 })
    expect(run.outcome.kind).toBe('finished')
    const ledger = ledgerOf(run)
    expect(ledger['good.py']).toBe('analysed')
    expect(Object.values(ledger)).not.toContain('analyzer-crashed')
    for (const { report } of run.checked) expect(report.failures).toEqual([])
  })

  it('may have any size at the edges of buffers', async () => {
    const comment = (bytes: number) => `${'#'.repeat(bytes - 1)}\n`
    const sizes = [1, 4_095, 4_096, 32_767, 32_768, 65_535, 65_536, 1_048_576]
    const files = Object.fromEntries(sizes.map((size) => [`s${size}.py`, comment(size)]))
    const run = await analysed({ ...files, 'empty.py': '' })
    expect(new Set(Object.values(ledgerOf(run)))).toEqual(new Set(['analysed']))
    const bytes = run.checked.map(({ report }) => report.record.bytes)
    expect(bytes.toSorted((a, b) => a - b)).toEqual([0, ...sizes])
  })

  it('may be in any encoding that Python reads, and is named where it reads none', async () => {
    const wide = (text: string) => Buffer.from(text, 'utf16le')
    const run = await analysed({
      'bom.py': `\ufeff${SWALLOWED}`,
      'cookie.py': Buffer.from(`# -*- coding: latin-1 -*-\nx = "caf\xe9"\n${SWALLOWED}`, 'latin1'),
      'cr.py': SWALLOWED.replaceAll('\n', '\r'),
      'crlf.py': SWALLOWED.replaceAll('\n', '\r\n'),
      'formfeed.py': `\f\n${SWALLOWED}`,
      'noend.py': SWALLOWED.trimEnd(),
      'nocookie.py': Buffer.from('x = "caf\xe9"\n', 'latin1'),
      'nul.py': 'x = 1\0\n',
      'unknown.py': '# coding: klingon\nx = "é"\n',
      'utf16.py': wide(`\ufeff${SWALLOWED}`),
    })
    const found = run.checked.map(({ report }) => [
      report.record.path,
      report.record.issue ?? report.findings.map(({ ruleId }) => ruleId).includes(EXPECTED),
    ])
    expect(Object.fromEntries(found)).toEqual({
      'bom.py': true,
      'cookie.py': true,
      // The grammar takes a lone carriage return for a blank: said, not passed over.
      'cr.py': 'syntax-errors',
      'crlf.py': true,
      'formfeed.py': true,
      'noend.py': true,
      'nocookie.py': 'undecodable',
      'nul.py': 'binary',
      'unknown.py': 'undecodable',
      'utf16.py': expect.stringMatching(/^(?:binary|undecodable)$/),
    })
  })
})

const EXPECTED = 'swallowed-exception'

describe('a file that changes while it is analysed', () => {
  it('is named, and no finding stays that its text does not show', async () => {
    const run = await analysed(
      {
        'a.py': SWALLOWED,
        'b-rewrite-read.py': SWALLOWED,
        'c-vanish-read.py': SWALLOWED,
        'd-rewrite-check.py': SWALLOWED,
        'e-vanish-check.py': SWALLOWED,
        'f.py': SWALLOWED,
      },
      { analysis: TROUBLED_ANALYSIS },
    )
    expect(ledgerOf(run)).toEqual({
      'a.py': 'analysed',
      'b-rewrite-read.py': 'changed-during-analysis',
      'c-vanish-read.py': 'changed-during-analysis',
      'd-rewrite-check.py': 'changed-during-analysis',
      'e-vanish-check.py': 'changed-during-analysis',
      'f.py': 'analysed',
    })
    for (const { report, text } of run.checked) {
      expect(report.findings.length > 0).toBe(report.record.state === 'analysed')
      expect(text !== undefined).toBe(report.findings.length > 0)
    }
  })

  it('is not kept for the next run', async () => {
    const folder = aFolderWith({ 'a.py': SWALLOWED, 'b-rewrite-check.py': SWALLOWED })
    const cacheFolder = aFolderWith()
    await runOver(folder, { cacheFolder, analysis: TROUBLED_ANALYSIS })
    const second = await runOver(folder, { cacheFolder })
    expect(second).toEqual(await runOver(folder))
    expect(ledgerOf(second)).toEqual({ 'a.py': 'analysed', 'b-rewrite-check.py': 'analysed' })
  })
})

describe('a cancelled run', () => {
  it.each(['read', 'link', 'check'] as const)(
    'ends though a worker never answers at the %s',
    async (step) => {
      const folder = aFolderWith({
        'a.py': SWALLOWED.repeat(2),
        [`b-spin-${step}.py`]: 'x = 1\n'.repeat(30_000),
      })
      const controller = new AbortController()
      const run = await runOver(folder, {
        analysis: TROUBLED_ANALYSIS,
        signal: controller.signal,
        // The first sign of the step; the worker never gives another.
        onProgress: (phase) => {
          if (phase === step) controller.abort()
        },
      })
      expect(run.outcome).toEqual({ kind: 'cancelled' })
      expect(run.found).toHaveLength(2)
    },
  )

  it('is taken up by the next one where it was, with the same answer', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`m${at}.py`, `import m0\n${SWALLOWED.repeat(at)}`]),
    )
    const folder = aFolderWith(files)
    const cacheFolder = aFolderWith()
    const controller = new AbortController()
    await runOver(folder, {
      cacheFolder,
      signal: controller.signal,
      onProgress: (phase, done) => {
        if (phase === 'read' && done > 0) controller.abort()
      },
    })
    const second = await runOver(folder, { cacheFolder })
    expect(second).toEqual(await runOver(folder))
  })
})
