// What a class body declares for Django: fields, `Meta`, managers.
import {
  constantOf,
  type Expression,
  keywordOf,
  namedAs,
  originOf,
} from '../../facts/expression.ts'
import type { Constant } from '../../facts/literals.ts'
import type { ProjectClass } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { typeFamily } from './column-types.ts'
import { type AttributePlace, type Declared, emptyDeclaration } from './declared.ts'
import { addMeta } from './django-meta.ts'
import type { ColumnDefault, ForeignKeyTo, OnDelete, OrmColumn } from './model.ts'
import { readDefault } from './sql-column.ts'
import type { TableContext } from './table-args.ts'
import { isEnumClass } from './type-reader.ts'

type Call = Expression & { readonly kind: 'call' }

const RELATIONS = new Set([
  'ForeignKey',
  'ForeignKeyField',
  'OneToOneField',
  'ParentalKey',
  'TreeForeignKey',
])
/** Columns that well-known bases of Django bring along, with what is unique among them. */
const USER_COLUMNS: readonly (readonly [string, string, boolean])[] = [
  ['password', 'CharField', false],
  ['last_login', 'DateTimeField', false],
]
const ABSTRACT_USER: readonly (readonly [string, string, boolean])[] = [
  ...USER_COLUMNS,
  ['username', 'CharField', true],
  ['first_name', 'CharField', false],
  ['last_name', 'CharField', false],
  ['email', 'EmailField', false],
  ['is_staff', 'BooleanField', false],
  ['is_active', 'BooleanField', false],
  ['is_superuser', 'BooleanField', false],
  ['date_joined', 'DateTimeField', false],
]
const KNOWN_BASES: ReadonlyMap<string, readonly (readonly [string, string, boolean])[]> = new Map([
  ['AbstractUser', ABSTRACT_USER],
  ['AbstractBaseUser', USER_COLUMNS],
])

/** Models of Tortoise are declared and used as those of Django, without a manager between. */
export function isTortoiseBase(path: string): boolean {
  return /^tortoise\.(?:models\.)?Model$/.test(path)
}

/** True for a base from outside that makes a class a Django model. */
export function isDjangoBase(path: string): boolean {
  if (/^django\.db\.models\.(?:base\.)?Model$/.test(path)) return true
  if (isTortoiseBase(path)) return true
  if (/^django\.contrib\.gis\.db\.models\.Model$/.test(path)) return true
  if (/^django\.contrib\.auth\.(?:base_user|models)\.Abstract\w*User$/.test(path)) return true
  return /^(?:model_utils|django_extensions|mptt|polymorphic|wagtail|treebeard)\..*(?:Model|Page|_Node)$/.test(
    path,
  )
}

/** Columns that a class has from such a base. */
export function inheritedColumns(base: string, spot: AttributePlace): readonly OrmColumn[] {
  const known = base.startsWith('django.contrib.auth.')
    ? KNOWN_BASES.get(lastName(base))
    : undefined
  return (known ?? []).map(([name, type, isUnique]) => ({
    path: spot.path,
    at: spot.at,
    name,
    column: name,
    type,
    family: typeFamily(type) ?? 'other',
    isNullable: false,
    isUnique,
    isPrimaryKey: false,
    isIndexed: false,
    isRefreshed: false,
    isTracked: false,
  }))
}

/** `CharField` for a call of a field class, also of a project's own; undefined for other values. */
function fieldName(
  meanings: Meanings,
  of: ProjectClass,
  value: Expression | undefined,
): string | undefined {
  if (value?.kind !== 'call') return undefined
  const called = meanings.value(of.module, value.callee)
  if (called?.kind === 'external') {
    const name = lastName(called.name)
    const isField =
      /(?:Field|ForeignKey|ParentalKey)$/.test(name) && !/(?:^|\.)forms\./.test(called.name)
    return isField && !/^(?:rest_framework|wtforms|marshmallow)\b/.test(called.name)
      ? name
      : undefined
  }
  if (called?.kind !== 'class') return undefined
  for (const one of meanings.index.hierarchy.order(called.class)) {
    if (typeof one === 'string' && /^django\..*Field$/.test(one)) return lastName(one)
  }
  return undefined
}

/** Reads the body of one class. */
export function readDjangoDeclaration(context: TableContext, of: ProjectClass): Declared {
  const found = emptyDeclaration()
  const { meanings } = context
  const { path } = of.module.summary
  for (const { name, at, value } of of.summary.attributes) {
    const kind = fieldName(meanings, of, value)
    if (kind !== undefined && value?.kind === 'call') {
      addField(context, of, kind, value, { path, name, at }, found)
    } else if (isManager(meanings, of, value)) found.managers.push(name)
  }
  addMeta(context, of, found)
  return found
}

function addField(
  context: TableContext,
  of: ProjectClass,
  kind: string,
  call: Call,
  place: AttributePlace,
  found: Declared,
): void {
  if (
    kind === 'ManyToManyField' ||
    kind === 'ManyToManyRelation' ||
    kind === 'GenericRelation' ||
    kind === 'ParentalManyToManyField'
  ) {
    addRelationship(context, of, call, place, true, found)
    return
  }
  if (kind === 'GenericForeignKey') return
  const flag = (name: string) =>
    context.meanings.constant(of.module, keywordOf(call, name)) === true
  const isRelation = RELATIONS.has(kind)
  const isPrimaryKey = flag('primary_key') || flag('pk')
  const listed = keywordOf(call, 'choices') ?? enumOf(kind, call)
  const { choices, words } = readChoices(context.meanings, of, listed)
  const value = keywordOf(call, 'default')
  const preset = presetOf(context.meanings, of, call, value)
  const title = constantOf(keywordOf(call, 'db_column'))
  const foreignKey = isRelation ? readDjangoKey(context, of, call) : undefined
  const column: OrmColumn = {
    ...place,
    column: typeof title === 'string' ? title : isRelation ? `${place.name}_id` : place.name,
    type: kind,
    family: choices === undefined ? (typeFamily(kind) ?? 'other') : 'enum',
    isNullable: flag('null'),
    isUnique: flag('unique') || kind === 'OneToOneField',
    isPrimaryKey,
    isIndexed: flag('db_index') || flag('index') || isRelation,
    ...(preset && { default: preset }),
    isRefreshed: flag('auto_now'),
    ...(choices && { enum: choices }),
    ...(words && { words }),
    isTracked: kind === 'JSONField' || kind === 'ArrayField',
    ...(foreignKey && { foreignKey }),
  }
  found.columns.set(place.name, column)
  if (isRelation) addRelationship(context, of, call, place, false, found)
}

/** `CharEnumField(Status)` of Tortoise. */
function enumOf(kind: string, call: Call): Expression | undefined {
  return /EnumField$/.test(kind) ? (call.args[0] ?? keywordOf(call, 'enum_type')) : undefined
}

function addRelationship(
  context: TableContext,
  of: ProjectClass,
  call: Call,
  place: AttributePlace,
  isList: boolean,
  found: Declared,
): void {
  const related = constantOf(keywordOf(call, 'related_name'))
  found.relationships.set(place.name, {
    ...place,
    ...targetOf(context, of, call.args[0] ?? keywordOf(call, 'to')),
    cascade: [],
    ...(typeof related === 'string' && { backPopulates: related }),
    isList,
    isPassiveDelete: false,
  })
}

function presetOf(
  meanings: Meanings,
  of: ProjectClass,
  call: Call,
  value: Expression | undefined,
): ColumnDefault | undefined {
  if (value !== undefined) return readDefault(meanings, of.module, value)
  const isClock = ['auto_now', 'auto_now_add'].some(
    (name) => constantOf(keywordOf(call, name)) === true,
  )
  if (isClock) return { kind: 'callable', name: 'timezone.now' }
  return keywordOf(call, 'db_default') === undefined ? undefined : { kind: 'database' }
}

function readDjangoKey(context: TableContext, of: ProjectClass, call: Call): ForeignKeyTo {
  const rule = keywordOf(call, 'on_delete') ?? call.args[1]
  const { model } = targetOf(context, of, call.args[0] ?? keywordOf(call, 'to'))
  return {
    ...(model !== undefined && { model }),
    onDelete: rule === undefined ? undefined : djangoOnDelete(rule),
    at: call.at,
  }
}

function djangoOnDelete(rule: Expression): OnDelete {
  const text = rule.kind === 'call' && rule.callee.kind === 'name' ? namedAs(rule.callee) : ''
  switch (lastName(rule.kind === 'name' ? namedAs(rule) : text)) {
    case 'CASCADE':
      return 'cascade'
    case 'PROTECT':
    case 'RESTRICT':
      return 'restrict'
    case 'SET_NULL':
      return 'set-null'
    case 'SET_DEFAULT':
    case 'SET':
      return 'set-default'
    case 'DO_NOTHING':
      return 'no-action'
    default:
      return 'unknown'
  }
}

function targetOf(
  context: TableContext,
  of: ProjectClass,
  expression: Expression | undefined,
): { readonly target: string | undefined; readonly model?: string } {
  const written = context.meanings.text(of.module, expression)
  if (written === 'self') {
    return { target: of.summary.name, model: `${of.module.summary.path}#${of.summary.symbol}` }
  }
  if (written !== undefined) return { target: lastName(written) }
  const found = context.meanings.class(of.module, expression)
  if (found !== undefined) {
    const model = `${found.module.summary.path}#${found.summary.symbol}`
    return { target: found.summary.name, model }
  }
  return { target: expression?.kind === 'name' ? lastName(namedAs(expression)) : undefined }
}

/** `Status.choices`, `Status`, or a list of pairs. */
function readChoices(
  meanings: Meanings,
  of: ProjectClass,
  expression: Expression | undefined,
): { readonly choices?: ProjectClass; readonly words?: readonly string[] } {
  if (expression === undefined) return {}
  const origin = originOf(expression)
  if (origin !== undefined) {
    const path = origin.replace(/\.choices$/, '')
    const owner = meanings.index.resolveName(of.module, path)
    if (owner?.kind === 'class' && isEnumClass(meanings, owner.class))
      return { choices: owner.class }
    const own = of.summary.attributes.find(({ name }) => origin.endsWith(`.${name}`))?.value
    const variable = meanings.variable(of.module, origin)
    const list = own ?? (variable?.rest.length === 0 ? variable.variable.value : undefined)
    return list === undefined || list.kind === 'name' ? {} : readChoices(meanings, of, list)
  }
  if (expression.kind !== 'list' && expression.kind !== 'tuple') return {}
  const words = expression.items.flatMap((item): Constant[] => {
    const key = item.kind === 'tuple' || item.kind === 'list' ? item.items[0] : undefined
    const named = key?.kind === 'name' ? attributeConstant(of, lastName(key.text)) : undefined
    const value = constantOf(key) ?? named ?? meanings.constant(of.module, key)
    return value === undefined ? [] : [value]
  })
  const texts = words.filter((one) => typeof one === 'string')
  return texts.length > 0 ? { words: texts } : {}
}

function attributeConstant(of: ProjectClass, name: string): Constant | undefined {
  return constantOf(of.summary.attributes.find((one) => one.name === name)?.value)
}

function isManager(meanings: Meanings, of: ProjectClass, value: Expression | undefined): boolean {
  if (value?.kind !== 'call') return false
  const result = meanings.value(of.module, value)
  if (result?.kind === 'instance') {
    return meanings.derives(result.class, (name) => /(?:Manager|QuerySet)$/.test(lastName(name)))
  }
  return result?.kind === 'external' && /(?:Manager|as_manager)\(\)$/.test(result.name)
}
