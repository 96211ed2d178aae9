// Types of columns: library types in `Column(...)`, Python types in annotations.
import { constantOf, type Expression, keywordOf, originOf } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { typeFamily } from './column-types.ts'
import type { TypeFamily } from './model.ts'

export interface ColumnType {
  readonly name: string
  readonly family: TypeFamily
  readonly enum?: ProjectClass
  readonly words?: readonly string[]
  /** An enum that the database keeps as plain text: `Enum(State, native_enum=False)`. */
  readonly isText?: true
  readonly isTracked: boolean
  /** For times: whether the column keeps a zone; undefined where that is not said. */
  readonly hasZone?: boolean
}

export const UNKNOWN_TYPE: ColumnType = { name: '', family: 'other', isTracked: false }

/** What an annotation says of an attribute. */
export interface AnnotatedType {
  readonly type: ColumnType
  readonly isNullable: boolean
  /** `mapped_column(...)` or `Field(...)` inside of `Annotated`. */
  readonly declared?: { readonly from: ModuleEntry; readonly call: Expression }
  /** A class of the project that is no enum, or its name: what a relationship leads to. */
  readonly target?: ProjectClass | string
  readonly isList: boolean
}

const MAX_DEPTH = 6
/** Types of SQLAlchemy that keep no zone unless they are told to. */
const ZONED = /^(?:DateTime|DATETIME|TIMESTAMP)$/
const ENUM_BASE = /^(?:enum\.|aenum\.|strenum\.|django\.db\.models\.(?:enums\.)?\w*Choices$)/

/** True if the class derives from an enum of the standard library or from Django's choices. */
export function isEnumClass(meanings: Meanings, one: ProjectClass): boolean {
  return meanings.derives(one, (name) => ENUM_BASE.test(name))
}

/** The type that stands in a column: `String(50)`, `Enum(Status)`, `MutableDict.as_mutable(JSON)`. */
export function readColumnType(
  meanings: Meanings,
  from: ModuleEntry,
  expression: Expression,
  depth = 0,
): ColumnType | undefined {
  if (depth > MAX_DEPTH) return undefined
  if (expression.kind === 'call') {
    const { callee, args } = expression
    if (callee.kind === 'attribute') return readColumnType(meanings, from, callee.value, depth + 1)
    const first = args[0]
    const text = callee.kind === 'name' ? callee.text : ''
    if (text.endsWith('.as_mutable') && first !== undefined) {
      const inner = readColumnType(meanings, from, first, depth + 1)
      return inner && { ...inner, isTracked: true }
    }
    const type = readColumnType(meanings, from, callee, depth + 1)
    if (type === undefined) return undefined
    if (type.family === 'enum') {
      const isText = constantOf(keywordOf(expression, 'native_enum')) === false
      return { ...type, ...enumOf(meanings, from, args), ...(isText && { isText }) }
    }
    const zone = keywordOf(expression, 'timezone') ?? (ZONED.test(type.name) ? args[0] : undefined)
    if (type.hasZone === undefined || zone === undefined) return type
    const { hasZone: _, ...rest } = type
    const value = meanings.constant(from, zone)
    return typeof value === 'boolean' ? { ...rest, hasZone: value } : rest
  }
  if (expression.kind !== 'name') return undefined
  const value = meanings.value(from, expression)
  if (value?.kind === 'external') {
    const name = lastName(value.name)
    const family = typeFamily(name)
    if (family === undefined) return undefined
    const isPlain = ZONED.test(name) && value.name.startsWith('sqlalchemy.')
    return { name, family, isTracked: false, ...(isPlain && { hasZone: false }) }
  }
  if (value?.kind === 'class') {
    const impl = value.class.summary.attributes.find(({ name }) => name === 'impl')?.value
    const inner = impl && readColumnType(meanings, value.class.module, impl, depth + 1)
    const { name } = value.class.summary
    return inner
      ? { ...inner, name }
      : { name, family: typeFamily(name) ?? 'other', isTracked: false }
  }
  if (value?.kind === 'variable' && value.variable.value !== undefined) {
    return readColumnType(meanings, value.module, value.variable.value, depth + 1)
  }
  return undefined
}

function enumOf(
  meanings: Meanings,
  from: ModuleEntry,
  args: readonly Expression[],
): Pick<ColumnType, 'enum' | 'words'> {
  const first = args[0]
  const found = meanings.class(from, first)
  if (found !== undefined) return { enum: found }
  const words = args.flatMap((one) => {
    const value = constantOf(one)
    return typeof value === 'string' ? [value] : []
  })
  return words.length > 0 ? { words } : {}
}

/** The Python type of an annotation, wrappers (`Mapped`, `Optional`, `Annotated`) looked through. */
export function readAnnotatedType(
  meanings: Meanings,
  from: ModuleEntry,
  annotation: Expression,
  depth = 0,
): AnnotatedType {
  const unknown: AnnotatedType = { type: UNKNOWN_TYPE, isNullable: false, isList: false }
  if (depth > MAX_DEPTH) return unknown
  const inner = (one: Expression | undefined) =>
    one === undefined ? unknown : readAnnotatedType(meanings, from, one, depth + 1)
  if (annotation.kind === 'union') return union(annotation.items, inner)
  if (annotation.kind === 'constant') {
    return typeof annotation.value === 'string' ? { ...unknown, target: annotation.value } : unknown
  }
  if (annotation.kind === 'subscript') {
    const text = annotation.value.kind === 'name' ? annotation.value.text : ''
    const name = lastName(originOf(annotation.value) ?? text)
    const [first] = annotation.items
    switch (name) {
      case 'Optional':
        return { ...inner(first), isNullable: true }
      case 'Union':
        return union(annotation.items, inner)
      case 'Annotated': {
        const call = annotation.items.slice(1).find(({ kind }) => kind === 'call')
        return { ...inner(first), ...(call && { declared: { from, call } }) }
      }
      case 'Literal': {
        const words = annotation.items.flatMap((one) => {
          const value = constantOf(one)
          return typeof value === 'string' ? [value] : []
        })
        return { ...unknown, type: { name: 'str', family: 'text', words, isTracked: false } }
      }
      case 'Mapped':
      case 'WriteOnlyMapped':
      case 'DynamicMapped':
      case 'Relationship':
      case 'ClassVar':
      case 'Final':
        return { ...inner(first), isList: inner(first).isList || name === 'DynamicMapped' }
    }
    const family = typeFamily(name)
    if (family === undefined) return inner(annotation.value)
    const item = family === 'array' ? inner(first) : unknown
    const target = item.target === undefined ? {} : { target: item.target }
    return { type: { name, family, isTracked: false }, isNullable: false, isList: true, ...target }
  }
  return annotation.kind === 'name' ? named(meanings, from, annotation, depth) : unknown
}

function named(
  meanings: Meanings,
  from: ModuleEntry,
  annotation: Expression & { readonly kind: 'name' },
  depth: number,
): AnnotatedType {
  const value = meanings.value(from, annotation)
  const plain = { isNullable: false, isList: false }
  if (value?.kind === 'class') {
    const own = value.class
    if (isEnumClass(meanings, own)) {
      const type = { name: own.summary.name, family: 'enum', enum: own, isTracked: false } as const
      return { ...plain, type }
    }
    return { ...plain, type: { ...UNKNOWN_TYPE, name: own.summary.name }, target: own }
  }
  if (value?.kind === 'variable' && value.variable.value !== undefined) {
    return readAnnotatedType(meanings, value.module, value.variable.value, depth + 1)
  }
  const name = lastName(value?.kind === 'external' ? value.name : annotation.text)
  const family = typeFamily(name)
  if (family !== undefined) return { ...plain, type: { name, family, isTracked: false } }
  return { ...plain, type: { ...UNKNOWN_TYPE, name }, target: name }
}

function union(
  items: readonly Expression[],
  inner: (one: Expression) => AnnotatedType,
): AnnotatedType {
  const isNone = (one: Expression) => one.kind === 'constant' && one.value === null
  const rest = items.filter((one) => !isNone(one))
  const [only] = rest
  const known = only === undefined ? undefined : inner(only)
  const isNullable = rest.length < items.length || (known?.isNullable ?? false)
  if (known === undefined || rest.length > 1) {
    return { type: UNKNOWN_TYPE, isNullable, isList: false }
  }
  return { ...known, isNullable }
}
