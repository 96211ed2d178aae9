// From annotations to values: what a parameter, attribute or result of that type is.
import { type Expression, keywordOf, originOf } from '../facts/expression.ts'
import { external, type Value } from './values.ts'

/** What the index gives to read types with. */
export interface TypeContext {
  /** What a qualified name means in the module where the annotation stands. */
  readonly resolve: (origin: string) => Value | undefined
  /** What a type variable stands for in the class on which a method is called. */
  readonly variable?: ((name: string) => Value | undefined) | undefined
  /** The annotation or alias that a variable stands for, with the context of its module. */
  readonly alias: (
    value: Value,
  ) => { readonly type: Expression; readonly context: TypeContext } | undefined
}

const MAX_DEPTH = 8

const WRAPPERS = new Set([
  'Annotated',
  'ClassVar',
  'Final',
  'Required',
  'NotRequired',
  'ReadOnly',
  'Optional',
  'InitVar',
  'Mapped',
  'TypeGuard',
])
const AWAITABLES = new Set(['Awaitable', 'Coroutine', 'Future', 'Task'])
const STARTED = new Set(['Future', 'Task'])
const ITEM_LAST = new Set([
  'dict',
  'Dict',
  'Mapping',
  'MutableMapping',
  'defaultdict',
  'DefaultDict',
  'OrderedDict',
  'Callable',
  'Coroutine',
  'WeakValueDictionary',
  'ChainMap',
])
const CONTAINERS = new Set([
  'list',
  'List',
  'set',
  'Set',
  'frozenset',
  'FrozenSet',
  'tuple',
  'Tuple',
  'deque',
  'Deque',
  'Sequence',
  'MutableSequence',
  'Iterable',
  'Iterator',
  'Generator',
  'AsyncIterator',
  'AsyncIterable',
  'AsyncGenerator',
  'Collection',
  'AbstractSet',
  'AppKey',
  'StashKey',
  ...ITEM_LAST,
])
const TYPED_KEY = /(?:^|\.)(?:AppKey|StashKey)$/

/** The type that `HUB = web.AppKey('hub', Hub)` gives to what is kept under it, as `AppKey[Hub]`. */
export function typedKeyOf(value: Expression | undefined): Expression | undefined {
  if (value?.kind !== 'call') return undefined
  if (value.callee.kind === 'subscript') {
    return TYPED_KEY.test(originOf(value.callee) ?? '') ? value.callee : undefined
  }
  const type = value.args[1] ?? keywordOf(value, 't')
  if (type === undefined || !TYPED_KEY.test(originOf(value) ?? '')) return undefined
  return { kind: 'subscript', value: value.callee, items: [type] }
}

/** What `value[...]` or a loop gives; `app[HUB]` is what a key says that tells its type. */
export function itemOf(value: Value | undefined, key?: Value): Value | undefined {
  if (value?.kind === 'container') return value.item
  return key?.kind === 'container' && TYPED_KEY.test(key.name) ? key.item : undefined
}

/** A value of the annotated type; undefined where the type says nothing. */
export function typeValue(type: Expression, context: TypeContext, depth = 0): Value | undefined {
  if (depth > MAX_DEPTH) return undefined
  switch (type.kind) {
    case 'name':
      return namedValue(type, context, depth)
    case 'subscript':
      return subscriptValue(type, context, depth)
    case 'union':
      return onlyValue(type.items, context, depth)
    default:
      return undefined
  }
}

function namedValue(
  type: Expression & { readonly kind: 'name' },
  context: TypeContext,
  depth: number,
): Value | undefined {
  const bound = context.variable?.(type.text)
  if (bound !== undefined) return bound
  const origin = originOf(type)
  const value = origin === undefined ? undefined : context.resolve(origin)
  switch (value?.kind) {
    case 'class':
      return { kind: 'instance', class: value.class }
    case 'external':
      return value.name === 'typing.Any' ? undefined : external(`${value.name}()`)
    case 'variable': {
      const alias = context.alias(value)
      return alias && typeValue(alias.type, alias.context, depth + 1)
    }
    default:
      return undefined
  }
}

function subscriptValue(
  type: Expression & { readonly kind: 'subscript' },
  context: TypeContext,
  depth: number,
): Value | undefined {
  const origin = originOf(type.value) ?? (type.value.kind === 'name' ? type.value.text : '')
  const name = origin.slice(origin.lastIndexOf('.') + 1)
  const first = type.items[0]
  const last = type.items.at(-1)
  if (WRAPPERS.has(name)) return first && typeValue(first, context, depth + 1)
  if (name === 'Union') return onlyValue(type.items, context, depth)
  if (name === 'Type' || name === 'type') {
    const instance = first && typeValue(first, context, depth + 1)
    return instance?.kind === 'instance' ? { kind: 'class', class: instance.class } : undefined
  }
  if (AWAITABLES.has(name)) {
    const value = last && typeValue(last, context, depth + 1)
    return { kind: 'awaitable', value, ...(STARTED.has(name) && { isStarted: true }) }
  }
  if (CONTAINERS.has(name)) {
    const item = ITEM_LAST.has(name) ? last : first
    const value = item && typeValue(item, context, depth + 1)
    // `Callable[..., Awaitable[None] | None]` may give something to await, or nothing.
    const isUnsure = name === 'Callable' && value?.kind === 'awaitable' && item?.kind === 'union'
    return { kind: 'container', name: origin, item: isUnsure ? undefined : value }
  }
  return typeValue(type.value, context, depth + 1)
}

/** The one type of a union that is not `None`; several that are known say nothing. */
function onlyValue(
  items: readonly Expression[],
  context: TypeContext,
  depth: number,
): Value | undefined {
  const rest = items.filter((item) => item.kind !== 'constant')
  const [only] = rest
  return rest.length === 1 && only ? typeValue(only, context, depth + 1) : undefined
}
