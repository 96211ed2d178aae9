// What an expression refers to, as plain data that the project index can resolve: through imports,
// receivers, annotations, constructors and the attributes of what they give.

import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { rootOf, withoutStar } from './access-path.ts'
import { assignedValue } from './assigned-value.ts'
import type { Expression } from './expression.ts'
import type { FileFacts } from './file-facts.ts'
import { readAnnotation } from './read-expression.ts'
import { receiverOf } from './receivers.ts'
import type { Binding, Definition } from './scopes.ts'
import { asyncMakerOf } from './session-makers.ts'
import { withoutBrackets } from './strings.ts'

export type Reference =
  /** A qualified name, see `FileFacts.qualifiedName`. */
  | { readonly kind: 'origin'; readonly name: string }
  /** `self` or `cls` of a class of this file, by its symbol. */
  | { readonly kind: 'receiver'; readonly class: string; readonly isClass: boolean }
  /** `super()` in a method of a class of this file. */
  | { readonly kind: 'super'; readonly class: string; readonly isClass: boolean }
  /** A value of an annotated type. */
  | { readonly kind: 'instance'; readonly type: Expression }
  | { readonly kind: 'attribute'; readonly of: Reference; readonly name: string }
  | { readonly kind: 'call'; readonly of: Reference }
  | { readonly kind: 'await'; readonly of: Reference }
  /** What `with of as x` binds. */
  | { readonly kind: 'enter'; readonly of: Reference; readonly isAsync: boolean }
  /** `of[...]`; `key` is the qualified name of what stands in the brackets. */
  | { readonly kind: 'item'; readonly of: Reference; readonly key?: string | undefined }
  /** What a loop over it gives. */
  | { readonly kind: 'element'; readonly of: Reference }
  /** One of several. */
  | { readonly kind: 'either'; readonly items: readonly Reference[] }

const MAX_DEPTH = 60
/** Steps for one reference, variables that it goes through included: hostile code stays cheap. */
const MAX_STEPS = 300
/** More than this many possible values say nothing. */
const MAX_CHOICES = 3

/** Calls that give what they are given, or something that is called like it. */
const PASSING = new Set([
  'builtins.staticmethod',
  'builtins.classmethod',
  'functools.partial',
  'functools.partialmethod',
  'functools.lru_cache',
  'functools.cache',
  'copy.copy',
  'copy.deepcopy',
])

/** Reads references of one file; remembers those of variables. */
export class References {
  readonly #facts: FileFacts
  readonly #variables = new Map<number, { reference: Reference | undefined; steps: number }>()
  #steps = 0

  constructor(facts: FileFacts) {
    this.#facts = facts
  }

  /** Undefined where nothing can be said. */
  of(node: Node): Reference | undefined {
    this.#steps = MAX_STEPS
    return node === NO_NODE ? undefined : this.#read(node, 0)
  }

  /** What a variable holds, over all of its definitions. */
  ofVariable(binding: Binding): Reference | undefined {
    this.#steps = MAX_STEPS
    return this.#readVariable(binding, 0)
  }

  /** The one reference, or the few, that all expressions but `None` give; else undefined. */
  agreed(nodes: readonly Node[]): Reference | undefined {
    const found: Reference[] = []
    for (const node of nodes) {
      if (node !== NO_NODE && this.#facts.tree.kind(node) === k.K_NONE) continue
      const one = this.of(node)
      if (one === undefined) return undefined
      if (!found.some((other) => sameReference(other, one))) found.push(one)
      if (found.length > MAX_CHOICES) return undefined
    }
    return found.length > 1 ? { kind: 'either', items: found } : found[0]
  }

  #read(expression: Node, depth: number): Reference | undefined {
    const facts = this.#facts
    this.#steps -= 1
    if (depth > MAX_DEPTH || this.#steps < 0 || expression === NO_NODE) return undefined
    const { tree } = facts
    const node = withoutBrackets(tree, expression)
    switch (tree.kind(node)) {
      case k.K_IDENTIFIER:
        return this.#readName(node, depth)
      case k.K_ATTRIBUTE:
        return this.#readAttribute(node, depth)
      case k.K_CALL:
        return this.#readCall(node, depth)
      case k.K_AWAIT: {
        const of = this.#read(tree.namedChildren(node)[0] ?? NO_NODE, depth + 1)
        return of && { kind: 'await', of }
      }
      case k.K_SUBSCRIPT: {
        const of = this.#read(tree.child(node, k.F_VALUE), depth + 1)
        if (of === undefined) return undefined
        const key = this.#facts.qualifiedName(tree.child(node, k.F_SUBSCRIPT))
        return key === undefined ? { kind: 'item', of } : { kind: 'item', of, key }
      }
      case k.K_NAMED_EXPRESSION:
        return this.#read(tree.child(node, k.F_VALUE), depth + 1)
      case k.K_BOOLEAN_OPERATOR:
        return this.#either([tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT)], depth)
      case k.K_CONDITIONAL_EXPRESSION: {
        const [yes, , no] = tree.namedChildren(node).filter((one) => tree.kind(one) !== k.K_COMMENT)
        return this.#either([yes ?? NO_NODE, no ?? NO_NODE], depth)
      }
      default:
        return undefined
    }
  }

  #either(nodes: readonly Node[], depth: number): Reference | undefined {
    const items: Reference[] = []
    for (const node of nodes) {
      const one = this.#read(node, depth + 1)
      if (one?.kind === 'either') items.push(...one.items)
      else if (one !== undefined) items.push(one)
    }
    return items.length > 1 ? { kind: 'either', items: items.slice(0, MAX_CHOICES) } : items[0]
  }

  #readAttribute(node: Node, depth: number): Reference | undefined {
    const facts = this.#facts
    const origin = facts.qualifiedName(node)
    const isStar = origin !== undefined && facts.resolve(rootOf(facts.tree, node)) === undefined
    if (origin !== undefined && !isStar) return { kind: 'origin', name: origin }
    const name = facts.tree.child(node, k.F_ATTRIBUTE)
    if (name === NO_NODE) return undefined
    const of = this.#read(withoutStar(facts.tree, facts.tree.child(node, k.F_OBJECT)), depth + 1)
    return of && { kind: 'attribute', of, name: facts.name(name) }
  }

  #readCall(node: Node, depth: number): Reference | undefined {
    const facts = this.#facts
    const callee = facts.callee(node)
    if (callee === NO_NODE) return undefined
    const origin = facts.qualifiedName(callee)
    if (origin === 'builtins.super') return this.#readSuper(node)
    if (origin !== undefined && PASSING.has(origin)) {
      return this.#read(facts.arguments(node)[0]?.value ?? NO_NODE, depth + 1)
    }
    const maker = asyncMakerOf(facts, node, origin)
    if (maker !== undefined) return { kind: 'call', of: { kind: 'origin', name: maker } }
    const of = this.#read(callee, depth + 1)
    return of && { kind: 'call', of }
  }

  #readSuper(node: Node): Reference | undefined {
    const facts = this.#facts
    const method = enclosingMethod(facts, node)
    const [first] = facts.arguments(node)
    const named = first && facts.resolve(first.value)
    const own = method?.class
    if (own === undefined) return undefined
    if (named !== undefined && named.name !== own.name) return undefined
    const isClass =
      method?.name === '__new__' ||
      method?.name === '__init_subclass__' ||
      (method?.decorators.some((one) => facts.qualifiedName(one) === 'builtins.classmethod') ??
        false)
    return { kind: 'super', class: own.symbol, isClass }
  }

  #readName(node: Node, depth: number): Reference | undefined {
    const facts = this.#facts
    const binding = facts.resolve(node)
    if (binding === undefined) return this.#starName(node)
    const origin = facts.qualifiedName(node)
    if (origin !== undefined) return { kind: 'origin', name: origin }
    const receiver = receiverOf(facts, node)
    if (receiver !== undefined) {
      return { kind: 'receiver', class: receiver.class.symbol, isClass: receiver.isClass }
    }
    return this.#readVariable(binding, depth)
  }

  /** Which of the star imports a name comes from, only the whole project can tell. */
  #starName(node: Node): Reference | undefined {
    const facts = this.#facts
    const hasStar = facts.imports.some((one) => one.form === 'star')
    return hasStar ? { kind: 'origin', name: `.${facts.name(node)}` } : undefined
  }

  #readVariable(binding: Binding, depth: number): Reference | undefined {
    const known = this.#variables.get(binding.id)
    if (known !== undefined) {
      this.#steps -= known.steps
      return this.#steps < 0 ? undefined : known.reference
    }
    const before = this.#steps
    // A variable that is made from itself says nothing more about itself.
    this.#variables.set(binding.id, { reference: undefined, steps: 1 })
    const reference = this.#readBinding(binding, depth)
    if (this.#steps < 0) this.#variables.delete(binding.id)
    else this.#variables.set(binding.id, { reference, steps: before - this.#steps + 1 })
    return reference
  }

  #readBinding(binding: Binding, depth: number): Reference | undefined {
    const facts = this.#facts
    const found: Reference[] = []
    for (const definition of binding.definitions) {
      if (definition.kind === 'annotation') {
        return { kind: 'instance', type: annotationOf(facts, definition.node) }
      }
      if (isNone(facts, definition) || definition.kind === 'delete') continue
      const one = this.#readDefinition(binding, definition, depth)
      if (one === undefined) return undefined
      if (!found.some((other) => sameReference(other, one))) found.push(one)
      if (found.length > MAX_CHOICES) return undefined
    }
    return found.length > 1 ? { kind: 'either', items: found } : found[0]
  }

  #readDefinition(
    binding: Binding,
    { kind, node }: Definition,
    depth: number,
  ): Reference | undefined {
    const facts = this.#facts
    const { tree } = facts
    const parent = tree.parent(node)
    switch (kind) {
      case 'parameter': {
        const parameters = binding.scope?.function?.parameters ?? []
        const own = parameters.find((one) => one.nameNode === node)
        if (own === undefined || own.annotation === NO_NODE) return undefined
        if (own.kind === 'rest' || own.kind === 'keywords') return undefined
        return { kind: 'instance', type: readAnnotation(facts, own.annotation) }
      }
      case 'assignment':
        if (tree.kind(parent) === k.K_ASSIGNMENT && tree.child(parent, k.F_TYPE) !== NO_NODE) {
          return { kind: 'instance', type: annotationOf(facts, node) }
        }
        return this.#read(assignedValue(tree, node), depth + 1)
      case 'walrus':
        return this.#read(tree.child(parent, k.F_VALUE), depth + 1)
      case 'with':
        return this.#readEntered(node, depth)
      case 'for':
      case 'comprehension': {
        if (tree.fieldOf(node) !== k.F_LEFT) return undefined
        const of = this.#read(tree.child(parent, k.F_RIGHT), depth + 1)
        return of && { kind: 'element', of }
      }
      default:
        return undefined
    }
  }

  #readEntered(node: Node, depth: number): Reference | undefined {
    const facts = this.#facts
    const { tree } = facts
    const target = tree.parent(node)
    const pattern = tree.parent(target)
    if (pattern === NO_NODE || tree.kind(target) !== k.K_AS_PATTERN_TARGET) return undefined
    const of = this.#read(pattern + 1, depth + 1)
    const statement = tree.ancestor(pattern, k.K_WITH_STATEMENT)
    if (of === undefined || statement === NO_NODE) return undefined
    return { kind: 'enter', of, isAsync: tree.kind(statement + 1) === k.T_ASYNC }
  }
}

function enclosingMethod(facts: FileFacts, node: Node) {
  let at = facts.enclosingFunction(node)
  while (at !== undefined && at.class === undefined) at = at.enclosing
  return at
}

function annotationOf(facts: FileFacts, target: Node): Expression {
  return readAnnotation(facts, facts.tree.child(facts.tree.parent(target), k.F_TYPE))
}

function isNone(facts: FileFacts, { kind, node }: Definition): boolean {
  if (kind !== 'assignment') return false
  const value = assignedValue(facts.tree, node)
  return value !== NO_NODE && facts.tree.kind(value) === k.K_NONE
}

function sameReference(a: Reference, b: Reference): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
