// What a name stands for where it is read: by the writes that reach it, its annotation, or what the
// project says of it.
import type { FunctionFacts } from '../facts/functions.ts'
import type { Parameter } from '../facts/parameters.ts'
import { readAnnotation } from '../facts/read-expression.ts'
import { receiverOf } from '../facts/receivers.ts'
import type { Binding } from '../facts/scopes.ts'
import type { FileFlow } from '../flow/file-flow.ts'
import { type WrittenValue, writtenValue } from '../flow/written-value.ts'
import type { Value } from '../project/values.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { dependencyOf, isDependency } from './dependencies.ts'
import type { Evaluator } from './file-types.ts'
import { Narrowings } from './narrowing.ts'
import { elementOf, enteredValue, partOfElement, partOfResult } from './value-parts.ts'

/** A name that is made from itself: its value is being looked for already. */
export type Open = 'open'

export class NameValues {
  readonly #evaluator: Evaluator
  readonly #flow: FileFlow
  readonly #open = new Set<Node>()
  #narrowings: Narrowings | undefined

  constructor(evaluator: Evaluator, flow: FileFlow) {
    this.#evaluator = evaluator
    this.#flow = flow
  }

  of(identifier: Node): Value | Open | undefined {
    const { facts, index } = this.#evaluator
    const binding = facts.resolve(identifier)
    if (binding === undefined || binding.scope === undefined) {
      return this.#evaluator.named(facts.qualifiedName(identifier))
    }
    const narrowed = this.#narrowed(identifier)
    if (narrowed !== undefined) return narrowed
    const receiver = receiverOf(facts, identifier)
    if (receiver !== undefined) {
      const own = index.class(facts.path, receiver.class.symbol)
      const declared = receiver.isClass ? undefined : this.#declaredReceiver(receiver.method)
      return declared ?? (own && { kind: receiver.isClass ? 'class' : 'instance', class: own })
    }
    switch (binding.kind) {
      case 'import':
      case 'function':
      case 'class':
        return this.#evaluator.named(facts.qualifiedName(identifier))
      default:
        return this.#variable(identifier, binding)
    }
  }

  /** `self: "Client"` in a class that `Client` is put together of; a type variable says no more than the class. */
  #declaredReceiver({ parameters: [first], class: owner }: FunctionFacts): Value | undefined {
    if (first === undefined || first.annotation === NO_NODE) return undefined
    const { facts, index } = this.#evaluator
    const module = index.module(facts.path)
    const value = module && index.typeValue(module, readAnnotation(facts, first.annotation))
    const own = owner && index.class(facts.path, owner.symbol)
    if (value?.kind !== 'instance' || own === undefined) return undefined
    return index.hierarchy.isSubclass(value.class, own) ? value : undefined
  }

  /** What a parameter is, by its annotation, its dependency or its default. */
  parameter(owner: FunctionFacts, parameter: Parameter): Value | undefined {
    const { facts, index } = this.#evaluator
    const module = index.module(facts.path)
    if (module === undefined) return undefined
    const annotated =
      parameter.annotation === NO_NODE
        ? undefined
        : index.typeValue(module, readAnnotation(facts, parameter.annotation))
    if (parameter.kind === 'rest') {
      return { kind: 'container', name: 'builtins.tuple', item: annotated }
    }
    if (parameter.kind === 'keywords') {
      return { kind: 'container', name: 'builtins.dict', item: annotated }
    }
    if (annotated !== undefined || parameter.default === NO_NODE) return annotated
    if (facts.enclosingFunction(parameter.default) === owner) return undefined
    if (isDependency(facts, parameter.default)) {
      return dependencyOf(this.#evaluator, parameter.default)
    }
    // A default of a simple type says little about what else may be passed.
    const value = this.#evaluator.valueOf(parameter.default)
    return value?.kind === 'instance' || value?.kind === 'external' ? value : undefined
  }

  #narrowed(identifier: Node): Value | undefined {
    const { facts, index } = this.#evaluator
    this.#narrowings ??= new Narrowings(facts)
    const type = this.#narrowings.typeAt(identifier)
    const module = index.module(facts.path)
    if (type === undefined || module === undefined) return undefined
    return index.typeValue(module, readAnnotation(facts, type))
  }

  #variable(identifier: Node, binding: Binding): Value | Open | undefined {
    const { facts } = this.#evaluator
    const [only] = binding.definitions
    // Most locals are given a value in one place: then the flow has nothing to add.
    if (only !== undefined && binding.definitionCount === 1 && binding.scope?.kind === 'function') {
      return this.#agreed(binding, [only.node])
    }
    const defUse = this.#flow.defUse(this.#flow.around(identifier))
    const value = defUse.valueOf(identifier)
    const definitions: Node[] = []
    if (value !== undefined) {
      for (const write of defUse.writesOf(value)) {
        if (write >= 0) definitions.push(defUse.graph.eventNode(write))
      }
    }
    if (definitions.length > 0) return this.#agreed(binding, definitions)
    if (binding.scope?.kind === 'module') {
      return this.#evaluator.named(facts.qualifiedName(identifier))
    }
    return this.#agreed(
      binding,
      binding.definitions.map(({ node }) => node),
    )
  }

  /** What all definitions say that say anything, `None` aside; undefined if they differ. */
  #agreed(binding: Binding, definitions: readonly Node[]): Value | Open | undefined {
    let found: Value | undefined
    let isOpen = false
    for (const node of definitions) {
      const value = this.#definition(binding, node)
      if (value === 'none') continue
      if (value === 'open') {
        isOpen = true
        continue
      }
      if (value === undefined) return undefined
      if (found !== undefined && !isSame(found, value)) return undefined
      found = value
    }
    return found ?? (isOpen ? 'open' : undefined)
  }

  #definition(binding: Binding, node: Node): Value | Open | 'none' | undefined {
    if (this.#open.has(node)) return 'open'
    this.#open.add(node)
    try {
      return this.#readDefinition(binding, node)
    } finally {
      this.#open.delete(node)
    }
  }

  #readDefinition(binding: Binding, node: Node): Value | Open | 'none' | undefined {
    const { facts } = this.#evaluator
    const { tree } = facts
    const owner = binding.scope?.function
    const parameter = owner?.parameters.find((one) => one.nameNode === node)
    if (owner !== undefined && parameter !== undefined) return this.parameter(owner, parameter)
    const written = writtenValue(tree, node)
    if (written === undefined) return this.#caught(node)
    const annotated = this.#annotation(binding, node)
    if (annotated !== undefined) return annotated
    if (written.kind === 'whole' && tree.kind(written.node) === k.K_NONE) return 'none'
    return this.#written(written, node)
  }

  /** The annotation of `x: T = ...`, or of a bare `x: T` of the same variable. */
  #annotation(binding: Binding, node: Node): Value | undefined {
    const { facts, index } = this.#evaluator
    const { tree } = facts
    const module = index.module(facts.path)
    if (module === undefined) return undefined
    const own = tree.parent(node)
    let type = tree.kind(own) === k.K_ASSIGNMENT ? tree.child(own, k.F_TYPE) : NO_NODE
    if (type === NO_NODE) {
      const bare = binding.definitions.find(({ kind }) => kind === 'annotation')
      if (bare !== undefined) type = tree.child(tree.parent(bare.node), k.F_TYPE)
    }
    return type === NO_NODE ? undefined : index.typeValue(module, readAnnotation(facts, type))
  }

  #written(written: WrittenValue, target: Node): Value | undefined {
    const evaluator = this.#evaluator
    const { tree } = evaluator.facts
    const value = evaluator.valueOf(written.node)
    switch (written.kind) {
      case 'whole':
        return value
      case 'element':
        return elementOf(evaluator, value)
      case 'element-part':
        return partOfElement(evaluator, written.node, target)
      case 'entered': {
        const statement = tree.ancestor(written.writer, k.K_WITH_STATEMENT)
        const isAsync = statement !== NO_NODE && tree.kind(statement + 1) === k.T_ASYNC
        return enteredValue(evaluator.index, value, isAsync)
      }
      case 'part':
        return partOfResult(evaluator, written.node, target)
      case 'updated':
        return undefined
    }
  }

  /** `except E as e`. */
  #caught(node: Node): Value | undefined {
    const { tree } = this.#evaluator.facts
    const pattern = tree.parent(tree.parent(node))
    if (pattern === NO_NODE || tree.kind(pattern) !== k.K_AS_PATTERN) return undefined
    if (tree.kind(tree.parent(pattern)) !== k.K_EXCEPT_CLAUSE) return undefined
    const type = this.#evaluator.valueOf(tree.firstChild(pattern))
    if (type?.kind === 'class') return { kind: 'instance', class: type.class }
    return type?.kind === 'external' ? { kind: 'external', name: `${type.name}()` } : undefined
  }
}

/** Equal as far as members go; containers and awaitables by what is in them. */
function isSame(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a.kind === 'external' && b.kind === 'external') return a.name === b.name
  if (a.kind === 'instance' && b.kind === 'instance') return a.class === b.class
  if (a.kind === 'class' && b.kind === 'class') return a.class === b.class
  if (a.kind === 'container' && b.kind === 'container') {
    return a.name === b.name && isSameOrUnknown(a.item, b.item)
  }
  if (a.kind === 'awaitable' && b.kind === 'awaitable') return isSameOrUnknown(a.value, b.value)
  if (a.kind === 'manager' && b.kind === 'manager') return isSameOrUnknown(a.value, b.value)
  if (a.kind === 'function' && b.kind === 'function') return a.function === b.function
  return false
}

function isSameOrUnknown(a: Value | undefined, b: Value | undefined): boolean {
  return a === undefined || b === undefined || isSame(a, b)
}
