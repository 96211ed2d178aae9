// Which expressions are locks, and which of them are the same lock.

import { keptAttribute } from '../facts/called-names.ts'
import { constantOf, type Expression } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { readExpression } from '../facts/read-expression.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import { withoutBrackets } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileTypes } from '../types/file-types.ts'
import type { TypeRef } from '../types/type-ref.ts'
import type { Locations } from './locations.ts'

/** Between what a lock keeps order: tasks of a loop, threads, processes, machines. */
export type LockWorld = 'asyncio' | 'threading' | 'process' | 'redis' | 'unknown'

export interface Lock {
  /** Equal for expressions that mean the same lock as far as can be told. */
  readonly key: string
  /** As it is written. */
  readonly text: string
  readonly world: LockWorld
  readonly kind: 'lock' | 'semaphore' | 'condition'
  /** False for semaphores that let more than one in; undefined where the limit is not known. */
  readonly isExclusive: boolean | undefined
  readonly isReentrant: boolean
  /** True for one lock of many: of a dict of locks, or made for a key. */
  readonly isPerKey: boolean
  /** True if the lock was told by its name alone. */
  readonly isGuess: boolean
}

const NAMED_LIKE_A_LOCK = /(?:^|_)(?:lock|locks|rlock|mutex|mutexes)(?:_for)?$/i
const CLASS_OF_LOCKS = /(?:Lock|Mutex)$/
const LOOKUPS: ReadonlySet<string> = new Set(['get', 'setdefault'])
const WORLDS: readonly LockWorld[] = ['redis', 'asyncio', 'threading', 'process']

export class Locks {
  readonly #facts: FileFacts
  readonly #types: FileTypes

  constructor(facts: FileFacts, types: FileTypes) {
    this.#facts = facts
    this.#types = types
  }

  /** The lock that an expression is; undefined if it is none. `locations` are those of its graph. */
  of(expression: Node, locations: Locations): Lock | undefined {
    const { tree } = this.#facts
    if (expression === NO_NODE) return undefined
    const node = keptAttribute(this.#facts, withoutBrackets(tree, expression))
    const type = this.#types.typeOf(node)
    const kind = type === undefined || type.isClass ? undefined : this.#kindOf(type)
    const isGuess = kind === undefined
    if (isGuess && !this.#looksLikeALock(node, type)) return undefined
    const location = locations.ofObject(node)
    const text = tree.text(node)
    const isCall = tree.kind(node) === k.K_CALL
    const isNew = isCall && this.#isConstructor(node)
    return {
      key: location?.key ?? (isNew ? `new:${node}` : `text:${text}`),
      text: location?.text ?? text,
      world: type === undefined ? 'unknown' : this.#worldOf(type),
      kind: kind ?? 'lock',
      isExclusive: kind === 'semaphore' ? this.#isBinary(node) : true,
      isReentrant: this.#types.hasTrait(type, 'reentrant'),
      isPerKey: (isCall && !isNew) || (location?.path.at(-1)?.startsWith('[') ?? false),
      isGuess,
    }
  }

  #kindOf(type: TypeRef): Lock['kind'] | undefined {
    for (const kind of ['condition', 'semaphore', 'lock'] as const) {
      if (this.#types.hasTrait(type, kind)) return kind
    }
    return undefined
  }

  #worldOf(type: TypeRef): LockWorld {
    return WORLDS.find((world) => this.#types.hasTrait(type, world)) ?? 'unknown'
  }

  /** By the name of its class where that is one of the project, by its own where nothing is known. */
  #looksLikeALock(node: Node, type: TypeRef | undefined): boolean {
    if (type === undefined) return this.#isNamedLikeALock(node)
    return !type.isClass && type.class !== undefined && CLASS_OF_LOCKS.test(type.name)
  }

  #isNamedLikeALock(node: Node): boolean {
    const { tree } = this.#facts
    let at = node
    if (tree.kind(at) === k.K_CALL) at = this.#tableOf(this.#facts.callee(at))
    if (at !== NO_NODE && tree.kind(at) === k.K_SUBSCRIPT) at = tree.child(at, k.F_VALUE)
    if (at !== NO_NODE && tree.kind(at) === k.K_ATTRIBUTE) at = tree.child(at, k.F_ATTRIBUTE)
    const isName = at !== NO_NODE && tree.kind(at) === k.K_IDENTIFIER
    return isName && NAMED_LIKE_A_LOCK.test(this.#facts.name(at))
  }

  /** `self.locks` of `self.locks.setdefault(key, Lock())` and the like; other callees as they are. */
  #tableOf(callee: Node): Node {
    const { tree } = this.#facts
    if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return callee
    const method = tree.child(callee, k.F_ATTRIBUTE)
    const isLookup = method !== NO_NODE && LOOKUPS.has(this.#facts.name(method))
    return isLookup ? tree.child(callee, k.F_OBJECT) : callee
  }

  /** `Lock()` in place; a function that hands out a lock is no constructor. */
  #isConstructor(call: Node): boolean {
    const callee = this.#types.valueOf(this.#facts.callee(call))
    return callee?.kind === 'class' || (callee?.kind === 'external' && !callee.name.includes('()'))
  }

  /** Whether a semaphore lets only one in, by the constructor that made it. */
  #isBinary(node: Node): boolean | undefined {
    const made = this.#madeBy(node)
    if (made?.kind !== 'call') return undefined
    const limit = made.args[0] ?? made.keywords.find(({ name }) => name === 'value')?.value
    if (limit === undefined) return made.keywords.length === 0 ? true : undefined
    const value = constantOf(limit)
    return typeof value === 'number' ? value === 1 : undefined
  }

  /** The constructor call behind a variable or an attribute of `self`. */
  #madeBy(node: Node): Expression | undefined {
    const facts = this.#facts
    const { tree } = facts
    if (tree.kind(node) === k.K_CALL) return readExpression(facts, node)
    const attribute = receiverAttribute(facts, node)
    if (attribute !== undefined) {
      const owner = this.#types.index.class(facts.path, attribute.class.symbol)
      const found = [
        ...(owner?.summary.instanceAttributes ?? []),
        ...(owner?.summary.attributes ?? []),
      ].filter((one) => one.name === attribute.name && one.value?.kind === 'call')
      return found.length === 1 ? found[0]?.value : undefined
    }
    const binding = tree.kind(node) === k.K_IDENTIFIER ? facts.resolve(node) : undefined
    const only = binding?.definitions.length === 1 ? binding.definitions[0] : undefined
    if (only === undefined) return undefined
    const statement = tree.parent(only.node)
    if (tree.kind(statement) !== k.K_ASSIGNMENT) return undefined
    return readExpression(facts, tree.child(statement, k.F_RIGHT))
  }
}
