// `Column(...)`, `mapped_column(...)` and SQLModel's `Field(...)`.
import {
  constantOf,
  type Expression,
  keywordOf,
  originOf,
  printExpression,
} from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { firstName, lastName, type Meanings } from '../meanings.ts'
import type { AttributePlace } from './declared.ts'
import type { ColumnDefault, ForeignKeyTo, OnDelete, OrmColumn } from './model.ts'
import { isSqlName } from './sql-names.ts'
import { type AnnotatedType, type ColumnType, readColumnType, UNKNOWN_TYPE } from './type-reader.ts'

type Call = Expression & { readonly kind: 'call' }

/** Reads a column; `annotated` is what the attribute's annotation says. */
export function readSqlColumn(
  meanings: Meanings,
  from: ModuleEntry,
  call: Call | undefined,
  place: AttributePlace,
  annotated?: AnnotatedType,
): OrmColumn {
  const shared = annotated?.declared
  const sources: { from: ModuleEntry; call: Call }[] = []
  if (call !== undefined) sources.push({ from, call })
  if (shared?.call.kind === 'call') sources.push({ from: shared.from, call: shared.call })
  for (const { from: module, call: one } of [...sources]) {
    const inner = keywordOf(one, 'sa_column')
    if (inner?.kind === 'call') sources.unshift({ from: module, call: inner })
    const type = keywordOf(one, 'sa_type')
    if (type !== undefined) sources.push({ from: module, call: typeCarrier(one, type) })
    const options = keywordOf(one, 'sa_column_kwargs')
    if (options?.kind === 'dict') sources.push({ from: module, call: optionCarrier(one, options) })
  }
  let type: ColumnType | undefined
  let column = place.name
  let foreignKey: ForeignKeyTo | undefined
  let isDatabaseMade = false
  for (const source of sources) {
    for (const [position, one] of source.call.args.entries()) {
      const text = constantOf(one)
      if (typeof text === 'string' && position === 0) column = text
      const path = pathOf(meanings, source.from, one)
      const name = path === undefined ? '' : lastName(path)
      if (name === 'ForeignKey') foreignKey ??= readForeignKey(meanings, source.from, one)
      else if (name === 'Computed' || name === 'Identity' || name === 'Sequence') {
        isDatabaseMade = true
      } else type ??= readColumnType(meanings, source.from, one)
    }
    const named = keywordOf(source.call, 'type_')
    if (named !== undefined) type ??= readColumnType(meanings, source.from, named)
    const target = constantOf(keywordOf(source.call, 'foreign_key'))
    if (typeof target === 'string') {
      const onDelete = readOnDelete(keywordOf(source.call, 'ondelete'))
      foreignKey ??= { ...splitTarget(target), onDelete, at: source.call.at }
    }
    const key = constantOf(keywordOf(source.call, 'name'))
    if (typeof key === 'string') column = key
  }
  const own = type ?? annotated?.type ?? UNKNOWN_TYPE
  const words = own.words ?? annotated?.type.words
  const enumClass = own.enum ?? annotated?.type.enum
  const flag = (name: string): boolean | undefined => {
    for (const source of sources) {
      const value = meanings.constant(source.from, keywordOf(source.call, name))
      if (typeof value === 'boolean') return value
    }
    return undefined
  }
  const isPrimaryKey = flag('primary_key') ?? false
  const value = isDatabaseMade ? ({ kind: 'database' } as const) : readDefaultOf(meanings, sources)
  return {
    path: place.path,
    at: place.at,
    name: place.name,
    column,
    type: own.name,
    family: own.family,
    isNullable: flag('nullable') ?? annotated?.isNullable ?? !isPrimaryKey,
    isUnique: flag('unique') ?? false,
    isPrimaryKey,
    isIndexed: flag('index') ?? false,
    ...(value && { default: value }),
    isRefreshed: sources.some(
      ({ call: one }) =>
        keywordOf(one, 'onupdate') !== undefined || keywordOf(one, 'server_onupdate') !== undefined,
    ),
    ...(enumClass && { enum: enumClass }),
    ...(words && words.length > 0 && { words }),
    ...(own.isText && { isText: own.isText }),
    isTracked: own.isTracked,
    ...(own.hasZone !== undefined && { hasZone: own.hasZone }),
    ...(foreignKey && { foreignKey }),
  }
}

/** `ForeignKey('engineers.id', ondelete='CASCADE')`, `ForeignKey(Engineer.id)`. */
export function readForeignKey(
  meanings: Meanings,
  from: ModuleEntry,
  call: Expression,
): ForeignKeyTo | undefined {
  if (call.kind !== 'call') return undefined
  const [target] = call.args
  const onDelete = readOnDelete(keywordOf(call, 'ondelete'))
  const text = meanings.text(from, target)
  if (text !== undefined) return { ...splitTarget(text), onDelete, at: call.at }
  const origin = originOf(target)
  const dot = origin?.lastIndexOf('.') ?? -1
  if (origin !== undefined && dot > 0) {
    const value = meanings.index.resolveName(from, origin.slice(0, dot))
    if (value?.kind === 'class') {
      const model = `${value.class.module.summary.path}#${value.class.summary.symbol}`
      return { model, column: origin.slice(dot + 1), onDelete, at: call.at }
    }
  }
  if (target?.kind === 'template') return { onDelete, at: call.at }
  return { onDelete, at: call.at }
}

/** `schema.table.column` in two: the column is behind the last dot. */
function splitTarget(text: string): { readonly table: string; readonly column?: string } {
  const dot = text.lastIndexOf('.')
  return dot === -1 ? { table: text } : { table: text.slice(0, dot), column: text.slice(dot + 1) }
}

export function readOnDelete(expression: Expression | undefined): OnDelete | undefined {
  if (expression === undefined) return undefined
  const value = constantOf(expression)
  if (value === null) return undefined
  if (typeof value !== 'string') return 'unknown'
  switch (value.toUpperCase().replace(/[\s_]+/g, ' ')) {
    case 'CASCADE':
      return 'cascade'
    case 'RESTRICT':
      return 'restrict'
    case 'SET NULL':
      return 'set-null'
    case 'SET DEFAULT':
      return 'set-default'
    case 'NO ACTION':
      return 'no-action'
    default:
      return 'unknown'
  }
}

/** What a `default=` expression gives. */
export function readDefault(
  meanings: Meanings,
  from: ModuleEntry,
  expression: Expression,
): ColumnDefault {
  switch (expression.kind) {
    case 'constant':
      return { kind: 'literal', value: expression.value }
    case 'list':
    case 'dict':
    case 'set':
      return { kind: 'shared-mutable' }
    case 'lambda':
      return { kind: 'callable', name: 'lambda' }
    case 'call': {
      const path = meanings.callee(from, expression)
      const name = printExpression(expression.callee)
      if (path !== undefined && isSqlName(path)) return { kind: 'database' }
      if (path === 'functools.partial') return { kind: 'callable', name }
      if (path === 'builtins.list' || path === 'builtins.dict' || path === 'builtins.set') {
        return { kind: 'shared-mutable' }
      }
      return { kind: 'call-at-import', name, at: expression.at }
    }
    case 'name':
      return namedDefault(meanings, from, expression)
    default:
      return { kind: 'unknown' }
  }
}

function namedDefault(
  meanings: Meanings,
  from: ModuleEntry,
  expression: Expression & { readonly kind: 'name' },
): ColumnDefault {
  const { origin, text } = expression
  const member = origin === undefined ? undefined : enumMember(meanings, from, origin)
  if (member !== undefined) return { kind: 'literal', value: member }
  const constant = meanings.constant(from, expression)
  if (constant !== undefined) return { kind: 'literal', value: constant }
  const value = meanings.value(from, expression)
  switch (value?.kind) {
    case 'function':
    case 'method':
    case 'class':
      return { kind: 'callable', name: text }
    case 'external':
      return { kind: 'callable', name: text }
    default:
      return { kind: 'unknown' }
  }
}

/** Name of the member that `Status.ACTIVE` or `Status.ACTIVE.value` is. */
function enumMember(meanings: Meanings, from: ModuleEntry, origin: string): string | undefined {
  const path = origin.replace(/\.(?:value|name)$/, '')
  const dot = path.lastIndexOf('.')
  if (dot <= 0) return undefined
  const owner = meanings.index.resolveName(from, path.slice(0, dot))
  if (owner?.kind !== 'class') return undefined
  const name = path.slice(dot + 1)
  return owner.class.summary.attributes.some((one) => one.name === name) ? name : undefined
}

function readDefaultOf(
  meanings: Meanings,
  sources: readonly { readonly from: ModuleEntry; readonly call: Call }[],
): ColumnDefault | undefined {
  for (const { from, call } of sources) {
    const factory = keywordOf(call, 'default_factory') ?? keywordOf(call, 'insert_default')
    const value = keywordOf(call, 'default')
    // SQLModel's Field takes the default as its first argument.
    const isField = lastName(printExpression(call.callee)) === 'Field'
    const first = isField ? call.args[0] : undefined
    if (value !== undefined) return readDefault(meanings, from, value)
    if (first !== undefined && first.kind !== 'other') return readDefault(meanings, from, first)
    if (factory !== undefined) return { kind: 'callable', name: printExpression(factory) }
    if (keywordOf(call, 'server_default') !== undefined) return { kind: 'database' }
  }
  return undefined
}

function pathOf(meanings: Meanings, from: ModuleEntry, expression: Expression): string | undefined {
  const named = expression.kind === 'call' ? expression.callee : expression
  const path = meanings.external(from, named)
  return path !== undefined && (isSqlName(path) || firstName(path) === 'builtins')
    ? path
    : undefined
}

/** `Field(sa_type=JSON)` as a call whose argument is the type. */
function typeCarrier(call: Call, type: Expression): Call {
  return { kind: 'call', callee: call.callee, args: [type], keywords: [], at: call.at }
}

/** `Field(sa_column_kwargs={'unique': True})` as a call with those keywords. */
function optionCarrier(call: Call, options: Expression & { readonly kind: 'dict' }): Call {
  const keywords = options.entries.flatMap(({ key, value }) => {
    const name = constantOf(key)
    return typeof name === 'string' ? [{ name, value }] : []
  })
  return { kind: 'call', callee: call.callee, args: [], keywords, at: call.at }
}
