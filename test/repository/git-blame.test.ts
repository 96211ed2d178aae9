import { readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type BlamedLines, blame } from '../../electron/repository/git-blame.ts'
import { openGitRepository } from '../../electron/repository/git-repository.ts'
import { aFolderWith } from '../support/folders.ts'
import { aGitFolder, commitFiles, git } from '../support/git-repositories.ts'
import { runGit } from '../support/run-git.ts'

/** Commit of each line, '' for what no commit holds, with `<` before it where the walk ended. */
function blamed(root: string, path: string, text = readFileSync(join(root, path)), commits = 1e6) {
  const repository = openGitRepository(root)
  if (repository === undefined) throw new Error('No repository.')
  const parts: BlamedLines[] = []
  let left = commits
  blame({
    repository,
    commit: repository.refs.head.id ?? '',
    path,
    text,
    hasTime: () => {
      left -= 1
      return left >= 0
    },
    onPart: (lines) => parts.push(...lines),
  })
  repository.close()
  const lines: string[] = []
  for (const { startLine, count, kind, commit } of parts) {
    for (let at = 0; at < count; at += 1) {
      const id = kind === 'uncommitted' ? '' : (commit?.id ?? '')
      lines[startLine - 1 + at] = kind === 'older' ? `<${id}` : id
    }
  }
  return lines
}

/** What Git itself says. */
function porcelain(root: string, path: string, ...args: readonly string[]): string[] {
  return git(root, 'blame', '--line-porcelain', ...args, '--', path)
    .split('\n')
    .flatMap((line) => /^([0-9a-f]{40,64}) \d+ \d+/.exec(line)?.[1] ?? [])
    .map((id) => (/^0+$/.test(id) ? '' : id))
}

/** Numbers that look random and are the same each time. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** A history with branches, merges and renames, in which no two lines are the same. */
function aRandomHistory(seed: number): { readonly root: string; readonly path: string } {
  const random = randomFrom(seed)
  let made = 0
  const aLine = () => {
    made += 1
    return `value_${made} = ${random(1_000_000)}\n`
  }
  let path = 'pkg.py'
  let clock = 1_700_000_000
  const lines = Array.from({ length: 40 }, aLine)
  const root = aGitFolder({ [path]: lines.join(''), 'other.py': 'x = 1\n' })
  const read = () => readFileSync(join(root, path), 'utf8').split(/(?<=\n)/)
  const edit = (from: number, to: number) => {
    const text = read()
    for (let left = 1 + random(3); left > 0; left -= 1) {
      const at = Math.min(text.length, from + random(Math.max(1, to - from)))
      const kind = random(3)
      if (kind === 0) text.splice(at, 0, ...Array.from({ length: 1 + random(4) }, aLine))
      else if (kind === 1) text.splice(at, 1 + random(2))
      else text.splice(at, 1, aLine())
    }
    writeFileSync(join(root, path), text.join(''))
  }
  const commit = () => {
    clock += 60
    git(root, 'add', '-A')
    const date = `${clock} +0000`
    const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
    runGit(root, ['commit', '-q', '--allow-empty', '-m', `commit ${clock}`], env)
  }
  for (let round = 0; round < 12; round += 1) {
    const half = Math.floor(read().length / 2)
    if (round % 4 === 3) {
      git(root, 'checkout', '-q', '-b', `side${round}`)
      edit(0, half - 4)
      commit()
      git(root, 'checkout', '-q', 'main')
      edit(half + 4, read().length)
      commit()
      clock += 60
      const date = `${clock} +0000`
      const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
      runGit(root, ['merge', '-q', '--no-edit', `side${round}`], env)
    } else {
      edit(0, read().length)
      commit()
    }
    if (round === 6) {
      renameSync(join(root, path), join(root, 'renamed.py'))
      path = 'renamed.py'
      edit(0, 10)
      commit()
    }
  }
  return { root, path }
}

test.each([1, 2, 3, 4, 5, 6])(
  'of the random history %i each line is blamed as Git does',
  (seed) => {
    const { root, path } = aRandomHistory(seed)
    expect(blamed(root, path)).toEqual(porcelain(root, path))
    git(root, 'gc', '-q', '--aggressive', '--prune=now')
    expect(blamed(root, path)).toEqual(porcelain(root, path))
    const text = readFileSync(join(root, path), 'utf8')
    writeFileSync(join(root, path), `# first\n${text.replace('value', 'changed')}# last\n`)
    expect(blamed(root, path)).toEqual(porcelain(root, path))
  },
)

test('where the budget ends, what is left is told to be older than that', () => {
  const root = aGitFolder({ 'a.py': 'one\ntwo\nthree\n' })
  const first = git(root, 'rev-parse', 'HEAD')
  const second = commitFiles(root, 'second', { 'a.py': 'one\nTWO\nthree\n' })
  const third = commitFiles(root, 'third', { 'a.py': 'one\nTWO\nTHREE\n' })
  expect(blamed(root, 'a.py')).toEqual([first, second, third])
  expect(blamed(root, 'a.py', undefined, 1)).toEqual([`<${second}`, `<${second}`, third])
})

test('in a shallow clone the lines are those of its first commit', () => {
  const from = aGitFolder({ 'a.py': 'one\ntwo\n' })
  const second = commitFiles(from, 'second', { 'a.py': 'one\nTWO\n' })
  commitFiles(from, 'third', { 'b.py': '' })
  const root = realpathSync(aFolderWith())
  git(root, 'clone', '-q', '--depth', '2', `file://${from}`, 'clone')
  expect(blamed(join(root, 'clone'), 'a.py')).toEqual([second, second])
})
