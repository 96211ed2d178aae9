// Shared locations that functions read, write and change in place, off the facts of a file.
import type { FileFacts } from '../facts/file-facts.ts'
import { type Receiver, receiverOf } from '../facts/receivers.ts'
import * as role from '../facts/roles.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { LocationEffect } from './effects.ts'
import { isMutator } from './mutators.ts'
import type { OpenEffects } from './summarize-effects.ts'

type EffectKind = 'reads' | 'writes' | 'mutations'

export class LocationEffects {
  readonly #facts: FileFacts
  readonly #of: (node: Node) => OpenEffects | undefined
  readonly #isLocked: (node: Node) => boolean
  readonly #receivers = new Map<number, Receiver | undefined>()
  readonly #seen = new Set<string>()
  readonly #numbers = new Map<OpenEffects, number>()

  constructor(
    facts: FileFacts,
    of: (node: Node) => OpenEffects | undefined,
    isLocked: (node: Node) => boolean,
  ) {
    this.#facts = facts
    this.#of = of
    this.#isLocked = isLocked
  }

  run(): void {
    this.#seeAttributes()
    this.#seeModuleVariables()
  }

  /** `self.x`, `cls.x`, and attributes of imported objects that are written. */
  #seeAttributes(): void {
    const facts = this.#facts
    const { tree } = facts
    for (const node of facts.nodesOfKind(k.K_ATTRIBUTE)) {
      const object = tree.child(node, k.F_OBJECT)
      const name = tree.child(node, k.F_ATTRIBUTE)
      if (object === NO_NODE || name === NO_NODE) continue
      if (tree.kind(object) !== k.K_IDENTIFIER) continue
      const receiver = this.#receiverOf(object)
      if (receiver !== undefined) {
        // A method that is called is no state; looking it up says nothing.
        if (this.#isCalled(node) && receiver.class.method(facts.name(name)) !== undefined) continue
        const root = receiver.isClass ? 'cls' : 'self'
        this.#see(node, { key: `${root}.${facts.name(name)}`, class: receiver.class.symbol })
      } else if (role.isWrite(facts.roleOf(node))) {
        const origin = facts.qualifiedName(node)
        if (origin !== undefined) this.#see(node, { key: origin })
      }
    }
  }

  /** Variables of the module, where functions use them. */
  #seeModuleVariables(): void {
    const facts = this.#facts
    const module = facts.scopes[0]
    for (const binding of facts.bindings()) {
      if (binding.scope !== module || binding.definitionCount === 0) continue
      if (binding.kind !== 'variable') continue
      const key = `.${binding.name}`
      for (const node of binding.references) this.#see(node, { key })
      for (const { kind, node } of binding.definitions) {
        if (kind !== 'annotation' && kind !== 'augmented-assignment') this.#see(node, { key })
      }
    }
  }

  #see(node: Node, place: { readonly key: string; readonly class?: string }): void {
    const open = this.#of(node)
    if (open === undefined) return
    const own = this.#facts.roleOf(node)
    if (own === role.GLOBAL_DECLARATION || own === role.NONLOCAL_DECLARATION) return
    if (this.#seeKept(open, node, place)) return
    const method = this.#changedThrough(node) ?? this.#changedByName(node)
    if (method !== undefined) this.#add(open, 'mutations', node, { ...place, method })
    else if (own === role.AUGMENT) {
      this.#add(open, 'reads', node, place)
      this.#add(open, 'writes', node, place)
    } else if (role.isWrite(own) || own === role.DELETE) this.#add(open, 'writes', node, place)
    else this.#add(open, 'reads', node, place)
  }

  /** `waiting = self.waiting` and then `waiting.append(one)`: changed where the local name says so. */
  #seeKept(open: OpenEffects, node: Node, place: Omit<LocationEffect, 'line'>): boolean {
    const facts = this.#facts
    const { tree } = facts
    const assignment = tree.parent(node)
    if (tree.kind(assignment) !== k.K_ASSIGNMENT || tree.fieldOf(node) !== k.F_RIGHT) return false
    const target = tree.child(assignment, k.F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return false
    const binding = facts.resolve(target)
    if (binding?.scope?.kind !== 'function' || binding.definitionCount !== 1) return false
    let isChanged = false
    for (const reference of binding.references) {
      const method = this.#of(reference) === open ? this.#changedThrough(reference) : undefined
      if (method === undefined) continue
      this.#add(open, 'mutations', reference, { ...place, method })
      isChanged = true
    }
    if (isChanged) this.#add(open, 'reads', node, place)
    return isChanged
  }

  /** `append` in `x.append(1)`, `[]` in `x[k] = 1` and `del x[k]`, `.y` in `x.y = 1`. */
  #changedThrough(node: Node): string | undefined {
    const facts = this.#facts
    const { tree } = facts
    let at = node
    for (;;) {
      const parent = tree.parent(at)
      const field = tree.fieldOf(at)
      const kind = tree.kind(parent)
      if (kind === k.K_SUBSCRIPT && field === k.F_VALUE) {
        if (isChange(facts.roleOf(parent))) return '[]'
      } else if (kind === k.K_ATTRIBUTE && field === k.F_OBJECT) {
        const name = facts.name(tree.child(parent, k.F_ATTRIBUTE))
        if (isChange(facts.roleOf(parent))) return `.${name}`
        if (isMutator(name) && this.#isCalled(parent)) return this.#changedBehind(parent) ?? name
      } else return undefined
      at = parent
    }
  }

  /** `add` in `x.setdefault(k, set()).add(1)`: more than that the key is there. */
  #changedBehind(lookup: Node): string | undefined {
    const facts = this.#facts
    const { tree } = facts
    if (facts.name(tree.child(lookup, k.F_ATTRIBUTE)) !== 'setdefault') return undefined
    const method = tree.parent(tree.parent(lookup))
    if (tree.kind(method) !== k.K_ATTRIBUTE || !this.#isCalled(method)) return undefined
    const name = facts.name(tree.child(method, k.F_ATTRIBUTE))
    // What is added at the end of a list says less than a new key.
    return isMutator(name) && !/^(?:append|extend)$/.test(name) ? name : undefined
  }

  /**
   * `room = self.rooms[name]` and then `room.discard(user)`, `for room in self.rooms.values():` too: the
   * method through which a local name changes an item in place.
   */
  #changedByName(node: Node): string | undefined {
    const facts = this.#facts
    const { tree } = facts
    const found = this.#itemOf(node)
    if (found === NO_NODE) return undefined
    const item = this.#isValues(found) ? this.#outsideOfCopy(found) : found
    const parent = tree.parent(item)
    const isLoop = tree.kind(parent) === k.K_FOR_STATEMENT
    if (!isLoop && tree.kind(parent) !== k.K_ASSIGNMENT) return undefined
    if (tree.fieldOf(item) !== k.F_RIGHT || isLoop !== this.#isValues(found)) return undefined
    const target = tree.child(parent, k.F_LEFT)
    const binding =
      target !== NO_NODE && tree.kind(target) === k.K_IDENTIFIER ? facts.resolve(target) : undefined
    if (binding?.scope?.kind !== 'function' || binding.definitionCount !== 1) return undefined
    for (const reference of binding.references) {
      const attribute = tree.parent(reference)
      if (tree.kind(attribute) !== k.K_ATTRIBUTE || !this.#isCalled(attribute)) continue
      const name = facts.name(tree.child(attribute, k.F_ATTRIBUTE))
      if (isMutator(name)) return name
    }
    return undefined
  }

  /** `list(self.rooms.values())` around `self.rooms.values()`: the items are the same. */
  #outsideOfCopy(values: Node): Node {
    const facts = this.#facts
    const { tree } = facts
    const call = tree.parent(tree.parent(values))
    const isCopy =
      tree.kind(call) === k.K_CALL &&
      /^(?:list|tuple|sorted|set)$/.test(tree.spelled(facts.callee(call)))
    return isCopy ? call : values
  }

  /** `self.rooms[name]`, `self.rooms.get(name)` or `self.rooms.values()` around `self.rooms`. */
  #itemOf(node: Node): Node {
    const facts = this.#facts
    const { tree } = facts
    const parent = tree.parent(node)
    if (tree.kind(parent) === k.K_SUBSCRIPT && tree.fieldOf(node) === k.F_VALUE) return parent
    if (tree.kind(parent) !== k.K_ATTRIBUTE || tree.fieldOf(node) !== k.F_OBJECT) return NO_NODE
    const name = facts.name(tree.child(parent, k.F_ATTRIBUTE))
    const isItem = name === 'get' || name === 'values'
    return isItem && this.#isCalled(parent) ? tree.parent(parent) : NO_NODE
  }

  #isValues(item: Node): boolean {
    const { tree } = this.#facts
    return tree.kind(item) === k.K_CALL && /\.values\(\)$/.test(tree.spelled(item))
  }

  #isCalled(node: Node): boolean {
    return this.#facts.tree.calledBy(node) !== NO_NODE
  }

  #receiverOf(identifier: Node): Receiver | undefined {
    const binding = this.#facts.resolve(identifier)
    if (binding === undefined) return undefined
    if (this.#receivers.has(binding.id)) return this.#receivers.get(binding.id)
    const receiver = receiverOf(this.#facts, identifier)
    this.#receivers.set(binding.id, receiver)
    return receiver
  }

  #add(open: OpenEffects, kind: EffectKind, node: Node, place: Omit<LocationEffect, 'line'>): void {
    let number = this.#numbers.get(open)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(open, number)
    }
    const key = `${number} ${kind} ${place.key} ${place.class ?? ''} ${place.method ?? ''}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    const isLocked = kind !== 'reads' && this.#isLocked(node)
    const line = this.#facts.tree.line(node)
    open[kind].push({ ...place, line, ...(isLocked && { isLocked }) })
  }
}

function isChange(own: number): boolean {
  return role.isWrite(own) || own === role.DELETE
}
