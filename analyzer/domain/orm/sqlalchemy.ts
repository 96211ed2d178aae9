// What a class body declares for SQLAlchemy (1.x and 2.x) or SQLModel.
import {
  constantOf,
  type Expression,
  keywordOf,
  originOf,
  type Place,
} from '../../facts/expression.ts'
import type { AttributeSummary } from '../../project/summary.ts'
import type { ProjectClass } from '../../project/values.ts'
import { lastName } from '../meanings.ts'
import { type AttributePlace, type Declared, emptyDeclaration } from './declared.ts'
import type { DeclaredMethod } from './declared-methods.ts'
import type { OrmRelationship } from './model.ts'
import { readSqlColumn } from './sql-column.ts'
import { sqlCallee } from './sql-names.ts'
import { addTableArg, addTableArgs, type TableContext } from './table-args.ts'
import { type AnnotatedType, readAnnotatedType, UNKNOWN_TYPE } from './type-reader.ts'

type Call = Expression & { readonly kind: 'call' }

/** Wrappers whose first argument is the column. */
const WRAPPERS = new Set(['deferred', 'column_property', 'synonym', 'query_expression'])
const RELATIONS = new Set(['relationship', 'relation', 'dynamic_loader', 'Relationship'])
const MAPPED = /^(?:Mapped|WriteOnlyMapped|DynamicMapped)$/
/** Pydantic's own attributes of a SQLModel class. */
const MODEL_OPTIONS = new Set(['model_config', 'Config'])

export interface DeclarationContext extends TableContext {
  readonly methods: readonly DeclaredMethod[]
  /** True for a class under SQLModel, whose plain annotations are columns. */
  readonly isSqlModel: boolean
}

/** Reads the body of one class; empty where nothing in it is mapped. */
export function readSqlDeclaration(context: DeclarationContext, of: ProjectClass): Declared {
  const found = emptyDeclaration()
  const { summary } = of
  for (const attribute of summary.attributes) addAttribute(context, of, attribute, found)
  for (const method of context.methods) {
    if (method.class !== summary.symbol) continue
    if (method.name.startsWith('__')) addValue(context, method, found)
    else addAttribute(context, of, method, found)
  }
  if (context.isSqlModel) {
    const isTable = summary.keywords.some(
      ({ name, value }) => name === 'table' && constantOf(value) === true,
    )
    if (!isTable) found.isAbstract = true
    else found.table ??= summary.name.toLowerCase()
  }
  return found
}

function addAttribute(
  context: DeclarationContext,
  of: ProjectClass,
  attribute: Pick<AttributeSummary, 'name' | 'at' | 'annotation' | 'value'>,
  found: Declared,
): void {
  const { name, at, annotation, value } = attribute
  if (annotation === undefined || name.startsWith('__')) {
    addValue(context, { name, at, ...(value && { value }) }, found)
    return
  }
  const isMapped =
    annotation.kind === 'subscript' && MAPPED.test(lastName(originOf(annotation.value) ?? ''))
  const isField = context.isSqlModel && !MODEL_OPTIONS.has(name) && !isClassVariable(annotation)
  if (!isMapped && !isField) {
    addValue(context, { name, at, ...(value && { value }) }, found)
    return
  }
  const annotated = readAnnotatedType(context.meanings, context.from, annotation)
  const call = value?.kind === 'call' ? value : undefined
  const kind = sqlCallee(context.meanings, context.from, call)
  const place = { path: of.module.summary.path, name, at }
  if (kind !== undefined && RELATIONS.has(kind)) {
    const one = readRelationship(context, call as Call, place, annotated)
    found.relationships.set(name, one)
    return
  }
  if (kind === 'association_proxy' || kind === 'composite' || kind === 'synonym') return
  // `Mapped['Order']` without a value is a relationship that a dataclass mixin completes.
  const column = kind !== undefined && WRAPPERS.has(kind) ? innerCall(call) : call
  const one = readSqlColumn(context.meanings, context.from, column, place, annotated)
  addColumnChecks(context, column, found)
  if (value !== undefined && call === undefined && one.default === undefined) {
    const constant = constantOf(value)
    const preset =
      constant === undefined ? undefined : { kind: 'literal' as const, value: constant }
    found.columns.set(name, preset ? { ...one, default: preset } : one)
    return
  }
  found.columns.set(name, one)
}

/** `Column(Integer, CheckConstraint('stock >= 0'))`, in `sa_column` too. */
function addColumnChecks(
  context: TableContext,
  column: Expression | undefined,
  found: Declared,
): void {
  if (column?.kind !== 'call') return
  addColumnChecks(context, keywordOf(column, 'sa_column'), found)
  for (const one of column.args) {
    if (one.kind !== 'call') continue
    if (sqlCallee(context.meanings, context.from, one) === 'CheckConstraint') {
      addTableArg(context, one, found)
    }
  }
}

function isClassVariable(annotation: Expression): boolean {
  return (
    annotation.kind === 'subscript' && lastName(originOf(annotation.value) ?? '') === 'ClassVar'
  )
}

function innerCall(call: Call | undefined): Call | undefined {
  const first = call?.args[0]
  return first?.kind === 'call' ? first : call
}

function addValue(
  context: DeclarationContext,
  attribute: { readonly name: string; readonly at: Place; readonly value?: Expression },
  found: Declared,
): void {
  const { name, at, value } = attribute
  switch (name) {
    case '__tablename__':
      found.table = context.meanings.text(context.from, value) ?? null
      return
    case '__table__':
      if (value !== undefined) addTable(context, value, found)
      return
    case '__abstract__':
      found.isAbstract = constantOf(value) === true
      return
    case '__table_args__':
      if (value !== undefined) addTableArgs(context, value, found)
      return
    case '__mapper_args__':
      addMapperArgs(value, found)
      return
  }
  if (value?.kind !== 'call') return
  const place = { path: context.from.summary.path, name, at }
  const kind = sqlCallee(context.meanings, context.from, value)
  if (kind === undefined) {
    addByResult(context, value, place, found)
    return
  }
  if (kind === 'Column' || kind === 'mapped_column') {
    found.columns.set(name, readSqlColumn(context.meanings, context.from, value, place))
    addColumnChecks(context, value, found)
  } else if (RELATIONS.has(kind)) {
    found.relationships.set(name, readRelationship(context, value, place))
  } else if (WRAPPERS.has(kind)) {
    const inner = innerCall(value)
    const innerKind = sqlCallee(context.meanings, context.from, inner)
    if (inner !== undefined && (innerKind === 'Column' || innerKind === 'mapped_column')) {
      found.columns.set(name, readSqlColumn(context.meanings, context.from, inner, place))
    }
  } else addTableArg(context, value, found)
}

/** `created_at = timestamp_column()`: a helper of the project that gives a column. */
function addByResult(
  context: DeclarationContext,
  value: Call,
  place: AttributePlace,
  found: Declared,
): void {
  const result = context.meanings.value(context.from, value)
  if (result?.kind !== 'external') return
  if (!/(?:^|\.)(?:Column|mapped_column)\(\)$/.test(result.name)) return
  const column = readSqlColumn(context.meanings, context.from, value, place)
  found.columns.set(place.name, {
    ...column,
    type: '',
    family: 'other',
    default: { kind: 'unknown' },
  })
}

/** `__table__ = Table('name', metadata, Column(...), ...)`, or the variable that holds it. */
function addTable(context: DeclarationContext, value: Expression, found: Declared): void {
  if (value.kind === 'name') {
    const table = context.meanings.variable(context.from, value.origin)
    if (table?.variable.value?.kind !== 'call') found.isComplete = false
    else addCoreTable({ ...context, from: table.module }, table.variable.value, found)
  } else if (value.kind === 'call') addCoreTable(context, value, found)
}

/** Adds the parts of a `Table(...)`; false if the call is none. */
export function addCoreTable(context: TableContext, call: Call, found: Declared): boolean {
  if (sqlCallee(context.meanings, context.from, call) !== 'Table') return false
  const [name, , ...rest] = call.args
  found.table = context.meanings.text(context.from, name) ?? null
  for (const one of rest) {
    if (one.kind !== 'call') {
      if (one.kind === 'unpacked') found.isComplete = false
      continue
    }
    const kind = sqlCallee(context.meanings, context.from, one)
    const title = constantOf(one.args[0])
    if (kind === 'Column' && typeof title === 'string') {
      const place = { path: context.from.summary.path, name: title, at: one.at }
      found.columns.set(title, readSqlColumn(context.meanings, context.from, one, place))
      addColumnChecks(context, one, found)
    } else addTableArg(context, one, found)
  }
  return true
}

function addMapperArgs(value: Expression | undefined, found: Declared): void {
  if (value?.kind !== 'dict') return
  for (const { key, value: setting } of value.entries) {
    if (constantOf(key) !== 'version_id_col') continue
    const text = setting.kind === 'name' ? lastName(setting.text) : constantOf(setting)
    if (typeof text === 'string') found.versionColumn = text
  }
}

function readRelationship(
  context: DeclarationContext,
  call: Call,
  place: AttributePlace,
  annotated?: AnnotatedType,
): OrmRelationship {
  const options = relationOptions(call)
  const first = call.args[0] ?? keywordOf(call, 'argument')
  const written = constantOf(first)
  const target =
    typeof written === 'string'
      ? written
      : first?.kind === 'name'
        ? first.text
        : typeof annotated?.target === 'string'
          ? annotated.target
          : annotated?.target?.summary.name
  const known =
    context.meanings.class(context.from, first) ??
    (typeof annotated?.target === 'object' ? annotated.target : undefined)
  const cascade = constantOf(options('cascade'))
  const backref = readBackref(options('backref'))
  const back = constantOf(options('back_populates')) ?? backref?.name
  const lazy = constantOf(options('lazy'))
  const useList = constantOf(options('uselist'))
  const isList =
    typeof useList === 'boolean'
      ? useList
      : annotated && annotated.type !== UNKNOWN_TYPE
        ? annotated.isList
        : undefined
  const passive = constantOf(options('passive_deletes'))
  return {
    ...place,
    target: target === undefined ? undefined : lastName(target),
    ...(known && { model: `${known.module.summary.path}#${known.summary.symbol}` }),
    cascade:
      typeof cascade === 'string'
        ? cascade.split(',').flatMap((one) => one.trim() || [])
        : // SQLModel's word for it.
          constantOf(options('cascade_delete')) === true
          ? ['all', 'delete-orphan']
          : [],
    ...(typeof back === 'string' && { backPopulates: back }),
    ...(backref && { backref }),
    ...(typeof lazy === 'string' && { lazy }),
    isList,
    isPassiveDelete: passive === true || passive === 'all',
  }
}

/** `'order'` and `backref('order', lazy='joined')`. */
function readBackref(given: Expression | undefined): OrmRelationship['backref'] {
  const name = constantOf(given?.kind === 'call' ? given.args[0] : given)
  const lazy = constantOf(keywordOf(given, 'lazy'))
  return typeof name === 'string'
    ? { name, ...(lazy !== undefined && { lazy: String(lazy) }) }
    : undefined
}

/** Keywords of the call, and those in SQLModel's `sa_relationship_kwargs`. */
function relationOptions(call: Call): (name: string) => Expression | undefined {
  const further = keywordOf(call, 'sa_relationship_kwargs')
  return (name) => {
    const own = keywordOf(call, name)
    if (own !== undefined || further?.kind !== 'dict') return own
    return further.entries.find(({ key }) => constantOf(key) === name)?.value
  }
}
