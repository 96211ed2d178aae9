// Classes of the project of which every member is known: what a rule must be sure of before it says
// that an attribute or a parameter does not exist.

import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'
import { constantOf, type Expression, originOf } from '../../facts/expression.ts'
import { outsideBound, outsideComputed, outsideOpen } from '../../gather/tables.ts'
import type { ProjectClass } from '../../project/values.ts'
import { DJANGO_MEMBERS, DJANGO_MODEL, djangoNames } from '../rows/django-members.ts'
import { ERROR_MEMBERS, PLAIN_ERRORS, STANDARD_MEMBERS } from './standard-members.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean))

const NONE: ReadonlySet<string> = new Set()
const STR = words(
  `capitalize casefold center count encode endswith expandtabs find format format_map index isalnum
  isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle
  isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex
  rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper
  zfill`,
)
const INT = words(
  `as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer numerator
  real to_bytes`,
)
const ENUM = words(
  `name value _name_ _value_ _missing_ _generate_next_value_ _sort_order_ _ignore_ _member_map_
  _member_names_ _member_type_ _value2member_map_ _unhashable_values_ _use_args_ _flag_mask_`,
)
const EXCEPTION = words('args with_traceback add_note message')
const MODEL = words(
  `model_dump model_dump_json model_validate model_validate_json model_validate_strings model_copy
  model_construct model_fields model_fields_set model_extra model_config model_json_schema
  model_computed_fields model_parametrized_name model_post_init model_rebuild dict json copy
  parse_obj parse_raw parse_file from_orm schema schema_json validate construct update_forward_refs
  fields Config settings_customise_sources _abc_impl`,
)
const either = (...sets: readonly ReadonlySet<string>[]) =>
  new Set(sets.flatMap((one) => [...one])) as ReadonlySet<string>

/** What classes from outside add to the members of those that derive from them. */
const LIBRARY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...Array.from(STANDARD_MEMBERS, ([name, members]) => [name, words(members)] as const),
  ...Array.from(words(PLAIN_ERRORS), (name) => [`builtins.${name}`, EXCEPTION] as const),
  ...Array.from(
    ERROR_MEMBERS,
    ([name, members]) => [name, either(EXCEPTION, words(members))] as const,
  ),
  ['builtins.object', NONE],
  ['typing.Generic', NONE],
  ['typing.Protocol', NONE],
  ['typing_extensions.Protocol', NONE],
  ['abc.ABC', words('register')],
  ['builtins.str', STR],
  ['builtins.int', INT],
  ['enum.Enum', ENUM],
  ['enum.Flag', ENUM],
  ['enum.StrEnum', either(ENUM, STR)],
  ['enum.IntEnum', either(ENUM, INT)],
  ['enum.IntFlag', either(ENUM, INT)],
  ['typing.NamedTuple', words('_asdict _replace _make _fields _field_defaults count index')],
  ['pydantic.BaseModel', MODEL],
  ['pydantic.main.BaseModel', MODEL],
  ['pydantic.BaseSettings', MODEL],
  ['pydantic_settings.BaseSettings', MODEL],
  [DJANGO_MODEL, DJANGO_MEMBERS],
])

const KEEPING_DECORATORS =
  /^(?:dataclasses\.|typing\.|typing_extensions\.|functools\.total_ordering$|enum\.(?:unique|verify)$|attrs?\.|attrs\.)/

/** What is known of a class whose members are all known. */
export interface KnownClass {
  readonly class: ProjectClass
  /** Names of the class, its ancestors and of what derives from it. */
  readonly members: ReadonlySet<string>
  /** Names from outside that are its ancestors: `enum.Enum`, `pydantic.BaseModel`. */
  readonly outside: readonly string[]
}

/** Last names of bases that no import leads to: whose class that is, nobody can see. */
export const lostBases = defineTable({
  id: 'lost bases',
  make({ index }): ReadonlySet<string> {
    const names = new Set<string>()
    for (const one of index.classes) {
      const written = one.summary.bases
      for (const [at, base] of index.hierarchy.bases(one).entries()) {
        const name = typeof base === 'string' ? nameOf(written[at]) : undefined
        if (name !== undefined) names.add(name.slice(name.lastIndexOf('.') + 1))
      }
    }
    return names
  },
})

/** What a star import may bring has no origin. */
function nameOf(base: Expression | undefined): string | undefined {
  return originOf(base) ?? (base?.kind === 'name' ? base.text : undefined)
}

const KEY = {}

/** Undefined for a class that may have members which nobody can see. */
export function knownClass(project: Project, one: ProjectClass): KnownClass | undefined {
  return project.remember(KEY, one, () => readClass(project, one))
}

/** Everything that derives from a class, however far below. */
export function descendants(project: Project, one: ProjectClass): readonly ProjectClass[] {
  const found = new Set<ProjectClass>([one])
  for (const at of found)
    for (const child of project.index.hierarchy.subclasses(at)) found.add(child)
  found.delete(one)
  return [...found]
}

function readClass(project: Project, one: ProjectClass): KnownClass | undefined {
  const members = new Set<string>()
  const outside: string[] = []
  const order = project.index.hierarchy.order(one)
  // A class that seems to derive from itself shares its name with one that is not here.
  if (new Set(order).size < order.length) return undefined
  for (const ancestor of order) {
    if (typeof ancestor !== 'string') {
      if (isOpen(project, ancestor)) return undefined
      addMembers(project, ancestor, members)
      continue
    }
    const added = LIBRARY.get(ancestor)
    if (added === undefined) return undefined
    outside.push(ancestor)
    for (const name of added) members.add(name)
  }
  if (outside.some((name) => MODELS.test(name)) && allowsExtras(project, one)) return undefined
  if (outside.includes(DJANGO_MODEL)) {
    const names = djangoNames(project, one)
    if (names === undefined) return undefined
    for (const name of names) members.add(name)
  }
  for (const below of descendants(project, one)) {
    for (const ancestor of project.index.hierarchy.order(below)) {
      if (typeof ancestor !== 'string') addMembers(project, ancestor, members)
      else for (const name of LIBRARY.get(ancestor) ?? []) members.add(name)
    }
  }
  return { class: one, members, outside }
}

export const MODELS = /^pydantic(?:_settings)?\./

/**
 * True for a method that a class has by its own text, whatever stands above it: a base from outside comes
 * behind it. The class may still get others while the program runs.
 */
export function hasOwnMethod(project: Project, one: ProjectClass, name: string): boolean {
  // The methods of an interface are written without a receiver.
  const receiver = one.methods.get(name)?.summary.parameters[0]?.name ?? ''
  return /^_?(?:self|cls)$/.test(receiver) && !one.attributes.has(name) && !isOpen(project, one)
}

function isOpen(project: Project, one: ProjectClass): boolean {
  const { module, summary } = one
  const { decorators, keywords, isDynamic, symbol, name } = summary
  if (isDynamic || project.has(outsideComputed, name) || isMixin(one)) return true
  if (project.has(outsideOpen, `${module.summary.path} ${symbol}`)) return true
  // Which of two definitions of one name holds is decided when the program runs.
  if (project.index.symbols(module).classCount(symbol) > 1) return true
  if (keywords.some((one) => one.name === 'metaclass' && !isPlainMeta(one.value))) return true
  if (summary.bases.some(hasOwnMeta)) return true
  return decorators.some((one) => !KEEPING_DECORATORS.test(originOf(one) ?? ''))
}

/** Without bases of its own it hands all arguments on: somebody puts it before another class. */
function isMixin({ summary, methods }: ProjectClass): boolean {
  if (summary.bases.some((base) => originOf(base) !== 'builtins.object')) return false
  const own = methods.get('__init__')?.summary.parameters.slice(1) ?? []
  return own.length === 2 && own[0]?.kind === 'rest' && own[1]?.kind === 'keywords'
}

/** `six.with_metaclass(Meta, object)`. */
function hasOwnMeta(base: Expression): boolean {
  if (base.kind !== 'call' || !originOf(base.callee)?.endsWith('with_metaclass')) return false
  const meta = base.args[0]
  return meta === undefined || !isPlainMeta(meta)
}

function isPlainMeta(value: Expression): boolean {
  return originOf(value) === 'abc.ABCMeta'
}

function addMembers(project: Project, one: ProjectClass, members: Set<string>): void {
  // Of the only metaclass that is let through.
  if (one.summary.keywords.some(({ name }) => name === 'metaclass')) members.add('register')
  for (const name of one.methods.keys()) members.add(name)
  for (const name of one.nested.keys()) members.add(name)
  for (const [name, assigned] of one.attributes) {
    members.add(name)
    if (name === '__slots__') for (const own of assigned) addSlots(own.value, members)
  }
  const key = `${one.module.summary.path} ${one.summary.symbol}`
  for (const name of project.at(outsideBound, key) ?? []) members.add(name)
}

function addSlots(value: Expression | undefined, members: Set<string>): void {
  const items =
    value?.kind === 'list' || value?.kind === 'tuple' || value?.kind === 'set'
      ? value.items
      : value?.kind === 'dict'
        ? value.entries.map(({ key }) => key)
        : value === undefined
          ? []
          : [value]
  for (const item of items) {
    const name = constantOf(item)
    if (typeof name === 'string') members.add(name)
  }
}

/** `extra = "allow"` of a model's settings: it takes attributes that nobody declared. */
function allowsExtras(project: Project, one: ProjectClass): boolean {
  return project.index.hierarchy.order(one).some((ancestor) => {
    if (typeof ancestor === 'string') return false
    const config = ancestor.attributes.get('model_config')?.[0]?.value
    const old = ancestor.nested.get('Config')?.attributes.get('extra')?.[0]?.value
    const isKeyword = ancestor.summary.keywords.some(({ name }) => name === 'extra')
    const isAllowed = config !== undefined && !isClosedConfig(config)
    return isAllowed || isKeyword || (old !== undefined && constantOf(old) !== 'forbid')
  })
}

function isClosedConfig(config: Expression): boolean {
  if (config.kind === 'dict') {
    return config.entries.every(
      ({ key, value }) => constantOf(key) !== 'extra' || constantOf(value) !== 'allow',
    )
  }
  if (config.kind !== 'call') return false
  return config.keywords.every(
    ({ name, value }) => name !== '**' && (name !== 'extra' || isClosedExtra(value)),
  )
}

function isClosedExtra(value: Expression): boolean {
  const text = constantOf(value)
  return text === 'forbid' || text === 'ignore'
}
