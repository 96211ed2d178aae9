// Classes of a file.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { type CallArgument, readArguments } from './calls.ts'
import { decoratorsOf, docstringOf, statementOf } from './definitions.ts'
import type { FunctionFacts } from './functions.ts'
import type { Scope } from './scopes.ts'

/** `name: annotation = value` in a class body, under `if` and `try` too. */
export interface ClassAttribute {
  readonly name: string
  /** The identifier that is bound. */
  readonly node: Node
  /** The `assignment` node. */
  readonly statement: Node
  /** A `type` node, NO_NODE if there is none. */
  readonly annotation: Node
  /** The right side, NO_NODE if there is none; the whole right side where a tuple is unpacked. */
  readonly value: Node
}

export class ClassFacts {
  readonly node: Node
  readonly name: string
  readonly scope: Scope
  /** Position in `FileFacts.classes`. */
  readonly index: number
  /** The class in whose body this one stands directly. */
  readonly class: ClassFacts | undefined
  readonly enclosing: FunctionFacts | undefined
  /** Path within the module, as for functions. */
  readonly symbol: string
  /** Functions that stand directly in the body, in order; overloads and redefinitions repeat. */
  readonly methods: FunctionFacts[] = []
  readonly #tree: SyntaxTree
  #attributes: readonly ClassAttribute[] | undefined
  #decorators: readonly Node[] | undefined
  #arguments: readonly CallArgument[] | undefined

  constructor(
    tree: SyntaxTree,
    place: {
      readonly scope: Scope
      readonly index: number
      readonly class: ClassFacts | undefined
      readonly enclosing: FunctionFacts | undefined
      readonly prefix: string
    },
  ) {
    this.#tree = tree
    this.node = place.scope.node
    this.scope = place.scope
    this.index = place.index
    this.class = place.class
    this.enclosing = place.enclosing
    const name = tree.child(this.node, k.F_NAME)
    this.name = name === NO_NODE ? '' : tree.text(name)
    this.symbol = place.prefix + this.name
  }

  /** The identifier after `class`. */
  get nameNode(): Node {
    return this.#tree.child(this.node, k.F_NAME)
  }

  get body(): Node {
    return this.#tree.child(this.node, k.F_BODY)
  }

  /** Base expressions in order, `*bases` included; keywords (metaclass) are in `keywords`. */
  get bases(): readonly Node[] {
    return this.#header().flatMap((one) => (one.name === undefined ? [one.value] : []))
  }

  /** `metaclass=...` and other keywords of the header. */
  get keywords(): readonly CallArgument[] {
    return this.#header().filter((one) => one.name !== undefined)
  }

  get decorators(): readonly Node[] {
    this.#decorators ??= decoratorsOf(this.#tree, this.node)
    return this.#decorators
  }

  get statement(): Node {
    return statementOf(this.#tree, this.node)
  }

  get docstring(): Node {
    return docstringOf(this.#tree, this.body)
  }

  get attributes(): readonly ClassAttribute[] {
    this.#attributes ??= readAttributes(this.#tree, this.body)
    return this.#attributes
  }

  /** The last method of that name, which is the one that Python keeps. */
  method(name: string): FunctionFacts | undefined {
    return this.methods.findLast((method) => method.name === name)
  }

  #header(): readonly CallArgument[] {
    this.#arguments ??= readArguments(this.#tree, this.#tree.child(this.node, k.F_SUPERCLASSES))
    return this.#arguments
  }
}

function readAttributes(tree: SyntaxTree, body: Node): readonly ClassAttribute[] {
  const found: ClassAttribute[] = []
  if (body === NO_NODE) return found
  const end = tree.endOfSubtree(body)
  let node = body + 1
  while (node < end) {
    const kind = tree.kind(node)
    if (kind === k.K_ASSIGNMENT) {
      addTargets(tree, node, found)
      node = tree.endOfSubtree(node)
    } else if (isOpaque(kind)) node = tree.endOfSubtree(node)
    else node += 1
  }
  return found
}

/** Kinds that cannot hold an assignment of the class body itself. */
function isOpaque(kind: number): boolean {
  switch (kind) {
    case k.K_FUNCTION_DEFINITION:
    case k.K_CLASS_DEFINITION:
    case k.K_DECORATOR:
    case k.K_CALL:
    case k.K_LAMBDA:
    case k.K_STRING:
      return true
    default:
      return false
  }
}

function addTargets(tree: SyntaxTree, first: Node, found: ClassAttribute[]): void {
  const annotation = tree.child(first, k.F_TYPE)
  let value = tree.child(first, k.F_RIGHT)
  const targets = [{ statement: first, target: tree.child(first, k.F_LEFT) }]
  while (value !== NO_NODE && tree.kind(value) === k.K_ASSIGNMENT) {
    targets.push({ statement: value, target: tree.child(value, k.F_LEFT) })
    value = tree.child(value, k.F_RIGHT)
  }
  for (const { statement, target } of targets) {
    if (target === NO_NODE) continue
    const end = tree.endOfSubtree(target)
    const kind = tree.kind(target)
    if (kind === k.K_ATTRIBUTE || kind === k.K_SUBSCRIPT) continue
    for (let node = target; node < end; node += 1) {
      if (tree.kind(node) !== k.K_IDENTIFIER) continue
      found.push({ name: tree.text(node), node, statement, annotation, value })
    }
  }
}
