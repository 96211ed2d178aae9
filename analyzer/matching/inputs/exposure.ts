// Whether somebody outside of the program can have a say in what a function is given.
import type { Checker } from '../../engine/checker.ts'
import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'
import type { EntryKind } from '../../model.ts'
import { FROM_CLI, FROM_REQUEST, FROM_TEST, IN_JOB } from '../../project/reachability.ts'
import { isTestPath } from '../../project/test-paths.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { hasApplication } from '../routes/open-routes.ts'
import { projectFunction } from '../shared-state/thread-reach.ts'
import { takesFromCaller } from './caller-values.ts'

/**
 * False where the program calls the function itself and none of what leads to it serves a request, a
 * message or a job: then the values are those of the program and of who runs it. What nobody calls
 * is called by others, with whatever they have.
 */
export function isExposed(checker: Checker, node: Node): boolean {
  const own = projectFunction(checker, checker.facts.enclosingFunction(node))
  if (own === undefined) return true
  const { calls, reachability } = checker.project.index
  if ((reachability.flags(own) & (FROM_REQUEST | IN_JOB)) !== 0) return true
  return calls.callers(own).every(({ module }) => isTestPath(module.summary.path))
}

/** True where requests, messages or jobs lead to a place. */
export function isServed(checker: Checker, node: Node): boolean {
  const own = projectFunction(checker, checker.facts.enclosingFunction(node))
  if (own === undefined) return false
  return (checker.project.index.reachability.flags(own) & (FROM_REQUEST | IN_JOB)) !== 0
}

/** True where a command line or a test leads to a place, and neither requests nor jobs do. */
export function runsAlone(checker: Checker, node: Node): boolean {
  const own = projectFunction(checker, checker.facts.enclosingFunction(node))
  if (own === undefined) return false
  const flags = checker.project.index.reachability.flags(own)
  return (flags & (FROM_CLI | FROM_TEST)) !== 0 && (flags & (FROM_REQUEST | IN_JOB)) === 0
}

/** Entry points of what is served: others say what it is called with. */
const SERVED: ReadonlySet<EntryKind> = new Set(['route', 'websocket', 'job', 'event'])

/** True for a program with an application, routes, handlers of messages, or jobs. */
export function serves(project: Project): boolean {
  const own = project.table(ownEntries)
  return hasApplication(project) || [...SERVED].some((kind) => own.has(kind))
}

export const ownEntries = defineTable({
  id: 'kinds of entry points outside of tests',
  make: ({ index }): ReadonlySet<EntryKind> =>
    new Set(
      index.entryPoints
        .filter(({ module }) => !isTestPath(module.summary.path))
        .map(({ kind }) => kind),
    ),
})

/** `management/commands/reset.py`: options of who runs the program. */
function isOfCommand({ path }: Checker): boolean {
  return /(?:^|\/)management\/commands\/\w+\.py$/.test(path)
}

/** What a text weighs that a call runs, where it is put together of values that are no input. */
export function severityOfBuilt(
  checker: Checker,
  call: Node,
  built: Node,
  sink: number,
): 'high' | 'medium' | 'low' {
  // Who may give commands to the program may as well open its database.
  if (!isExposed(checker, call) || isOfCommand(checker)) return built === NO_NODE ? 'low' : 'medium'
  if (!takesFromCaller(checker, built, sink)) return 'medium'
  // Where nobody is served, who hands in the text could as well run it.
  return isServed(checker, call) || serves(checker.project) ? 'high' : 'medium'
}
