// Which suspensions let other tasks run in fact. Taking part in the syntax of `await` is not
// enough: leaving an asyncio lock never waits, nor does a coroutine that awaits nothing.
import type { FileFacts } from '../facts/file-facts.ts'
import type { ProjectFunction } from '../project/values.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileTypes } from '../types/file-types.ts'
import { effectsOf } from './effects.ts'
import { EXIT, SUSPEND } from './events.ts'
import type { EventIndex, FlowGraph } from './graph.ts'
import { managerOf } from './with-parts.ts'

/** Managers that do not wait on the way in, and those that do not on the way out. */
const ENTERS_AT_ONCE = ['session', 'http-client', 'timeout', 'task-group'] as const
const LEAVES_AT_ONCE = ['lock', 'semaphore', 'condition', 'timeout'] as const

export class Suspensions {
  readonly #facts: FileFacts
  readonly #types: FileTypes

  constructor(facts: FileFacts, types: FileTypes) {
    this.#facts = facts
    this.#types = types
  }

  /** False for events that are no suspension, or one that is known to pass without waiting. */
  suspends(graph: FlowGraph, at: EventIndex): boolean {
    if (graph.eventKind(at) !== SUSPEND) return false
    const node = graph.eventNode(at)
    switch (graph.tree.kind(node)) {
      case k.K_WITH_ITEM: {
        const isExit = graph.eventKind(at + 1) === EXIT
        const traits = isExit ? LEAVES_AT_ONCE : ENTERS_AT_ONCE
        const type = this.#types.typeOf(managerOf(graph.tree, node))
        const isAsyncio =
          this.#types.hasTrait(type, 'asyncio') && !this.#types.hasTrait(type, 'redis')
        return !(isAsyncio && traits.some((trait) => this.#types.hasTrait(type, trait)))
      }
      case k.K_AWAIT:
        return this.#awaitSuspends(node)
      default:
        return true
    }
  }

  /** The functions of the project that a call may run, where that is known. */
  targets(call: Node): readonly ProjectFunction[] {
    const callee = this.#facts.callee(call)
    if (callee === NO_NODE) return []
    return this.#types.index.callTargets(this.#types.valueOf(callee))
  }

  #awaitSuspends(node: Node): boolean {
    const { tree } = this.#facts
    const awaited = tree.endOfSubtree(node) > node + 2 ? node + 2 : NO_NODE
    if (awaited === NO_NODE || tree.kind(awaited) !== k.K_CALL) return true
    const targets = this.targets(awaited)
    if (targets.length === 0) return true
    return targets.some((target) => {
      // What overrides the method may wait although this one does not.
      const { class: owner, summary } = target
      const isOverridden =
        owner !== undefined && this.#types.index.hierarchy.overrides(owner, summary.name).length > 0
      return isOverridden || summary.isStub || effectsOf(target)?.suspends !== false
    })
  }
}
