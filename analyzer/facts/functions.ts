// Functions, methods and lambdas of a file.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import type { ClassFacts } from './classes.ts'
import { decoratorsOf, docstringOf, statementOf } from './definitions.ts'
import { type Parameter, readParameters } from './parameters.ts'
import type { Scope } from './scopes.ts'

export class FunctionFacts {
  /** `function_definition` or `lambda`. */
  readonly node: Node
  readonly name: string
  /** The scope that the function opens; its parameters and locals live there. */
  readonly scope: Scope
  /** Position in `FileFacts.functions`. */
  readonly index: number
  readonly isLambda: boolean
  readonly isAsync: boolean
  /** True if the body contains a `yield` of its own. */
  readonly isGenerator: boolean
  /** The class in whose body the function stands directly, else undefined. */
  readonly class: ClassFacts | undefined
  /** The function around this one, across a class in between. */
  readonly enclosing: FunctionFacts | undefined
  /** Path within the module: `Class.method`, `outer.<locals>.inner`, `<lambda>` for lambdas. */
  readonly symbol: string
  readonly #tree: SyntaxTree
  #parameters: readonly Parameter[] | undefined
  #decorators: readonly Node[] | undefined

  constructor(
    tree: SyntaxTree,
    place: {
      readonly scope: Scope
      readonly index: number
      readonly class: ClassFacts | undefined
      readonly enclosing: FunctionFacts | undefined
      readonly prefix: string
      readonly isGenerator: boolean
    },
  ) {
    const node = place.scope.node
    this.#tree = tree
    this.node = node
    this.scope = place.scope
    this.index = place.index
    this.class = place.class
    this.enclosing = place.enclosing
    this.isLambda = tree.kind(node) === k.K_LAMBDA
    this.isAsync = !this.isLambda && tree.kind(node + 1) === k.T_ASYNC
    this.isGenerator = place.isGenerator
    const name = tree.child(node, k.F_NAME)
    this.name = this.isLambda || name === NO_NODE ? '<lambda>' : tree.text(name)
    this.symbol = place.prefix + this.name
  }

  /** The identifier after `def`, NO_NODE for lambdas. */
  get nameNode(): Node {
    return this.#tree.child(this.node, k.F_NAME)
  }

  /** The `block` of a def, the expression of a lambda; NO_NODE where the source is broken. */
  get body(): Node {
    return this.#tree.child(this.node, k.F_BODY)
  }

  /** The annotation after `->` (a `type` node), NO_NODE if there is none. */
  get returns(): Node {
    return this.#tree.child(this.node, k.F_RETURN_TYPE)
  }

  /** `parameters` or `lambda_parameters`, NO_NODE if there are none. */
  get parametersNode(): Node {
    return this.#tree.child(this.node, k.F_PARAMETERS)
  }

  get parameters(): readonly Parameter[] {
    this.#parameters ??= readParameters(this.#tree, this.parametersNode)
    return this.#parameters
  }

  /** Expressions behind `@`, from top to bottom, but those that were left out. */
  get decorators(): readonly Node[] {
    this.#decorators ??= decoratorsOf(this.#tree, this.node)
    return this.#decorators
  }

  /** Takes a decorator away that changes nothing of what the function does. */
  leaveOutDecorator(decorator: Node): void {
    this.#decorators = this.decorators.filter((one) => one !== decorator)
  }

  /** The `decorated_definition` around the function if there is one, else the function itself. */
  get statement(): Node {
    return statementOf(this.#tree, this.node)
  }

  /** The string node of the docstring, NO_NODE if there is none. */
  get docstring(): Node {
    return this.isLambda ? NO_NODE : docstringOf(this.#tree, this.body)
  }

  /** True for a function that stands directly in a class body. */
  get isMethod(): boolean {
    return this.class !== undefined
  }
}
