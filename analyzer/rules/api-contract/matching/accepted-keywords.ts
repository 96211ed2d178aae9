// Which keyword arguments a call may be given, where its callee is known for certain.

import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { Project } from '../../../engine/project.ts'
import { constantOf, type Expression, keywordOf, originOf } from '../../../facts/expression.ts'
import { outsideNames } from '../../../gather/tables.ts'
import { descendants, knownClass, MODELS } from '../../../matching/names/known-classes.ts'
import { ERROR_MEMBERS, STANDARD_MEMBERS } from '../../../matching/names/standard-members.ts'
import { DJANGO_MODEL } from '../../../matching/rows/django-members.ts'
import type { ProjectClass, ProjectFunction, Value } from '../../../project/values.ts'
import { F_OBJECT, K_ATTRIBUTE, K_IDENTIFIER } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'
import { superMethod } from './super-methods.ts'
import { isSure, mayBeSure } from './sure-class.ts'

export interface Accepted {
  readonly names: ReadonlySet<string>
  /** As a person calls it: `Order`, `Order.save`. */
  readonly callee: string
  readonly definition: ProjectFunction | ProjectClass
  /** What becomes of other keywords: an error of that kind, or they are dropped. */
  readonly otherwise: 'raises' | 'refused' | 'no-column' | 'dropped'
}

/** Undefined where the callee is not certain or takes any keyword. */
export function acceptedKeywords(checker: Checker, callee: Node): Accepted | undefined {
  const inherited = superMethod(checker, callee)
  if (inherited !== undefined) {
    return inherited.class?.attributes.has(inherited.summary.name)
      ? undefined
      : ofFunction(checker, inherited)
  }
  if (!mayBeSure(checker, callee)) return undefined
  const value = checker.analysis.types.valueOf(callee)
  if (value === undefined || !isSure(checker, callee, 0)) return undefined
  switch (value.kind) {
    case 'function':
      return checker.project.has(outsideNames, value.function.summary.name)
        ? undefined
        : ofFunction(checker, value.function)
    case 'method':
      return checker.project.has(outsideNames, value.function.summary.name)
        ? undefined
        : ofMethod(checker, value, callee)
    case 'class':
      return isNamedClass(checker, callee)
        ? ofClass(checker, value.class)
        : ofSomeClass(checker, value.class)
    default:
      return undefined
  }
}

/** True for the class by its own name; `cls` and values of `type[Job]` may be a class below. */
export function isNamedClass({ facts, tree }: Checker, callee: Node): boolean {
  if (tree.kind(callee) !== K_IDENTIFIER) return facts.qualifiedName(callee) !== undefined
  const kind = facts.resolve(callee)?.kind
  return kind === 'class' || kind === 'import'
}

/** A class with all that derive from it: which of them is made depends on the caller. */
function ofSomeClass(checker: Checker, one: ProjectClass): Accepted | undefined {
  const { hierarchy } = checker.project.index
  const own = ofClass(checker, one)
  if (own === undefined || hierarchy.findMethod(one, '__init__') === undefined) return undefined
  const names = new Set(own.names)
  for (const below of descendants(checker.project, one)) {
    const more = ofClass(checker, below)
    if (more === undefined) return undefined
    for (const name of more.names) names.add(name)
  }
  return { ...own, names }
}

/** Decorators that leave the parameters of a function as they are. */
const KEEPING =
  /^(?:builtins\.(?:staticmethod|classmethod)|contextlib\.\w+|functools\.(?:lru_cache|cache|wraps)|typing\.\w+|typing_extensions\.\w+|abc\.\w+|fastapi\..*\.(?:get|post|put|patch|delete)|flask\..*\.(?:route|get|post|put|patch|delete)|tenacity\.retry|backoff\.\w+)$/

function ofFunction(checker: Checker, one: ProjectFunction): Accepted | undefined {
  const names = new Set<string>()
  for (const same of namesakes(checker.project, one)) {
    const own = keywordsOf(same)
    if (own === undefined) return undefined
    for (const name of own) names.add(name)
  }
  const callee = one.class === undefined ? one.summary.name : one.summary.symbol
  return { names, callee, definition: one, otherwise: 'raises' }
}

/** Definitions of the same name: which of them holds may be decided when the program runs. */
export function namesakes(project: Project, one: ProjectFunction): readonly ProjectFunction[] {
  return project.index
    .symbols(one.module)
    .functions.filter((other) => other.summary.symbol === one.summary.symbol)
}

/** True if no decorator may change the parameters of a function. */
export function keepsParameters({ summary }: ProjectFunction): boolean {
  return summary.decorators.every((one) => KEEPING.test(originOf(one) ?? ''))
}

function keywordsOf(one: ProjectFunction): readonly string[] | undefined {
  const { summary } = one
  if (!keepsParameters(one) || summary.parameters.some(({ kind }) => kind === 'keywords'))
    return undefined
  return summary.parameters
    .filter(({ kind }) => kind === 'positional' || kind === 'keyword-only')
    .map(({ name }) => name)
}

/** A method with all that overrides it: which of them runs depends on the object. */
function ofMethod(
  checker: Checker,
  { function: method, receiver }: Extract<Value, { kind: 'method' }>,
  callee: Node,
): Accepted | undefined {
  const { hierarchy } = checker.project.index
  const own = ofFunction(checker, method)
  if (own === undefined || checker.tree.kind(callee) !== K_ATTRIBUTE) return undefined
  if (!isSure(checker, checker.tree.child(callee, F_OBJECT), 0)) return undefined
  const order = hierarchy.order(receiver)
  const home = method.class === undefined ? -1 : order.indexOf(method.class)
  // What stands before it in the order of look-up could have the method as well.
  if (order.slice(0, Math.max(home, 0)).some((one) => typeof one === 'string')) return undefined
  if (receiver.attributes.has(method.summary.name)) return undefined
  const names = new Set(own.names)
  for (const override of hierarchy.overrides(receiver, method.summary.name)) {
    const more = ofFunction(checker, override)
    if (more === undefined) return undefined
    for (const name of more.names) names.add(name)
  }
  return { ...own, names }
}

function ofClass(checker: Checker, one: ProjectClass): Accepted | undefined {
  const known = knownClass(checker.project, one)
  if (known === undefined || domainOf(checker.project).enums.of(one) !== undefined) return undefined
  const { hierarchy } = checker.project.index
  const order = hierarchy.order(one).filter((ancestor) => typeof ancestor !== 'string')
  const callee = one.summary.name
  const init = hierarchy.findMethod(one, '__init__')
  const make = hierarchy.findMethod(one, '__new__')
  if (make !== undefined) {
    const own =
      init === undefined && known.outside.every(isPlainBase) ? ofFunction(checker, make) : undefined
    return own && { ...own, callee }
  }
  const below = descendants(checker.project, one).length > 0
  if (init !== undefined) {
    const own = ofFunction(checker, init)
    return own && { ...own, callee, definition: init }
  }
  // Django takes the columns, their keys and properties that can be set.
  if (known.outside.includes(DJANGO_MODEL)) {
    return { names: known.members, callee, definition: one, otherwise: 'raises' }
  }
  const isModel = known.outside.some((name) => MODELS.test(name))
  const isTuple = known.outside.includes('typing.NamedTuple')
  if (isModel || isTuple) return isModel ? ofModel(one, order) : fields(one, order, 'raises')
  if (known.outside.some((name) => /^enum\.|^builtins\.(?:str|int)$|Protocol$/.test(name))) {
    return undefined
  }
  // The constructor of a class of the standard library is not read here.
  if (known.outside.some((name) => STANDARD_MEMBERS.has(name) || ERROR_MEMBERS.has(name))) {
    return undefined
  }
  const decorated = order.filter(({ summary }) => summary.decorators.length > 0)
  if (decorated.length > 0) return ofDataclass(one, order) ?? ofAttrs(one, order)
  // A constructor without parameters: a class that others build on may be meant to get one.
  return below ? undefined : { names: new Set(), callee, definition: one, otherwise: 'raises' }
}

function ofDataclass(one: ProjectClass, order: readonly ProjectClass[]): Accepted | undefined {
  const isPlain = order.every(({ summary }) =>
    summary.decorators.every((decorator) => {
      const init = keywordOf(decorator, 'init')
      const isData = /^dataclasses\.dataclass$|^functools\.total_ordering$/.test(
        originOf(decorator) ?? '',
      )
      return isData && (init === undefined || constantOf(init) === true)
    }),
  )
  const isOwn = one.summary.decorators.some((decorator) =>
    (originOf(decorator) ?? '').startsWith('dataclasses.'),
  )
  return isPlain && isOwn ? fields(one, order, 'raises') : undefined
}

const isPlainBase = (name: string): boolean =>
  name === 'builtins.object' || /^(?:typing\.Generic|abc\.ABC)$/.test(name)

const ATTRS = /^attrs?\.(?:s|attrs|attributes|dataclass|define|mutable|frozen)$/
const ATTRS_FIELDS = /^attrs?\.(?:ib|attr|attrib|field)$/

/** Classes of attrs: private fields lose their underscore, `alias` renames. */
function ofAttrs(one: ProjectClass, order: readonly ProjectClass[]): Accepted | undefined {
  const names = new Set<string>()
  for (const { summary } of order) {
    const [decorator, second] = summary.decorators
    const isAttrs = decorator !== undefined && ATTRS.test(originOf(decorator) ?? '')
    if (!isAttrs || second !== undefined) return undefined
    const keywords = decorator.kind === 'call' ? decorator.keywords : []
    if (keywords.some(({ name }) => !ATTRS_OPTIONS.has(name))) return undefined
    for (const { name, annotation, value } of summary.attributes) {
      const isField = ATTRS_FIELDS.test(originOf(value) ?? '')
      if (!isField && annotation === undefined) continue
      const alias = keywordOf(value, 'alias')
      if (constantOf(keywordOf(value, 'init')) === false) continue
      if (alias !== undefined && typeof constantOf(alias) !== 'string') return undefined
      names.add(alias === undefined ? name.replace(/^_+/, '') : String(constantOf(alias)))
    }
  }
  return { names, callee: one.summary.name, definition: one, otherwise: 'raises' }
}

/** Options that leave the names of the arguments alone. */
const ATTRS_OPTIONS: ReadonlySet<string> = new Set(
  'auto_attribs slots frozen kw_only repr eq order hash unsafe_hash cmp str cache_hash weakref_slot on_setattr auto_detect collect_by_mro getstate_setstate auto_exc'.split(
    ' ',
  ),
)

/** Models that read what they are given before it is checked stay out. */
function ofModel(one: ProjectClass, order: readonly ProjectClass[]): Accepted | undefined {
  const aliases = new Set<string>()
  let isClosed = false
  for (const { methods, attributes, nested, summary } of order) {
    if (summary.keywords.length > 0) return undefined
    const reads = [...methods.values()].some((method) =>
      method.summary.decorators.some((decorator) =>
        /(?:root|model)_validator$/.test(originOf(decorator) ?? ''),
      ),
    )
    const options = [
      ...optionsOf(attributes.get('model_config')?.[0]?.value),
      ...[...(nested.get('Config')?.attributes ?? [])].map(
        ([name, assigned]) => [name, assigned[0]?.value] as const,
      ),
    ]
    if (reads || options.some(([name]) => !MODEL_OPTIONS.test(name))) return undefined
    for (const [name, value] of options) {
      if (name !== 'extra') continue
      const text = constantOf(value) ?? originOf(value)?.split('.').at(-1)
      if (text !== 'forbid' && text !== 'ignore') return undefined
      if (text === 'forbid') isClosed = true
    }
    for (const { value, annotation } of summary.attributes) {
      for (const part of [value, annotation]) {
        if (part !== undefined && !addAliases(part, aliases)) return undefined
      }
    }
  }
  const found = fields(one, order, isClosed ? 'refused' : 'dropped')
  return found && { ...found, names: new Set([...found.names, ...aliases]) }
}

/** Settings of a model that do not rename its fields. */
const MODEL_OPTIONS =
  /^(?:extra|frozen|allow_mutation|from_attributes|orm_mode|populate_by_name|allow_population_by_field_name|validate_\w+|arbitrary_types_allowed|use_enum_values|json_\w+|schema_extra|ser_json_\w+|protected_namespaces|title|strict|str_\w+|anystr_\w+|env_\w+|case_sensitive|secrets_dir|hide_input_in_errors|revalidate_instances|use_attribute_docstrings)$/

function optionsOf(config: Expression | undefined): (readonly [string, Expression | undefined])[] {
  if (config === undefined) return []
  if (config.kind === 'call' && config.args.length === 0) {
    return config.keywords.map(({ name, value }) => [name, value] as const)
  }
  if (config.kind === 'dict') {
    return config.entries.map(({ key, value }) => [String(constantOf(key)), value] as const)
  }
  return [['**', undefined]]
}

/** Adds the names by which a field can be given too; false where they cannot be told. */
function addAliases(part: Expression, aliases: Set<string>): boolean {
  if (part.kind === 'subscript') return part.items.every((item) => addAliases(item, aliases))
  if (part.kind !== 'call') return true
  for (const { name, value } of part.keywords) {
    if (name === '**') return false
    if (name !== 'alias' && name !== 'validation_alias') continue
    const text = constantOf(value)
    if (typeof text !== 'string') return false
    aliases.add(text)
  }
  return true
}

function fields(
  one: ProjectClass,
  order: readonly ProjectClass[],
  otherwise: Accepted['otherwise'],
): Accepted | undefined {
  const names = new Set<string>()
  for (const { summary } of order) {
    for (const { name, annotation, value } of summary.attributes) {
      if (annotation === undefined || /ClassVar/.test(originOf(annotation) ?? '')) continue
      if (constantOf(keywordOf(value, 'init')) !== false) names.add(name)
    }
  }
  return { names, callee: one.summary.name, definition: one, otherwise }
}
