// Scopes and bindings as objects, made when somebody asks for them.
import type { Node } from '../syntax/tree.ts'
import type { BindingPass } from './binding-pass.ts'
import type { ClassFacts } from './classes.ts'
import type { FunctionFacts } from './functions.ts'
import * as role from './roles.ts'
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
  readonly kind: role.DefinitionKind
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
  #kind: BindingKind | undefined

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
    if (this.#definitions === undefined) {
      const found: Definition[] = []
      for (const node of this.#bindings.definitions(this.id)) {
        const own = this.#pass.roles[node] as number
        found.push({ kind: role.DEFINITION_KINDS[own] as role.DefinitionKind, node })
      }
      this.#definitions = found
    }
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
    this.#kind ??= this.#readKind()
    return this.#kind
  }

  #readKind(): BindingKind {
    if (this.scope === undefined) return 'builtin'
    let kind: BindingKind = 'variable'
    for (const node of this.#bindings.definitions(this.id)) {
      switch (this.#pass.roles[node]) {
        case role.PARAMETER:
          return 'parameter'
        case role.TYPE_PARAMETER:
          return 'type-parameter'
        case role.COMPREHENSION_TARGET:
          return 'comprehension'
        case role.IMPORT:
          kind = 'import'
          break
        case role.FUNCTION:
          if (kind === 'variable') kind = 'function'
          break
        case role.CLASS:
          if (kind === 'variable') kind = 'class'
          break
      }
    }
    return kind
  }
}
