// What a call gives: constructors, functions of the project, methods of containers, and builtins
// that hand on what they are given.
import { readAnnotation } from '../facts/read-expression.ts'
import { asyncMakerOf } from '../facts/session-makers.ts'
import { external, type Value } from '../project/values.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { Evaluator } from './file-types.ts'
import { elementOf, isMapping } from './value-parts.ts'

/** Builtins that make a container of the elements of their argument. */
const COPIES: ReadonlyMap<string, string> = new Map([
  ['builtins.list', 'builtins.list'],
  ['builtins.sorted', 'builtins.list'],
  ['builtins.tuple', 'builtins.tuple'],
  ['builtins.set', 'builtins.set'],
  ['builtins.frozenset', 'builtins.frozenset'],
  ['builtins.reversed', 'typing.Iterator'],
  ['builtins.iter', 'typing.Iterator'],
  ['collections.deque', 'collections.deque'],
])
const PICKS: ReadonlySet<string> = new Set(['builtins.next', 'builtins.min', 'builtins.max'])
const SAME: ReadonlySet<string> = new Set([
  'copy.copy',
  'copy.deepcopy',
  'asyncio.wait_for',
  'asyncio.shield',
  'contextlib.closing',
  'contextlib.aclosing',
  'contextlib.nullcontext',
])
const ITEM_METHODS: ReadonlySet<string> = new Set(['get', 'pop', 'setdefault', 'popleft'])

export class CallValues {
  readonly #evaluator: Evaluator

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator
  }

  of(call: Node): Value | undefined {
    const { facts, index } = this.#evaluator
    const callee = facts.callee(call)
    if (callee === NO_NODE) return undefined
    const name = facts.qualifiedName(callee)
    const maker = asyncMakerOf(facts, call, name)
    if (maker !== undefined) return external(`${maker}()`)
    const special = this.#special(call, name)
    if (special !== 'none') return special
    const method = this.#containerMethod(callee)
    if (method !== undefined) return method
    return index.callResult(this.#evaluator.valueOf(callee))
  }

  /** Calls that the tables cannot say; `none` if it is no such call. */
  #special(call: Node, name: string | undefined): Value | undefined | 'none' {
    if (name === undefined) return 'none'
    const evaluator = this.#evaluator
    const { facts, index } = evaluator
    const first = () => evaluator.valueOf(facts.arguments(call)[0]?.value ?? NO_NODE)
    const copied = COPIES.get(name)
    if (copied !== undefined) {
      return { kind: 'container', name: copied, item: elementOf(evaluator, first()) }
    }
    if (PICKS.has(name)) return elementOf(evaluator, first())
    if (SAME.has(name)) return first()
    switch (name) {
      case 'builtins.dict':
        return { kind: 'container', name: 'builtins.dict', item: undefined }
      case 'collections.defaultdict': {
        const item = index.callResult(first())
        return { kind: 'container', name: 'collections.defaultdict', item }
      }
      case 'builtins.super':
        return this.#super(call)
      case 'typing.cast':
      case 'typing_extensions.cast': {
        const type = facts.arguments(call)[0]?.value
        const module = index.module(facts.path)
        if (type === undefined || module === undefined) return undefined
        return index.typeValue(module, readAnnotation(facts, type))
      }
      case 'builtins.type': {
        const value = first()
        return value?.kind === 'instance' ? { kind: 'class', class: value.class } : undefined
      }
      default:
        return 'none'
    }
  }

  #super(call: Node): Value | undefined {
    const { facts, index } = this.#evaluator
    const own = facts.enclosingClass(call)
    const found = own && index.class(facts.path, own.symbol)
    return found && { kind: 'bases', class: found, isClass: false }
  }

  /** `table.get(key)`, `items.copy()`, `table.values()`. */
  #containerMethod(callee: Node): Value | undefined {
    const { facts } = this.#evaluator
    const { tree } = facts
    if (tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
    const name = tree.child(callee, k.F_ATTRIBUTE)
    if (name === NO_NODE) return undefined
    const object = this.#evaluator.valueOf(tree.child(callee, k.F_OBJECT))
    if (object?.kind !== 'container') return undefined
    const method = facts.name(name)
    if (ITEM_METHODS.has(method)) return object.item
    if (method === 'copy') return object
    if (method === 'values' && isMapping(object.name)) {
      return { kind: 'container', name: 'typing.ValuesView', item: object.item }
    }
    return external(`${object.name}().${method}()`)
  }
}
