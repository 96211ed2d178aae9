// The flow graphs of a file and what is computed over them, made when somebody asks.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { type MakeShared, makeShared } from '../facts/on-demand.ts'
import type { Node } from '../syntax/tree.ts'
import { buildFlow } from './build-flow.ts'
import { DefUse } from './def-use.ts'
import { type Dominance, type PostDominance, postDominators } from './dominance.ts'
import { NORMAL_EDGES } from './edges.ts'
import type { FlowGraph } from './graph.ts'
import { GraphSketch } from './sketch.ts'

const MODULE: Node = 0

export class FileFlow {
  readonly facts: FileFacts
  readonly #makeShared: MakeShared
  readonly #sketch = new GraphSketch()
  readonly #graphs = new Map<Node, FlowGraph>()
  readonly #defUses = new Map<FlowGraph, DefUse>()
  readonly #postDominators = new Map<FlowGraph, PostDominance>()

  constructor(facts: FileFacts, share: MakeShared = makeShared) {
    this.facts = facts
    this.#makeShared = share
  }

  /** The graph of a function or lambda; undefined is the module. */
  of(owner: FunctionFacts | undefined): FlowGraph {
    const node = owner?.node ?? MODULE
    let graph = this.#graphs.get(node)
    if (graph === undefined) {
      graph = this.#makeShared(() => buildFlow(this.facts, node, this.#sketch))
      this.#graphs.set(node, graph)
    }
    return graph
  }

  /** The graph in which a node is evaluated. */
  around(node: Node): FlowGraph {
    return this.of(this.facts.enclosingFunction(node))
  }

  defUse(graph: FlowGraph): DefUse {
    let found = this.#defUses.get(graph)
    if (found === undefined) {
      found = this.#makeShared(() => new DefUse(this.facts, graph))
      this.#defUses.set(graph, found)
    }
    return found
  }

  /** Dominance from the entry, along all edges. */
  dominators(graph: FlowGraph): Dominance {
    return this.defUse(graph).dominance
  }

  /** What certainly follows as long as nothing raises. */
  postDominators(graph: FlowGraph): PostDominance {
    let found = this.#postDominators.get(graph)
    if (found === undefined) {
      found = this.#makeShared(() => postDominators(graph, NORMAL_EDGES))
      this.#postDominators.set(graph, found)
    }
    return found
  }
}
