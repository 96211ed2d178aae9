// Runs `review` as a person would, and reads what it says.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const REVIEW = join(import.meta.dirname, '../../electron/cli/review.ts')

/** An account without rights: root would read and write what others may not. */
const NOBODY = { uid: 65_534, gid: 65_534 }

export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  /** Runs as an ordinary user, also when the tests run as root. */
  readonly asOrdinaryUser?: boolean
  readonly env?: NodeJS.ProcessEnv
  /** Told of standard error as it comes, with a way to send a signal. */
  readonly onProgress?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** Runs a Node script to its end. */
export function runScript(
  script: string,
  args: readonly string[],
  { asOrdinaryUser = false, env = process.env, onProgress }: CommandOptions = {},
): Promise<Outcome> {
  const user = asOrdinaryUser && process.getuid?.() === 0 ? NOBODY : {}
  const child = spawn(process.execPath, [script, ...args], {
    ...user,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    onProgress?.(text, (signal) => child.kill(signal))
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

export function runReview(args: readonly string[], options?: CommandOptions): Promise<Outcome> {
  return runScript(REVIEW, args, options)
}
