// Everything that rules ask of one function, behind one object, made when somebody asks.
import type { FunctionFacts } from '../facts/functions.ts'
import { type MakeShared, makeShared } from '../facts/on-demand.ts'
import type { Node } from '../syntax/tree.ts'
import type { FileTypes } from '../types/file-types.ts'
import { type Access, findAccesses } from './accesses.ts'
import type { DefUse } from './def-use.ts'
import type { Dominance, PostDominance } from './dominance.ts'
import type { FileFlow } from './file-flow.ts'
import type { EventIndex, FlowGraph, Point } from './graph.ts'
import { type Location, Locations } from './locations.ts'
import { type LockRegion, LockRegions } from './lock-regions.ts'
import { Locks } from './locks.ts'
import { SharedValues } from './shared-values.ts'
import { Suspensions } from './suspensions.ts'
import { type Guard, guardsOf, ValueFlow } from './value-flow.ts'

/** The analyses of one file's functions. */
export class FileAnalysis {
  readonly flow: FileFlow
  readonly types: FileTypes
  readonly #makeShared: MakeShared
  readonly #locks: Locks
  readonly #suspensions: Suspensions
  readonly sharedValues: SharedValues
  readonly #functions = new Map<FlowGraph, FunctionAnalysis>()

  constructor(flow: FileFlow, types: FileTypes, share: MakeShared = makeShared) {
    this.#makeShared = share
    this.flow = flow
    this.types = types
    this.#locks = new Locks(flow.facts, types)
    this.#suspensions = new Suspensions(flow.facts, types)
    this.sharedValues = new SharedValues(types)
  }

  /** The analysis of a function or lambda; undefined is the module. */
  of(owner: FunctionFacts | undefined): FunctionAnalysis {
    const graph = this.flow.of(owner)
    let found = this.#functions.get(graph)
    if (found === undefined) {
      found = new FunctionAnalysis(
        this.flow,
        graph,
        this.#locks,
        this.#suspensions,
        this.sharedValues,
        this.#makeShared,
      )
      this.#functions.set(graph, found)
    }
    return found
  }

  /** The analysis of the function, or module, in which a node is evaluated. */
  around(node: Node): FunctionAnalysis {
    return this.of(this.flow.facts.enclosingFunction(node))
  }
}

export class FunctionAnalysis {
  readonly graph: FlowGraph
  readonly locations: Locations
  readonly values: ValueFlow
  readonly #flow: FileFlow
  readonly #locks: Locks
  readonly #suspensions: Suspensions
  readonly #makeShared: MakeShared
  #accesses: readonly Access[] | undefined
  #accessesByEvent: Map<EventIndex, Access[]> | undefined
  #regions: LockRegions | undefined

  constructor(
    flow: FileFlow,
    graph: FlowGraph,
    locks: Locks,
    suspensions: Suspensions,
    values: SharedValues,
    share: MakeShared,
  ) {
    this.#makeShared = share
    this.#flow = flow
    this.graph = graph
    this.#locks = locks
    this.#suspensions = suspensions
    const defUse = flow.defUse(graph)
    this.locations = new Locations(flow.facts, defUse, values)
    this.values = new ValueFlow(defUse)
  }

  get defUse(): DefUse {
    return this.#flow.defUse(this.graph)
  }

  /** Dominance from the entry, along all edges. */
  get dominators(): Dominance {
    return this.defUse.dominance
  }

  /** What certainly follows as long as nothing raises. */
  get postDominators(): PostDominance {
    return this.#flow.postDominators(this.graph)
  }

  /** What the function does with locations, in the order of the graph's events. */
  get accesses(): readonly Access[] {
    this.#accesses ??= this.#makeShared(() =>
      findAccesses(this.#flow.facts, this.graph, this.locations),
    )
    return this.#accesses
  }

  /** The accesses of one event; a call can change one location and read another. */
  accessesAt(event: EventIndex): readonly Access[] {
    if (this.#accessesByEvent === undefined) {
      this.#accessesByEvent = new Map()
      for (const access of this.accesses) {
        const known = this.#accessesByEvent.get(access.event)
        if (known === undefined) this.#accessesByEvent.set(access.event, [access])
        else known.push(access)
      }
    }
    return this.#accessesByEvent.get(event) ?? []
  }

  /** Accesses of places of which the values go into what an event writes, variables followed. */
  readsBehind(write: EventIndex): readonly Access[] {
    return this.values
      .sourcesOfWrite(write)
      .flatMap((event) => this.accessesAt(event).filter(({ kind }) => kind === 'read'))
  }

  get lockRegions(): LockRegions {
    this.#regions ??= new LockRegions(this.#flow.facts, this.graph, this.locations, this.#locks)
    return this.#regions
  }

  /** The lock regions that hold where an event takes place, on every way to it. */
  locksHeldAt(event: EventIndex): readonly LockRegion[] {
    return this.lockRegions.heldAt(event)
  }

  /** True for suspensions that let other tasks run as far as is known. */
  suspends(event: EventIndex): boolean {
    return this.#suspensions.suspends(this.graph, event)
  }

  /** The tests that have certainly had one outcome where a point is reached, the nearest first. */
  guardsOf(point: Point): readonly Guard[] {
    return guardsOf(this.graph, this.dominators, point)
  }

  /** The location of a name, attribute or subscript; see `Locations.of`. */
  locationOf(node: Node): Location | undefined {
    return this.locations.of(node)
  }
}
