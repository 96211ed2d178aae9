// What a file does to classes and objects from outside of their methods, and what a class body binds
// in ways that its summary does not list. Whoever says that an attribute does not exist asks here.
import { assignedValue } from '../facts/assigned-value.ts'
import type { ClassFacts } from '../facts/classes.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { receiverOf } from '../facts/receivers.ts'
import { isWrite } from '../facts/roles.ts'
import type { Binding } from '../facts/scopes.ts'
import { stringValue } from '../facts/strings.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ARGUMENT_LIST,
  K_ATTRIBUTE,
  K_CALL,
  K_ERROR,
  K_EXPRESSION_STATEMENT,
  K_IDENTIFIER,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

interface FilePart {
  /** Names of attributes that are given to something else than a method's own receiver. */
  readonly names?: readonly string[]
  /** Last names of what is given attributes of computed names: `setattr(User, name, value)`. */
  readonly computed?: readonly string[]
  /** Symbols of classes of which the file does not tell all members. */
  readonly open?: readonly string[]
  /** Further names that a class body binds, by the symbol of the class. */
  readonly bound?: Readonly<Record<string, readonly string[]>>
}

export interface OutsideWrites {
  readonly names: ReadonlySet<string>
  /** The same by the path of the file that gives them. */
  readonly namesByPath: ReadonlyMap<string, readonly string[]>
  readonly computed: ReadonlySet<string>
  /** Path and symbol, separated by a space. */
  readonly open: ReadonlySet<string>
  readonly bound: ReadonlyMap<string, readonly string[]>
}

export const outsideWrites = defineGatherer<FilePart, OutsideWrites>({
  id: 'outside-writes-4',
  collect(facts) {
    const part = new OutsidePass(facts).run()
    return Object.keys(part).length === 0 ? undefined : part
  },
  combine(parts) {
    const bound = new Map<string, readonly string[]>()
    for (const { path, part } of parts) {
      for (const [symbol, names] of Object.entries(part.bound ?? {})) {
        bound.set(`${path} ${symbol}`, names)
      }
    }
    return {
      names: new Set(parts.flatMap(({ part }) => part.names ?? [])),
      namesByPath: new Map(parts.map(({ path, part }) => [path, part.names ?? []])),
      computed: new Set(parts.flatMap(({ part }) => part.computed ?? [])),
      open: new Set(
        parts.flatMap(({ path, part }) => (part.open ?? []).map((one) => `${path} ${one}`)),
      ),
      bound,
    }
  },
})

const MOCK_ATTRIBUTE = new Set(['return_value', 'side_effect'])
const MOCK =
  /^(?:unittest\.)?mock\.(?:mock\.)?(?:Mock|MagicMock|AsyncMock|NonCallableMock|NonCallableMagicMock)$/
/** Calls that give an object an attribute by name: setattr, mock.patch.object, monkeypatch. */
const SETTERS = new Set(['setattr', '__setattr__', 'object'])
/** Calls of Django that give rows attributes by the names of their arguments. */
const ANNOTATING = ['annotate', 'alias', 'extra']
/** Calls in a class body by which it may bind anything. */
const BODY_TRICKS = ['builtins.locals', 'builtins.vars', 'builtins.exec', 'builtins.globals']

class OutsidePass {
  readonly #facts: FileFacts
  readonly #names = new Set<string>()
  readonly #computed = new Set<string>()
  readonly #open = new Set<string>()

  constructor(facts: FileFacts) {
    this.#facts = facts
  }

  run(): FilePart {
    const facts = this.#facts
    for (const node of facts.nodesOfKind(K_ATTRIBUTE)) {
      if (isWrite(facts.roleOf(node))) this.#written(node)
    }
    for (const name of SETTERS) {
      for (const node of facts.identifiersNamed(name)) this.#setter(node)
    }
    for (const name of ANNOTATING) {
      for (const node of facts.identifiersNamed(name)) this.#annotated(node)
    }
    for (const origin of BODY_TRICKS) {
      for (const call of facts.callsTo(origin)) this.#trick(call)
    }
    if (facts.nodesOfKind(K_ERROR).length > 0) {
      for (const { symbol } of facts.classes) this.#open.add(symbol)
    }
    for (const { scope, name, symbol } of facts.classes) {
      const binding = scope.parent && facts.lookup(scope.parent, name)
      if (binding === undefined) continue
      if (this.#isHandedOut(binding)) this.#computed.add(name)
      // `Setting = made(Setting)`: objects are of what the call gives.
      if (binding.definitions.some(({ kind }) => kind === 'assignment')) this.#open.add(symbol)
    }
    const bound = this.#boundNames()
    return {
      ...(this.#names.size > 0 && { names: [...this.#names] }),
      ...(this.#computed.size > 0 && { computed: [...this.#computed] }),
      ...(this.#open.size > 0 && { open: [...this.#open] }),
      ...(Object.keys(bound).length > 0 && { bound }),
    }
  }

  /** `defproperty(Attr, 'name')` in the module's own code: what is done to the class is not known. */
  #isHandedOut(binding: Binding): boolean {
    const { tree } = this.#facts
    return [...binding.references].some((reference) => {
      const list = tree.parent(reference)
      if (tree.kind(list) !== K_ARGUMENT_LIST) return false
      const call = tree.parent(list)
      // The back office of Django only looks at a model.
      if (tree.text(this.#facts.callee(call)).endsWith('site.register')) return false
      const statement = tree.parent(call)
      const isStatement = tree.kind(statement) === K_EXPRESSION_STATEMENT
      return isStatement && this.#facts.enclosingFunction(reference) === undefined
    })
  }

  #written(attribute: Node): void {
    const facts = this.#facts
    const object = facts.tree.child(attribute, F_OBJECT)
    const name = facts.tree.child(attribute, F_ATTRIBUTE)
    if (object === NO_NODE || name === NO_NODE) return
    // `self.__class__ = type(...)`, `cls.__bases__ += (Base,)`: it goes on as something else.
    const owner = facts.enclosingClass(attribute)
    if (owner !== undefined && /^__(?:class|bases)__$/.test(facts.name(name))) {
      this.#open.add(owner.symbol)
    }
    const isOwn = facts.tree.kind(object) === K_IDENTIFIER && receiverOf(facts, object)
    if (!isOwn && !this.#isMock(object)) this.#names.add(facts.name(name))
  }

  /** A stand-in of a test takes any attribute: what it is given says nothing of the class. */
  #isMock(object: Node): boolean {
    const facts = this.#facts
    const { tree } = facts
    let at = object
    while (at !== NO_NODE && tree.kind(at) === K_ATTRIBUTE) {
      const name = tree.child(at, F_ATTRIBUTE)
      if (name !== NO_NODE && MOCK_ATTRIBUTE.has(facts.name(name))) return true
      at = tree.child(at, F_OBJECT)
    }
    if (at === NO_NODE || tree.kind(at) !== K_IDENTIFIER) return false
    const definitions = facts.resolve(at)?.definitions ?? []
    return (
      definitions.length > 0 &&
      definitions.every(({ kind, node }) => {
        const value = kind === 'assignment' ? assignedValue(tree, node) : NO_NODE
        if (value === NO_NODE || tree.kind(value) !== K_CALL) return false
        return MOCK.test(facts.calleeName(value) ?? '')
      })
    )
  }

  /** `orders.annotate(total=Sum('lines__amount'))`; `extra(select={'age': ...})`. */
  #annotated(name: Node): void {
    const facts = this.#facts
    const { tree } = facts
    const callee = tree.parent(name)
    const call = tree.parent(callee)
    if (tree.kind(callee) !== K_ATTRIBUTE || facts.callee(call) !== callee) return
    for (const { name: given, value } of facts.arguments(call)) {
      if (given !== undefined) this.#names.add(given)
      // `annotate(Count('lines'))` makes `lines__count`.
      else
        for (const key of tree.text(value).matchAll(/["'](\w+)["']/g)) this.#names.add(key[1] ?? '')
      if (given === 'select') {
        for (const key of tree.text(value).matchAll(/["'](\w+)["']\s*:/g))
          this.#names.add(key[1] ?? '')
      }
    }
  }

  #setter(name: Node): void {
    const facts = this.#facts
    const { tree } = facts
    const parent = tree.parent(name)
    const callee = tree.kind(parent) === K_ATTRIBUTE ? parent : name
    const call = tree.parent(callee)
    if (call === NO_NODE || facts.callee(call) !== callee) return
    const given = facts.arguments(call).filter((one) => one.name === undefined)
    for (const { value } of given.slice(0, 2)) {
      const text = stringValue(tree, value)
      if (text !== undefined) {
        this.#names.add(text.slice(text.lastIndexOf('.') + 1))
        return
      }
    }
    const [object] = given
    const path = object && facts.accessPath(object.value)
    if (path !== undefined) this.#computed.add(path.slice(path.lastIndexOf('.') + 1))
    const owner = facts.enclosingClass(call)
    if (owner !== undefined) this.#open.add(owner.symbol)
  }

  #trick(call: Node): void {
    const facts = this.#facts
    const scope = facts.scopeOf(call)
    if (scope.kind === 'class') this.#addClass(facts.classAt(scope.node))
    const [object] = facts.arguments(call)
    if (object && facts.calleeName(call) === 'builtins.vars') {
      this.#addClass(receiverOf(facts, object.value)?.class)
    }
  }

  #addClass(one: ClassFacts | undefined): void {
    if (one !== undefined) this.#open.add(one.symbol)
  }

  /** Names that class bodies import, loop over or open. */
  #boundNames(): Record<string, readonly string[]> {
    const found: Record<string, string[]> = {}
    for (const binding of this.#facts.bindings()) {
      const { scope } = binding
      if (scope?.kind !== 'class' || binding.definitionCount === 0) continue
      const owner = this.#facts.classAt(scope.node)
      const isListed = binding.definitions.every(
        ({ kind }) => kind === 'assignment' || kind === 'function' || kind === 'annotation',
      )
      if (owner === undefined || isListed || binding.kind === 'class') continue
      found[owner.symbol] = [...(found[owner.symbol] ?? []), binding.name]
    }
    return found
  }
}
