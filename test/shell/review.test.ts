import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { runReview } from '../support/command-line.ts'
import { aFolderWith } from '../support/folders.ts'
import { aGitFolder, commitFiles, git } from '../support/git-repositories.ts'

const FOUND = 'try:\n    work()\nexcept Exception:\n    pass\n'
/** A lost update over an await: critical and certain, so that it holds up a merge. */
const RACE = `import asyncio


class Counter:
    def __init__(self) -> None:
        self.value = 0

    async def add(self, store) -> None:
        self.value += await store.load()


counter = Counter()


async def handler(store) -> None:
    await asyncio.gather(counter.add(store), counter.add(store))
`

function places() {
  const folder = aFolderWith()
  // An ordinary user has to get here too.
  chmodSync(folder, 0o777)
  return { out: join(folder, 'out'), data: join(folder, 'data') }
}

async function review(path: string, ...more: readonly string[]) {
  const { out, data } = places()
  const outcome = await runReview([path, '--out', out, '--data-dir', data, ...more])
  return { ...outcome, out, data, lines: outcome.stdout.trimEnd().split('\n') }
}

test.each(['findings.sarif', 'findings.json'])(
  'against the %s of a former packet only what is new fails the gate, and nothing is left out',
  async (name) => {
    const folder = aFolderWith({ 'app.py': RACE })
    const former = await review(folder)
    expect(former.status, former.stderr).toBe(1)
    const baseline = join(former.out, name)
    const known = await review(folder, '--baseline', baseline)
    expect(known.status, known.stderr).toBe(0)
    expect(known.stdout).toContain('0 new, ')
    expect(statesOf(known.out)).toEqual(new Set(['unchanged']))
    writeFileSync(join(folder, 'other.py'), RACE.replaceAll('Counter', 'Meter'))
    const added = await review(folder, '--baseline', baseline)
    expect(added.status, added.stderr).toBe(1)
    expect(statesOf(added.out)).toEqual(new Set(['unchanged', 'new']))
  },
)

test('since a revision only what changed is reported, and the packet says so', async () => {
  const more = FOUND.replace('work', 'play')
  const folder = aFolderWith({ 'a.py': `import os\n\n\n${FOUND}`, 'same.py': FOUND })
  const git = (...args: readonly string[]) =>
    expect(spawnSync('git', args, { cwd: folder, encoding: 'utf8' }).status).toBe(0)
  git('init', '-q')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'first')
  git('gc', '-q')
  writeFileSync(join(folder, 'a.py'), `import os\n\n\n${FOUND}\n\n${more}`)
  writeFileSync(join(folder, 'new.py'), FOUND)
  const { out, stderr } = await review(folder, '--since', 'HEAD', '--rules', 'swallowed-exception')
  const json = readFileSync(join(out, 'findings.json'), 'utf8')
  const places = JSON.parse(json).findings.map(
    (one: { location: { path: string; range: { startLine: number } } }) =>
      `${one.location.path}:${one.location.range.startLine}`,
  )
  expect(places.toSorted(), stderr).toEqual(['a.py:12', 'new.py:3'])
  expect(json).toContain('what changed since HEAD')
})

test('against a base only what changed since HEAD left it is reported', async () => {
  const folder = aGitFolder({ 'a.py': FOUND })
  git(folder, 'checkout', '-q', '-b', 'feature')
  commitFiles(folder, 'new', { 'new.py': FOUND })
  git(folder, 'checkout', '-q', 'main')
  commitFiles(folder, 'main goes on', { 'a.py': `# ours\n${FOUND}` })
  git(folder, 'checkout', '-q', 'feature')
  const { out, stderr } = await review(folder, '--diff', 'main', '--rules', 'swallowed-exception')
  const json = readFileSync(join(out, 'findings.json'), 'utf8')
  const paths = JSON.parse(json).findings.map(
    (one: { location: { path: string } }) => one.location.path,
  )
  expect(paths, stderr).toEqual(['new.py'])
  expect(json).toContain('what changed since HEAD left main')
})

function statesOf(out: string): Set<unknown> {
  const sarif = JSON.parse(readFileSync(join(out, 'findings.sarif'), 'utf8'))
  return new Set(sarif.runs[0].results.map((one: { baselineState?: string }) => one.baselineState))
}

test('a review without a window writes the packet and says where', async () => {
  const { status, out, lines, stderr } = await review(aFolderWith({ 'a.py': FOUND }))
  expect(status, stderr).toBe(0)
  expect(lines.at(-1)).toBe(out)
  expect(readdirSync(out)).toEqual(
    expect.arrayContaining(['findings.sarif', 'findings.json', 'manifest.json']),
  )
  const sarif = JSON.parse(readFileSync(join(out, 'findings.sarif'), 'utf8'))
  expect(sarif.runs[0].results.map((one: { ruleId: string }) => one.ruleId)).toEqual([
    'swallowed-exception',
  ])
  expect(stderr).toMatch(/^Looking for files/)
})

test('an open blocker fails the gate, names it, and the packet is written', async () => {
  const { status, stdout, out } = await review(aFolderWith({ 'app.py': RACE }))
  expect(status).toBe(1)
  expect(stdout).toMatch(/CRITICAL-1 .* app\.py:\d+/)
  expect(stdout).toMatch(/Merge +FAIL: 1 finding is open before merge/)
  expect(existsSync(join(out, 'findings.sarif'))).toBe(true)
})

test('a second review of the same folder goes on with the first', async () => {
  const { out, data } = places()
  const folder = aFolderWith({ 'a.py': FOUND })
  const run = () => runReview([folder, '--out', out, '--data-dir', data])
  expect((await run()).status).toBe(0)
  writeFileSync(join(out, 'mine.txt'), 'mine')
  expect((await run()).status).toBe(0)
  expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine')
  expect(
    readdirSync(join(data, 'reviews')).filter((name) => name.endsWith('.sqlite')),
  ).toHaveLength(1)
})

test('the repository is left byte for byte and nothing of it is run', async () => {
  const folder = aFolderWith({
    'app.py': FOUND,
    'conftest.py': "open('canary', 'w')\n",
    'sitecustomize.py': "open('canary', 'w')\n",
    'setup.py': "open('canary', 'w')\n",
    'pyproject.toml': '[build-system]\nrequires = []\n',
  })
  const bin = aFolderWith()
  for (const name of ['git', 'python', 'python3']) {
    writeFileSync(join(bin, name), `#!/bin/sh\ntouch ${folder}/canary\n`, { mode: 0o755 })
  }
  spawnSync('git', ['init', '-q'], { cwd: folder })
  spawnSync('git', ['config', 'core.fsmonitor', `touch ${folder}/canary`], { cwd: folder })
  const before = stateOf(folder)
  const { out, data } = places()
  const { status } = await runReview([folder, '--out', out, '--data-dir', data], {
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  })
  expect(status).toBe(0)
  expect(stateOf(folder)).toEqual(before)
})

/** Every entry with its kind, times and content. */
function stateOf(folder: string): unknown {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return entries.map((path) => {
    const stats = lstatSync(join(folder, path))
    const content = stats.isFile() ? readFileSync(join(folder, path)) : ''
    const hash = createHash('sha256').update(content).digest('hex')
    return [path, stats.mode, stats.mtimeMs, hash]
  })
}

test.each<[string, (folder: string) => string, RegExp]>([
  [
    'a path that is not there',
    (folder) => join(folder, 'missing'),
    /There is nothing at .*missing/,
  ],
  ['a device', () => '/dev/zero', /neither a folder nor a regular file/],
  ['an empty folder', (folder) => made(folder, 'empty'), /is empty/],
  ['a folder without Python', (folder) => folder, /There is no Python file/],
  ['a file that is no Python', (folder) => join(folder, 'readme.md'), /is not a Python file/],
  ['a link to itself', (folder) => join(folder, 'loop'), /leads back to itself/],
  ['a FIFO', (folder) => join(withPipe(folder), 'pipe.py'), /neither a folder nor a regular file/],
])('%s is a sentence with a next step and the status 2', async (_, pathOf, message) => {
  const folder = aFolderWith({ 'readme.md': '# Title\n' })
  symlinkSync('loop', join(folder, 'loop'))
  const { status, stderr, stdout, out } = await review(pathOf(folder))
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  const lines = stderr.trimEnd().split('\n')
  expect(lines.at(-2)).toMatch(message)
  expect(lines.at(-1)).toMatch(/^[A-Z].+\.$/)
  expect(existsSync(out)).toBe(false)
})

function made(folder: string, name: string): string {
  mkdirSync(join(folder, name), { recursive: true })
  return join(folder, name)
}

function withPipe(folder: string): string {
  spawnSync('mkfifo', [join(folder, 'pipe.py')])
  return folder
}

test('a folder that may not be read is named as such', async () => {
  const folder = aFolderWith({ 'closed/a.py': FOUND, 'open/b.py': FOUND, 'open/inner/c.py': '' })
  chmodSync(folder, 0o755)
  chmodSync(join(folder, 'closed'), 0o000)
  chmodSync(join(folder, 'open/inner'), 0o000)
  onTestFinished(() => {
    chmodSync(join(folder, 'closed'), 0o700)
    chmodSync(join(folder, 'open/inner'), 0o700)
  })
  const { out, data } = places()
  const run = (path: string) =>
    runReview([join(folder, path), '--out', out, '--data-dir', data], { asOrdinaryUser: true })
  const closed = await run('closed')
  expect(closed).toMatchObject({ status: 2, stderr: expect.stringContaining('no right to read') })
  const open = await run('open')
  expect(open).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('inner/: You have no right'),
  })
})

test('traps in the tree are listed and the rest is reviewed', async () => {
  const folder = aFolderWith({
    'good.py': FOUND,
    'broken.py': 'def f(:\n    pass\n\n\ndef g():\n    return 1\n',
    'binary.py': Buffer.from([0x89, 0, 1, 2, 3]),
    'huge.py': '',
  })
  truncateSync(join(folder, 'huge.py'), 100 * 1024 * 1024)
  symlinkSync('.', join(folder, 'loop'))
  withPipe(folder)
  const { status, stdout } = await review(folder)
  expect(status).toBe(0)
  expect(stdout).toMatch(/2 files analysed \(\d+ lines\), 1 of them in part, 4 left out/)
  expect(stdout).toMatch(/huge\.py: The file has 100\.0 MB; up to 2\.0 MB are analysed/)
  expect(stdout).toMatch(/pipe\.py: Not a regular file but a FIFO/)
})

test('a folder of nothing but a file that is too large says that nothing was analysed', async () => {
  const folder = aFolderWith({ 'huge.py': '' })
  truncateSync(join(folder, 'huge.py'), 100 * 1024 * 1024)
  const { status, stderr } = await review(folder)
  expect(status).toBe(2)
  expect(stderr).toMatch(/No Python file in .* can be analysed; 1 entry was left out/)
})

test.each([
  ['--since', 'HEAD~1'],
  ['--diff', 'main'],
  ['--baseline', 'old.sarif'],
  ['--format', 'docx'],
  ['--profile', 'everything'],
  ['--rules', 'no-such-rule'],
  ['--severity', 'awful'],
  ['--jobs', 'many'],
  ['--unknown', 'x'],
])('%s %s is refused with a sentence before anything is done', async (option, value) => {
  const { status, stderr, data } = await review(aFolderWith({ 'a.py': FOUND }), option, value)
  expect(status).toBe(2)
  expect(stderr).toContain(option)
  expect(existsSync(data)).toBe(false)
})

test('formats, rules and thresholds limit what is written, and the packet says so', async () => {
  const folder = aFolderWith({
    'a.py': FOUND,
    'b.py': 'def f(x=[]):\n    x.append(1)\n    return x\n',
  })
  const some = await review(folder, '--format', 'csv', '--rules', 'mutable-default-argument')
  expect(readdirSync(some.out).sort()).toEqual(['findings.csv', 'findings.json', 'findings.sarif'])
  const json = JSON.parse(readFileSync(join(some.out, 'findings.json'), 'utf8'))
  expect(json.findings.map((one: { ruleId: string }) => one.ruleId)).toEqual([
    'mutable-default-argument',
  ])
  expect(JSON.stringify(json)).toContain('only rules mutable-default-argument')
  const none = await review(folder, '--severity', 'critical')
  expect(none.stdout).toMatch(/0 critical, 0 high, 0 medium, 0 low, 0 info/)
})

test.each<[string, (file: string) => void, RegExp]>([
  ['a newer version', (file) => setVersion(file, 9_999), /made by a newer version/],
  ['another program', (file) => setVersion(file, 1, 1_234), /database of another program/],
  ['damage', (file) => writeFileSync(file, 'rubbish '.repeat(1_000)), /damaged/],
])('a database of %s is named and not touched', async (_, spoil, message) => {
  const file = join(aFolderWith(), 'review.sqlite')
  spoil(file)
  const before = readFileSync(file)
  const { status, stderr } = await review(aFolderWith({ 'a.py': FOUND }), '--database', file)
  expect(status).toBe(2)
  expect(stderr).toMatch(message)
  expect(readFileSync(file).equals(before)).toBe(true)
})

function setVersion(file: string, version: number, applicationId = 0x4c524556): void {
  const db = new Database(file)
  db.exec('CREATE TABLE t (x)')
  db.pragma(`application_id = ${applicationId}`)
  db.pragma(`user_version = ${version}`)
  db.close()
}

test('a review that may not be written to says so and stays as it is', async () => {
  const { out, data } = places()
  const folder = aFolderWith({ 'a.py': FOUND })
  chmodSync(folder, 0o755)
  const file = join(aFolderWith(), 'review.sqlite')
  expect(
    (await runReview([folder, '--out', out, '--data-dir', data, '--database', file])).status,
  ).toBe(0)
  chmodSync(file, 0o444)
  chmodSync(join(file, '..'), 0o555)
  const before = readFileSync(file)
  const again = await runReview(
    [folder, '--out', out, '--data-dir', places().data, '--database', file],
    {
      asOrdinaryUser: true,
    },
  )
  chmodSync(join(file, '..'), 0o700)
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('for reading only') })
  expect(readFileSync(file).equals(before)).toBe(true)
})

test.skipIf(process.getuid?.() !== 0)(
  'a full disk is named, and once freed the review goes on',
  async () => {
    const disk = aFolderWith()
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', disk]).status).toBe(0)
    onTestFinished(() => void spawnSync('umount', [disk]))
    const folder = aFolderWith()
    cpSync('/usr/lib/python3.11/asyncio', folder, { recursive: true })
    const args = [folder, '--out', join(disk, 'out'), '--data-dir', join(disk, 'data')]
    const ballast = join(disk, 'ballast')
    writeFileSync(ballast, Buffer.alloc(1_100 * 1024))
    const full = await runReview(args)
    expect(full).toMatchObject({ status: 2, stdout: '' })
    expect(full.stderr).toMatch(/full/)
    expect(full.stderr.trimEnd().split('\n').at(-1)).toMatch(/^Free /)
    spawnSync('mount', ['-o', 'remount,size=64m', disk])
    const after = await runReview(args)
    expect(after, after.stderr).toMatchObject({ status: 0 })
  },
)

test('an interrupt keeps what was found and ends at once', async () => {
  const { out, data } = places()
  const folder = aFolderWith()
  cpSync('/usr/lib/python3.11', folder, {
    recursive: true,
    filter: (path) => !/test|pycache/.test(path),
  })
  let isSent = false
  const outcome = await runReview([folder, '--out', out, '--data-dir', data], {
    onProgress: (text, kill) => {
      if (isSent || !text.includes('Reading')) return
      isSent = true
      kill('SIGINT')
    },
  })
  expect(outcome).toMatchObject({ status: 130, stderr: expect.stringContaining('is kept') })
  expect(existsSync(out)).toBe(false)
})
