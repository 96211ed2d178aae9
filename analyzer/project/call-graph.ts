// Who calls whom, over the whole project.
import type { Place } from '../facts/expression.ts'
import { wrapped } from './decorated.ts'
import type { ModuleEntry } from './module-graph.ts'
import type { ProjectIndex } from './project-index.ts'
import { CALL_STRIDE, type SpawnKind } from './summary.ts'
import type { ProjectFunction, Value } from './values.ts'

export interface CallEdge {
  /** Undefined for calls that the module itself makes. */
  readonly caller: ProjectFunction | undefined
  readonly module: ModuleEntry
  readonly callee: ProjectFunction
  readonly at: Place
  readonly isAwaited: boolean
  /** True if the call may also reach this override of the method that is named. */
  readonly isVirtual: boolean
}

/** A function handed to a call. */
export interface SpawnEdge {
  readonly caller: ProjectFunction | undefined
  readonly module: ModuleEntry
  readonly target: ProjectFunction
  readonly kind: SpawnKind
  readonly at: Place
}

/** A method with more overrides than this is called on anything. */
const MAX_OVERRIDES = 12

interface Target {
  readonly target: ProjectFunction
  readonly isVirtual: boolean
}

const NO_TARGETS: readonly Target[] = []

/**
 * Numbers of one call: caller, module, callee (indices, -1 for none), line, column, flags. There are
 * hundreds of thousands of calls, and an object for each would take ten times the memory.
 */
const STRIDE = 6
const AWAITED = 1
const VIRTUAL = 2

export class CallGraph {
  readonly #spawns: readonly SpawnEdge[]
  readonly #index: ProjectIndex
  readonly #functions: readonly ProjectFunction[]
  readonly #modules: readonly ModuleEntry[]
  readonly #rows: Int32Array
  readonly #byCaller: Groups
  readonly #byCallee: Groups

  constructor(index: ProjectIndex) {
    this.#index = index
    this.#modules = index.graph.modules
    const edges = new Rows()
    const spawns: SpawnEdge[] = []
    for (const [at, module] of this.#modules.entries()) {
      const { functions } = index.symbols(module)
      const { rows, references } = module.summary.calls
      const targets = references.map((one) => this.#targets(index.resolve(module, one)))
      for (let row = 0; row < rows.length; row += CALL_STRIDE) {
        for (const { target, isVirtual } of targets[rows[row + 1] as number] ?? []) {
          edges.add(
            functions[rows[row] as number]?.id ?? -1,
            at,
            target.id,
            rows[row + 2] as number,
            rows[row + 3] as number,
            (rows[row + 4] === 1 ? AWAITED : 0) + (isVirtual ? VIRTUAL : 0),
          )
        }
      }
      for (const { function: one, wrapper } of wrapped(index, module)) {
        const { line, column } = one.summary.at
        edges.add(one.id, at, wrapper.id, line, column, 0)
      }
      for (const { caller, kind, target, at } of module.summary.calls.spawns) {
        for (const found of this.#targets(index.resolve(module, target))) {
          spawns.push({ caller: functions[caller], module, target: found.target, kind, at })
        }
      }
    }
    this.#spawns = spawns
    this.#functions = index.functions
    this.#rows = edges.end()
    this.#byCaller = groupsOf(this.#rows, 0, this.#functions.length)
    this.#byCallee = groupsOf(this.#rows, 2, this.#functions.length)
  }

  /** Functions that are handed to calls. */
  get spawns(): readonly SpawnEdge[] {
    this.#index.reads.everything()
    return this.#spawns
  }

  /** Calls that modules make while they are imported or run, in the order of the project. */
  *fromModules(): Generator<CallEdge> {
    this.#index.reads.everything()
    for (let row = 0; row < this.#rows.length; row += STRIDE) {
      if (this.#rows[row] === -1) yield this.#edge(row)
    }
  }

  /** Calls that a function makes to functions of the project, in the order of its source. */
  callees(of: ProjectFunction): readonly CallEdge[] {
    this.#index.reads.askAbout('callees', of)
    return this.#edges(this.#byCaller, of.id)
  }

  /** Calls that reach a function. */
  callers(of: ProjectFunction): readonly CallEdge[] {
    this.#index.reads.askAbout('callers', of)
    return this.#edges(this.#byCallee, of.id)
  }

  #edges({ starts, rows }: Groups, id: number): readonly CallEdge[] {
    const found: CallEdge[] = []
    const end = starts[id + 1] as number
    for (let at = starts[id] as number; at < end; at += 1) {
      found.push(this.#edge(rows[at] as number))
    }
    return found
  }

  #edge(row: number): CallEdge {
    const rows = this.#rows
    const flags = rows[row + 5] as number
    return {
      caller: this.#functions[rows[row] as number],
      // Indices that were written from these very lists.
      module: this.#modules[rows[row + 1] as number] as ModuleEntry,
      callee: this.#functions[rows[row + 2] as number] as ProjectFunction,
      at: { line: rows[row + 3] as number, column: rows[row + 4] as number },
      isAwaited: (flags & AWAITED) !== 0,
      isVirtual: (flags & VIRTUAL) !== 0,
    }
  }

  #targets(value: Value | undefined): readonly Target[] {
    if (value === undefined || value.kind === 'external') return NO_TARGETS
    const direct = this.#index.callTargets(value)
    const found = direct.map((target) => ({ target, isVirtual: false }))
    if (value?.kind === 'method') {
      const overrides = this.#index.hierarchy.overrides(value.receiver, value.function.summary.name)
      if (overrides.length <= MAX_OVERRIDES) {
        for (const target of overrides) found.push({ target, isVirtual: true })
      }
    }
    return found
  }
}

/** Grows as it is filled. */
class Rows {
  #numbers = new Int32Array(64 * STRIDE)
  #length = 0

  add(...row: readonly number[]): void {
    if (this.#length + row.length > this.#numbers.length) {
      const larger = new Int32Array(this.#numbers.length * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers.set(row, this.#length)
    this.#length += row.length
  }

  end(): Int32Array {
    return this.#numbers.slice(0, this.#length)
  }
}

/** Rows by a number that they hold: those of `id` stand from `starts[id]` to `starts[id + 1]`. */
interface Groups {
  readonly starts: Int32Array
  readonly rows: Int32Array
}

function groupsOf(table: Int32Array, column: number, count: number): Groups {
  const starts = new Int32Array(count + 1)
  const keyAt = (row: number) => table[row + column] as number
  for (let row = 0; row < table.length; row += STRIDE) {
    if (keyAt(row) >= 0) starts[keyAt(row) + 1] = (starts[keyAt(row) + 1] as number) + 1
  }
  for (let id = 0; id < count; id += 1) {
    starts[id + 1] = (starts[id + 1] as number) + (starts[id] as number)
  }
  const next = starts.slice()
  const rows = new Int32Array(starts[count] as number)
  for (let row = 0; row < table.length; row += STRIDE) {
    const key = keyAt(row)
    if (key < 0) continue
    const at = next[key] as number
    rows[at] = row
    next[key] = at + 1
  }
  return { starts, rows }
}
