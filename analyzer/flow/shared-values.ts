// What types tell of places: which names and attributes hold containers, and which calls give the
// one object that the whole process has.
import { type Expression, originOf } from '../facts/expression.ts'
import type { Reference } from '../facts/reference.ts'
import type { ProjectClass, Value } from '../project/values.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE } from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import type { FileTypes } from '../types/file-types.ts'

export type ContainerKind = 'dict' | 'list' | 'set' | 'other'

const KINDS: readonly (readonly [ContainerKind, RegExp])[] = [
  ['dict', /(?:[dD]ict|Mapping|Counter|ChainMap|Dictionary|Cache)(?:\(\))?$/],
  ['list', /(?:\b[lL]ist|deque|Sequence)(?:\(\))?$/],
  ['set', /(?:\b[sS]et|WeakSet|MutableSet)(?:\(\))?$/],
]
const CONTAINERS =
  /^(?:builtins\.(?:dict|list|set)|collections\.(?:defaultdict|deque|OrderedDict|Counter|ChainMap)|weakref\.Weak\w+|cachetools\.\w+)\(\)$/
const CACHED = new Set(['functools.lru_cache', 'functools.cache'])

export class SharedValues {
  readonly #types: FileTypes

  constructor(types: FileTypes) {
    this.#types = types
  }

  /** What kind of container an expression is known to be; undefined for all else. */
  containerKind(expression: Node): ContainerKind | undefined {
    const known = containerOf(this.#types.valueOf(expression))
    return known ?? this.#displayed(expression)
  }

  /** The display that an attribute is first given: `self.items = {}`. */
  #displayed(expression: Node): ContainerKind | undefined {
    const { facts } = this.#types
    const { tree } = facts
    if (tree.kind(expression) !== K_ATTRIBUTE) return undefined
    const object = this.#types.valueOf(tree.child(expression, F_OBJECT))
    if (object?.kind !== 'instance' && object?.kind !== 'class') return undefined
    const name = facts.name(tree.child(expression, F_ATTRIBUTE))
    return displayKind(object.class.attributes.get(name)?.find((one) => one.value)?.value)
  }

  /** True for an imported name that stands for a variable, not for a module, class or function. */
  isVariable(identifier: Node): boolean {
    const value = this.#types.valueOf(identifier)
    return value?.kind === 'variable' || containerOf(value) !== undefined
  }

  /** A name for the object that each call of a cached factory without arguments gives. */
  onlyObjectOf(call: Node): string | undefined {
    const { facts, index } = this.#types
    if (facts.arguments(call).length > 0) return undefined
    const value = index.resolveCall(facts, call)
    if (value?.kind !== 'function' || value.function.summary.isAsync) return undefined
    const { summary, module } = value.function
    const isCached = summary.decorators.some((one) => CACHED.has(originOf(one) ?? ''))
    return isCached ? `${module.summary.path} ${summary.symbol}` : undefined
  }

  /** Where a called function or method looks up the object that it gives; undefined for others. */
  lookupOf(call: Node): FoundIn | undefined {
    const { facts, index } = this.#types
    const value = index.resolveCall(facts, call)
    if (value?.kind !== 'function' && value?.kind !== 'method') return undefined
    const { isAsync, isGenerator, returned } = value.function.summary
    if (isAsync || isGenerator) return undefined
    const found = foundIn(returned, (name) => isDictOf(value.function.class, name))
    const { moduleName } = value.function.module.summary
    const isElsewhere = found?.name.startsWith('.') === true && moduleName !== facts.moduleName
    return isElsewhere ? { ...found, name: moduleName + found.name } : found
  }
}

/** Where a function of the project finds what it gives: `return sessions[key]`. */
export type FoundIn =
  /** A container of a module, by its qualified name; `.name` for one of this file. */
  | { readonly kind: 'variable'; readonly name: string }
  /** A container of the object whose method it is. */
  | { readonly kind: 'attribute'; readonly name: string }

function foundIn(
  returned: Reference | undefined,
  isDict: (attribute: string) => boolean,
): FoundIn | undefined {
  if (returned?.kind === 'either') {
    // `found = self.rooms.get(name)` or, where there is none yet, the new one that is kept.
    const known = returned.items.flatMap((one) => foundIn(one, isDict) ?? [])
    const isMade = returned.items.some((one) => one.kind === 'call' && one.of.kind === 'origin')
    const [first] = known
    const isOne = known.every((one) => one.kind === first?.kind && one.name === first.name)
    return isOne && known.length + Number(isMade) >= returned.items.length ? first : undefined
  }
  const of = returned?.kind === 'item' ? returned.of : filledContainer(returned, isDict)
  if (of === undefined) return undefined
  if (of.kind === 'origin') return { kind: 'variable', name: of.name }
  return isOwnAttribute(of) ? { kind: 'attribute', name: of.name } : undefined
}

function isOwnAttribute(of: Reference): of is Extract<Reference, { kind: 'attribute' }> {
  return of.kind === 'attribute' && of.of.kind === 'receiver'
}

/** True for an attribute that is declared or first given as a dict. */
function isDictOf(owner: ProjectClass | undefined, name: string): boolean {
  const assigned = owner?.attributes.get(name) ?? []
  return assigned.some(({ annotation, value }) => {
    const text = originOf(annotation) ?? originOf(value)
    return displayKind(value) === 'dict' || (text !== undefined && kindOf(text) === 'dict')
  })
}

/** The container of `return sessions.setdefault(key, Session())` and `return self.sessions.get(key)`. */
function filledContainer(
  returned: Reference | undefined,
  isDict: (attribute: string) => boolean,
): Reference | undefined {
  const called = returned?.kind === 'call' ? returned.of : undefined
  if (called?.kind === 'attribute' && called.name === 'setdefault') return called.of
  if (called?.kind === 'attribute' && called.name === 'get') {
    return isOwnAttribute(called.of) && isDict(called.of.name) ? called.of : undefined
  }
  const name = called?.kind === 'origin' ? /^(.+)\.setdefault$/.exec(called.name)?.[1] : undefined
  return name === undefined ? undefined : { kind: 'origin', name }
}

function containerOf(value: Value | undefined): ContainerKind | undefined {
  switch (value?.kind) {
    case 'container':
      return kindOf(value.name)
    case 'external':
      return CONTAINERS.test(value.name) ? kindOf(value.name) : undefined
    case 'variable':
      return displayKind(value.variable.value)
    default:
      return undefined
  }
}

function kindOf(name: string): ContainerKind {
  return KINDS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other'
}

function displayKind(value: Expression | undefined): ContainerKind | undefined {
  const kind = value?.kind
  return kind === 'dict' || kind === 'list' || kind === 'set' ? kind : undefined
}
