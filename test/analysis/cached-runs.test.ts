// A run that uses what a former one kept answers as one that reads everything anew.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostInProcess } from '../support/analysis-in-process.ts'
import { runOver } from '../support/analysis-runs.ts'
import { aFolderWith } from '../support/folders.ts'
import { WEB_PROJECT } from '../support/web-project.ts'

const LIBRARY = '/usr/lib/python3.11'
/** `npm run test:edits` makes many edits. */
const EDITS = process.env.MODE === 'long' ? 200 : 5
const SEED = Number(process.env.EDITS_SEED ?? 11)

/** Files of the library that import and call each other, with locks, tasks, threads and handlers. */
const LIBRARY_FILES = [
  ...['locks', 'queues', 'mixins', 'events', 'futures'].map((name) => `asyncio/${name}.py`),
  ...['__init__', '_base', 'thread'].map((name) => `concurrent/futures/${name}.py`),
  ...['__init__', 'decoder', 'encoder', 'scanner'].map((name) => `json/${name}.py`),
  'contextlib.py',
  'queue.py',
  'sched.py',
  'shelve.py',
]
const CORPUS = [...LIBRARY_FILES, ...Object.keys(WEB_PROJECT)]

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
    restore(folder, path)
  }
  return folder
}

function restore(folder: string, path: string): void {
  const own = WEB_PROJECT[path]
  if (own === undefined) copyFileSync(join(LIBRARY, path), join(folder, path))
  else writeFileSync(join(folder, path), own)
}

type Edit = readonly [kind: number, file: number, line: number, what: number]

/** Places for a copy of a file at which imports may find it, or find it in place of another one. */
function placesBeside(path: string): readonly string[] {
  const name = path.replace(/\.py$/, '')
  return [`src/${path}`, basename(path), `${name}/__init__.py`, `${name}_more.py`, `__init__.py`]
}

/** Changes some lines of a file, a name in all files, or whole files; makes copies and removes them. */
function apply(folder: string, [kind, file, at, what]: Edit): void {
  const path = CORPUS[file % CORPUS.length] ?? ''
  if (kind >= 14) {
    const places = placesBeside(path)
    const place = join(folder, places[what % places.length] ?? '')
    if (readIfThere(place) === undefined) {
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, readIfThere(join(folder, path)) ?? '')
    } else rmSync(place)
    return
  }
  const target = join(folder, path)
  const former = readIfThere(target)
  if (former === undefined || kind === 0) {
    restore(folder, path)
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
  else if (kind === 9) lines.splice(line, 0, ...lines.slice(line, line + 8))
  else if (kind === 10) lines.unshift('', inserted)
  else if (kind === 11) lines.splice(definition(lines, line), 6)
  else {
    const name = /(?:def|class) (\w+)/.exec(lines[definition(lines, line)] ?? '')?.[1] ?? 'x'
    const isEverywhere = kind === 12
    for (const other of isEverywhere ? CORPUS : [path]) {
      const text = readIfThere(join(folder, other))
      const renamed = text?.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${name}_${what % 3}`)
      if (renamed !== undefined) writeFileSync(join(folder, other), renamed)
    }
    return
  }
  writeFileSync(target, lines.join('\n'))
}

/** The line of the next function or class from a line on. */
function definition(lines: readonly string[], from: number): number {
  const found = lines.findIndex(
    (line, at) => at >= from && /^\s*(?:async )?(?:def|class) /.test(line),
  )
  return found === -1 ? from : found
}

function readIfThere(path: string): string | undefined {
  if (!existsSync(dirname(path))) return undefined
  return readdirSync(join(path, '..')).some((name) => path.endsWith(`/${name}`))
    ? readFileSync(path, 'utf8')
    : undefined
}

describe('what is kept between runs', () => {
  it('changes no answer, whatever is edited in between', { timeout: 3_600_000 }, async () => {
    const folder = aCorpus()
    const cacheFolder = join(aFolderWith(), 'cache')
    const part = fc.nat(10_000)
    const edits = fc.sample(fc.tuple(fc.nat(16), part, part, part), { numRuns: EDITS, seed: SEED })
    const host = hostInProcess()
    await runOver(folder, { cacheFolder, host })
    let findings = 0
    for (const edit of edits) {
      apply(folder, edit)
      const kept = await runOver(folder, { cacheFolder, jobs: 2, host })
      // Of a host of its own, which remembers nothing.
      const fresh = await runOver(folder, { host: hostInProcess() })
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

  it('holds for files that an edit of another one says nothing to', async () => {
    const folder = aCorpus()
    const cacheFolder = join(aFolderWith(), 'cache')
    const host = hostInProcess()
    await runOver(folder, { cacheFolder, host })
    const reused = async (path: string) => {
      const text = readIfThere(join(folder, path)) ?? ''
      writeFileSync(join(folder, path), `\n\n${text}\n\ndef added():\n    return 1\n`)
      return await countReused()
    }
    const reusedBehind = async (path: string, added: string) => {
      writeFileSync(join(folder, path), `${readIfThere(join(folder, path)) ?? ''}\n\n${added}\n`)
      return await countReused()
    }
    const countReused = async () => {
      const counts: number[] = []
      const onProgress = (phase: string, done: number) => phase === 'check' && counts.push(done)
      await runOver(folder, { cacheFolder, host, onProgress })
      return counts[0]
    }
    // What asks for logins or tests depends on all files: that is code of the shop.
    const others = CORPUS.filter((path) => !path.startsWith('shop/'))
    // Importers of a file read what they import, wherever else it grows.
    const behind = 'def appended(values=[]):\n    return values'
    expect(await reusedBehind('asyncio/events.py', behind)).toBeGreaterThanOrEqual(
      others.length - 1,
    )
    expect(await reusedBehind('contextlib.py', behind)).toBeGreaterThanOrEqual(others.length - 1)
    mkdirSync(join(folder, 'tools'))
    expect(await reused('sched.py')).toBeGreaterThanOrEqual(others.length - 1)
    // Who imports it, and who shows a place in it.
    expect(await reused('shop/store.py')).toBeGreaterThan(CORPUS.length / 2)
    expect(await reused('json/decoder.py')).toBeGreaterThan(CORPUS.length / 2)
    // A file that comes to be there, and one that goes; nobody imports either.
    expect(await reused('tools/clean.py')).toBeGreaterThanOrEqual(others.length - 1)
    rmSync(join(folder, 'sched.py'))
    expect(await countReused()).toBeGreaterThanOrEqual(others.length - 1)
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
