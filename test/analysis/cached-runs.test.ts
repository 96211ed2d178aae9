// A run that uses what a former one kept answers as one that reads everything anew.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostInProcess } from '../support/analysis-in-process.ts'
import { runOver } from '../support/analysis-runs.ts'
import { aFolderWith } from '../support/folders.ts'

const LIBRARY = '/usr/lib/python3.11'
/** `npm run test:edits` makes many edits. */
const EDITS = process.env.MODE === 'long' ? 200 : 5

/** Files that import and call each other, with locks, tasks, threads and handlers. */
const CORPUS = [
  ...['locks', 'queues', 'mixins', 'events', 'futures'].map((name) => `asyncio/${name}.py`),
  ...['__init__', '_base', 'thread'].map((name) => `concurrent/futures/${name}.py`),
  ...['__init__', 'decoder', 'encoder', 'scanner'].map((name) => `json/${name}.py`),
  'contextlib.py',
  'queue.py',
  'sched.py',
  'shelve.py',
]

const INSERTED = [
  '',
  '# a comment',
  'import json.decoder',
  'def added(value):\n    return value.work()',
  'async def added():\n    await added()\n    time.sleep(1)',
  'try:\n    work()\nexcept Exception:\n    pass',
  'global_list = []',
  '    pass',
  '(',
]

function aCorpus(): string {
  const folder = aFolderWith()
  for (const path of CORPUS) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    copyFileSync(join(LIBRARY, path), join(folder, path))
  }
  return folder
}

type Edit = readonly [kind: number, file: number, line: number, what: number]

/** Changes one line, or one file as a whole. */
function apply(folder: string, [kind, file, at, what]: Edit): void {
  const path = CORPUS[file % CORPUS.length] ?? ''
  const target = join(folder, path)
  const former = readIfThere(target)
  if (former === undefined || kind === 0) {
    copyFileSync(join(LIBRARY, path), target)
    return
  }
  if (kind === 1) {
    rmSync(target)
    return
  }
  const lines = former.split('\n')
  const line = at % lines.length
  const inserted = INSERTED[what % INSERTED.length] ?? ''
  if (kind < 5) lines.splice(line, 0, inserted)
  else if (kind < 7) lines.splice(line, 1)
  else if (kind < 9) lines[line] = (lines[line] ?? '').replace(/\w+/, 'renamed')
  else lines.splice(line, 0, ...lines.slice(line, line + 8))
  writeFileSync(target, lines.join('\n'))
}

function readIfThere(path: string): string | undefined {
  return readdirSync(join(path, '..')).some((name) => path.endsWith(`/${name}`))
    ? readFileSync(path, 'utf8')
    : undefined
}

describe('what is kept between runs', () => {
  it('changes no answer, whatever is edited in between', { timeout: 3_600_000 }, async () => {
    const folder = aCorpus()
    const cacheFolder = join(aFolderWith(), 'cache')
    const part = fc.nat(10_000)
    const edits = fc.sample(fc.tuple(fc.nat(9), part, part, part), { numRuns: EDITS, seed: 11 })
    const host = hostInProcess()
    await runOver(folder, { cacheFolder, host })
    let findings = 0
    for (const edit of edits) {
      apply(folder, edit)
      const kept = await runOver(folder, { cacheFolder, jobs: 2, host })
      const fresh = await runOver(folder, { host })
      expect(kept, JSON.stringify(edit)).toEqual(fresh)
      findings += fresh.checked.reduce((sum, { report }) => sum + report.findings.length, 0)
    }
    expect(findings).toBeGreaterThan(EDITS)
  })

  it('is used: an unchanged project is neither linked nor checked again', async () => {
    const folder = aCorpus()
    const cacheFolder = join(aFolderWith(), 'cache')
    const first = await runOver(folder, { cacheFolder })
    const phases = new Set<string>()
    const second = await runOver(folder, {
      cacheFolder,
      onProgress: (phase) => phases.add(phase),
    })
    expect(second).toEqual(first)
    expect([...phases]).not.toContain('link')
  })

  it('is not used for other settings', async () => {
    const folder = aFolderWith({ 'a.py': 'try:\n    work()\nexcept Exception:\n    pass\n' })
    const cacheFolder = join(aFolderWith(), 'cache')
    const all = await runOver(folder, { cacheFolder })
    const none = await runOver(folder, {
      cacheFolder,
      settings: { profile: 'picky', only: ['sql-injection'] },
    })
    expect(all.checked[0]?.report.findings).not.toEqual([])
    expect(none.checked[0]?.report.findings).toEqual([])
  })

  it('may be damaged anywhere without harm', async () => {
    const folder = aFolderWith({
      'a.py': 'import b\n\ntry:\n    b.work()\nexcept Exception:\n    pass\n',
      'b.py': 'def work():\n    return 1\n',
    })
    const cacheFolder = join(aFolderWith(), 'cache')
    const fresh = await runOver(folder, { cacheFolder })
    const [name = ''] = readdirSync(cacheFolder)
    const file = join(cacheFolder, name)
    const whole = readFileSync(file)
    const damages = [
      Buffer.alloc(0),
      Buffer.from('not a cache'),
      whole.subarray(0, whole.length - 7),
      ...[30, 90, 0.6].map((place) => {
        const bytes = Buffer.from(whole)
        const at = place < 1 ? Math.floor(whole.length * place) : place
        bytes[at] = (bytes[at] ?? 0) ^ 0xff
        return bytes
      }),
    ]
    for (const damaged of damages) {
      writeFileSync(file, damaged)
      expect(await runOver(folder, { cacheFolder })).toEqual(fresh)
    }
  })

  it('serves two runs at a time, and leaves nothing unfinished behind', async () => {
    const folder = aCorpus()
    const cacheFolder = join(aFolderWith(), 'cache')
    const [a, b] = await Promise.all([
      runOver(folder, { cacheFolder }),
      runOver(folder, { cacheFolder }),
    ])
    expect(a).toEqual(b)
    expect(await runOver(folder, { cacheFolder })).toEqual(a)
    expect(readdirSync(cacheFolder)).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.cache$/)])
  })

  it('may be missing a disk to lie on', async () => {
    const folder = aFolderWith({ 'a.py': 'x = 1\n' })
    const { outcome, checked } = await runOver(folder, {
      cacheFolder: join(aFolderWith({ file: '' }), 'file', 'below'),
    })
    expect(outcome.kind).toBe('finished')
    expect(checked).toHaveLength(1)
  })
})
