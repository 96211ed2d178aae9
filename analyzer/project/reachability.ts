// From which kinds of entry points each function can be reached, and on which way.
import type { CallEdge, CallGraph } from './call-graph.ts'
import type { EntryPoint } from './entry-points.ts'
import type { EntryKind } from './entry-tables.ts'
import type { ReadLog } from './reads.ts'
import { isTestPath } from './test-paths.ts'
import type { ProjectFunction } from './values.ts'

/** Runs as one of many tasks of an event loop. */
export const ON_LOOP = 1
/** Runs in a thread beside others, thread pools for requests included. */
export const IN_THREAD = 2
/** Runs in a worker of a task queue or another process. */
export const IN_JOB = 4
/** Runs from a command line. */
export const FROM_CLI = 8
/** Runs from a test. */
export const FROM_TEST = 16
/** Serves a request, message or event. */
export const FROM_REQUEST = 32

export class Reachability {
  readonly #flags: Uint8Array
  readonly #calls: CallGraph
  readonly #reads: ReadLog
  readonly #entries = new Map<ProjectFunction, EntryPoint[]>()
  /** Asked for each edge. */
  readonly #testPaths = new Map<string, boolean>()

  constructor(count: number, calls: CallGraph, entries: readonly EntryPoint[], reads: ReadLog) {
    this.#reads = reads
    this.#calls = calls
    this.#flags = new Uint8Array(count)
    const open: ProjectFunction[] = []
    const raise = (one: ProjectFunction, flags: number): void => {
      const known = this.#flags[one.id] as number
      if ((known | flags) === known) return
      this.#flags[one.id] = known | flags
      open.push(one)
    }
    for (const entry of entries) {
      const known = this.#entries.get(entry.function)
      if (known === undefined) this.#entries.set(entry.function, [entry])
      else known.push(entry)
      raise(entry.function, entryFlags(entry))
    }
    const passed = passedOn(calls)
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const flags = this.#flags[one.id] as number
      for (const { callee } of calls.callees(one)) raise(callee, this.#onward(one, callee, flags))
      for (const target of passed.get(one) ?? []) raise(target, this.#onward(one, target, flags))
    }
  }

  /** What a function hands on: the threads of a test say nothing of how the product runs. */
  #onward(caller: ProjectFunction, callee: ProjectFunction, flags: number): number {
    return this.#isOfTests(caller) && !this.#isOfTests(callee)
      ? flags & ~(IN_THREAD | IN_JOB)
      : flags
  }

  #isOfTests({ module }: ProjectFunction): boolean {
    const { path } = module.summary
    const known = this.#testPaths.get(path)
    if (known !== undefined) return known
    const answer = isTestPath(path)
    this.#testPaths.set(path, answer)
    return answer
  }

  /** The flags above, combined; 0 for what nothing known starts. */
  flags(of: ProjectFunction): number {
    this.#reads.askAbout('reached', of)
    return this.#flags[of.id] as number
  }

  /** What makes the function itself an entry point. */
  entriesOf(of: ProjectFunction): readonly EntryPoint[] {
    this.#reads.askAbout('reached', of)
    return this.#entries.get(of) ?? []
  }

  /**
   * A shortest way from an entry point with one of `flags` to the function: the entry point and
   * the calls that lead on. Undefined if there is none.
   */
  way(
    to: ProjectFunction,
    flags: number,
  ): { readonly entry: EntryPoint; readonly calls: readonly CallEdge[] } | undefined {
    const next = new Map<ProjectFunction, CallEdge | undefined>([[to, undefined]])
    const open = [to]
    for (let head = 0; head < open.length; head += 1) {
      const one = open[head] as ProjectFunction
      const entry = this.entriesOf(one).find((found) => (entryFlags(found) & flags) !== 0)
      if (entry !== undefined) return { entry, calls: follow(next, one) }
      for (const edge of this.#calls.callers(one)) {
        if (edge.caller === undefined || next.has(edge.caller)) continue
        const handedOn = this.#onward(edge.caller, one, this.flags(edge.caller))
        if ((handedOn & flags) === 0) continue
        next.set(edge.caller, edge)
        open.push(edge.caller)
      }
    }
    return undefined
  }
}

function follow(
  next: ReadonlyMap<ProjectFunction, CallEdge | undefined>,
  from: ProjectFunction,
): readonly CallEdge[] {
  const calls: CallEdge[] = []
  for (let edge = next.get(from); edge !== undefined; edge = next.get(edge.callee)) calls.push(edge)
  return calls
}

/** Functions that are handed to calls of which nothing is known may be called there and then. */
function passedOn(calls: CallGraph): ReadonlyMap<ProjectFunction, readonly ProjectFunction[]> {
  const found = new Map<ProjectFunction, ProjectFunction[]>()
  for (const { caller, kind, target } of calls.spawns) {
    if (caller === undefined || (kind !== 'passed' && kind !== 'run')) continue
    const known = found.get(caller)
    if (known === undefined) found.set(caller, [target])
    else known.push(target)
  }
  return found
}

/** How the code behind an entry point runs. */
export function entryFlags({ kind, function: target, module }: EntryPoint): number {
  const isTest = isTestPath(module.summary.path)
  // What a test starts at once says nothing of how the product runs it.
  if (isTest && !isTestPath(target.module.summary.path)) return FROM_TEST
  const own = kindFlags(kind, target.summary.isAsync)
  return isTest ? own | FROM_TEST : own
}

function kindFlags(kind: EntryKind, isAsync: boolean): number {
  switch (kind) {
    case 'route':
    case 'websocket':
    case 'event':
      return FROM_REQUEST | (isAsync ? ON_LOOP : IN_THREAD)
    // Runs before the first request and after the last one.
    case 'startup':
    case 'task':
      return ON_LOOP
    case 'background':
    case 'timer':
      return isAsync ? ON_LOOP : IN_THREAD
    case 'thread':
    case 'executor':
      return IN_THREAD
    case 'process':
    case 'job':
      return IN_JOB
    case 'signal':
    case 'cli':
      return FROM_CLI
    case 'test':
      return FROM_TEST
  }
}
