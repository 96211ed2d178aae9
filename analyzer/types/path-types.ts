// Values of the project index as types.
import type { Value } from '../project/values.ts'
import { libraryClass, readPath } from './library.ts'
import type { TypeRef } from './type-ref.ts'

const CONTAINERS: ReadonlyMap<string, string> = new Map([
  ['List', 'builtins.list'],
  ['list', 'builtins.list'],
  ['Set', 'builtins.set'],
  ['set', 'builtins.set'],
  ['Dict', 'builtins.dict'],
  ['dict', 'builtins.dict'],
  ['Tuple', 'builtins.tuple'],
  ['tuple', 'builtins.tuple'],
  ['FrozenSet', 'builtins.frozenset'],
  ['frozenset', 'builtins.frozenset'],
  ['DefaultDict', 'collections.defaultdict'],
  ['defaultdict', 'collections.defaultdict'],
  ['Deque', 'collections.deque'],
  ['deque', 'collections.deque'],
])
const MAPPINGS: ReadonlySet<string> = new Set([
  'builtins.dict',
  'collections.defaultdict',
  'collections.OrderedDict',
  'typing.Mapping',
  'typing.MutableMapping',
  'collections.abc.Mapping',
  'collections.abc.MutableMapping',
  'weakref.WeakValueDictionary',
])

/** The type of a value; undefined where it is unknown or no object of a class. */
export function typeOfValue(value: Value | undefined): TypeRef | undefined {
  switch (value?.kind) {
    case 'instance':
    case 'class': {
      const name = qualifiedClass(value.class.module.summary.moduleName, value.class.summary.symbol)
      const isClass = value.kind === 'class'
      return { name, args: [], isAwaitable: false, isClass, class: value.class }
    }
    case 'awaitable': {
      const inner = typeOfValue(value.value)
      return inner ? { ...inner, isAwaitable: true } : awaitableOfUnknown()
    }
    case 'container': {
      const name = containerName(value.name)
      const item = typeOfValue(value.item)
      return plain(name, MAPPINGS.has(name) ? [undefined, item] : [item])
    }
    case 'manager': {
      const name = value.isAsync ? 'AbstractAsyncContextManager' : 'AbstractContextManager'
      return plain(`contextlib.${name}`, [typeOfValue(value.value)])
    }
    case 'external':
      return typeOfPath(value.name)
    default:
      return undefined
  }
}

/** The type of a path of names and calls from outside the project. */
function typeOfPath(path: string): TypeRef | undefined {
  const known = readPath(path)
  if (known !== undefined) {
    const { name, isAwaitable, isClass } = known
    return { name, args: [], isAwaitable, isClass }
  }
  // An unknown class of a library, by the convention of its name; builtins by their place.
  const called = path.endsWith('()') ? path.slice(0, -2) : undefined
  const name = called ?? path
  if (!/^[\w.]+$/.test(name)) return undefined
  const last = name.slice(name.lastIndexOf('.') + 1)
  const isBuiltin =
    /^(?:builtins\.(?:str|bytes|int|float|bool|complex|object|list|dict|set|tuple|frozenset|bytearray)|collections\.\w+)$/.test(
      name,
    )
  if (!isBuiltin && !/^[A-Z]\w*[a-z]/.test(last)) return undefined
  return { ...plain(name, []), isClass: called === undefined }
}

export function plain(name: string, args: TypeRef['args']): TypeRef {
  return { name, args, isAwaitable: false, isClass: false }
}

export function qualifiedClass(moduleName: string, symbol: string): string {
  return moduleName === '' ? symbol : `${moduleName}.${symbol}`
}

/** The value again, by the one name of its library class, so that paths stay short. */
export function simplify(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'external') return value
  const known = readPath(value.name)
  if (known === undefined || (known.name === '' && !known.isAwaitable)) return value
  if (known.isClass) return { kind: 'external', name: known.name }
  const inner: Value | undefined =
    known.name === '' ? undefined : { kind: 'external', name: `${known.name}()` }
  return known.isAwaitable ? { kind: 'awaitable', value: inner } : inner
}

/** Types that can be awaited although they are objects: tasks and futures. */
export function isAwaitableObject(type: TypeRef): boolean {
  return !type.isClass && (libraryClass(type.name)?.traits.has('awaitable') ?? false)
}

function containerName(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1)
  return CONTAINERS.get(last) ?? (name === '' ? last : name)
}

function awaitableOfUnknown(): TypeRef {
  return { name: '', args: [], isAwaitable: true, isClass: false }
}
