// Whole trees that are made to hurt: too much of everything, and ways out of the root.
import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../electron/repository/limits.ts'
import { type RunChoices, runOver } from '../support/analysis-runs.ts'
import { REVIEW } from '../support/command-line.ts'
import { aFolderWith } from '../support/folders.ts'

const SWALLOWED = 'try:\n    work()\nexcept Exception:\n    pass\n'
/** `TREE_FILES=200000` for the whole size. */
const FILES = Number(process.env.TREE_FILES ?? 1_000)

/** How many files ended how; everything that was found is in it once. */
async function ledgerOf(root: string, choices: RunChoices = {}): Promise<Record<string, number>> {
  const { outcome, checked, found, skipped } = await runOver(root, choices)
  expect(outcome.kind).toBe('finished')
  const records = [...skipped, ...checked.map(({ report }) => report.record)]
  expect(checked).toHaveLength(found.length)
  expect(new Set(records.map(({ path }) => path)).size).toBe(records.length)
  const counts: Record<string, number> = {}
  for (const { issue, state } of records) {
    const how = issue ?? state
    counts[how] = (counts[how] ?? 0) + 1
  }
  return counts
}

test('every one of very many files is accounted for', { timeout: 600_000 }, async () => {
  const files: Record<string, string> = {}
  for (let at = 0; at < FILES; at += 1) files[`p${at % 100}/m${at}.py`] = `x = ${at}\n`
  files['p0/broken.py'] = 'def f(:\n    pass\n\n\nx = 1\n'
  files['p0/nul.py'] = 'x = 1\0\n'
  const root = aFolderWith(files)
  symlinkSync('m0.py', join(root, 'p0/link.py'))
  expect(await ledgerOf(root)).toEqual({
    analysed: FILES,
    'syntax-errors': 1,
    binary: 1,
    'symbolic-link': 1,
  })
})

test('a line of ten megabytes costs itself at most', { timeout: 120_000 }, async () => {
  const line = `x = [${'1, '.repeat(3_500_000)}]\n`
  const root = aFolderWith({ 'line.py': line, 'good.py': SWALLOWED })
  expect(await ledgerOf(root)).toEqual({ analysed: 1, 'too-large': 1 })
  // With the limit lifted the file is read, and still the run ends and the other file is whole.
  const limits = { ...DEFAULT_LIMITS, maxFileBytes: 20 * 1024 * 1024 }
  const { outcome, checked } = await runOver(root, { limits, patience: 30_000 })
  expect(outcome.kind).toBe('finished')
  const [good, long] = checked.map(({ report }) => report.record)
  expect(good).toMatchObject({ path: 'good.py', state: 'analysed' })
  expect(long?.bytes).toBe(line.length)
  expect(long?.state === 'skipped').toBe(long?.issue !== undefined)
})

const hasTracer = spawnSync('strace', ['-V']).status === 0

/** Files that a review opened, and programs it started, as the kernel saw them. */
function traced(root: string): readonly string[] {
  const work = aFolderWith()
  const log = join(work, 'trace')
  const places = ['--out', join(work, 'out'), '--data-dir', join(work, 'data')]
  const calls = 'trace=open,openat,openat2,execve,connect,unlink,unlinkat,rename,renameat2,mkdir'
  const args = ['-f', '-y', '-s', '4096', '-e', calls, '-o', log, process.execPath, REVIEW, root]
  const { status } = spawnSync('strace', [...args, ...places], { encoding: 'utf8' })
  expect(status).toBeLessThan(2)
  return readFileSync(log, 'utf8').split('\n')
}

test.skipIf(!hasTracer)(
  'a review opens nothing outside of the root, writes nothing into it and starts nothing of it',
  { timeout: 180_000 },
  () => {
    const outside = aFolderWith({ 'secret.py': 'KEY = 1\n', 'deep/secret.py': 'KEY = 2\n' })
    const root = aFolderWith({
      'app.py': SWALLOWED,
      'conftest.py': 'import os\nos.system("touch canary")\n',
      '.git/config': '[core]\n\tfsmonitor = touch canary\n\thooksPath = hooks\n',
      '.git/HEAD': 'ref: refs/heads/main\n',
      'bin/python3': '#!/bin/sh\ntouch canary\n',
    })
    symlinkSync(join(outside, 'secret.py'), join(root, 'secret.py'))
    symlinkSync(outside, join(root, 'lib'))
    symlinkSync('../'.repeat(20), join(root, 'up'))
    symlinkSync(join(outside, 'deep'), join(root, '.git/refs'))
    mkdirSync(join(root, 'pkg'))
    linkSync(join(root, 'app.py'), join(root, 'pkg/app.py'))
    const lines = traced(root)
    // The tracer sees what is opened: without this the rest would say nothing.
    expect(lines.some((line) => line.includes(`<${join(root, 'app.py')}>`))).toBe(true)
    expect(lines.filter((line) => line.includes(`<${outside}`))).toEqual([])
    const writes = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|unlink|rename|mkdir/
    expect(lines.filter((line) => writes.test(line) && line.includes(root))).toEqual([])
    const started = lines.filter((line) => /execve\(.*\) = 0/.test(line))
    expect(started.filter((line) => !line.includes(`"${process.execPath}"`))).toEqual([])
    expect(lines.filter((line) => /connect\(.*AF_INET/.test(line))).toEqual([])
  },
)
