// Which calls a file makes, and which functions it hands to what.
import { rootOf } from '../facts/access-path.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { type ReceiverAttribute, receiverAttribute } from '../facts/receivers.ts'
import type { Reference } from '../facts/reference.ts'
import { writtenValue } from '../flow/written-value.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { spawnKind } from './spawns.ts'
import { namedFunctions } from './summarize-function.ts'
import type { CallTable, Spawn, SpawnKind } from './summary.ts'

export function readCallTable(facts: FileFacts): CallTable {
  const reader = new CallReader(facts)
  const { calls, callIndex } = facts
  for (let at = 0; at < calls.length; at += 1) {
    reader.read(calls[at] as Node, callIndex.originAt(at))
  }
  return reader.table
}

const POOL_METHODS = new Set(['submit', 'map', 'apply'])

class CallReader {
  readonly #facts: FileFacts
  /** Index of the named function whose code a function's is, -1 for lambdas of the module. */
  readonly #callers = new Map<FunctionFacts, number>()
  readonly #hasStar: boolean
  readonly #rows: number[] = []
  readonly #table: Reference[] = []
  readonly #spawns: Spawn[] = []
  /** Where a qualified name stands in the table. */
  readonly #origins = new Map<string, number>()

  constructor(facts: FileFacts) {
    this.#facts = facts
    this.#hasStar = facts.imports.some((one) => one.form === 'star')
    for (const [index, one] of namedFunctions(facts).entries()) this.#callers.set(one, index)
  }

  get table(): CallTable {
    return { rows: this.#rows, references: this.#table, spawns: this.#spawns }
  }

  read(call: Node, origin: string | undefined): void {
    const { tree } = this.#facts
    const callee = this.#facts.callee(call)
    if (callee === NO_NODE) return
    const isPlain = origin !== undefined && !this.#isFromStar(callee)
    const reference = isPlain ? undefined : this.#facts.references.of(callee)
    const caller = this.#callerOf(call)
    this.#readSpawns(call, callee, origin, reference, caller)
    // Calls of builtins lead nowhere in the project.
    if (isPlain ? origin.startsWith('builtins.') : reference === undefined) return
    const index = isPlain ? this.#indexOfOrigin(origin) : this.#indexOf(reference)
    if (index === undefined) return
    const { line, column } = tree.position(tree.start(call))
    const isAwaited = tree.kind(tree.parent(call)) === k.K_AWAIT ? 1 : 0
    this.#rows.push(caller, index, line, column, isAwaited)
  }

  /** Which star import a name comes from, the file alone does not tell. */
  #isFromStar(callee: Node): boolean {
    if (!this.#hasStar) return false
    return this.#facts.resolve(rootOf(this.#facts.tree, callee)) === undefined
  }

  #indexOf(reference: Reference | undefined): number | undefined {
    if (reference === undefined) return undefined
    if (reference.kind === 'origin') return this.#indexOfOrigin(reference.name)
    return this.#table.push(reference) - 1
  }

  #indexOfOrigin(name: string): number {
    const known = this.#origins.get(name)
    if (known !== undefined) return known
    const index = this.#table.push({ kind: 'origin', name }) - 1
    this.#origins.set(name, index)
    return index
  }

  /** Code of a lambda belongs to the function around it. */
  #callerOf(node: Node): number {
    let at = this.#facts.enclosingFunction(node)
    while (at?.isLambda) at = at.enclosing
    return at === undefined ? -1 : (this.#callers.get(at) ?? -1)
  }

  #readSpawns(
    call: Node,
    callee: Node,
    origin: string | undefined,
    reference: Reference | undefined,
    caller: number,
  ): void {
    const { tree } = this.#facts
    const list = tree.child(call, k.F_ARGUMENTS)
    // `()` is two tokens.
    if (list === NO_NODE || tree.endOfSubtree(list) <= list + 3) return
    const name = tree.kind(callee) === k.K_ATTRIBUTE ? tree.child(callee, k.F_ATTRIBUTE) : callee
    const method = tree.kind(name) === k.K_IDENTIFIER ? this.#facts.name(name) : ''
    // What a variable of the module holds is told by what made it.
    const isOwn = (origin === undefined || origin.startsWith('.')) && POOL_METHODS.has(method)
    const maker = isOwn ? this.#makerOf(callee) : undefined
    const kind = spawnKind(maker === undefined ? origin : `${maker}.${method}`, reference, method)
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

  /** What made the variable or attribute on which a method is called: `ThreadPoolExecutor`. */
  #makerOf(callee: Node): string | undefined {
    const { tree } = this.#facts
    if (tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
    const object = tree.child(callee, k.F_OBJECT)
    const own = receiverAttribute(this.#facts, object)
    const written =
      own === undefined
        ? this.#facts.resolve(rootOf(tree, callee))?.definitions[0]?.node
        : this.#assignmentTo(own)
    const value = written === undefined ? undefined : writtenValue(tree, written)?.node
    if (value === undefined || tree.kind(value) !== k.K_CALL) return undefined
    return this.#facts.calleeName(value)
  }

  /** Where an attribute of `self` is given a value first. */
  #assignmentTo({ class: owner, name }: ReceiverAttribute): Node | undefined {
    const facts = this.#facts
    for (const identifier of facts.identifiersNamed(name)) {
      const attribute = facts.tree.parent(identifier)
      const found = receiverAttribute(facts, attribute)
      if (found?.class === owner && facts.isWrite(attribute)) return attribute
    }
    return undefined
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
    const root = rootOf(facts.tree, argument)
    if (facts.tree.kind(root) !== k.K_IDENTIFIER) return false
    const what = facts.resolve(root)?.kind
    if (what === 'import' || what === 'class') return true
    if (what !== 'parameter') return false
    const own = receiverAttribute(facts, argument)
    return own?.class.method(own.name) !== undefined
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
