// What one function does by itself, as plain data: what callers, rules about the whole project and
// the suspension analysis need of it. Calls are not followed; the project index adds what callees
// do. Empty lists are left out, since there is one record for each function of a project.
import type { ProjectFunction } from '../project/values.ts'

/** Key of the effects in `FunctionSummary.effects`. */
export const EFFECTS_KEY = 'flow'

/** A place that outlives the call: `self.x`, a module variable, an attribute of something imported. */
export interface LocationEffect {
  /** `self.x` or `cls.x`; `.NAME` for variables of the module; `pkg.mod.NAME` for imported ones. */
  readonly key: string
  /** Symbol of the class for `self.x` and `cls.x`. */
  readonly class?: string
  readonly line: number
  /** The method through which it is changed in place; `[]` for items. */
  readonly method?: string
  /** True if a lock is held there, as far as `with` tells. */
  readonly isLocked?: boolean
}

export interface CallEffect {
  /** Qualified name of what is called, or the attribute that is called: `.commit`. */
  readonly name: string
  readonly line: number
}

export interface FunctionEffects {
  /** False if nothing in it can let other tasks run: no await, async loop or async with. */
  readonly suspends: boolean
  /** Each location once for each kind, with the first place of each. */
  readonly reads?: readonly LocationEffect[]
  readonly writes?: readonly LocationEffect[]
  /** Changes in place of what a location holds. */
  readonly mutations?: readonly LocationEffect[]
  /** Calls that are known to block the thread. */
  readonly blocks?: readonly CallEffect[]
  readonly commits?: readonly CallEffect[]
  readonly flushes?: readonly CallEffect[]
  readonly rollbacks?: readonly CallEffect[]
  /** Messages, jobs, mails and requests that leave the process. */
  readonly emits?: readonly CallEffect[]
  /** Locks taken by `with`, as written. */
  readonly locks?: readonly string[]
  /** Exceptions that leave it by a `raise` of its own; '' for one that cannot be named. */
  readonly raises?: readonly string[]
  /** What its `return` statements give. */
  readonly returns: 'nothing' | 'value' | 'mixed'
}

/** The effects that were recorded for a function of the project. */
export function effectsOf(of: ProjectFunction): FunctionEffects | undefined {
  // Only `summarizeEffects` writes under this key.
  return of.summary.effects?.[EFFECTS_KEY] as FunctionEffects | undefined
}
