import { spawnSync } from 'node:child_process'
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changesSince } from '../../electron/repository/git-changes.ts'
import { aFolderWith } from '../support/folders.ts'

function git(root: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']
  const local = ['-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always']
  const result = spawnSync('git', [...identity, ...local, ...args], { cwd: root, encoding: 'utf8' })
  expect(result.status, result.stderr).toBe(0)
  return result.stdout.trim()
}

/** Two commits: `a.py` with ten lines, then line 3 changed. */
function aRepository(): string {
  const lines = Array.from({ length: 10 }, (_, at) => `line_${at + 1} = 1\n`)
  const root = realpathSync(aFolderWith({ 'a.py': lines.join(''), 'pkg/b.py': 'b = 1\n' }))
  git(root, 'init', '-q')
  git(root, 'add', '.')
  git(root, 'commit', '-qm', 'first')
  git(root, 'tag', '-am', 'one', 'v1')
  writeFileSync(join(root, 'a.py'), lines.with(2, 'other = 1\n').join(''))
  git(root, 'commit', '-qam', 'second')
  return root
}

test.each([
  ['HEAD', []],
  ['main', []],
  ['HEAD~1', [3]],
  ['main^', [3]],
  ['v1', [3]],
])('since %s the changed lines are told, of loose and of packed objects', async (name, wanted) => {
  const root = aRepository()
  for (const form of ['loose', 'packed']) {
    if (form === 'packed') git(root, 'gc', '-q')
    const changes = await changesSince(root, name)
    const lines = await changes('a.py')
    const isChanged = (line: number) =>
      lines === 'all' || lines.some(([first, last]) => first <= line && line <= last)
    expect([1, 3, 6, 10].filter(isChanged), form).toEqual(wanted)
    expect(await changes('pkg/b.py')).toEqual([])
    expect(await changes('new.py')).toBe('all')
  }
})

test('an abbreviated commit and a folder inside of the repository are understood', async () => {
  const root = aRepository()
  const short = git(root, 'rev-parse', '--short', 'HEAD~1')
  const changes = await changesSince(join(root, 'pkg'), short)
  expect(await changes('b.py')).toEqual([])
})

test('other line ends and an empty file are no change of lines', async () => {
  const root = aRepository()
  writeFileSync(join(root, 'pkg/b.py'), 'b = 1\r\n')
  const changes = await changesSince(root, 'HEAD')
  expect(await changes('pkg/b.py')).toEqual([])
})

test('a linked worktree is compared with the commits of its repository', async () => {
  const root = aRepository()
  const tree = join(realpathSync(aFolderWith()), 'tree')
  git(root, 'worktree', 'add', '-q', tree, '-b', 'side')
  const changes = await changesSince(tree, 'HEAD')
  expect(await changes('a.py')).toEqual([])
})

test.each(['nothing', 'HEAD~9', 'HEAD^2', 'deadbeef', 'HEAD@{1}', '../x'])(
  'the unknown revision %s is refused with a sentence',
  async (name) => {
    await expect(changesSince(aRepository(), name)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /^--since .* cannot be used\. The repository has no such commit/,
      ),
    })
  },
)

test('a folder without Git and a shallow clone are told apart from that', async () => {
  const plain = realpathSync(aFolderWith())
  await expect(changesSince(plain, 'HEAD')).rejects.toThrow('in no Git repository')
  const root = aRepository()
  const clone = join(realpathSync(aFolderWith()), 'clone')
  mkdirSync(clone)
  git(root, 'clone', '-q', '--depth', '1', `file://${root}`, clone)
  await expect(changesSince(clone, 'HEAD~1')).rejects.toThrow('shallow clone')
  await expect(changesSince(clone, 'HEAD')).resolves.toBeTypeOf('function')
})
