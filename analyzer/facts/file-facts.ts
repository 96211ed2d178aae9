// Everything that is known of one file without its neighbours. Rules and the flow analysis read
// this and never walk the tree themselves.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { accessPath, dottedText, withoutStar } from './access-path.ts'
import { BindingPass } from './binding-pass.ts'
import { CallIndex } from './call-index.ts'
import { tellCalledNames } from './called-names.ts'
import { type CallArgument, readArguments } from './calls.ts'
import type { ClassFacts } from './classes.ts'
import { type Comment, readComments } from './comments.ts'
import { docstringOf } from './definitions.ts'
import { type Exports, readExports } from './exports.ts'
import type { FunctionFacts } from './functions.ts'
import { withoutTypes } from './generic-class.ts'
import { Grouped } from './grouped.ts'
import { type ImportFacts, readImport } from './imports.ts'
import { tellKeptConditions } from './kept-conditions.ts'
import { KindIndex } from './kind-index.ts'
import { modulePlace } from './module-names.ts'
import { leaveOutPassingDecorators } from './passing-decorators.ts'
import { QualifiedNames } from './qualified-names.ts'
import { Receivers } from './receivers.ts'
import { References } from './reference.ts'
import * as role from './roles.ts'
import { buildScopes } from './scope-objects.ts'
import { ScopePass } from './scope-pass.ts'
import { Binding, type Reach, type Scope } from './scopes.ts'
import { tellUnpackedOptions } from './unpacked-options.ts'
import { tellUnspokenText } from './unspoken-text.ts'

const NO_NODES = new Int32Array(0)
const UNASKED = -2

/** Reads one parsed file. `path` is relative to the analysed root, with forward slashes. */
export function buildFacts(tree: SyntaxTree, path: string): FileFacts {
  return new FileFacts(tree, path)
}

export class FileFacts {
  readonly tree: SyntaxTree
  readonly path: string
  /** Dotted path from the analysed root: `app.models`; the package itself for `__init__.py`. */
  readonly moduleName: string
  readonly isPackage: boolean
  /** In the order of the file; the first is the module. */
  readonly scopes: readonly Scope[]
  /** Functions, methods and lambdas in the order of the file. */
  readonly functions: readonly FunctionFacts[]
  readonly classes: readonly ClassFacts[]
  readonly imports: readonly ImportFacts[]
  /** What `self` and `cls` stand for. */
  readonly receivers = new Receivers(this)
  readonly #pass: ScopePass
  readonly #bindings: BindingPass
  readonly #index: KindIndex
  readonly #names: QualifiedNames
  readonly #bindingObjects: (Binding | undefined)[] = []
  readonly #functionAt = new Map<Node, FunctionFacts>()
  readonly #classAt = new Map<Node, ClassFacts>()
  readonly #importAt = new Map<Node, ImportFacts>()
  #comments: readonly Comment[] | undefined
  #exports: { readonly value: Exports | undefined } | undefined
  #calls: CallIndex | undefined
  /** Of each call once asked for: most rules ask for all of them. */
  #callees: Int32Array | undefined
  #references: References | undefined
  #identifiersByName: Grouped | undefined

  constructor(tree: SyntaxTree, path: string) {
    const place = modulePlace(path)
    this.tree = tree
    this.path = path
    this.moduleName = place.moduleName
    this.isPackage = place.isPackage
    this.#pass = new ScopePass(tree)
    this.#bindings = new BindingPass(this.#pass)
    this.#index = new KindIndex(tree, this.#pass.kindCounts)
    this.#names = new QualifiedNames(this)
    const { scopes, functions, classes } = buildScopes(this.#pass)
    this.scopes = scopes
    this.functions = functions
    this.classes = classes
    for (const one of functions) this.#functionAt.set(one.node, one)
    for (const one of classes) this.#classAt.set(one.node, one)
    const imports: ImportFacts[] = []
    for (const kind of [
      k.K_FUTURE_IMPORT_STATEMENT,
      k.K_IMPORT_STATEMENT,
      k.K_IMPORT_FROM_STATEMENT,
    ]) {
      for (const node of this.nodesOfKind(kind)) imports.push(...readImport(tree, node, place))
    }
    imports.sort((a, b) => a.node - b.node)
    this.imports = imports
    for (const one of imports) this.#importAt.set(one.node, one)
    tellUnspokenText(this)
    tellCalledNames(this)
    tellUnpackedOptions(this)
    tellKeptConditions(this)
    leaveOutPassingDecorators(this)
  }

  /** All nodes of a kind in the order of the file; do not change the array. */
  nodesOfKind(kind: number): Int32Array {
    return this.#index.of(kind)
  }

  /** The nodes of a kind in the subtree of a node, itself included, in the order of the file. */
  nodesIn(outer: Node, kind: number): Int32Array {
    return this.#index.between(kind, outer, this.tree.endOfSubtree(outer))
  }

  /** The `call` nodes in the subtree of a node, itself included. */
  callsIn(outer: Node): Int32Array {
    return this.nodesIn(outer, k.K_CALL)
  }

  /** The calls that a function makes itself, those of functions in it left out. */
  callsOf(owner: FunctionFacts): readonly Node[] {
    return Array.from(this.callsIn(owner.node)).filter(
      (call) => this.enclosingFunction(call) === owner,
    )
  }

  /** All `call` nodes. */
  get calls(): Int32Array {
    return this.nodesOfKind(k.K_CALL)
  }

  /** The scope in which a node is evaluated; a definition belongs to the scope around it. */
  scopeOf(node: Node): Scope {
    return this.scopes[this.#pass.scopeOf[node] as number] as Scope
  }

  /** The innermost function or lambda whose code the node is; see `scopeOf`. */
  enclosingFunction(node: Node): FunctionFacts | undefined {
    return this.scopeOf(node).function
  }

  /** The class whose body or method the node stands in. */
  enclosingClass(node: Node): ClassFacts | undefined {
    return this.scopeOf(node).class
  }

  /** Path of the innermost class or function around the node, '' for the module. */
  enclosingSymbol(node: Node): string {
    for (let scope: Scope | undefined = this.scopeOf(node); scope; scope = scope.parent) {
      if (scope.kind === 'class') return this.classAt(scope.node)?.symbol ?? ''
      if (scope.kind === 'function') return this.functionAt(scope.node)?.symbol ?? ''
    }
    return ''
  }

  /** The function that a `function_definition` or `lambda` node stands for. */
  functionAt(node: Node): FunctionFacts | undefined {
    return this.#functionAt.get(node)
  }

  classAt(node: Node): ClassFacts | undefined {
    return this.#classAt.get(node)
  }

  /** The import that binds an identifier. */
  importAt(node: Node): ImportFacts | undefined {
    return this.#importAt.get(node)
  }

  /**
   * The binding that an identifier reads or writes. Undefined for names that nothing in the file
   * explains (a star import may) and for identifiers that are no variables: attribute names,
   * keywords, parts of import paths.
   */
  resolve(identifier: Node): Binding | undefined {
    const id = this.#bindings.bindingOf[identifier] as number
    return id < 0 ? undefined : this.#binding(id)
  }

  /** Names that are read and that nothing in the file nor the language explains, in the order of the file. */
  get unresolvedNames(): readonly Node[] {
    return Array.from(this.#bindings.unresolved.view())
  }

  /** The binding that `name` would mean in a scope. */
  lookup(scope: Scope, name: string): Binding | undefined {
    const id = this.#pass.names.find(name)
    if (id === -1) return undefined
    const binding = this.#bindings.lookup(scope.id, id)
    return binding < 0 ? undefined : this.#binding(binding)
  }

  /** All bindings of the file, builtins that it uses included. */
  *bindings(): Generator<Binding> {
    const count = this.#bindings.bindingScope.length
    for (let id = 0; id < count; id += 1) yield this.#binding(id)
  }

  /** The names that a scope owns. */
  bindingsOf(scope: Scope): readonly Binding[] {
    const { bindingScope } = this.#bindings
    const found: Binding[] = []
    for (let id = 0; id < bindingScope.length; id += 1) {
      if (bindingScope.at(id) === scope.id) found.push(this.#binding(id))
    }
    return found
  }

  /** How an identifier reaches its binding. */
  reach(identifier: Node): Reach {
    const binding = this.resolve(identifier)
    if (binding === undefined) return 'unresolved'
    if (binding.scope === undefined) return 'builtin'
    const scope = this.scopeOf(identifier)
    if (binding.scope.kind === 'class') return 'class'
    if (binding.scope === scope) return scope.kind === 'module' ? 'global' : 'local'
    if (binding.scope.kind === 'module') return 'global'
    return binding.scope.function === scope.function ? 'local' : 'closure'
  }

  /** What an identifier, attribute or subscript does here; see `roles.ts`. */
  roleOf(node: Node): number {
    return this.#pass.roles[node] as number
  }

  /** True where the node (identifier, attribute, subscript) is given a value. */
  isWrite(node: Node): boolean {
    return role.isWrite(this.roleOf(node))
  }

  /** The text of an identifier; equal names are the same string. */
  name(identifier: Node): string {
    const id = this.#pass.nameOf[identifier] as number
    return id < 0 ? this.tree.text(identifier) : this.#pass.names.text(id)
  }

  /**
   * The dotted origin of a name or attribute chain: `time.sleep` for `sleep` after
   * `from time import sleep`. Follows imports, aliases and `name = other.name`; honours shadowing;
   * reads modules and attributes that constant texts name (`getattr(hashlib, 'md5')`).
   * - builtins: `builtins.open`
   * - defined in this file: a leading dot, `.User.save` (module level, class and nested symbols)
   * - relative imports: the absolute path from the analysed root
   * Undefined for parameters, other locals, and chains that do not start with a name.
   */
  qualifiedName(expression: Node): string | undefined {
    return this.#names.known(expression)
  }

  /** Every origin that a binding can have, the likeliest first: several for optional imports. */
  originsOf(binding: Binding): readonly string[] {
    return this.#names.ofBinding(binding)
  }

  /** `qualifiedName` of a path written as text, as it would mean where `node` stands. */
  qualifiedPath(node: Node, path: string): string | undefined {
    return this.#names.ofPath(node, path)
  }

  /** `a.b.c` for a chain of nothing but names; undefined for other expressions. */
  dottedText(node: Node): string | undefined {
    return dottedText(this.tree, node)
  }

  /**
   * `db.query().filter().all` for a chain of names, attributes, calls and subscripts, brackets and
   * `await` looked through; undefined if it starts with anything else than a name.
   */
  accessPath(node: Node): string | undefined {
    return accessPath(this.tree, node)
  }

  /** Path of a name that `scope` binds: `Class.name`, `f.<locals>.name`. */
  symbolIn(scope: Scope, name: string): string {
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      if (at.kind === 'class') return `${this.classAt(at.node)?.symbol}.${name}`
      if (at.kind === 'function' || at.kind === 'lambda') {
        return `${this.functionAt(at.node)?.symbol}.<locals>.${name}`
      }
    }
    return name
  }

  /** The expression that a call calls, see `SyntaxTree.callee`; of `Queue[int]()` the class. */
  callee(call: Node): Node {
    this.#callees ??= new Int32Array(this.tree.count).fill(UNASKED)
    const known = this.#callees[call] as number
    if (known !== UNASKED) return known
    const { tree } = this
    const callee = withoutTypes(tree, withoutStar(tree, tree.callee(call)))
    this.#callees[call] = callee
    return callee
  }

  /** `qualifiedName` of the callee. */
  calleeName(call: Node): string | undefined {
    const callee = this.callee(call)
    return callee === NO_NODE ? undefined : this.qualifiedName(callee)
  }

  /** The arguments of a call in the order of the source. */
  arguments(call: Node): readonly CallArgument[] {
    return readArguments(this.tree, this.tree.child(call, k.F_ARGUMENTS))
  }

  /** What expressions refer to, for the project index. */
  get references(): References {
    this.#references ??= new References(this)
    return this.#references
  }

  /** Calls of one origin (see `qualifiedName`) in the order of the file. */
  callsTo(origin: string): readonly Node[] {
    return this.callIndex.of(origin)
  }

  /** Calls by origin, made on first use. */
  get callIndex(): CallIndex {
    this.#calls ??= new CallIndex(this)
    return this.#calls
  }

  /** Identifiers of one spelling, whatever they mean (attributes and keywords included). */
  identifiersNamed(name: string): Int32Array {
    const id = this.#pass.names.find(name)
    if (id === -1) return NO_NODES
    if (this.#identifiersByName === undefined) {
      const nodes = this.nodesOfKind(k.K_IDENTIFIER)
      const ids = nodes.map((node) => this.#pass.nameOf[node] as number)
      this.#identifiersByName = new Grouped(nodes, ids, this.#pass.names.size)
    }
    return this.#identifiersByName.of(id)
  }

  /** Comments in the order of the file. */
  get comments(): readonly Comment[] {
    this.#comments ??= readComments(this)
    return this.#comments
  }

  /** The string node of the module's docstring, NO_NODE if there is none. */
  get docstring(): Node {
    return docstringOf(this.tree, 0)
  }

  /** `__all__`, undefined if the module has none. */
  get exports(): Exports | undefined {
    this.#exports ??= { value: readExports(this) }
    return this.#exports.value
  }

  #binding(id: number): Binding {
    const known = this.#bindingObjects[id]
    if (known !== undefined) return known
    const name = this.#pass.names.text(this.#bindings.bindingName.at(id))
    const scope = this.scopes[this.#bindings.bindingScope.at(id)]
    const binding = new Binding(id, name, scope, this.#bindings, this.#pass)
    this.#bindingObjects[id] = binding
    return binding
  }
}
