// The types of expressions of one file, as far as annotations, constructors and what is known of
// libraries tell. What is not known stays undefined; nothing is guessed from names.
import { originOf } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { type MakeShared, makeShared } from '../facts/on-demand.ts'
import { withoutBrackets } from '../facts/strings.ts'
import type { FileFlow } from '../flow/file-flow.ts'
import type { ProjectIndex } from '../project/project-index.ts'
import { itemOf } from '../project/type-values.ts'
import type { ProjectClass, Value } from '../project/values.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { CallValues } from './call-values.ts'
import { libraryClass } from './library.ts'
import { literalValue } from './literal-values.ts'
import { NameValues } from './name-values.ts'
import { simplify, typeOfValue } from './path-types.ts'
import type { TypeRef } from './type-ref.ts'

/** Longer chains of expressions and variables are not followed. */
const MAX_DEPTH = 40
/** Expressions looked at for one question: hostile code stays cheap. */
const MAX_STEPS = 1_000

/** Evaluates expressions; shared by the parts that know names and calls. */
export interface Evaluator {
  readonly facts: FileFacts
  readonly index: ProjectIndex
  /** What an expression is; undefined where nothing is known. */
  valueOf(node: Node): Value | undefined
  /** What a qualified name of this file is. */
  named(origin: string | undefined): Value | undefined
}

export class FileTypes implements Evaluator {
  readonly facts: FileFacts
  readonly index: ProjectIndex
  readonly #names: NameValues
  readonly #calls: CallValues
  readonly #values = new Map<Node, Value | undefined>()
  readonly #makeShared: MakeShared
  #depth = 0
  #steps = 0
  /** Expressions that are being evaluated and were met again: what is made of them is not kept. */
  #isCut = false

  /** `index` must hold the file's own summary. */
  constructor(
    facts: FileFacts,
    flow: FileFlow,
    index: ProjectIndex,
    share: MakeShared = makeShared,
  ) {
    this.#makeShared = share
    this.facts = facts
    this.index = index
    this.#names = new NameValues(this, flow)
    this.#calls = new CallValues(this)
  }

  /** The type of an expression, undefined where it is not known. */
  typeOf(node: Node): TypeRef | undefined {
    return typeOfValue(this.valueOf(node))
  }

  /** True if the type is of a library class with that trait, or derives from one. */
  hasTrait(type: TypeRef | undefined, trait: string): boolean {
    if (type === undefined) return false
    if (type.class === undefined) return libraryClass(type.name)?.traits.has(trait) ?? false
    return this.index.hierarchy
      .order(type.class)
      .some((one) => typeof one === 'string' && (libraryClass(one)?.traits.has(trait) ?? false))
  }

  /** True if an expression has a type with all of these traits: `is(node, 'lock', 'asyncio')`. */
  is(node: Node, ...traits: readonly string[]): boolean {
    const type = this.typeOf(node)
    return type !== undefined && traits.every((trait) => this.hasTrait(type, trait))
  }

  /** What a qualified name (see `FileFacts.qualifiedName`) is. */
  named(origin: string | undefined): Value | undefined {
    const module = this.index.module(this.facts.path)
    if (origin === undefined || module === undefined) return undefined
    return simplify(this.index.resolveName(module, origin))
  }

  /** As `typeOf`, but as the index sees it: functions and modules included. */
  valueOf(node: Node): Value | undefined {
    if (node === NO_NODE) return undefined
    if (this.#values.has(node)) return this.#values.get(node)
    // Parts of an expression are kept as well: many rules ask for the same ones.
    return this.#depth === 0 ? this.#makeShared(() => this.#make(node)) : this.#make(node)
  }

  #make(node: Node): Value | undefined {
    if (this.#depth === 0) this.#steps = 0
    this.#steps += 1
    if (this.#depth >= MAX_DEPTH || this.#steps > MAX_STEPS) {
      this.#isCut = true
      return undefined
    }
    this.#depth += 1
    const value = this.#evaluate(withoutBrackets(this.facts.tree, node))
    this.#depth -= 1
    if (!this.#isCut || value !== undefined) this.#values.set(node, value)
    if (this.#depth === 0) this.#isCut = false
    return value
  }

  #evaluate(node: Node): Value | undefined {
    const { tree } = this.facts
    switch (tree.kind(node)) {
      case k.K_IDENTIFIER: {
        const name = this.#names.of(node)
        if (name === 'open') {
          this.#isCut = true
          return undefined
        }
        return name
      }
      case k.K_ATTRIBUTE:
        return this.#attribute(node)
      case k.K_CALL:
        return simplify(this.#calls.of(node))
      case k.K_AWAIT: {
        const value = this.valueOf(tree.namedChildren(node)[0] ?? NO_NODE)
        if (value?.kind === 'awaitable') return value.value
        return value?.kind === 'external' ? value : undefined
      }
      case k.K_SUBSCRIPT:
        return (
          itemOf(
            undefined,
            this.named(this.facts.qualifiedName(tree.child(node, k.F_SUBSCRIPT))),
          ) ?? this.#item(this.valueOf(tree.child(node, k.F_VALUE)))
        )
      case k.K_NAMED_EXPRESSION:
        return this.valueOf(tree.child(node, k.F_VALUE))
      case k.K_BOOLEAN_OPERATOR:
        return this.valueOf(tree.child(node, k.F_LEFT)) ?? this.valueOf(tree.child(node, k.F_RIGHT))
      case k.K_CONDITIONAL_EXPRESSION: {
        const [yes, , no] = tree.namedChildren(node)
        return this.valueOf(yes ?? NO_NODE) ?? this.valueOf(no ?? NO_NODE)
      }
      case k.K_BINARY_OPERATOR:
        return this.#operation(node)
      default:
        return literalValue(this, node)
    }
  }

  #attribute(node: Node): Value | undefined {
    const { tree } = this.facts
    const origin = this.facts.qualifiedName(node)
    const known = this.named(origin)
    if (known !== undefined && known.kind !== 'variable') return known
    const name = tree.child(node, k.F_ATTRIBUTE)
    const object = this.valueOf(tree.child(node, k.F_OBJECT))
    if (object === undefined || name === NO_NODE) return known
    const value = simplify(this.index.attribute(object, this.facts.name(name))) ?? known
    const isBare = value?.kind === 'external' && value.name === 'collections.defaultdict()'
    if (!isBare || object.kind !== 'instance') return value
    return this.#tableOf(object.class, this.facts.name(name)) ?? value
  }

  /** `self.locks = defaultdict(Lock)`: what the table makes, by the class that assigns it. */
  #tableOf(owner: ProjectClass, name: string): Value | undefined {
    const assigned = owner.summary.instanceAttributes.find((one) => one.name === name)?.value
    const factory = assigned?.kind === 'call' ? assigned.args[0] : undefined
    const origin = originOf(factory)
    if (origin === undefined) return undefined
    const made = this.index.callResult(this.index.resolveName(owner.module, origin))
    return { kind: 'container', name: 'collections.defaultdict', item: simplify(made) }
  }

  #item(value: Value | undefined): Value | undefined {
    switch (value?.kind) {
      case 'container':
        return value.item
      case 'class':
        return value
      case 'external':
        return simplify({ kind: 'external', name: `${value.name}[]` })
      default:
        return undefined
    }
  }

  /** `path / 'x'` is a path, text and numbers stay what they are on the left. */
  #operation(node: Node): Value | undefined {
    const { tree } = this.facts
    // A chain of operators nests to the left; its first operand decides.
    let left = tree.child(node, k.F_LEFT)
    while (left !== NO_NODE && tree.kind(left) === k.K_BINARY_OPERATOR) {
      left = tree.child(left, k.F_LEFT)
    }
    const value = this.valueOf(left)
    if (value?.kind !== 'external') return undefined
    return KEPT_BY_OPERATORS.has(value.name) ? value : undefined
  }
}

const KEPT_BY_OPERATORS: ReadonlySet<string> = new Set([
  'pathlib.Path()',
  'builtins.str()',
  'builtins.bytes()',
])
