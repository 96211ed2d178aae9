// Whether a function runs in several threads at once, and how that comes about.
import type { Checker, StepDraft } from '../../engine/checker.ts'
import type { Project } from '../../engine/project.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { EntryPoint } from '../../project/entry-points.ts'
import { FROM_REQUEST, IN_THREAD, ON_LOOP } from '../../project/reachability.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { placeOfFunction } from '../names/project-places.ts'

/** The function of the project that a function of this file is; undefined for lambdas. */
export function projectFunction(
  { project, path }: Checker,
  one: FunctionFacts | undefined,
): ProjectFunction | undefined {
  if (one === undefined || one.isLambda) return undefined
  return project.index.function(path, one.symbol)
}

export interface ThreadReach {
  readonly entry: EntryPoint
  readonly steps: readonly StepDraft[]
}

/** How threads come to run a function; undefined if nothing shows that any does. */
export function threadReach(checker: Checker, one: FunctionFacts): ThreadReach | undefined {
  const target = projectFunction(checker, one)
  return target && reachOf(checker.project, target)
}

/** The same for a function of any file. */
export function reachOf(project: Project, target: ProjectFunction): ThreadReach | undefined {
  const { reachability } = project.index
  if ((reachability.flags(target) & IN_THREAD) === 0) return undefined
  const way = reachability.way(target, IN_THREAD)
  if (way === undefined) return undefined
  const { entry, calls } = way
  // Callbacks and timers of an event loop run between its tasks, not beside them.
  const { imports } = entry.module.summary
  const hasThreads = imports.some((one) => /^(?:threading|concurrent)\b/.test(one.target ?? ''))
  if (entry.kind === 'event' || (entry.kind === 'timer' && !hasThreads)) return undefined
  const steps: StepDraft[] = [
    {
      kind: 'call',
      location: placeOfFunction(entry.function),
      message: `\`${entry.function.summary.name}\` ${MEANS[entry.kind] ?? 'runs in a thread'}`,
    },
    ...calls.slice(0, 6).map(
      ({ callee }): StepDraft => ({
        kind: 'call',
        location: placeOfFunction(callee),
        message: `\`${callee.summary.name}\` is called`,
      }),
    ),
  ]
  return { entry, steps }
}

const MEANS: Readonly<Record<string, string>> = {
  route: 'serves requests in a pool of threads',
  websocket: 'serves connections in a pool of threads',
  event: 'handles events in a thread',
  background: 'runs in the background in a thread',
  timer: 'is run by a timer in a thread of its own',
  thread: 'is the target of a thread',
  executor: 'is run by the threads of an executor',
}

/** True if only tasks of one event loop run a function, and no thread. */
export function runsOnLoopOnly(checker: Checker, one: FunctionFacts): boolean {
  const target = projectFunction(checker, one)
  return target !== undefined && isOnLoopOnly(checker.project, target)
}

/** The same for a function of any file. */
export function isOnLoopOnly(project: Project, target: ProjectFunction): boolean {
  const flags = project.index.reachability.flags(target)
  return (flags & IN_THREAD) === 0 && (flags & (ON_LOOP | FROM_REQUEST)) !== 0
}
