import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changesSince } from '../../electron/repository/git-changes.ts'
import { aFolderWith } from '../support/folders.ts'
import { git } from '../support/git-repositories.ts'

const DIRECT = { isWhereTheyPart: false }

function thrownBy(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
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
])('since %s the changed lines are told, of loose and of packed objects', (name, wanted) => {
  const root = aRepository()
  for (const form of ['loose', 'packed']) {
    if (form === 'packed') git(root, 'gc', '-q')
    const changes = changesSince(root, name, DIRECT)
    const lines = changes('a.py')
    const isChanged = (line: number) =>
      lines === 'all' || lines.some(([first, last]) => first <= line && line <= last)
    expect([1, 3, 6, 10].filter(isChanged), form).toEqual(wanted)
    expect(changes('pkg/b.py')).toEqual([])
    expect(changes('new.py')).toBe('all')
  }
})

test('an abbreviated commit and a folder inside of the repository are understood', () => {
  const root = aRepository()
  const short = git(root, 'rev-parse', '--short', 'HEAD~1')
  const changes = changesSince(join(root, 'pkg'), short, DIRECT)
  expect(changes('b.py')).toEqual([])
})

test('other line ends and an empty file are no change of lines', () => {
  const root = aRepository()
  writeFileSync(join(root, 'pkg/b.py'), 'b = 1\r\n')
  const changes = changesSince(root, 'HEAD', DIRECT)
  expect(changes('pkg/b.py')).toEqual([])
})

test('a linked worktree is compared with the commits of its repository', () => {
  const root = aRepository()
  const tree = join(realpathSync(aFolderWith()), 'tree')
  git(root, 'worktree', 'add', '-q', tree, '-b', 'side')
  const changes = changesSince(tree, 'HEAD', DIRECT)
  expect(changes('a.py')).toEqual([])
})

test.each(['nothing', 'HEAD~9', 'HEAD^2', 'deadbeef', 'HEAD@{1}', '../x'])(
  'the unknown revision %s is refused with a sentence',
  (name) => {
    expect(thrownBy(() => changesSince(aRepository(), name, DIRECT))).toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^.* cannot be used\. The repository has no such commit/),
    })
  },
)

test('a folder without Git and a shallow clone are told apart from that', () => {
  const plain = realpathSync(aFolderWith())
  expect(() => changesSince(plain, 'HEAD', DIRECT)).toThrow('in no Git repository')
  const root = aRepository()
  const clone = join(realpathSync(aFolderWith()), 'clone')
  mkdirSync(clone)
  git(root, 'clone', '-q', '--depth', '1', `file://${root}`, clone)
  expect(() => changesSince(clone, 'HEAD~1', DIRECT)).toThrow('shallow clone')
  expect(changesSince(clone, 'HEAD', DIRECT)('a.py')).toEqual([])
})
