import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Progress } from '../../electron/api/domain.ts'
import { startBackend, type TestBackend, TROUBLED_ANALYSIS } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

/** Code that the analyzer reports once, whatever else is registered. */
const SWALLOWED = 'try:\n    work()\nexcept Exception:\n    pass\n'

async function ledgerOf(at: TestBackend, reviewId: number) {
  const ledger = await at.api.call('analysis.ledger', { reviewId })
  return Object.fromEntries(ledger.map(({ path, state, issue }) => [path, issue ?? state]))
}

async function findingsOf(at: TestBackend, reviewId: number) {
  const rows = await at.api.call('findings.list', { reviewId })
  return rows.map(({ number, ruleId, location }) => [number, ruleId, location.path] as const)
}

/** A real package: enough files for several workers and several jobs. */
function aCopyOfJson(times: number): string {
  const folder = aFolderWith()
  for (let copy = 0; copy < times; copy += 1) {
    cpSync('/usr/lib/python3.11/json', join(folder, `json${copy}`), { recursive: true })
    cpSync('/usr/lib/python3.11/asyncio', join(folder, `asyncio${copy}`), { recursive: true })
  }
  return folder
}

test('a review goes from an opened folder to stored findings, with progress and events', async () => {
  const at = startBackend()
  const folder = aFolderWith({ 'a.py': SWALLOWED, 'b.py': 'x = 1\n' })
  const seen: Progress[] = []
  at.api.on('analysis.progressed', (progress) => seen.push(progress))
  const { reviewId } = at.backend.openPath(folder)
  const ended = at.backend.analyse(reviewId)
  expect(await at.api.call('analysis.progress', { reviewId })).toMatchObject({ reviewId })
  await ended
  const header = await at.api.call('reviews.header', { reviewId })
  expect(header).toMatchObject({
    runState: 'finished',
    files: { found: 2, analysed: 2, partial: 0, skipped: 0, lines: 5 },
    undecided: 1,
    readOnly: false,
  })
  expect(await findingsOf(at, reviewId)).toEqual([[1, 'swallowed-exception', 'a.py']])
  expect(await at.api.call('analysis.progress', { reviewId })).toBeNull()
  expect(seen.at(-1)).toEqual({ reviewId, phase: 'done', done: 2, total: 2, findings: 1 })
  expect(at.bugs).toEqual([])
})

test('the same findings in the same order come from any number of workers', async () => {
  const folder = aCopyOfJson(2)
  const results = await Promise.all(
    [1, 2, 3].map(async (jobs) => {
      const at = startBackend({ jobs })
      const reviewId = await at.review(folder)
      const rows = await at.api.call('findings.list', { reviewId })
      return { rows, ledger: await at.api.call('analysis.ledger', { reviewId }) }
    }),
  )
  expect(results[0]?.rows.length).toBeGreaterThan(0)
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

test.each(['read', 'check'])(
  'a file that kills the process at the %s costs itself alone and is named',
  async (step) => {
    const at = startBackend({ analysis: TROUBLED_ANALYSIS, jobs: 2 })
    const folder = aFolderWith({
      'a.py': SWALLOWED,
      [`m-abort-${step}.py`]: SWALLOWED,
      'z.py': SWALLOWED,
      'zz.py': SWALLOWED,
    })
    const reviewId = await at.review(folder)
    expect(await ledgerOf(at, reviewId)).toEqual({
      'a.py': 'analysed',
      [`m-abort-${step}.py`]: 'analyzer-crashed',
      'z.py': 'analysed',
      'zz.py': 'analysed',
    })
    expect((await findingsOf(at, reviewId)).map(([number, , path]) => [number, path])).toEqual([
      [1, 'a.py'],
      [2, 'z.py'],
      [3, 'zz.py'],
    ])
    expect((await at.api.call('reviews.header', { reviewId })).runState).toBe('finished')
  },
)

test('files that hang or throw in a worker cost themselves alone', async () => {
  const at = startBackend({ analysis: TROUBLED_ANALYSIS, jobs: 2, patience: 1_000 })
  const folder = aFolderWith({
    'a.py': SWALLOWED,
    'b-spin-check.py': '',
    'c-throw-read.py': '',
    'd-spin-read.py': '',
    'e-throw-check.py': '',
    'f.py': SWALLOWED,
  })
  const reviewId = await at.review(folder)
  expect(await ledgerOf(at, reviewId)).toEqual({
    'a.py': 'analysed',
    'b-spin-check.py': 'too-slow',
    'c-throw-read.py': 'analyzer-crashed',
    'd-spin-read.py': 'too-slow',
    'e-throw-check.py': 'analyzer-crashed',
    'f.py': 'analysed',
  })
  expect(await findingsOf(at, reviewId)).toHaveLength(2)
})

test('a cancelled run keeps what it has and says what it did not reach', async () => {
  const at = startBackend({ analysis: TROUBLED_ANALYSIS, jobs: 1, patience: 60_000 })
  const folder = aFolderWith({ 'a.py': SWALLOWED, 'b-spin-check.py': 'x = 1\n'.repeat(40_000) })
  const { reviewId } = at.backend.openPath(folder)
  const checked = new Promise<void>((resolve) => {
    at.api.on('analysis.progressed', ({ phase, done }) => {
      if (phase === 'check' && done === 1) resolve()
    })
  })
  const ended = at.backend.analyse(reviewId)
  await checked
  await at.api.call('analysis.cancel', { reviewId })
  await ended
  expect(await ledgerOf(at, reviewId)).toEqual({
    'a.py': 'analysed',
    'b-spin-check.py': 'cancelled',
  })
  const header = await at.api.call('reviews.header', { reviewId })
  expect(header).toMatchObject({
    runState: 'cancelled',
    files: { found: 2, analysed: 1, skipped: 1 },
  })
  expect(await findingsOf(at, reviewId)).toHaveLength(1)
  expect(header.gates).toContainEqual(
    expect.objectContaining({ gate: 'production', passed: false }),
  )
})

test('a second analysis is refused while one is under way', async () => {
  const at = startBackend()
  const { reviewId } = at.backend.openPath(aFolderWith({ 'a.py': SWALLOWED }))
  const ended = at.backend.analyse(reviewId)
  await expect(at.api.call('analysis.start', { reviewId })).rejects.toMatchObject({
    code: 'conflict',
  })
  await ended
})

test('decisions stay with their findings over edits, and what is mended is gone', async () => {
  const at = startBackend()
  const folder = aFolderWith({ 'a.py': SWALLOWED, 'b.py': SWALLOWED })
  const reviewId = await at.review(folder)
  await at.api.call('findings.decide', {
    reviewId,
    commandId: crypto.randomUUID(),
    findingId: 1,
    rev: 0,
    change: { verdict: 'confirmed', note: 'Ask the team.' },
  })
  writeFileSync(join(folder, 'a.py'), `import os\n\n\n${SWALLOWED}`)
  writeFileSync(join(folder, 'b.py'), 'work()\n')
  await at.review(folder)
  const rows = await at.api.call('findings.list', { reviewId })
  expect(
    rows.map(({ number, isGone, verdict, location }) => [
      number,
      isGone,
      verdict,
      location.range.startLine,
    ]),
  ).toEqual([
    [1, false, 'confirmed', expect.any(Number)],
    [2, true, 'undecided', expect.any(Number)],
  ])
  expect(rows[0]?.location.range.startLine).toBeGreaterThan(3)
})

test('a file that has gone takes its findings along', async () => {
  const at = startBackend()
  const folder = aFolderWith({ 'a.py': SWALLOWED, 'b.py': 'x = 1\n' })
  const reviewId = await at.review(folder)
  rmSync(join(folder, 'a.py'))
  await at.review(folder)
  expect(await at.api.call('findings.list', { reviewId })).toMatchObject([{ isGone: true }])
})

test('every file found ends in the ledger once, with a reason where it was not analysed', async () => {
  const at = startBackend({ limits: undefined })
  const folder = aFolderWith({
    'good.py': 'x = 1\n',
    'broken.py': 'def f(:\n    return 1\n\n\ndef g():\n    return 2\n',
    'binary.py': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]),
    'latin.py': Buffer.from('x = "caf\xe9"\n', 'latin1'),
    'empty.py': '',
    'huge.py': 'x = 1\n'.repeat(400_000),
    'bad.ipynb': '{"cells": 3}',
    'ignored.py': '',
    '.gitignore': 'ignored.py\n',
  })
  mkdirSync(join(folder, 'folder.py'))
  const reviewId = await at.review(folder)
  expect(await ledgerOf(at, reviewId)).toEqual({
    'good.py': 'analysed',
    'broken.py': 'syntax-errors',
    'binary.py': 'binary',
    'latin.py': 'undecodable',
    'empty.py': 'analysed',
    'huge.py': 'too-large',
    'bad.ipynb': 'invalid-notebook',
    'ignored.py': 'ignored-by-git',
  })
  const { files } = await at.api.call('reviews.header', { reviewId })
  expect(files.analysed + files.partial + files.skipped).toBe(files.found)
})

test.each<[string, string, Record<string, string>]>([
  ['an empty folder', 'empty-folder', {}],
  ['a folder without Python', 'no-python', { 'readme.md': '# Title\n' }],
  ['a folder whose Python is all ignored', 'no-python', { '.gitignore': '*.py\n', 'a.py': '' }],
])('%s ends in a sentence with a next step', async (_, code, files) => {
  const at = startBackend()
  const folder = aFolderWith(files)
  const failed = at.next('analysis.failed')
  const reviewId = await at.review(folder)
  expect(await failed).toMatchObject({ reviewId, code, nextStep: expect.any(String) })
  expect((await at.api.call('reviews.header', { reviewId })).runState).toBe('failed')
})

test('a deep and an endless-looking file end in time and harm no other', async () => {
  const at = startBackend({ jobs: 2 })
  const folder = aFolderWith({
    'brackets.py': `x = ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
    'open.py': '('.repeat(200_000),
    'calls.py': `${'f('.repeat(100_000)}\n`,
    'attributes.py': `x = a${'.b'.repeat(100_000)}\n`,
    'unary.py': `x = ${'not '.repeat(100_000)}y\n`,
    'line.py': `x = [${'1, '.repeat(600_000)}]\n`,
    'good.py': SWALLOWED,
  })
  const reviewId = await at.review(folder)
  const ledger = await ledgerOf(at, reviewId)
  expect(ledger['good.py']).toBe('analysed')
  expect(Object.keys(ledger)).toHaveLength(7)
  expect(Object.values(ledger)).not.toContain('analyzer-crashed')
  expect((await at.api.call('reviews.header', { reviewId })).runState).toBe('finished')
})
