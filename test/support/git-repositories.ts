// Repositories made with Git, which the product never runs: fixtures, and what Git says of them.
import { spawnSync } from 'node:child_process'
import { realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { aFolderWith } from './folders.ts'

/** Runs Git and gives what it prints, trimmed. */
export function git(root: string, ...args: readonly string[]): string {
  return gitAt(root, {}, ...args)
}

/** Runs Git with variables of the environment, such as the date of a commit. */
export function gitAt(
  root: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): string {
  const settings = [
    'user.name=a',
    'user.email=a@example.org',
    'init.defaultBranch=main',
    'protocol.file.allow=always',
    'commit.gpgsign=false',
    'gc.auto=0',
  ].flatMap((one) => ['-c', one])
  const result = spawnSync('git', [...settings, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...env },
  })
  expect(result.status, result.stderr).toBe(0)
  return result.stdout.trimEnd()
}

/** A folder with these files, in one commit on `main`; a real path. */
export function aGitFolder(
  files: Readonly<Record<string, string>>,
  ...init: readonly string[]
): string {
  const root = realpathSync(aFolderWith(files))
  git(root, 'init', '-q', ...init)
  commitAll(root, 'first')
  return root
}

/** Writes files and commits everything that changed; gives the id of the commit. */
export function commitFiles(
  root: string,
  message: string,
  files: Readonly<Record<string, string>> = {},
): string {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
  return commitAll(root, message)
}

export function commitAll(root: string, message: string): string {
  git(root, 'add', '-A')
  git(root, 'commit', '-q', '--allow-empty', '-m', message)
  return git(root, 'rev-parse', 'HEAD')
}
