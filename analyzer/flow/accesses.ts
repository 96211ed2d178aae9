// What a function does with locations: reads, writes, changes in place, tests, loops.
import type { FileFacts } from '../facts/file-facts.ts'
import { withoutBrackets } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import type { EventIndex, FlowGraph } from './graph.ts'
import type { Location, Locations } from './locations.ts'
import { changedArgument, mutates } from './mutators.ts'

/** `mutate` changes what the location holds in place: `self.items.append(x)`. */
export type AccessKind = 'read' | 'write' | 'delete' | 'mutate'

/**
 * What a read is for, and how a write comes about:
 * - `through`: only to reach something further: `self.cache` in `self.cache[k]`
 * - `test`: to decide on the way (also inside of `not`, comparisons, `len()`, `in`)
 * - `iterate`: to loop over it, `.items()` and the like included
 * - `update`: the old and the new value of `+=`
 * - `method`: to call a method on it; `mutate` for those that change it
 * - `value`: anything else
 */
export type AccessUse = 'value' | 'through' | 'test' | 'iterate' | 'update' | 'method'

export interface Access {
  readonly event: EventIndex
  /** The name, attribute or subscript; for method calls the call. */
  readonly node: Node
  readonly location: Location
  readonly kind: AccessKind
  readonly use: AccessUse
  /** The method that is called on it, or the function that it is handed to and that changes it. */
  readonly method?: string
}

const ITERATING = new Set(['items', 'keys', 'values'])
/** Functions that go through what they are given while their own result is looped over. */
const LAZY = new Set(['enumerate', 'zip', 'reversed', 'iter', 'filter', 'map', 'chain', 'cycle'])
/** Calls that only look at what they are given; a test may stand around them. */
const INSPECTING = new Set(['len', 'bool', 'any', 'all', 'isinstance', 'hasattr', 'callable'])

/**
 * Accesses of one graph in the order of its events. Names that no other function can see are left
 * out; paths that start with them are not (`row.count`).
 */
export function findAccesses(
  facts: FileFacts,
  graph: FlowGraph,
  locations: Locations,
): readonly Access[] {
  return new AccessPass(facts, graph, locations).run()
}

class AccessPass {
  readonly #facts: FileFacts
  readonly #graph: FlowGraph
  readonly #locations: Locations
  readonly #tested = new Set<Node>()
  readonly #found: Access[] = []

  constructor(facts: FileFacts, graph: FlowGraph, locations: Locations) {
    this.#facts = facts
    this.#graph = graph
    this.#locations = locations
  }

  run(): readonly Access[] {
    const graph = this.#graph
    for (let at = 0; at < graph.events.length; at += 1) {
      if (graph.eventKind(at) === event.TEST) this.#tested.add(graph.eventNode(at))
    }
    for (let at = 0; at < graph.events.length; at += 1) {
      this.#see(at, graph.eventKind(at), graph.eventNode(at))
    }
    return this.#found
  }

  #see(at: EventIndex, kind: number, node: Node): void {
    switch (kind) {
      case event.READ_NAME:
      case event.READ_ATTRIBUTE:
      case event.READ_ITEM:
        // What is called is seen with the call, as a use of the object before the dot.
        if (!this.#isCalled(node)) this.#add(at, node, 'read', this.#purposeOf(node))
        break
      case event.WRITE_NAME:
      case event.WRITE_ATTRIBUTE:
      case event.WRITE_ITEM:
        this.#add(at, node, 'write', this.#isUpdated(node) ? 'update' : 'value')
        break
      case event.DELETE_NAME:
      case event.DELETE_ATTRIBUTE:
      case event.DELETE_ITEM:
        this.#add(at, node, 'delete', 'value')
        break
      case event.CALL:
        this.#seeCall(at, node)
        break
    }
  }

  #add(at: EventIndex, node: Node, kind: AccessKind, use: AccessUse): void {
    const location = this.#locations.of(node)
    if (location === undefined) return
    // Bare variables that only this function knows are the business of `DefUse`.
    if (location.path.length === 0 && !location.isShared) return
    this.#found.push({ event: at, node, location, kind, use })
  }

  #seeCall(at: EventIndex, call: Node): void {
    const facts = this.#facts
    const { tree } = facts
    const callee = facts.callee(call)
    if (callee === NO_NODE) return
    const changed = changedArgument(facts, call)
    if (changed !== undefined) {
      const location = this.#locations.ofObject(changed.argument)
      if (location?.isShared || (location && location.path.length > 0)) {
        const method = changed.function
        this.#found.push({ event: at, node: call, location, kind: 'mutate', use: 'method', method })
      }
    }
    if (tree.kind(callee) === k.K_IDENTIFIER) this.#seeNamed(at, call)
    if (tree.kind(callee) !== k.K_ATTRIBUTE) return
    const object = tree.child(callee, k.F_OBJECT)
    const name = tree.child(callee, k.F_ATTRIBUTE)
    if (object === NO_NODE || name === NO_NODE) return
    const location = this.#locations.ofObject(withoutBrackets(tree, object))
    if (location === undefined || (location.path.length === 0 && !location.isShared)) return
    const method = facts.name(name)
    const kind = mutates(facts.tree, call, method) ? 'mutate' : 'read'
    const isLoop = (ITERATING.has(method) || method === 'get') && this.#isIterated(call)
    const use = isLoop ? 'iterate' : this.#callUse(call)
    this.#found.push({ event: at, node: call, location, kind, use, method })
  }

  /** `getattr(self, '_pool', None)` reads the attribute, `hasattr` asks for it. */
  #seeNamed(at: EventIndex, call: Node): void {
    const location = this.#locations.ofNamed(call)
    if (location === undefined) return
    const use = this.#isTested(call) ? 'test' : 'value'
    this.#found.push({ event: at, node: call, location, kind: 'read', use })
  }

  #callUse(call: Node): AccessUse {
    return this.#isTested(call) ? 'test' : 'method'
  }

  #purposeOf(node: Node): AccessUse {
    const { tree } = this.#facts
    const parent = tree.parent(node)
    const field = tree.fieldOf(node)
    switch (tree.kind(parent)) {
      case k.K_ATTRIBUTE:
        return 'through'
      case k.K_SUBSCRIPT:
        if (field === k.F_VALUE) return 'through'
        break
    }
    if (this.#isUpdated(node)) return 'update'
    if (this.#isIterated(node)) return 'iterate'
    return this.#isTested(node) ? 'test' : 'value'
  }

  #isCalled(node: Node): boolean {
    return this.#facts.tree.calledBy(node) !== NO_NODE
  }

  #isUpdated(node: Node): boolean {
    const { tree } = this.#facts
    const parent = tree.parent(node)
    return tree.kind(parent) === k.K_AUGMENTED_ASSIGNMENT && tree.fieldOf(node) === k.F_LEFT
  }

  #isIterated(node: Node): boolean {
    const { tree } = this.#facts
    const parent = tree.parent(node)
    const kind = tree.kind(parent)
    if (kind === k.K_FOR_STATEMENT || kind === k.K_FOR_IN_CLAUSE) {
      return tree.fieldOf(node) === k.F_RIGHT
    }
    if (kind !== k.K_ARGUMENT_LIST) return false
    const call = tree.parent(parent)
    if (tree.kind(call) !== k.K_CALL) return false
    const name = this.#facts.calleeName(call) ?? ''
    return LAZY.has(name.replace(/^(?:builtins|itertools)\./, '')) && this.#isIterated(call)
  }

  /** True if the value decides a test by itself or within a comparison or the like. */
  #isTested(node: Node): boolean {
    const facts = this.#facts
    const { tree } = facts
    for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
      if (this.#tested.has(at)) return true
      switch (tree.kind(tree.parent(at))) {
        case k.K_COMPARISON_OPERATOR:
        case k.K_NOT_OPERATOR:
        case k.K_BOOLEAN_OPERATOR:
        case k.K_PARENTHESIZED_EXPRESSION:
        case k.K_NAMED_EXPRESSION:
        case k.K_BINARY_OPERATOR:
        case k.K_UNARY_OPERATOR:
          break
        case k.K_ARGUMENT_LIST: {
          const call = tree.parent(tree.parent(at))
          const callee = tree.kind(call) === k.K_CALL ? facts.callee(call) : NO_NODE
          const isInspection =
            callee !== NO_NODE &&
            tree.kind(callee) === k.K_IDENTIFIER &&
            INSPECTING.has(facts.name(callee))
          if (!isInspection) return false
          at = tree.parent(at)
          break
        }
        default:
          return false
      }
    }
    return false
  }
}
