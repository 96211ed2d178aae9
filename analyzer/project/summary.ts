// What one file tells the others: plain data that can be stored, cloned and cached by content.
import type { Expression, Place } from '../facts/expression.ts'
import type { ParameterKind } from '../facts/parameters.ts'
import type { Reference } from '../facts/reference.ts'

/** Raised whenever the shape or meaning of a summary changes; older ones are made anew. */
export const SUMMARY_VERSION = 4

export interface ModuleSummary {
  readonly version: number
  /** Relative to the analysed root, with forward slashes. */
  readonly path: string
  /** Dotted path from the analysed root. */
  readonly moduleName: string
  readonly isPackage: boolean
  readonly imports: readonly ImportSummary[]
  /** `__all__` if the module has one. */
  readonly exports?:
    | {
        readonly names: readonly string[]
        readonly from: readonly string[]
        readonly isComplete: boolean
      }
    | undefined
  /** Names of the module's scope, imports included. */
  readonly names: readonly ModuleName[]
  /** Functions and methods, nested ones too, in the order of the file; lambdas are left out. */
  readonly functions: readonly FunctionSummary[]
  readonly classes: readonly ClassSummary[]
  readonly variables: readonly VariableSummary[]
  /** Calls that stand as statements of the module or of a class body: `app.include_router(x)`. */
  readonly statements: readonly Expression[]
  readonly calls: CallTable
  /** True if the module defines `__getattr__` or writes to `globals()`. */
  readonly isDynamic: boolean
  /** True if it has a part that runs only as a script. */
  readonly isScript: boolean
  /** What further extractors recorded, each under its own key, as plain data. */
  readonly domains: Readonly<Record<string, unknown>>
}

export interface ImportSummary {
  readonly form: 'import' | 'from' | 'star' | 'future'
  readonly level: number
  readonly module: string
  readonly name: string
  readonly bound: string
  /** See `ImportFacts.target`. */
  readonly target?: string | undefined
  readonly at: Place
  readonly isTypeChecking: boolean
  readonly isGuarded: boolean
  /** Inside of a function. */
  readonly isLate: boolean
}

/** One name of a module's scope. */
export interface ModuleName {
  readonly name: string
  readonly kind: 'function' | 'class' | 'import' | 'variable'
  /** For imports: what it may stand for, the likeliest first. */
  readonly targets?: readonly string[]
}

export interface ParameterSummary {
  readonly name: string
  readonly kind: ParameterKind
  readonly annotation?: Expression | undefined
  readonly default?: Expression | undefined
}

export interface FunctionSummary {
  readonly name: string
  /** `Class.method`, `outer.<locals>.inner`. */
  readonly symbol: string
  /** Where its name stands. */
  readonly at: Place
  /** Last line of the body. */
  readonly endLine: number
  readonly isAsync: boolean
  readonly isGenerator: boolean
  /** Symbol of the class in whose body it stands. */
  readonly class?: string | undefined
  readonly decorators: readonly Expression[]
  readonly parameters: readonly ParameterSummary[]
  readonly returns?: Expression | undefined
  /** What its `return` statements give back, if they agree. */
  readonly returned?: Reference | undefined
  /** Nothing but a docstring, `pass`, `...` or `raise NotImplementedError`. */
  readonly isStub: boolean
  /** What it does by itself, as the flow analysis reads it off; under its own keys. */
  readonly effects?: Readonly<Record<string, unknown>>
}

export interface AttributeSummary {
  readonly name: string
  readonly at: Place
  readonly annotation?: Expression | undefined
  readonly value?: Expression | undefined
  /** Where its value comes from, for resolving its class. */
  readonly reference?: Reference | undefined
  /** For `self.x = ...`: the method that assigns it. */
  readonly method?: string | undefined
}

export interface ClassSummary {
  readonly name: string
  readonly symbol: string
  readonly at: Place
  readonly endLine: number
  readonly bases: readonly Expression[]
  /** `class Box[Item: Base]`: the names of its type variables. */
  readonly typeVariables?: readonly string[] | undefined
  readonly keywords: readonly { readonly name: string; readonly value: Expression }[]
  readonly decorators: readonly Expression[]
  /** Assignments of the class body, in order. */
  readonly attributes: readonly AttributeSummary[]
  /** Assignments to `self.x` and `cls.x` in its methods, in order. */
  readonly instanceAttributes: readonly AttributeSummary[]
  /** True if it answers for attributes that nobody wrote down (`__getattr__`, `setattr(self`). */
  readonly isDynamic: boolean
}

export interface VariableSummary {
  readonly name: string
  readonly at: Place
  readonly annotation?: Expression | undefined
  readonly value?: Expression | undefined
  readonly reference?: Reference | undefined
  /** Number of places that give it a value, functions with `global` included. */
  readonly writes: number
}

/** What one call does with the functions it is given. */
export type SpawnKind =
  | 'task'
  | 'thread'
  | 'process'
  | 'executor'
  | 'callback'
  | 'timer'
  | 'signal'
  | 'background'
  | 'route'
  | 'run'
  | 'passed'

/**
 * The calls of a file that may lead into the project, five numbers each, see `callSites`: there are
 * many of them, and an object for each would cost more than all the rest.
 */
export interface CallTable {
  /** Caller, index into `references`, line, column, 1 if awaited. */
  readonly rows: ArrayLike<number>
  readonly references: readonly Reference[]
  readonly spawns: readonly Spawn[]
}

/** A function that is handed to a call, and what becomes of it. */
export interface Spawn {
  /** Index into `functions` of the function that makes the call, -1 for the module. */
  readonly caller: number
  readonly kind: SpawnKind
  readonly target: Reference
  readonly at: Place
}

export interface CallSite {
  /** Index into `functions` of the function that makes the call, -1 for the module. */
  readonly caller: number
  readonly callee: Reference
  readonly at: Place
  readonly isAwaited: boolean
}

/** The calls of a table one by one, in the order of the file. */
export function* callSites({ rows, references }: CallTable): Generator<CallSite> {
  for (let at = 0; at < rows.length; at += CALL_STRIDE) {
    yield {
      caller: rows[at] as number,
      callee: references[rows[at + 1] as number] as Reference,
      at: { line: rows[at + 2] as number, column: rows[at + 3] as number },
      isAwaited: rows[at + 4] === 1,
    }
  }
}

/** Numbers for one call in `CallTable.rows`. */
export const CALL_STRIDE = 5
