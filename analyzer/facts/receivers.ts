// `self` and `cls`: the class whose attribute or method a chain reaches.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { withoutStar } from './access-path.ts'
import type { ClassFacts } from './classes.ts'
import type { FileFacts } from './file-facts.ts'
import type { FunctionFacts } from './functions.ts'
import type { Binding } from './scopes.ts'

/** What the first parameter of a method stands for. */
export interface Receiver {
  readonly class: ClassFacts
  /** The method whose parameter it is; a nested function may be the one that uses it. */
  readonly method: FunctionFacts
  /** True for the class itself (`cls`), false for an instance (`self`). */
  readonly isClass: boolean
}

const CLASS_METHODS = new Set(['__new__', '__init_subclass__', '__class_getitem__'])

/** The receivers of a file, read once for each parameter. */
export class Receivers {
  readonly #facts: FileFacts
  readonly #known = new Map<Binding, Receiver | undefined>()

  constructor(facts: FileFacts) {
    this.#facts = facts
  }

  of(identifier: Node): Receiver | undefined {
    const binding = this.#facts.resolve(identifier)
    if (binding?.kind !== 'parameter') return undefined
    const known = this.#known.get(binding)
    if (known !== undefined || this.#known.has(binding)) return known
    const receiver = readReceiver(this.#facts, binding)
    this.#known.set(binding, receiver)
    return receiver
  }
}

/** The receiver that an identifier is, undefined for every other variable. */
export function receiverOf(facts: FileFacts, identifier: Node): Receiver | undefined {
  return facts.receivers.of(identifier)
}

/** True for a method that takes neither its object nor its class. */
export function isStaticMethod(facts: FileFacts, { decorators }: FunctionFacts): boolean {
  return decorators.some((node) => facts.qualifiedName(node) === 'builtins.staticmethod')
}

function readReceiver(facts: FileFacts, binding: Binding): Receiver | undefined {
  const method = binding.scope?.function
  if (method?.class === undefined || method.isLambda) return undefined
  const first = method.parameters[0]
  const isFirst = first !== undefined && first.nameNode === binding.definitions[0]?.node
  if (!isFirst || first.kind === 'rest' || first.kind === 'keyword-only') return undefined
  // A method that gives its first parameter another value no longer says what it holds.
  if (binding.definitions.length > 1) return undefined
  let isClass = CLASS_METHODS.has(method.name)
  for (const decorator of method.decorators) {
    const name = facts.qualifiedName(decorator)
    if (name === 'builtins.staticmethod') return undefined
    if (name === 'builtins.classmethod') isClass = true
  }
  return { class: method.class, method, isClass }
}

export interface ReceiverAttribute extends Receiver {
  readonly name: string
}

/** The attribute that `self.x` or `cls.x` is, undefined for every other expression. */
export function receiverAttribute(facts: FileFacts, node: Node): ReceiverAttribute | undefined {
  const { tree } = facts
  if (node === NO_NODE || tree.kind(node) !== k.K_ATTRIBUTE) return undefined
  const object = withoutStar(tree, tree.child(node, k.F_OBJECT))
  if (object === NO_NODE || tree.kind(object) !== k.K_IDENTIFIER) return undefined
  const receiver = receiverOf(facts, object)
  const name = tree.child(node, k.F_ATTRIBUTE)
  return receiver && name !== NO_NODE ? { ...receiver, name: facts.name(name) } : undefined
}
