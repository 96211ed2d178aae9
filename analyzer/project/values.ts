// What a reference resolves to.

import type { GraphEntry, ModuleEntry } from './module-graph.ts'
import type { AttributeSummary, ClassSummary, FunctionSummary, VariableSummary } from './summary.ts'

/** Where something of the project is found again: path, symbol, number among those of that symbol. */
export type SymbolPlace = readonly [path: string, symbol: string, number: number]

/** A function of the project. Compare by identity. */
export interface ProjectFunction {
  readonly module: ModuleEntry
  readonly place: SymbolPlace
  readonly summary: FunctionSummary
  /** Position among all functions of the project, in the order of files and then of lines. */
  readonly id: number
  /** The class in whose body it stands. */
  readonly class: ProjectClass | undefined
}

/** A class of the project. Compare by identity. */
export interface ProjectClass {
  readonly module: ModuleEntry
  readonly place: SymbolPlace
  readonly summary: ClassSummary
  readonly id: number
  /** Methods of the body by name; the last of a name wins, overloads and setters do not. */
  readonly methods: ReadonlyMap<string, ProjectFunction>
  /** Classes that stand directly in its body. */
  readonly nested: ReadonlyMap<string, ProjectClass>
  /** Assignments of the body, then those to `self`, by name. */
  readonly attributes: ReadonlyMap<string, readonly AttributeSummary[]>
}

export type Value =
  | { readonly kind: 'module'; readonly entry: GraphEntry }
  | { readonly kind: 'function'; readonly function: ProjectFunction }
  /** A method on a receiver. */
  | {
      readonly kind: 'method'
      readonly function: ProjectFunction
      readonly receiver: ProjectClass
    }
  | { readonly kind: 'class'; readonly class: ProjectClass }
  | { readonly kind: 'instance'; readonly class: ProjectClass }
  /** A variable of a module whose value is not known. */
  | {
      readonly kind: 'variable'
      readonly module: ModuleEntry
      readonly variable: VariableSummary
    }
  /** `super()`: the bases of a class. */
  | { readonly kind: 'bases'; readonly class: ProjectClass; readonly isClass: boolean }
  /** What must be awaited to have the value. */
  | {
      readonly kind: 'awaitable'
      readonly value: Value | undefined
      /** For a task or future, which runs whether anybody awaits it or not. */
      readonly isStarted?: boolean
    }
  /** A container: what its items are. */
  | { readonly kind: 'container'; readonly name: string; readonly item: Value | undefined }
  /** A context manager that gives `value`. */
  | { readonly kind: 'manager'; readonly value: Value | undefined; readonly isAsync: boolean }
  /**
   * Something from outside, by the path on which it is reached: `httpx.AsyncClient`, an instance
   * of it `httpx.AsyncClient()`, its method `httpx.AsyncClient().get`.
   */
  | { readonly kind: 'external'; readonly name: string }

export const external = (name: string): Value => ({ kind: 'external', name })
