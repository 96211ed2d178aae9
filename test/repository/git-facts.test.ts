import { spawnSync } from 'node:child_process'
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGitFacts } from '../../electron/repository/git-facts.ts'
import { parseIndex } from '../../electron/repository/git-index.ts'
import { aFolderWith } from '../support/folders.ts'
import { git } from '../support/git-repositories.ts'

/** A repository with one commit, on a real path. */
function aRepository(): { readonly root: string; readonly commit: string } {
  const root = realpathSync(aFolderWith({ 'a.py': '' }))
  git(root, 'init', '-q')
  git(root, 'add', '.')
  git(root, 'commit', '-qm', 'first')
  return { root, commit: git(root, 'rev-parse', 'HEAD') }
}

test('branch and commit are read from loose and from packed refs', () => {
  const { root, commit } = aRepository()
  git(root, 'checkout', '-qb', 'feature/one')
  expect(readGitFacts(root)).toEqual({ branch: 'feature/one', commit })
  git(root, 'pack-refs', '--all')
  expect(readGitFacts(root)).toEqual({ branch: 'feature/one', commit })
  git(root, 'checkout', '-q', '--detach')
  expect(readGitFacts(root)).toEqual({ commit })
})

test('a branch without a commit and a folder without Git have no commit', () => {
  const root = realpathSync(aFolderWith())
  expect(readGitFacts(root)).toEqual({})
  git(root, 'init', '-q')
  expect(readGitFacts(root)).toEqual({ branch: 'main' })
})

test('a worktree and a submodule are read where their Git folder points back', () => {
  const { root, commit } = aRepository()
  const base = realpathSync(aFolderWith())
  git(root, 'worktree', 'add', '-q', '-b', 'side', join(base, 'tree'))
  expect(readGitFacts(join(base, 'tree'))).toEqual({ branch: 'side', commit })
  const outer = aRepository()
  git(outer.root, 'submodule', '--quiet', 'add', root, 'sub')
  expect(readGitFacts(join(outer.root, 'sub'))).toMatchObject({ commit })
})

test.each([
  ['https://user:token@example.org/team/app.git', 'https://example.org/team/app'],
  ['git@example.org:team/app.git', 'https://example.org/team/app'],
  ['ssh://git@example.org:2222/team/app', 'https://example.org/team/app'],
  ['/srv/git/app.git', undefined],
  ['../app.git', undefined],
  ['javascript:alert(1)', undefined],
])('the origin %s is shown as %s', (url, expected) => {
  const { root } = aRepository()
  git(root, 'remote', 'add', 'origin', url)
  expect(readGitFacts(root).repositoryUri).toBe(expected)
})

test.each<[string, (root: string, other: string) => void]>([
  [
    'a pointer to another repository',
    (root, other) => {
      rmSync(join(root, '.git'), { recursive: true })
      writeFileSync(join(root, '.git'), `gitdir: ${other}/.git\n`)
    },
  ],
  [
    'a pointer to the root of the disk',
    (root) => {
      rmSync(join(root, '.git'), { recursive: true })
      writeFileSync(join(root, '.git'), 'gitdir: /\n')
    },
  ],
  [
    'a pointer to itself',
    (root) => {
      rmSync(join(root, '.git'), { recursive: true })
      writeFileSync(join(root, '.git'), 'gitdir: .git\n')
    },
  ],
  [
    'a link to another repository',
    (root, other) => {
      rmSync(join(root, '.git'), { recursive: true })
      symlinkSync(join(other, '.git'), join(root, '.git'))
    },
  ],
  [
    'a HEAD that climbs out',
    (root, other) => {
      writeFileSync(join(root, '.git/HEAD'), `ref: refs/../../..${other}/.git/refs/heads/main\n`)
    },
  ],
  [
    'a HEAD that is a FIFO',
    (root) => {
      rmSync(join(root, '.git/HEAD'))
      spawnSync('mkfifo', [join(root, '.git/HEAD')])
    },
  ],
  [
    'a HEAD of binary rubbish',
    (root) => {
      writeFileSync(join(root, '.git/HEAD'), Buffer.alloc(4_096, 0xff))
    },
  ],
])('%s gives no commit of another repository and does not hang', (_, spoil) => {
  const { root } = aRepository()
  const other = aRepository()
  git(other.root, 'commit', '-q', '--allow-empty', '-m', 'other')
  spoil(root, other.root)
  expect(readGitFacts(root).commit).toBeUndefined()
})

test('an index that does not follow the format is not read', () => {
  const header = Buffer.alloc(12)
  header.write('DIRC')
  header.writeUInt32BE(2, 4)
  header.writeUInt32BE(0xffff_ffff, 8)
  expect(parseIndex(header, 20)).toBeUndefined()
  expect(parseIndex(Buffer.from('DIRC'), 20)).toBeUndefined()
  expect(parseIndex(Buffer.alloc(100, 0x41), 20)).toBeUndefined()
})

test('a hostile configuration starts nothing', () => {
  const { root } = aRepository()
  const canary = join(root, 'canary')
  mkdirSync(join(root, 'hooks'))
  writeFileSync(join(root, 'hooks/post-checkout'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 })
  git(root, 'config', 'core.hooksPath', 'hooks')
  git(root, 'config', 'core.fsmonitor', `touch ${canary}; false`)
  readGitFacts(root)
  expect(spawnSync('test', ['-e', canary]).status).toBe(1)
})
