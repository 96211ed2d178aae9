// Places that hold values: variables and what is reached from them by attributes and subscripts.
import type { FileFacts } from '../facts/file-facts.ts'
import { namedAttribute } from '../facts/named-attribute.ts'
import { receiverOf } from '../facts/receivers.ts'
import type { Binding } from '../facts/scopes.ts'
import { stringValue } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { DefUse } from './def-use.ts'
import type { SharedValues } from './shared-values.ts'
import { writtenValue } from './written-value.ts'

/**
 * What a path starts with: the receiver of a method, a variable of the module, of an enclosing
 * function, of this function, a parameter, a class of the file, something imported.
 */
export type RootKind =
  | 'self'
  | 'cls'
  | 'global'
  | 'closure'
  | 'local'
  | 'parameter'
  | 'class'
  | 'import'

/** Compare by `key`; one object for each key and resolver. */
export interface Location {
  /** The same for the same place in the whole file, `self.x` of one class in all its methods. */
  readonly key: string
  /** As a person would write it: `self.cache[key]`. */
  readonly text: string
  readonly root: RootKind
  /** The variable of the root; undefined for imported paths. */
  readonly binding: Binding | undefined
  /** What is reached from the root: `.cache`, `[key]`, `["a"]`, `[*]` for any item. */
  readonly path: readonly string[]
  /** The location without the last step, undefined for a bare variable. */
  readonly parent: Location | undefined
  /**
   * True if the place outlives the call and other calls can reach it: globals, variables of
   * enclosing functions, attributes of `self`, `cls`, classes and imported objects.
   */
  readonly isShared: boolean
}

const SHARED_ROOTS: ReadonlySet<RootKind> = new Set([
  'self',
  'cls',
  'global',
  'closure',
  'class',
  'import',
])
/** Longer paths and longer chains of aliases are cut: they say nothing that could be compared. */
const MAX_STEPS = 12
const MAX_ALIASES = 6
/** Methods of a dict that give the item of their first argument. */
const FINDING = new Set(['get', 'setdefault'])
/** `*args` and `**kwargs` in a list of parameters. */
const OWN_CONTAINERS: ReadonlySet<number> = new Set([
  k.K_LIST_SPLAT_PATTERN,
  k.K_DICTIONARY_SPLAT_PATTERN,
])

/** Finds the locations of one graph; aliases are followed through the values of its variables. */
export class Locations {
  readonly #facts: FileFacts
  readonly #defUse: DefUse
  readonly #values: SharedValues
  readonly #known = new Map<string, Location>()
  readonly #byNode = new Map<Node, Location | undefined>()

  constructor(facts: FileFacts, defUse: DefUse, values: SharedValues) {
    this.#facts = facts
    this.#defUse = defUse
    this.#values = values
  }

  /**
   * The location of a name, attribute or subscript; undefined for other expressions. A local name
   * stands for what it was given where that is a location itself (`cache = self.cache`), as far as
   * something is reached from it: `cache[k]` is `self.cache[k]`, `cache` alone is the local.
   */
  of(node: Node): Location | undefined {
    if (this.#byNode.has(node)) return this.#byNode.get(node)
    const found = this.#read(node, 0)
    this.#byNode.set(node, found)
    return found
  }

  /** The location of the attribute that `getattr` or `hasattr` looks up by a literal text. */
  ofNamed(call: Node): Location | undefined {
    const named = namedAttribute(this.#facts, call)
    const object = named && this.#readObject(named.object, 0)
    return named && object && this.#step(object, `.${named.name}`)
  }

  /** The location of what a call gives: `self._room(name)` is the item of the container that it looks in. */
  ofResult(call: Node): Location | undefined {
    return this.#called(call, 0, 1)
  }

  /** As `of`, but a bare local name also stands for what it was given. */
  ofObject(node: Node): Location | undefined {
    return this.#readObject(node, 0)
  }

  #read(expression: Node, aliases: number): Location | undefined {
    const { tree } = this.#facts
    const steps: Node[] = []
    let node = expression
    for (;;) {
      if (node === NO_NODE || steps.length > MAX_STEPS) return undefined
      const kind = tree.kind(node)
      if (kind === k.K_ATTRIBUTE) {
        steps.push(node)
        node = tree.child(node, k.F_OBJECT)
      } else if (kind === k.K_SUBSCRIPT) {
        steps.push(node)
        node = tree.child(node, k.F_VALUE)
      } else if (kind === k.K_PARENTHESIZED_EXPRESSION) node = node + 2
      else break
    }
    let location: Location | undefined
    if (tree.kind(node) === k.K_CALL) location = this.#called(node, steps.length, aliases)
    else if (tree.kind(node) !== k.K_IDENTIFIER) return undefined
    else location = steps.length === 0 ? this.#variable(node) : this.#readObject(node, aliases)
    for (let at = steps.length - 1; at >= 0 && location !== undefined; at -= 1) {
      location = this.#step(location, this.#stepText(steps[at] as Node))
    }
    return location
  }

  /**
   * Calls that give a place: `type(self)`, the one object of a cached factory, and behind a dot or
   * as an alias what `get` finds in a container.
   */
  #called(call: Node, steps: number, aliases: number): Location | undefined {
    const facts = this.#facts
    const { tree } = facts
    const callee = facts.callee(call)
    if (callee === NO_NODE || (steps === 0 && aliases === 0)) return undefined
    const given = facts.arguments(call)
    const named = namedAttribute(facts, call)
    if (named?.givesValue) {
      const holder = this.#readObject(named.object, aliases)
      return holder && this.#step(holder, `.${named.name}`)
    }
    if (tree.kind(callee) === k.K_ATTRIBUTE) {
      const name = tree.child(callee, k.F_ATTRIBUTE)
      const container = tree.child(callee, k.F_OBJECT)
      const key = given[0]
      const isFinding = name !== NO_NODE && FINDING.has(facts.name(name))
      if (
        !isFinding ||
        key === undefined ||
        key.name !== undefined ||
        key.isUnpacked ||
        container === NO_NODE ||
        this.#values.containerKind(container) !== 'dict'
      ) {
        return this.#lookedUp(call, container, aliases)
      }
      const found = this.#readObject(container, aliases)
      return found && this.#step(found, this.#indexText(key.value))
    }
    const [object, second] = given
    if (tree.text(callee) === 'type' && object !== undefined && second === undefined) {
      const receiver = receiverOf(facts, object.value)
      if (receiver === undefined || receiver.isClass) return undefined
      return this.#make(
        `cls:${receiver.class.symbol}`,
        tree.text(call),
        'cls',
        undefined,
        [],
        undefined,
      )
    }
    const only = this.#values.onlyObjectOf(call)
    return only === undefined
      ? this.#lookedUp(call, NO_NODE, aliases)
      : this.#make(`only:${only}`, tree.text(call), 'global', undefined, [], undefined)
  }

  /** `get_session(key)`: the item of the container in which the called function looks it up. */
  #lookedUp(call: Node, object: Node, aliases: number): Location | undefined {
    const found = this.#values.lookupOf(call)
    if (found === undefined) return undefined
    let container: Location | undefined
    if (found.kind === 'variable') {
      const name = found.name.slice(found.name.lastIndexOf('.') + 1)
      const [module] = this.#facts.scopes
      const own = found.name === `.${name}` ? module && this.#facts.lookup(module, name) : undefined
      const key = own === undefined ? found.name : `global:${own.id}`
      container = this.#make(key, name, 'global', own, [], undefined)
    } else if (object !== NO_NODE) {
      const holder = this.#readObject(object, aliases)
      container = holder && this.#step(holder, `.${found.name}`)
    }
    const [key] = this.#facts.arguments(call)
    return (
      container && this.#step(container, key === undefined ? '[*]' : this.#indexText(key.value))
    )
  }

  #readObject(node: Node, aliases: number): Location | undefined {
    const { tree } = this.#facts
    if (tree.kind(node) !== k.K_IDENTIFIER) return this.#read(node, aliases)
    const own = this.#variable(node)
    if (aliases >= MAX_ALIASES || own?.root !== 'local') return own
    return this.#alias(node, aliases) ?? own
  }

  /** What a local was given, if every value that it can have here is the same location. */
  #alias(identifier: Node, aliases: number): Location | undefined {
    const value = this.#defUse.valueOf(identifier)
    if (value === undefined) return undefined
    let found: Location | undefined
    for (const write of this.#defUse.writesOf(value)) {
      if (write < 0) return undefined
      const written = writtenValue(this.#facts.tree, this.#defUse.graph.eventNode(write))
      if (written === undefined) return undefined
      let location = this.#readObject(written.node, aliases + 1)
      if (location !== undefined && written.kind === 'element') {
        location = this.#step(location, '[*]')
      }
      const isUsable = written.kind === 'whole' || written.kind === 'element'
      if (!isUsable || location === undefined) return undefined
      if (found !== undefined && found.key !== location.key) return undefined
      found = location
    }
    return found
  }

  #variable(node: Node): Location | undefined {
    const facts = this.#facts
    const name = facts.name(node)
    const binding = facts.resolve(node)
    if (binding === undefined || binding.scope === undefined) return undefined
    const receiver = receiverOf(facts, node)
    if (receiver !== undefined) {
      const root = receiver.isClass ? 'cls' : 'self'
      return this.#make(`${root}:${receiver.class.symbol}`, name, root, binding, [], undefined)
    }
    if (binding.kind === 'import') {
      const origin = facts.qualifiedName(node)
      if (origin === undefined) return undefined
      const root = this.#values.isVariable(node) ? 'global' : 'import'
      return this.#make(origin, name, root, binding, [], undefined)
    }
    if (binding.kind === 'class') {
      return this.#make(`class:${binding.id}`, name, 'class', binding, [], undefined)
    }
    const root = this.#rootOf(node, binding)
    return root && this.#make(`${root}:${binding.id}`, name, root, binding, [], undefined)
  }

  #rootOf(node: Node, binding: Binding): RootKind | undefined {
    if (binding.kind === 'function') return undefined
    switch (this.#facts.reach(node)) {
      case 'global':
        return 'global'
      case 'closure':
        return 'closure'
      case 'local':
        if (isRebound(binding, this.#facts)) return 'closure'
        return binding.kind === 'parameter' && this.#mayBeGiven(node, binding)
          ? 'parameter'
          : 'local'
      default:
        return undefined
    }
  }

  /**
   * True if a parameter may still have what the caller gave. `args` and `kwargs` are containers of the
   * call alone, and `names = list(names)` makes one.
   */
  #mayBeGiven(node: Node, binding: Binding): boolean {
    const { tree } = this.#facts
    const declared = binding.definitions[0]?.node ?? NO_NODE
    if (declared !== NO_NODE && OWN_CONTAINERS.has(tree.kind(tree.parent(declared)))) return false
    const value = this.#defUse.valueOf(node)
    if (value === undefined) return true
    const { graph } = this.#defUse
    return this.#defUse.writesOf(value).some((at) => at < 0 || graph.eventNode(at) === declared)
  }

  #step(parent: Location, text: string): Location {
    const path = [...parent.path, text]
    return this.#make(
      parent.key + text,
      parent.text + text,
      parent.root,
      parent.binding,
      path,
      parent,
    )
  }

  #stepText(node: Node): string {
    const { tree } = this.#facts
    if (tree.kind(node) === k.K_ATTRIBUTE) {
      const name = tree.child(node, k.F_ATTRIBUTE)
      return name === NO_NODE ? '.?' : `.${this.#facts.name(name)}`
    }
    const [index, second] = tree.childrenOf(node, k.F_SUBSCRIPT)
    return index === undefined || second !== undefined ? '[*]' : this.#indexText(index)
  }

  #indexText(index: Node): string {
    const { tree } = this.#facts
    switch (tree.kind(index)) {
      case k.K_IDENTIFIER:
      case k.K_INTEGER:
        return `[${tree.text(index)}]`
      case k.K_ATTRIBUTE:
        return tree.endOfSubtree(index) - index < 12 ? `[${tree.text(index)}]` : '[*]'
      case k.K_STRING: {
        const text = stringValue(tree, index)
        return text === undefined ? '[*]' : `[${JSON.stringify(text)}]`
      }
      default:
        return '[*]'
    }
  }

  #make(
    key: string,
    text: string,
    root: RootKind,
    binding: Binding | undefined,
    path: readonly string[],
    parent: Location | undefined,
  ): Location {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const isBareObject = path.length === 0 && root !== 'global' && root !== 'closure'
    const isShared = SHARED_ROOTS.has(root) && !isBareObject
    const made = { key, text, root, binding, path, parent, isShared }
    this.#known.set(key, made)
    return made
  }
}

/** True if a nested function gives the variable another value through `nonlocal`. */
function isRebound(binding: Binding, facts: FileFacts): boolean {
  const owner = binding.scope?.function
  if (owner === undefined || binding.definitionCount < 2) return false
  return binding.definitions.some(({ node }) => facts.enclosingFunction(node) !== owner)
}

/**
 * True if two locations can be the same place: equal up to subscripts, of which only different
 * constants are known to differ.
 */
export function mayBeSame(a: Location, b: Location): boolean {
  if (a.key === b.key) return true
  if (a.path.length !== b.path.length || rootKey(a) !== rootKey(b)) return false
  return a.path.every((step, at) => {
    const other = b.path[at] ?? ''
    if (step === other) return true
    if (!step.startsWith('[') || !other.startsWith('[')) return false
    return !(isConstant(step) && isConstant(other))
  })
}

/** True if `inner` is `outer` or reached from it. */
export function isWithin(inner: Location, outer: Location): boolean {
  for (let at: Location | undefined = inner; at !== undefined; at = at.parent) {
    if (mayBeSame(at, outer)) return true
  }
  return false
}

function rootKey(location: Location): string {
  let at = location
  while (at.parent !== undefined) at = at.parent
  return at.key
}

function isConstant(step: string): boolean {
  return /^\[["\d-]/.test(step)
}
