// Which calls a file makes, and which functions it hands to what.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import type { Reference } from '../facts/reference.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { spawnKind } from './spawns.ts'
import { namedFunctions } from './summarize-function.ts'
import type { CallTable, Spawn, SpawnKind } from './summary.ts'

export function readCallTable(facts: FileFacts): CallTable {
  const reader = new CallReader(facts)
  for (const call of facts.calls) reader.read(call)
  return reader.table
}

class CallReader {
  readonly #facts: FileFacts
  /** Index of the named function whose code a function's is, -1 for lambdas of the module. */
  readonly #callers = new Map<FunctionFacts, number>()
  readonly #rows: number[] = []
  readonly #table: Reference[] = []
  readonly #spawns: Spawn[] = []
  /** Where a qualified name stands in the table. */
  readonly #origins = new Map<string, number>()

  constructor(facts: FileFacts) {
    this.#facts = facts
    for (const [index, one] of namedFunctions(facts).entries()) this.#callers.set(one, index)
  }

  get table(): CallTable {
    return { rows: this.#rows, references: this.#table, spawns: this.#spawns }
  }

  read(call: Node): void {
    const { tree } = this.#facts
    const callee = this.#facts.callee(call)
    if (callee === NO_NODE) return
    const reference = this.#facts.references.of(callee)
    const caller = this.#callerOf(call)
    this.#readSpawns(call, callee, reference, caller)
    // Calls of builtins lead nowhere in the project.
    const isOrigin = reference?.kind === 'origin'
    if (reference === undefined || (isOrigin && reference.name.startsWith('builtins.'))) return
    const { line, column } = tree.position(tree.start(call))
    const isAwaited = tree.kind(tree.parent(call)) === k.K_AWAIT ? 1 : 0
    this.#rows.push(caller, this.#indexOf(reference), line, column, isAwaited)
  }

  #indexOf(reference: Reference): number {
    if (reference.kind !== 'origin') return this.#table.push(reference) - 1
    const known = this.#origins.get(reference.name)
    if (known !== undefined) return known
    const index = this.#table.push(reference) - 1
    this.#origins.set(reference.name, index)
    return index
  }

  /** Code of a lambda belongs to the function around it. */
  #callerOf(node: Node): number {
    let at = this.#facts.enclosingFunction(node)
    while (at?.isLambda) at = at.enclosing
    return at === undefined ? -1 : (this.#callers.get(at) ?? -1)
  }

  #readSpawns(call: Node, callee: Node, reference: Reference | undefined, caller: number): void {
    const { tree } = this.#facts
    const list = tree.child(call, k.F_ARGUMENTS)
    if (list === NO_NODE) return
    const name = tree.kind(callee) === k.K_ATTRIBUTE ? tree.child(callee, k.F_ATTRIBUTE) : callee
    const method = tree.kind(name) === k.K_IDENTIFIER ? this.#facts.name(name) : ''
    const kind = spawnKind(reference, method)
    const isGenerator = tree.kind(list) === k.K_GENERATOR_EXPRESSION
    if (isGenerator) {
      this.#spawn(list, kind, caller, call)
      return
    }
    const end = tree.endOfSubtree(list)
    for (let node = list + 1; node < end; node = tree.endOfSubtree(node)) {
      if (!tree.isNamed(node)) continue
      const isKeyword = tree.kind(node) === k.K_KEYWORD_ARGUMENT
      const argument = isKeyword ? tree.child(node, k.F_VALUE) : node
      if (argument !== NO_NODE) this.#spawn(argument, kind, caller, call)
    }
  }

  #spawn(argument: Node, kind: SpawnKind, caller: number, call: Node): void {
    const target = this.#handedOver(argument, kind)
    if (target === undefined) return
    const { tree } = this.#facts
    this.#spawns.push({ caller, kind, target, at: tree.position(tree.start(call)) })
  }

  /**
   * The function that an argument stands for: a name or attribute, `partial(f, ...)`, a lambda
   * that only calls, and for what runs coroutines the call `f(...)` itself.
   */
  #handedOver(argument: Node, kind: SpawnKind): Reference | undefined {
    const facts = this.#facts
    const { tree } = facts
    switch (tree.kind(argument)) {
      case k.K_IDENTIFIER:
      case k.K_ATTRIBUTE: {
        if (!this.#mayBeFunction(argument, kind)) return undefined
        const reference = this.#facts.references.of(argument)
        return reference && isFunctionLike(reference) ? reference : undefined
      }
      case k.K_LAMBDA: {
        const body = tree.child(argument, k.F_BODY)
        const isCall = body !== NO_NODE && tree.kind(body) === k.K_CALL
        return isCall ? this.#facts.references.of(facts.callee(body)) : undefined
      }
      case k.K_LIST_SPLAT: {
        const [inner] = tree.namedChildren(argument)
        return inner === undefined ? undefined : this.#handedOver(inner, kind)
      }
      case k.K_LIST_COMPREHENSION:
      case k.K_GENERATOR_EXPRESSION: {
        const element = tree.child(argument, k.F_BODY)
        return element === NO_NODE ? undefined : this.#handedOver(element, kind)
      }
      case k.K_CALL:
        return this.#handedOverCall(argument, kind)
      default:
        return undefined
    }
  }

  #handedOverCall(argument: Node, kind: SpawnKind): Reference | undefined {
    const facts = this.#facts
    const origin = facts.calleeName(argument)
    if (origin === 'functools.partial') {
      const first = facts.arguments(argument)[0]
      return first && this.#facts.references.of(first.value)
    }
    return kind === 'passed' ? undefined : this.#facts.references.of(facts.callee(argument))
  }

  /**
   * Most arguments are plain values: where nothing is known of the call, only names of functions
   * and imports and the own methods of `self` are looked at further.
   */
  #mayBeFunction(argument: Node, kind: SpawnKind): boolean {
    if (kind !== 'passed') return true
    const facts = this.#facts
    if (facts.tree.kind(argument) === k.K_IDENTIFIER) {
      const what = facts.resolve(argument)?.kind
      return what === 'function' || what === 'import'
    }
    const own = receiverAttribute(facts, argument)
    if (own !== undefined) return own.class.method(own.name) !== undefined
    return facts.qualifiedName(argument) !== undefined
  }
}

/** Values of annotated types and results of calls are no functions that somebody wrote. */
function isFunctionLike(reference: Reference): boolean {
  switch (reference.kind) {
    case 'origin':
      return !reference.name.startsWith('builtins.')
    case 'attribute':
      return true
    case 'either':
      return reference.items.every(isFunctionLike)
    default:
      return false
  }
}
