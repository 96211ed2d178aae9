import { spawnSync } from 'node:child_process'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DEFAULT_LIMITS, type Limits } from '../../electron/repository/limits.ts'
import { walk } from '../../electron/repository/walk.ts'
import { aFolderWith } from '../support/folders.ts'

async function listing(root: string, limits: Partial<Limits> = {}) {
  const { files, skipped, isComplete } = await walk(root, {
    limits: { ...DEFAULT_LIMITS, ...limits },
    isCancelled: () => false,
    clock: () => performance.now(),
  })
  return {
    files: files.map(({ path }) => path),
    skipped: Object.fromEntries(skipped.map(({ path, issue }) => [path, issue])),
    isComplete,
  }
}

test('sources of all kinds are found in path order, other files are not', async () => {
  const root = aFolderWith({
    'b.py': '',
    'a/x.pyx': '',
    'a/x.pxd': '',
    'a/App.PYW': '',
    'n.ipynb': '',
    'readme.md': '',
    'a/data.json': '',
    'a/py': '',
  })
  expect(await listing(root)).toEqual({
    files: ['a/App.PYW', 'a/x.pxd', 'a/x.pyx', 'b.py', 'n.ipynb'],
    skipped: {},
    isComplete: true,
  })
})

test('ignore files are honoured as Git reads them', async () => {
  const root = aFolderWith({
    '.gitignore': 'build/\n*_gen.py\n/only_top.py\n!keep_gen.py\n',
    'pkg/.gitignore': '!own_gen.py\nlocal.py\n',
    'a.py': '',
    'x_gen.py': '',
    'keep_gen.py': '',
    'only_top.py': '',
    'build/b.py': '',
    'pkg/only_top.py': '',
    'pkg/own_gen.py': '',
    'pkg/other_gen.py': '',
    'pkg/local.py': '',
    'pkg/build/c.py': '',
    'local.py': '',
  })
  expect(await listing(root)).toEqual({
    files: ['a.py', 'keep_gen.py', 'local.py', 'pkg/only_top.py', 'pkg/own_gen.py'],
    skipped: {
      'build/': 'ignored-by-git',
      'only_top.py': 'ignored-by-git',
      'pkg/build/': 'ignored-by-git',
      'pkg/local.py': 'ignored-by-git',
      'pkg/other_gen.py': 'ignored-by-git',
      'x_gen.py': 'ignored-by-git',
    },
    isComplete: true,
  })
})

function git(root: string, ...args: readonly string[]): void {
  const result = spawnSync(
    'git',
    [
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@example.org',
      '-c',
      'init.defaultBranch=main',
      ...args,
    ],
    { cwd: root, encoding: 'utf8' },
  )
  expect(result.status, result.stderr).toBe(0)
}

test.each([2, 3, 4])(
  'a tracked file is found although an ignore file names it (index version %i)',
  async (version) => {
    const root = aFolderWith({
      '.gitignore': 'lib/\n*.pyw\n',
      'lib/tracked.py': '',
      'lib/deep/er/tracked.py': '',
      'lib/untracked.py': '',
      'lib/other/untracked.py': '',
      'gui.pyw': '',
      'app.py': '',
    })
    git(root, 'init', '-q')
    git(root, 'add', '-f', 'lib/tracked.py', 'lib/deep/er/tracked.py', 'gui.pyw', 'app.py')
    if (version === 3) git(root, 'update-index', '--skip-worktree', 'app.py')
    git(root, 'update-index', '--index-version', String(version))
    expect(await listing(root)).toEqual({
      files: ['app.py', 'gui.pyw', 'lib/deep/er/tracked.py', 'lib/tracked.py'],
      skipped: { 'lib/other/': 'ignored-by-git', 'lib/untracked.py': 'ignored-by-git' },
      isComplete: true,
    })
  },
)

test("Git's own exclude file counts, and a nested repository has rules of its own", async () => {
  const root = aFolderWith({
    'a.py': '',
    'secret.py': '',
    'vendor/inner/secret.py': '',
    'vendor/inner/local.py': '',
    'vendor/inner/.gitignore': 'local.py\n',
  })
  git(root, 'init', '-q')
  writeFileSync(join(root, '.git/info/exclude'), 'secret.py\n')
  git(join(root, 'vendor/inner'), 'init', '-q')
  expect(await listing(root)).toEqual({
    files: ['a.py', 'vendor/inner/secret.py'],
    skipped: { 'secret.py': 'ignored-by-git', 'vendor/inner/local.py': 'ignored-by-git' },
    isComplete: true,
  })
})

test('folders of packages, caches and environments are left out by name or content', async () => {
  const root = aFolderWith({
    'app.py': '',
    'node_modules/gyp/a.py': '',
    'src/__pycache__/a.py': '',
    '.tox/py311/lib/a.py': '',
    'environment/pyvenv.cfg': '',
    'environment/lib/python3/site-packages/a.py': '',
    'venv/app.py': '',
  })
  expect(await listing(root)).toEqual({
    files: ['app.py', 'venv/app.py'],
    skipped: {
      '.tox/': 'excluded-folder',
      'environment/': 'excluded-folder',
      'node_modules/': 'excluded-folder',
    },
    isComplete: true,
  })
  expect((await listing(join(root, 'node_modules'))).files).toEqual(['gyp/a.py'])
  expect((await listing(join(root, 'environment/lib'))).files).toEqual([
    'python3/site-packages/a.py',
  ])
})

test('a root inside an ignored folder is walked all the same', async () => {
  const root = aFolderWith({ '.gitignore': '*\n', 'out/gen/a.py': '' })
  expect((await listing(join(root, 'out/gen'))).files).toEqual(['a.py'])
})

test('links, FIFOs, sockets, devices and large files are listed and never opened', async () => {
  const outside = aFolderWith({ 'secret.py': '' })
  const root = aFolderWith({ 'real.py': 'x = 1\n', 'src/a.py': '', 'big.py': 'x'.repeat(2_000) })
  symlinkSync(join(outside, 'secret.py'), join(root, 'link.py'))
  symlinkSync(outside, join(root, 'elsewhere'))
  symlinkSync('src', join(root, 'sources'))
  symlinkSync('.', join(root, 'src/loop'))
  symlinkSync('nowhere.py', join(root, 'dangling.py'))
  symlinkSync('self.py', join(root, 'self.py'))
  linkSync(join(root, 'real.py'), join(root, 'hard.py'))
  mkdirSync(join(root, 'folder.py'))
  expect(spawnSync('mkfifo', [join(root, 'pipe.py')]).status).toBe(0)
  const server = createServer().listen(join(root, 'socket.py'))
  onTestFinished(() => void server.close())
  expect(await listing(root, { maxFileBytes: 1_000 })).toEqual({
    files: ['hard.py', 'real.py', 'src/a.py'],
    skipped: {
      'big.py': 'too-large',
      'dangling.py': 'symbolic-link',
      'elsewhere/': 'symbolic-link',
      'link.py': 'symbolic-link',
      'pipe.py': 'not-regular-file',
      'self.py': 'symbolic-link',
      'socket.py': 'not-regular-file',
      'sources/': 'symbolic-link',
      'src/loop/': 'symbolic-link',
    },
    isComplete: true,
  })
})

test('names of any bytes are found under one reversible text', async () => {
  const root = aFolderWith()
  const names = ['caf\\xe9.py', 'a\\x0ab.py', '\\x1b[2J.py', '\\x5cback.py', 'é.py', 'e\u0301.py']
  const raw = ['caf\xe9.py', 'a\nb.py', '\x1b[2J.py', '\\back.py']
  for (const name of raw) {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]), '')
  }
  writeFileSync(join(root, 'é.py'), '')
  writeFileSync(join(root, 'e\u0301.py'), '')
  expect((await listing(root)).files.toSorted()).toEqual(names.toSorted())
})

test('a tree beyond a limit is listed as far as it goes and says where it ends', async () => {
  const root = aFolderWith({ 'a/b/c/d/deep.py': '', 'a/b/high.py': '', 'top.py': '' })
  expect(await listing(root, { maxDepth: 2 })).toEqual({
    files: ['a/b/high.py', 'top.py'],
    skipped: { 'a/b/c/': 'limit-reached' },
    isComplete: true,
  })
  const cut = await listing(root, { maxEntries: 2 })
  expect(cut.isComplete).toBe(false)
  expect(Object.values(cut.skipped)).toEqual(['limit-reached'])
})

test('a thousand folders inside one another end in the ledger, not in a failure', async () => {
  // Made from the inside out: the whole path would be too long for one call.
  let inner = mkdtempSync(join(aFolderWith(), 'base-'))
  const outer = join(inner, '..')
  writeFileSync(join(inner, 'a.py'), '')
  for (let depth = 0; depth < 1_000; depth += 1) {
    const parent = mkdtempSync(join(outer, 'p-'))
    renameSync(inner, join(parent, 'd'))
    inner = parent
  }
  onTestFinished(() => rmSync(inner, { recursive: true, force: true }))
  const { files, skipped } = await listing(inner)
  expect(files).toEqual([])
  expect(Object.values(skipped)).toEqual(['limit-reached'])
})

test('twenty thousand files in a folder are all found, and a cancelled walk ends', async () => {
  const root = aFolderWith()
  for (let index = 0; index < 20_000; index += 1) writeFileSync(join(root, `f${index}.py`), '')
  expect((await listing(root)).files).toHaveLength(20_000)
  let turns = 0
  const cancelled = await walk(root, {
    limits: DEFAULT_LIMITS,
    isCancelled: () => {
      turns += 1
      return turns > 2
    },
    clock: () => performance.now(),
  })
  expect(cancelled.isComplete).toBe(false)
  expect(cancelled.files.length).toBeLessThan(20_000)
})
