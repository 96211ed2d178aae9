// Repositories made with Git for one test, and what Git says of them.
import { realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aFolderWith } from './folders.ts'
import { runGit } from './run-git.ts'

/** Runs Git and gives what it prints. */
export function git(root: string, ...args: readonly string[]): string {
  return runGit(root, args)
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
