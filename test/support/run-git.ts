// Runs Git, which the product never does, to make repositories and to ask what Git says of them.
import { spawnSync } from 'node:child_process'

/** Settings that make every machine's Git behave the same. */
const SETTINGS = [
  'user.name=a',
  'user.email=a@example.org',
  'init.defaultBranch=main',
  'protocol.file.allow=always',
  'commit.gpgsign=false',
  'gc.auto=0',
].flatMap((one) => ['-c', one])

/** What Git prints, without the end of the last line. Throws with what it says when it fails. */
export function runGit(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr } = spawnSync('git', [...SETTINGS, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...env },
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout.trimEnd()
}
