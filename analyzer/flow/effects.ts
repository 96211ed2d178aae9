// What one function does by itself, as plain data: what callers, rules about the whole project and
// the suspension analysis need of it. Calls are not followed; they are listed, so that the project
// index can add what its callees do.
import type { ProjectFunction } from '../project/values.ts'

/** Key of the effects in `FunctionSummary.effects`. */
export const EFFECTS_KEY = 'flow'

export interface LocationEffect {
  /** See `Location.key`, without what only this file can resolve: `self.x`, `.GLOBAL`, `pkg.mod.x`. */
  readonly key: string
  readonly text: string
  readonly line: number
  /** Symbol of the class for `self.x` and `cls.x`. */
  readonly class?: string
  /** Method or function through which it is changed in place. */
  readonly method?: string
  /** Locks that are held there. */
  readonly locks?: readonly string[]
}

export interface CallEffect {
  /** What is called, as far as it is known; else as written. */
  readonly name: string
  readonly line: number
}

export interface FunctionEffects {
  /** False if nothing in it lets other tasks run. */
  readonly suspends: boolean
  /** Number of suspensions by syntax. */
  readonly suspensions: number
  /** Calls that block the thread: `time.sleep`, `requests.get`, a synchronous driver. */
  readonly blocks: readonly CallEffect[]
  /** Shared locations, each once for each kind, the first place of each. */
  readonly reads: readonly LocationEffect[]
  readonly writes: readonly LocationEffect[]
  readonly mutations: readonly LocationEffect[]
  /** Locks that it takes. */
  readonly locks: readonly string[]
  readonly commits: readonly CallEffect[]
  readonly flushes: readonly CallEffect[]
  readonly rollbacks: readonly CallEffect[]
  /** Names of exception classes that leave it, '' for a bare `raise` or something computed. */
  readonly raises: readonly string[]
  /** Messages, jobs, mails and requests that leave the process. */
  readonly emits: readonly CallEffect[]
  /** What its `return` statements give. */
  readonly returns: 'nothing' | 'value' | 'mixed'
}

/** The effects that were recorded for a function of the project. */
export function effectsOf(of: ProjectFunction): FunctionEffects | undefined {
  // Only `summarizeFunction` writes under this key.
  return of.summary.effects?.[EFFECTS_KEY] as FunctionEffects | undefined
}
