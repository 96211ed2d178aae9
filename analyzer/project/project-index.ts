// The picture of the whole project: modules, classes, who calls whom, what starts what.
import type { Expression } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { type MakeShared, makeShared } from '../facts/on-demand.ts'
import type { Reference } from '../facts/reference.ts'
import type { Node } from '../syntax/tree.ts'
import { type CallEdge, CallGraph } from './call-graph.ts'
import type { ClassHierarchy } from './class-hierarchy.ts'
import { type EntryPoint, findEntryPoints } from './entry-points.ts'
import {
  type AskedOfGraph,
  type GraphEntry,
  type ModuleEntry,
  ModuleGraph,
} from './module-graph.ts'
import type { ModuleSymbols } from './module-symbols.ts'
import { Reachability } from './reachability.ts'
import { PART, ReadLog } from './reads.ts'
import { Resolver } from './resolver.ts'
import type { ModuleSummary } from './summary.ts'
import { collectSymbols, type ProjectSymbols } from './symbols.ts'
import type { ProjectClass, ProjectFunction, Value } from './values.ts'

/** A question with what it is about. */
export type Asked = readonly [
  kind: string,
  path?: string | undefined,
  symbol?: string | undefined,
  number?: number | undefined,
]

/** Links the summaries of all files; the order of the summaries is the order of the project. */
export function link(
  summaries: readonly ModuleSummary[],
  share: MakeShared = makeShared,
): ProjectIndex {
  return new ProjectIndex(summaries, share)
}

export class ProjectIndex {
  readonly graph: ModuleGraph
  /** Notes what is read of the project. */
  readonly reads = new ReadLog()
  readonly #symbols: ProjectSymbols
  readonly #makeShared: MakeShared
  readonly #resolver: Resolver
  readonly #byPath = new Map<string, ModuleEntry>()
  readonly #functionsByName = new Map<ModuleEntry, ReadonlyMap<string, ProjectFunction>>()
  #calls: CallGraph | undefined
  #entryPoints: readonly EntryPoint[] | undefined
  #reachability: Reachability | undefined

  constructor(summaries: readonly ModuleSummary[], share: MakeShared) {
    const { reads } = this
    this.#makeShared = (make) => share(() => reads.apart(make))
    this.graph = new ModuleGraph(summaries, reads)
    this.#symbols = collectSymbols(this.graph.modules, reads)
    this.#resolver = new Resolver(this.graph, this.#symbols, reads)
    for (const entry of this.graph.modules) this.#byPath.set(entry.summary.path, entry)
  }

  /** In the order of files and then of lines. */
  get functions(): readonly ProjectFunction[] {
    this.reads.everything()
    return this.#symbols.functions
  }

  get classes(): readonly ProjectClass[] {
    this.reads.everything()
    return this.#symbols.classes
  }

  /** Bases, overrides, method look-up. */
  get hierarchy(): ClassHierarchy {
    return this.#resolver.hierarchy
  }

  /** Who calls whom; made on first use. */
  get calls(): CallGraph {
    this.#calls ??= this.#makeShared(() => new CallGraph(this))
    return this.#calls
  }

  /** Functions that requests, tasks, threads, command lines and tests start. */
  get entryPoints(): readonly EntryPoint[] {
    this.reads.everything()
    this.#entryPoints ??= this.#makeShared(() => findEntryPoints(this, this.calls))
    return this.#entryPoints
  }

  /** What can be reached from the entry points. */
  get reachability(): Reachability {
    this.#reachability ??= this.#makeShared(
      () => new Reachability(this.functions.length, this.calls, this.entryPoints, this.reads),
    )
    return this.#reachability
  }

  /** What `reads` were asked, anew: the answer as plain data; see `asText`. */
  told(asked: Asked): unknown {
    const [kind, path = '', symbol = '', number = 0] = asked
    const entry = this.#byPath.get(path)
    const symbols = entry && this.#symbols.byModule.get(entry)
    switch (kind) {
      case 'modules':
      case 'module':
      case 'top':
      case 'outside':
        // Asked by the graph itself.
        return this.graph.told(asked as AskedOfGraph)
      case 'subclasses': {
        const of = symbols?.classes.filter(({ summary }) => summary.symbol === symbol)[number]
        return of && this.hierarchy.subclasses(of)
      }
      case 'reached':
        return this.#about(entry, symbol).map((one) => [
          one,
          this.reachability.flags(one),
          this.reachability.entriesOf(one),
        ])
      case 'callees':
        return this.#about(entry, symbol).map((one) => [
          one,
          this.calls.callees(one).map((edge) => [edge.callee, ...placeOfCall(edge)]),
        ])
      case 'callers':
        return this.#about(entry, symbol).map((one) => [
          one,
          this.calls.callers(one).map((edge) => [edge.caller ?? edge.module, ...placeOfCall(edge)]),
        ])
      default:
        throw new Error(`Nobody asks for ${kind}.`)
    }
  }

  /** The function that `ReadLog.askAbout` names, or all of the file. */
  #about(entry: ModuleEntry | undefined, name: string): readonly ProjectFunction[] {
    const functions = (entry && this.#symbols.byModule.get(entry)?.functions) ?? []
    if (name === '' || entry === undefined) return functions
    let named = this.#functionsByName.get(entry)
    if (named === undefined) {
      named = new Map(functions.map((one) => [one.place.slice(1).join(PART), one]))
      this.#functionsByName.set(entry, named)
    }
    const found = named.get(name)
    return found === undefined ? [] : [found]
  }

  /** The module of a file by its path. */
  module(path: string): ModuleEntry | undefined {
    const entry = this.#byPath.get(path)
    // One that comes to be there is told of as a file that changed.
    if (entry === undefined) this.reads.file(path)
    return entry
  }

  /** A function of a file by its symbol, as `FunctionFacts.symbol` gives it. */
  function(path: string, symbol: string): ProjectFunction | undefined {
    const entry = this.module(path)
    return entry && this.#resolver.symbols(entry).functionBySymbol.get(symbol)
  }

  class(path: string, symbol: string): ProjectClass | undefined {
    const entry = this.module(path)
    return entry && this.#resolver.symbols(entry).classBySymbol.get(symbol)
  }

  /** What a module holds, by symbol. */
  symbols(entry: ModuleEntry): ModuleSymbols {
    return this.#resolver.symbols(entry)
  }

  /** What a qualified name (see `FileFacts.qualifiedName`) means in a module. */
  resolveName(from: ModuleEntry, origin: string): Value | undefined {
    return this.#resolver.resolveName(from, origin)
  }

  /** What a name of a module's scope is, through imports and star imports. */
  member(entry: GraphEntry, name: string): Value | undefined {
    return this.#resolver.member(entry, name)
  }

  /** What a reference of a file means. Undefined where it is not known. */
  resolve(from: ModuleEntry, reference: Reference | undefined): Value | undefined {
    return this.#resolver.resolve(from, reference)
  }

  /** What an expression of a file means; the file must be part of the project. */
  resolveExpression(facts: FileFacts, node: Node): Value | undefined {
    const entry = this.#byPath.get(facts.path)
    return entry && this.resolve(entry, facts.references.of(node))
  }

  /** What a call calls: its callee's value, see `callTargets` and `Value`. */
  resolveCall(facts: FileFacts, call: Node): Value | undefined {
    const callee = facts.callee(call)
    return callee < 0 ? undefined : this.resolveExpression(facts, callee)
  }

  /** A value of an annotated type. */
  typeValue(from: ModuleEntry, type: Expression | undefined): Value | undefined {
    return this.#resolver.typeValue(from, type)
  }

  /** An attribute of a value. */
  attribute(of: Value | undefined, name: string): Value | undefined {
    return this.#resolver.attribute(of, name)
  }

  /** What a call of a value gives; for an async function what must be awaited. */
  callResult(callee: Value | undefined): Value | undefined {
    return this.#resolver.callResult(callee)
  }

  /**
   * The functions of the project that a call of this value runs: the function itself, the
   * constructor of a class, `__call__` of an instance.
   */
  callTargets(callee: Value | undefined): readonly ProjectFunction[] {
    switch (callee?.kind) {
      case 'function':
      case 'method':
        return [callee.function]
      case 'class': {
        const found = ['__init__', '__new__', '__post_init__'].flatMap(
          (name) => this.hierarchy.findMethod(callee.class, name) ?? [],
        )
        return found
      }
      case 'instance':
        return [this.hierarchy.findMethod(callee.class, '__call__') ?? []].flat()
      default:
        return []
    }
  }
}

/** Where and how a call is made, beside who calls whom: a caller calls in its own module. */
function placeOfCall({ at, isAwaited, isVirtual }: CallEdge): readonly (number | boolean)[] {
  return [at.line, at.column, isAwaited, isVirtual]
}
