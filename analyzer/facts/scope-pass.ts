// The single pass over a file's tree: scopes, what each identifier does, definitions, references,
// and the nodes of each kind. A loop over the array; nothing recurses over nodes.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, STRIDE, type SyntaxTree } from '../syntax/tree.ts'
import { IntList } from './int-list.ts'
import { NameTable } from './name-table.ts'
import { RoleMarks } from './role-marks.ts'
import * as role from './roles.ts'

export const MODULE_SCOPE = 0
export const CLASS_SCOPE = 1
export const FUNCTION_SCOPE = 2
export const LAMBDA_SCOPE = 3
export const COMPREHENSION_SCOPE = 4
/** The scope of `[T]` behind the name of a function, class or type alias. */
export const TYPE_PARAMETER_SCOPE = 5

/** Marks an identifier whose definition its parent has recorded already. */
const RECORDED = 0x80
const KIND_MASK = 0xfff
const FIELD_SHIFT = 12
/** Slots of the index by kind: every grammar symbol, the last one for error nodes. */
export const KIND_SLOTS = 320
export const kindSlot = (kind: number): number => (kind === k.K_ERROR ? KIND_SLOTS - 1 : kind)

/** What the pass leaves behind; bindings are made from it. */
export class ScopePass {
  readonly tree: SyntaxTree
  readonly names: NameTable
  readonly roles: Uint8Array
  readonly scopeOf: Int32Array
  /** Name number of each identifier, -1 for other nodes. */
  readonly nameOf: Int32Array
  readonly kindCounts = new Int32Array(KIND_SLOTS)

  readonly scopeKind = new IntList()
  readonly scopeNode = new IntList()
  readonly scopeParent = new IntList()
  /** 1 for function scopes that contain a `yield`. */
  readonly scopeYields = new IntList()

  readonly definitionNode = new IntList()
  readonly definitionName = new IntList()
  readonly definitionScope = new IntList()
  readonly referenceNode = new IntList()
  /** Scope, name and kind of `global` and `nonlocal` declarations, three integers each. */
  readonly declarations = new IntList()

  readonly #marks: RoleMarks
  readonly #regionEnd: number[] = []
  readonly #regionScope: number[] = []
  /** The child of the region's node that evaluates in another scope, and that scope. */
  readonly #regionBody: number[] = []
  readonly #regionBodyScope: number[] = []

  constructor(tree: SyntaxTree) {
    this.tree = tree
    this.names = new NameTable(tree.source)
    this.roles = new Uint8Array(tree.count)
    this.#marks = new RoleMarks(tree, this.roles)
    this.scopeOf = new Int32Array(tree.count)
    this.nameOf = new Int32Array(tree.count).fill(-1)
    this.#newScope(MODULE_SCOPE, 0, -1)
    this.#push(tree.count + 1, 0, NO_NODE, 0)
    this.#run()
  }

  #run(): void {
    const { nodes, count } = this.tree
    const { roles, scopeOf, kindCounts } = this
    const ends = this.#regionEnd
    for (let node = 0, at = 0; node < count; node += 1, at += STRIDE) {
      while (node >= (ends[ends.length - 1] as number)) this.#pop()
      const top = ends.length - 1
      if (node === this.#regionBody[top]) this.#enterBody(node)
      const scope = this.#regionScope[ends.length - 1] as number
      scopeOf[node] = scope
      const head = nodes[at] as number
      const kind = head & KIND_MASK
      const slot = kindSlot(kind)
      kindCounts[slot] = (kindCounts[slot] as number) + 1
      if (kind === k.K_IDENTIFIER) {
        this.#identifier(node, at, scope, (head >>> FIELD_SHIFT) & 0xff)
      } else if (kind >= k.K_IMPORT_STATEMENT) {
        const own = roles[node] as number
        if (own === role.LOAD) this.#statement(node, kind, scope)
        else this.#target(node, kind, own, scope)
      }
    }
  }

  #identifier(node: Node, at: number, scope: number, field: number): void {
    const nodes = this.tree.nodes
    const name = this.names.intern(nodes[at + 1] as number, nodes[at + 2] as number)
    this.nameOf[node] = name
    const own = this.roles[node] as number
    if (own === role.LOAD) {
      if (field === k.F_ATTRIBUTE) this.roles[node] = role.NOT_A_VARIABLE
      else this.referenceNode.push(node)
    } else if ((own & RECORDED) !== 0) {
      this.roles[node] = own & ~RECORDED
    } else if (own !== role.NOT_A_VARIABLE) {
      this.#define(node, name, own, scope)
      if (own === role.AUGMENT || own === role.DELETE) this.referenceNode.push(node)
    }
  }

  #define(node: Node, name: number, own: number, scope: number): void {
    if (own === role.GLOBAL_DECLARATION || own === role.NONLOCAL_DECLARATION) {
      this.declarations.push(scope)
      this.declarations.push(name)
      this.declarations.push(own)
      this.referenceNode.push(node)
      return
    }
    let target = scope
    if (own === role.WALRUS) {
      while (this.scopeKind.at(target) === COMPREHENSION_SCOPE) target = this.scopeParent.at(target)
    }
    this.definitionNode.push(node)
    this.definitionName.push(name)
    this.definitionScope.push(target)
  }

  #statement(node: Node, kind: number, scope: number): void {
    const { tree, roles } = this
    switch (kind) {
      case k.K_KEYWORD_ARGUMENT:
      case k.K_KEYWORD_PATTERN:
        roles[node + 1] = role.NOT_A_VARIABLE
        return
      case k.K_ASSIGNMENT: {
        const bare = tree.child(node, k.F_RIGHT) === NO_NODE
        roles[node + 1] = bare ? role.ANNOTATE : role.ASSIGN
        return
      }
      case k.K_AUGMENTED_ASSIGNMENT:
        roles[node + 1] = role.AUGMENT
        return
      case k.K_NAMED_EXPRESSION:
        roles[node + 1] = role.WALRUS
        return
      case k.K_FOR_STATEMENT:
        this.#marks.set(tree.child(node, k.F_LEFT), role.FOR_TARGET)
        return
      case k.K_FOR_IN_CLAUSE:
        this.#marks.set(tree.child(node, k.F_LEFT), role.COMPREHENSION_TARGET)
        return
      case k.K_AS_PATTERN:
        this.#marks.asPattern(node)
        return
      case k.K_EXCEPT_CLAUSE:
        this.#marks.exceptClause(node)
        return
      case k.K_DELETE_STATEMENT:
        this.#marks.children(node, role.DELETE)
        return
      case k.K_GLOBAL_STATEMENT:
        this.#marks.children(node, role.GLOBAL_DECLARATION)
        return
      case k.K_NONLOCAL_STATEMENT:
        this.#marks.children(node, role.NONLOCAL_DECLARATION)
        return
      case k.K_IMPORT_STATEMENT:
      case k.K_IMPORT_FROM_STATEMENT:
      case k.K_FUTURE_IMPORT_STATEMENT:
        this.#marks.importStatement(node, kind === k.K_IMPORT_STATEMENT)
        return
      case k.K_DOTTED_NAME:
        this.#marks.patternName(node)
        return
      case k.K_SPLAT_PATTERN:
        this.#marks.children(node, role.MATCH_CAPTURE)
        return
      case k.K_YIELD:
        this.#yield(scope)
        return
      case k.K_FUNCTION_DEFINITION:
        this.#definition(node, FUNCTION_SCOPE, role.FUNCTION, scope)
        return
      case k.K_CLASS_DEFINITION:
        this.#definition(node, CLASS_SCOPE, role.CLASS, scope)
        return
      case k.K_LAMBDA:
        this.#definition(node, LAMBDA_SCOPE, role.FUNCTION, scope)
        return
      case k.K_PARAMETERS:
      case k.K_LAMBDA_PARAMETERS:
        this.#parameters(node)
        return
      case k.K_LIST_COMPREHENSION:
      case k.K_SET_COMPREHENSION:
      case k.K_DICTIONARY_COMPREHENSION:
      case k.K_GENERATOR_EXPRESSION:
        this.#comprehension(node, scope)
        return
      case k.K_TYPE_ALIAS_STATEMENT:
        this.#typeAlias(node, scope)
        return
    }
  }

  /** A node that takes part in a binding: passes its role on to what it is made of. */
  #target(node: Node, kind: number, own: number, scope: number): void {
    switch (kind) {
      case k.K_PATTERN_LIST:
      case k.K_TUPLE_PATTERN:
      case k.K_LIST_PATTERN:
      case k.K_LIST_SPLAT_PATTERN:
      case k.K_DICTIONARY_SPLAT_PATTERN:
      case k.K_PARENTHESIZED_LIST_SPLAT:
      case k.K_TUPLE:
      case k.K_LIST:
      case k.K_LIST_SPLAT:
      case k.K_EXPRESSION_LIST:
      case k.K_PARENTHESIZED_EXPRESSION:
      case k.K_AS_PATTERN_TARGET:
      case k.K_SPLAT_TYPE:
      case k.K_TYPE:
        this.#marks.children(node, own)
        return
      case k.K_CONSTRAINED_TYPE:
        this.roles[node + 1] = own
        return
      case k.K_TYPE_PARAMETER:
        this.#marks.typeParameters(node, own)
        return
      case k.K_DEFAULT_PARAMETER:
      case k.K_TYPED_DEFAULT_PARAMETER:
      case k.K_TYPED_PARAMETER:
        this.#parameter(node, own, scope)
        return
      case k.K_DOTTED_NAME: {
        const end = this.tree.endOfSubtree(node)
        for (let part = node + 1; part < end; part += 1) this.roles[part] = role.NOT_A_VARIABLE
        if (own === role.IMPORT && node + 1 < end) this.roles[node + 1] = role.IMPORT
        return
      }
    }
  }

  /** `except E, e:` of Python 2; two exception types without brackets are legal since 3.14. */
  /** In a `case`, a single name captures; a dotted one, a class or a key is read. */
  #yield(scope: number): void {
    let at = scope
    while (this.scopeKind.at(at) === COMPREHENSION_SCOPE) at = this.scopeParent.at(at)
    this.scopeYields.set(at, 1)
  }

  #definition(node: Node, kind: number, own: number, scope: number): void {
    const { tree, roles } = this
    const typeParameters = tree.child(node, k.F_TYPE_PARAMETERS)
    const outer =
      typeParameters === NO_NODE ? scope : this.#newScope(TYPE_PARAMETER_SCOPE, node, scope)
    this.#marks.set(typeParameters, role.TYPE_PARAMETER)
    const name = tree.child(node, k.F_NAME)
    if (name !== NO_NODE) {
      this.#define(name, this.names.intern(tree.start(name), tree.end(name)), own, scope)
      roles[name] = own | RECORDED
    }
    const inner = this.#newScope(kind, node, outer)
    this.#push(tree.endOfSubtree(node), outer, tree.child(node, k.F_BODY), inner)
  }

  #parameters(node: Node): void {
    const top = this.#regionEnd.length - 1
    this.#push(
      this.tree.endOfSubtree(node),
      this.#regionBodyScope[top] as number,
      NO_NODE,
      this.#regionScope[top] as number,
    )
    this.#marks.children(node, role.PARAMETER)
  }

  /** The name belongs to the function, its annotation and default to the scope around it. */
  #parameter(node: Node, own: number, scope: number): void {
    const { tree } = this
    const outer = this.#regionBodyScope[this.#regionEnd.length - 1] as number
    const annotation = tree.child(node, k.F_TYPE)
    const rest = annotation === NO_NODE ? tree.child(node, k.F_VALUE) : annotation
    this.roles[node + 1] = own
    this.#push(tree.endOfSubtree(node), scope, rest, outer)
  }

  #comprehension(node: Node, scope: number): void {
    const first = this.tree.childOfKind(node, k.K_FOR_IN_CLAUSE)
    const iterable = first === NO_NODE ? NO_NODE : this.tree.child(first, k.F_RIGHT)
    const inner = this.#newScope(COMPREHENSION_SCOPE, node, scope)
    this.#push(this.tree.endOfSubtree(node), inner, iterable, scope)
  }

  #typeAlias(node: Node, scope: number): void {
    const { tree, roles } = this
    const left = tree.child(node, k.F_LEFT)
    if (left === NO_NODE) return
    const end = tree.endOfSubtree(left)
    let name = left + 1
    if (tree.kind(name) === k.K_GENERIC_TYPE || tree.kind(name) === k.K_SUBSCRIPT) name += 1
    if (name >= end) return
    if (tree.kind(name) !== k.K_IDENTIFIER) {
      // The grammar takes `type(x).y = z` for an alias.
      roles[left + 1] = role.ASSIGN
      return
    }
    const id = this.names.intern(tree.start(name), tree.end(name))
    this.#define(name, id, role.TYPE_ALIAS, scope)
    roles[name] = role.TYPE_ALIAS | RECORDED
    const rest = tree.nextSibling(name)
    if (rest === NO_NODE) return
    this.#marks.set(tree.childOfKind(name - 1, k.K_TYPE_PARAMETER), role.TYPE_PARAMETER)
    const inner = this.#newScope(TYPE_PARAMETER_SCOPE, node, scope)
    this.#push(tree.endOfSubtree(node), inner, NO_NODE, inner)
  }

  /** `[T, *Ts, U = int]`; the grammar reports the default as an error, which must not hide `U`. */
  #enterBody(node: Node): void {
    const top = this.#regionEnd.length - 1
    const { tree } = this
    const owner = tree.kind(node) === k.K_TYPE ? tree.parent(node) : node
    this.#push(
      tree.endOfSubtree(owner),
      this.#regionBodyScope[top] as number,
      NO_NODE,
      this.#regionScope[top] as number,
    )
  }

  #newScope(kind: number, node: Node, parent: number): number {
    this.scopeKind.push(kind)
    this.scopeNode.push(node)
    this.scopeParent.push(parent)
    this.scopeYields.push(0)
    return this.scopeKind.length - 1
  }

  #push(end: number, scope: number, body: Node, bodyScope: number): void {
    this.#regionEnd.push(end)
    this.#regionScope.push(scope)
    this.#regionBody.push(body)
    this.#regionBodyScope.push(bodyScope)
  }

  #pop(): void {
    this.#regionEnd.pop()
    this.#regionScope.pop()
    this.#regionBody.pop()
    this.#regionBodyScope.pop()
  }
}
