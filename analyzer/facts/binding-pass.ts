// From recorded definitions and references to bindings, by Python's rules: global and nonlocal
// declarations, class bodies that nested functions do not see, builtins last.
import { K_ASSIGNMENT } from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import { BUILTINS } from './builtins.ts'
import { Grouped } from './grouped.ts'
import { IntList } from './int-list.ts'
import { PairTable } from './pair-table.ts'
import { GLOBAL_DECLARATION } from './roles.ts'
import { CLASS_SCOPE, MODULE_SCOPE, type ScopePass, TYPE_PARAMETER_SCOPE } from './scope-pass.ts'

/** The scope number of builtins. */
export const BUILTIN_SCOPE = -1

const UNRESOLVED = -2
const NONLOCAL = -3
const ABSENT = -1
/** Keys of builtins and of unresolved names in the table, behind every real scope. */
const OUTSIDE = 0x3fffffff

/** Bindings as numbers: the scope and name of each, its definitions and its references. */
export class BindingPass {
  /** Binding of each identifier that stands for a variable, negative for all other nodes. */
  readonly bindingOf: Int32Array
  readonly bindingScope = new IntList()
  readonly bindingName = new IntList()
  /** Names that no scope and no builtin explains, as node indices. */
  readonly unresolved = new IntList()
  readonly #pass: ScopePass
  readonly #table: PairTable
  readonly #definitionBinding: Int32Array
  #definitionIndex: Grouped | undefined
  #referenceIndex: Grouped | undefined

  constructor(pass: ScopePass) {
    this.#pass = pass
    this.#table = new PairTable(pass.definitionNode.length + pass.referenceNode.length / 2)
    this.bindingOf = new Int32Array(pass.tree.count).fill(UNRESOLVED)
    this.#definitionBinding = new Int32Array(pass.definitionNode.length)
    this.#declareGlobals()
    this.#define()
    this.#refer()
  }

  /** Identifier nodes that define the binding, in the order of the file. */
  definitions(binding: number): Int32Array {
    return this.#definitionGroups().of(binding)
  }

  definitionCount(binding: number): number {
    return this.#definitionGroups().count(binding)
  }

  /** Identifier nodes that read the binding (augmented assignments and `del` included). */
  references(binding: number): Int32Array {
    if (this.#referenceIndex === undefined) {
      const nodes = this.#pass.referenceNode.view()
      const groups = nodes.map((node) => this.bindingOf[node] as number)
      this.#referenceIndex = new Grouped(nodes, groups, this.bindingScope.length)
    }
    return this.#referenceIndex.of(binding)
  }

  #definitionGroups(): Grouped {
    this.#definitionIndex ??= new Grouped(
      this.#pass.definitionNode.view(),
      this.#definitionBinding,
      this.bindingScope.length,
    )
    return this.#definitionIndex
  }

  /** The binding that `name` means in `scope`, negative if there is none. */
  lookup(scope: number, name: number, isInClass = true): number {
    const pass = this.#pass
    let seesClass = isInClass
    for (let at = scope; at >= 0; at = pass.scopeParent.at(at)) {
      const kind = pass.scopeKind.at(at)
      if (kind !== CLASS_SCOPE || seesClass) {
        const found = this.#table.get(at, name)
        if (found !== ABSENT) return found
      }
      seesClass = seesClass && kind === TYPE_PARAMETER_SCOPE
    }
    return this.#outside(name)
  }

  #outside(name: number): number {
    const known = this.#table.get(OUTSIDE, name)
    if (known !== ABSENT) return known
    const isBuiltin = BUILTINS.has(this.#pass.names.text(name))
    const binding = isBuiltin ? this.#newBinding(BUILTIN_SCOPE, name) : UNRESOLVED
    this.#table.set(OUTSIDE, name, binding)
    return binding
  }

  #newBinding(scope: number, name: number): number {
    this.bindingScope.push(scope)
    this.bindingName.push(name)
    return this.bindingScope.length - 1
  }

  #bindingIn(scope: number, name: number): number {
    const known = this.#table.get(scope, name)
    if (known !== ABSENT) return known
    const binding = this.#newBinding(scope, name)
    this.#table.set(scope, name, binding)
    return binding
  }

  #declareGlobals(): void {
    const { declarations } = this.#pass
    for (let at = 0; at < declarations.length; at += 3) {
      const scope = declarations.at(at)
      const name = declarations.at(at + 1)
      const isGlobal = declarations.at(at + 2) === GLOBAL_DECLARATION
      if (isGlobal) this.#table.set(scope, name, this.#bindingIn(MODULE_SCOPE, name))
      else this.#table.set(scope, name, NONLOCAL)
    }
  }

  #define(): void {
    const pass = this.#pass
    const postponed: number[] = []
    for (let at = 0; at < pass.definitionNode.length; at += 1) {
      const binding = this.#bindingIn(pass.definitionScope.at(at), pass.definitionName.at(at))
      if (binding === NONLOCAL) postponed.push(at)
      else this.#assign(at, binding)
    }
    this.#declareNonlocals()
    for (const at of postponed) {
      const scope = pass.definitionScope.at(at)
      this.#assign(at, this.#table.get(scope, pass.definitionName.at(at)))
    }
  }

  #assign(definition: number, binding: number): void {
    this.#definitionBinding[definition] = binding
    this.bindingOf[this.#pass.definitionNode.at(definition)] = binding
  }

  #declareNonlocals(): void {
    const { declarations, scopeParent, scopeKind } = this.#pass
    for (let at = 0; at < declarations.length; at += 3) {
      if (declarations.at(at + 2) === GLOBAL_DECLARATION) continue
      const scope = declarations.at(at)
      const name = declarations.at(at + 1)
      let outer = scopeParent.at(scope)
      let found = ABSENT
      while (outer > MODULE_SCOPE && found < 0) {
        if (scopeKind.at(outer) !== CLASS_SCOPE) found = this.#table.get(outer, name)
        outer = scopeParent.at(outer)
      }
      // Python refuses a nonlocal without a function that binds it; the name stays of this scope.
      this.#table.set(scope, name, found >= 0 ? found : this.#newBinding(scope, name))
    }
  }

  /**
   * `Error = Error` in a class body reads the name from outside: unlike a function, a class body
   * looks further while its own name has no value yet.
   */
  #isTooEarly(binding: number, scope: number, node: Node): boolean {
    if (this.bindingScope.at(binding) !== scope) return false
    const first = this.definitions(binding)[0]
    if (first === undefined) return false
    const { tree } = this.#pass
    const statement = tree.parent(first)
    const isAssignment = tree.kind(statement) === K_ASSIGNMENT
    return node < first || (isAssignment && node < tree.endOfSubtree(statement))
  }

  #refer(): void {
    const { referenceNode, scopeOf, nameOf, scopeKind } = this.#pass
    for (let at = 0; at < referenceNode.length; at += 1) {
      const node = referenceNode.at(at)
      if ((this.bindingOf[node] as number) >= 0) continue
      const scope = scopeOf[node] as number
      const name = nameOf[node] as number
      let binding = this.#table.get(scope, name)
      if (binding === ABSENT) {
        binding = this.lookup(scope, name)
        // What a scope sees, its nested scopes see too; only type parameters see more than those.
        if (scopeKind.at(scope) !== TYPE_PARAMETER_SCOPE) this.#table.set(scope, name, binding)
      }
      if (
        binding >= 0 &&
        scopeKind.at(scope) === CLASS_SCOPE &&
        this.#isTooEarly(binding, scope, node)
      ) {
        binding = this.lookup(scope, name, false)
      }
      this.bindingOf[node] = binding
      if (binding === UNRESOLVED) this.unresolved.push(node)
    }
  }
}
