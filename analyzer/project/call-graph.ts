// Who calls whom, over the whole project.
import type { Place } from '../facts/expression.ts'
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

const NO_EDGES: readonly CallEdge[] = []
const NO_TARGETS: readonly Target[] = []

export class CallGraph {
  readonly edges: readonly CallEdge[]
  readonly spawns: readonly SpawnEdge[]
  readonly #index: ProjectIndex
  readonly #byCaller: (CallEdge[] | undefined)[] = []
  readonly #byCallee: (CallEdge[] | undefined)[] = []

  constructor(index: ProjectIndex) {
    this.#index = index
    const edges: CallEdge[] = []
    const spawns: SpawnEdge[] = []
    for (const module of index.graph.modules) {
      const { functions } = index.symbols(module)
      const { rows, references } = module.summary.calls
      const targets = references.map((one) => this.#targets(index.resolve(module, one)))
      for (let row = 0; row < rows.length; row += CALL_STRIDE) {
        for (const { target, isVirtual } of targets[rows[row + 1] as number] ?? []) {
          edges.push({
            caller: functions[rows[row] as number],
            module,
            callee: target,
            at: { line: rows[row + 2] as number, column: rows[row + 3] as number },
            isAwaited: rows[row + 4] === 1,
            isVirtual,
          })
        }
      }
      for (const { caller, kind, target, at } of module.summary.calls.spawns) {
        for (const found of this.#targets(index.resolve(module, target))) {
          spawns.push({ caller: functions[caller], module, target: found.target, kind, at })
        }
      }
    }
    this.edges = edges
    this.spawns = spawns
    for (const edge of edges) {
      if (edge.caller !== undefined) append(this.#byCaller, edge.caller.id, edge)
      append(this.#byCallee, edge.callee.id, edge)
    }
  }

  /** Calls that a function makes to functions of the project, in the order of its source. */
  callees(of: ProjectFunction): readonly CallEdge[] {
    return this.#byCaller[of.id] ?? NO_EDGES
  }

  /** Calls that reach a function. */
  callers(of: ProjectFunction): readonly CallEdge[] {
    return this.#byCallee[of.id] ?? NO_EDGES
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

function append(lists: (CallEdge[] | undefined)[], at: number, edge: CallEdge): void {
  const known = lists[at]
  if (known === undefined) lists[at] = [edge]
  else known.push(edge)
}
