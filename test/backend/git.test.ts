import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ChangedFile, ChangedSpan } from '../../electron/api/git.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aGitFolder, commitAll, commitFiles, git } from '../support/git-repositories.ts'

const FAULT = `def work():
    try:
        run()
    except Exception:
        pass
`

function lines(count: number, name = 'line'): string {
  return Array.from({ length: count }, (_, at) => `${name}_${at} = ${at}\n`).join('')
}

/** `M a.py` as Git writes it, with `R` for what was renamed. */
function statuses(files: readonly ChangedFile[]): string[] {
  return files
    .map(({ status, path, previousPath }) =>
      previousPath === undefined
        ? `${status[0]?.toUpperCase()} ${path}`
        : `R ${previousPath} ${path}`,
    )
    .sort()
}

/** What Git says of the working tree, what it does not know included. */
function gitStatuses(root: string, base: string): string[] {
  git(root, 'add', '-AN')
  return git(root, 'diff', '--name-status', '-M', base)
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^([A-Z])\d*/, '$1').replaceAll('\t', ' '))
    .sort()
}

/** Changed lines of each file as `git diff -U0` tells them: `12-14`, `12-` where some were removed. */
function gitLines(root: string, base: string, path: string): string[] {
  return git(root, 'diff', '-U0', '-M', base)
    .split(/^diff --git /m)
    .filter((part) => part.includes(`\n+++ b/${path}\n`))
    .flatMap((part) => [...part.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)])
    .map(([, start = '', count = '1']) =>
      count === '0' ? `${start}-` : `${start}-${Number(start) + Number(count) - 1}`,
    )
}

/** The same of what is told; parts that are committed and parts that are not are one to Git. */
function toldLines(spans: readonly ChangedSpan[]): string[] {
  return spans
    .filter(({ startLine, kind }) => {
      const isNext = spans.some((one) => one.kind === kind && one.endLine === startLine - 1)
      return kind === 'removed' || !isNext
    })
    .map(({ kind, startLine, endLine }) => {
      if (kind === 'removed') return `${endLine - 1}-`
      let end = endLine
      for (const next of spans)
        if (next.startLine === end + 1 && next.kind === kind) end = next.endLine
      return `${startLine}-${end}`
    })
}

/** A branch that left `main`, both went on; edits of the branch are not committed in part. */
function aBranch(): string {
  const files: Record<string, string> = {
    'same.py': lines(20),
    'edited.py': lines(40),
    'again.py': lines(30),
    'gone.py': lines(25, 'gone'),
    'gone later.py': lines(26, 'later'),
    'moved.py': lines(60, 'moved'),
    'moved later.py': lines(61, 'moved_later'),
    'notes.md': '# Notes\n',
    'data.bin': '\0\0\0',
  }
  const root = aGitFolder(files)
  git(root, 'checkout', '-q', '-b', 'feature')
  mkdirSync(join(root, 'pkg'))
  renameSync(join(root, 'moved.py'), join(root, 'pkg/moved.py'))
  rmSync(join(root, 'gone.py'))
  commitFiles(root, 'work', {
    'edited.py': lines(40).replace('line_7 = 7\n', '').replace('line_20 = 20', 'other = 1'),
    'again.py': lines(30).replace('line_3', 'changed_3'),
    'pkg/new.py': FAULT,
    'notes.md': '# Notes\n\nMore.\n',
    'data.bin': '\0\0\0\0',
  })
  git(root, 'checkout', '-q', 'main')
  commitFiles(root, 'main goes on', { 'same.py': lines(21) })
  git(root, 'checkout', '-q', 'feature')
  appendFileSync(join(root, 'again.py'), `\n${FAULT}`)
  appendFileSync(join(root, 'notes.md'), 'And more.\n')
  const edited = readFileSync(join(root, 'edited.py'), 'utf8')
  writeFileSync(join(root, 'edited.py'), edited.replace('other = 1', 'other = 2\nmore = 3'))
  writeFileSync(join(root, 'pkg/new.py'), `${FAULT}# not committed\n`)
  writeFileSync(join(root, 'untracked.py'), FAULT)
  renameSync(join(root, 'moved later.py'), join(root, 'pkg/moved later.py'))
  rmSync(join(root, 'gone later.py'))
  return root
}

test('changed files and lines are those that Git tells, and what is not committed is marked', async () => {
  const root = aBranch()
  const at = startBackend()
  const reviewId = await at.review(root)
  const { files, mergeBase, inLines, inFiles } = await at.api.call('git.changes', {
    reviewId,
    base: 'main',
  })
  const base = git(root, 'merge-base', 'main', 'HEAD')
  expect(mergeBase.id).toBe(base)
  expect(statuses(files)).toEqual(gitStatuses(root, base))
  for (const { path, lines: told } of files) {
    if (told !== 'all') expect(toldLines(told), path).toEqual(gitLines(root, base, path))
  }
  const uncommitted = files.filter((file) => file.isUncommitted).map(({ path }) => path)
  expect(uncommitted).toEqual([
    'again.py',
    'edited.py',
    'gone later.py',
    'notes.md',
    'pkg/moved later.py',
    'pkg/new.py',
    'untracked.py',
  ])
  const again = files.find(({ path }) => path === 'again.py')?.lines
  expect(again).toMatchObject([{ isUncommitted: false }, { isUncommitted: true }])
  const rows = await at.api.call('findings.list', { reviewId })
  const pathsOf = (ids: readonly number[]) => [
    ...new Set(rows.filter(({ id }) => ids.includes(id)).map(({ location }) => location.path)),
  ]
  expect(pathsOf(inLines).sort()).toEqual(['again.py', 'pkg/new.py', 'untracked.py'])
  expect(inFiles.length).toBeGreaterThanOrEqual(inLines.length)
  expect(at.bugs).toEqual([])
})

test('a folder inside of a repository is compared with its own part of the commits', async () => {
  const root = aGitFolder({ 'top.py': 'a = 1\n', 'pkg/mod.py': lines(10) })
  git(root, 'checkout', '-q', '-b', 'feature')
  commitFiles(root, 'both', { 'top.py': 'a = 2\n', 'pkg/mod.py': lines(11) })
  const at = startBackend()
  const reviewId = await at.review(join(root, 'pkg'))
  const { files } = await at.api.call('git.changes', { reviewId, base: 'main' })
  expect(files).toMatchObject([
    { path: 'mod.py', status: 'modified', lines: [{ startLine: 11, endLine: 11 }] },
  ])
})

test('a linked worktree has changes of its own, and files of a submodule are none of its', async () => {
  const root = aGitFolder({ 'a.py': FAULT, 'b.py': lines(9) })
  const library = aGitFolder({ 'lib.py': FAULT })
  git(root, 'submodule', '--quiet', 'add', library, 'sub')
  commitAll(root, 'sub')
  const tree = join(realpathSync(aFolderWith()), 'tree')
  git(root, 'worktree', 'add', '-q', '-b', 'side', tree)
  commitFiles(tree, 'side', { 'b.py': lines(10) })
  writeFileSync(join(tree, 'a.py'), `${FAULT}# edited\n`)
  git(root, 'checkout', '-q', '-b', 'feature')
  commitFiles(join(root, 'sub'), 'newer', { 'lib.py': `${FAULT}# newer\n` })
  commitAll(root, 'sub moved')
  const at = startBackend()
  const changesOf = async (folder: string) => {
    const reviewId = await at.review(folder)
    const { files } = await at.api.call('git.changes', { reviewId, base: 'main' })
    return files.map(({ path, status, isUncommitted }) => [path, status, isUncommitted])
  }
  expect(await changesOf(tree)).toEqual([
    ['a.py', 'modified', true],
    ['b.py', 'modified', false],
  ])
  expect(await changesOf(root)).toEqual([['sub', 'modified', false]])
})

test('edits after the analysis do not move the lines that were analysed', async () => {
  const root = aGitFolder({ 'a.py': FAULT })
  git(root, 'checkout', '-q', '-b', 'feature')
  commitFiles(root, 'more', { 'a.py': `${FAULT}\n\n${FAULT.replace('work', 'play')}` })
  const at = startBackend()
  const reviewId = await at.review(root)
  await at.api.call('sources.read', { reviewId, path: 'a.py' })
  writeFileSync(join(root, 'a.py'), `# one\n# two\n${FAULT}`)
  const { files } = await at.api.call('git.changes', { reviewId, base: 'main' })
  expect(files).toMatchObject([{ path: 'a.py', isUncommitted: false, lines: [{ startLine: 6 }] }])
  const blame = await at.api.call('git.blame', { reviewId, path: 'a.py' })
  expect(blame.lines.map(({ startLine, count, kind }) => [startLine, count, kind])).toEqual([
    [1, 5, 'written'],
    [6, 7, 'written'],
  ])
})

test('lines that marks followed into are those of what is checked out', async () => {
  const root = aGitFolder({ 'a.py': FAULT })
  git(root, 'checkout', '-q', '-b', 'feature')
  const at = startBackend()
  const reviewId = await at.review(root)
  const later = commitFiles(root, 'two lines more', { 'a.py': `# one\n# two\n${FAULT}` })
  await at.api.call('drift.apply', { reviewId, commandId: randomUUID() })
  const { files, inLines } = await at.api.call('git.changes', { reviewId, base: 'main' })
  expect(files).toMatchObject([{ path: 'a.py', isUncommitted: false, lines: [{ endLine: 2 }] }])
  expect(inLines).toEqual([])
  const { lines: blamed, commits } = await at.api.call('git.blame', { reviewId, path: 'a.py' })
  expect(blamed.map(({ startLine, count }) => [startLine, count])).toEqual([
    [1, 2],
    [3, 5],
  ])
  expect(commits[blamed[0]?.commit ?? -1]?.id).toBe(later)
})

test('the state names branch, commit, bases and what HEAD has got since', async () => {
  const root = aGitFolder({ 'a.py': FAULT })
  git(root, 'checkout', '-q', '-b', 'feature/one')
  git(root, 'tag', '-am', 'one', 'v1')
  git(root, 'pack-refs', '--all')
  const at = startBackend()
  const reviewId = await at.review(root)
  const first = await at.api.call('git.state', { reviewId })
  expect(first).toMatchObject({ branch: 'feature/one', defaultBase: 'main', aheadCount: 0 })
  expect(first.refs.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'branch feature/one',
    'branch main',
    'tag v1',
  ])
  for (const name of ['second', 'third', 'fourth']) commitFiles(root, name)
  const moved = await at.api.call('git.state', { reviewId })
  expect(moved).toMatchObject({ aheadCount: 3, behindCount: 0, isCounted: true })
  expect(moved.ahead.map(({ summary }) => summary).sort()).toEqual(['fourth', 'second', 'third'])
  git(root, 'checkout', '-q', '--detach', 'main')
  const detached = await at.api.call('git.state', { reviewId })
  expect(detached.branch).toBeUndefined()
  expect(detached.commit).toBe(git(root, 'rev-parse', 'main'))
})

test.each<[string, RegExp, (root: string) => void]>([
  [
    'no repository',
    /in no Git repository/,
    (root) => rmSync(join(root, '.git'), { recursive: true }),
  ],
  [
    'a branch without a commit',
    /no commit yet/,
    (root) => {
      git(root, 'checkout', '-q', '--orphan', 'empty')
    },
  ],
  [
    'histories that never met',
    /no commit in common/,
    (root) => {
      git(root, 'checkout', '-q', '--orphan', 'other')
      commitAll(root, 'other')
    },
  ],
  [
    'a base that is not there',
    /no such commit/,
    (root) => git(root, 'branch', '-m', 'main', 'trunk'),
  ],
])('%s is told in a sentence', async (_, sentence, prepare) => {
  const root = aGitFolder({ 'a.py': FAULT })
  prepare(root)
  const at = startBackend()
  const reviewId = await at.review(root)
  await expect(at.api.call('git.changes', { reviewId, base: 'main' })).rejects.toThrow(sentence)
  await expect(at.api.call('git.state', { reviewId })).resolves.toBeDefined()
})

test('a folder without Git says so instead of blaming anybody', async () => {
  const at = startBackend()
  const reviewId = await at.review(realpathSync(aFolderWith({ 'a.py': FAULT })))
  const state = await at.api.call('git.state', { reviewId })
  expect(state.problem).toMatch(/in no Git repository/)
  await expect(at.api.call('git.blame', { reviewId, path: 'a.py' })).rejects.toThrow(
    /in no Git repository/,
  )
})

test('whoever asks again ends the former question', async () => {
  const root = aGitFolder({ 'a.py': FAULT })
  const at = startBackend()
  const reviewId = await at.review(root)
  const first = at.api.call('git.blame', { reviewId, path: 'a.py' })
  const second = at.api.call('git.blame', { reviewId, path: 'a.py' })
  await expect(first).rejects.toMatchObject({ code: 'cancelled' })
  await expect(second).resolves.toMatchObject({ isComplete: true })
  const third = at.api.call('git.blame', { reviewId, path: 'a.py' })
  await at.api.call('git.cancel', { reviewId, what: 'blame' })
  await expect(third).rejects.toMatchObject({ code: 'cancelled' })
})
