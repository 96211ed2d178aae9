// Scopes and bindings as objects, made when somebody asks for them.
import type { Node } from '../syntax/tree.ts'
import type { BindingPass } from './binding-pass.ts'
import type { ClassFacts } from './classes.ts'
import type { FunctionFacts } from './functions.ts'
import { DEFINITION_KINDS, type DefinitionKind } from './roles.ts'
import type { ScopePass } from './scope-pass.ts'

export const SCOPE_KINDS = [
  'module',
  'class',
  'function',
  'lambda',
  'comprehension',
  'type-parameters',
] as const
export type ScopeKind = (typeof SCOPE_KINDS)[number]

export interface Scope {
  readonly id: number
  readonly kind: ScopeKind
  /** The node that opens the scope: module, definition, lambda, comprehension or type alias. */
  readonly node: Node
  readonly parent: Scope | undefined
  /** The innermost function or lambda whose code this is. */
  readonly function: FunctionFacts | undefined
  /** The innermost class whose body this scope is, or whose method this code belongs to. */
  readonly class: ClassFacts | undefined
}

export interface Definition {
  readonly kind: DefinitionKind
  /** The identifier that is bound. */
  readonly node: Node
}

export type BindingKind =
  | 'parameter'
  | 'import'
  | 'function'
  | 'class'
  | 'comprehension'
  | 'type-parameter'
  | 'variable'
  | 'builtin'

/** How a reference reaches its binding. */
export type Reach = 'local' | 'global' | 'closure' | 'class' | 'builtin' | 'unresolved'

/** One name of one scope. */
export class Binding {
  readonly id: number
  readonly name: string
  /** The scope that owns the name, undefined for builtins. */
  readonly scope: Scope | undefined
  readonly #bindings: BindingPass
  readonly #pass: ScopePass
  #definitions: readonly Definition[] | undefined

  constructor(
    id: number,
    name: string,
    scope: Scope | undefined,
    bindings: BindingPass,
    pass: ScopePass,
  ) {
    this.id = id
    this.name = name
    this.scope = scope
    this.#bindings = bindings
    this.#pass = pass
  }

  /**
   * Everywhere the name gets or loses a value, in the order of the file; places in other scopes
   * (through `global` and `nonlocal`) included.
   */
  get definitions(): readonly Definition[] {
    this.#definitions ??= Array.from(this.#bindings.definitions(this.id), (node) => ({
      kind: DEFINITION_KINDS[this.#pass.roles[node] as number] as DefinitionKind,
      node,
    }))
    return this.#definitions
  }

  /** Length of `definitions`, without making them. */
  get definitionCount(): number {
    return this.#bindings.definitionCount(this.id)
  }

  /** Identifier nodes that read the name; augmented assignments and `del` count as reads. */
  get references(): Int32Array {
    return this.#bindings.references(this.id)
  }

  /** What the name is; parameters, imports and definitions go before plain assignments. */
  get kind(): BindingKind {
    if (this.scope === undefined) return 'builtin'
    let kind: BindingKind = 'variable'
    for (const definition of this.definitions) {
      switch (definition.kind) {
        case 'parameter':
        case 'type-parameter':
        case 'comprehension':
          return definition.kind
        case 'import':
          kind = 'import'
          break
        case 'function':
        case 'class':
          if (kind === 'variable') kind = definition.kind
          break
      }
    }
    return kind
  }
}
