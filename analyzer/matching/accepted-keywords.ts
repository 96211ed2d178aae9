// Which keyword arguments a call may be given, where its callee is known for certain.

import { domainOf } from '../domain/domain-of.ts'
import type { Checker } from '../engine/checker.ts'
import { constantOf, type Expression, keywordOf, originOf } from '../facts/expression.ts'
import { outsideNames } from '../gather/tables.ts'
import type { ProjectClass, ProjectFunction, Value } from '../project/values.ts'
import { F_OBJECT, K_ATTRIBUTE } from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import { descendants, knownClass, MODELS } from './known-classes.ts'
import { isSure, mayBeSure } from './sure-class.ts'

export interface Accepted {
  readonly names: ReadonlySet<string>
  /** As a person calls it: `Order`, `Order.save`. */
  readonly callee: string
  readonly definition: ProjectFunction | ProjectClass
  /** True if the constructor drops what it does not know instead of raising. */
  readonly isDropped: boolean
}

/** Undefined where the callee is not certain or takes any keyword. */
export function acceptedKeywords(checker: Checker, callee: Node): Accepted | undefined {
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
      return ofClass(checker, value.class)
    default:
      return undefined
  }
}

/** Decorators that leave the parameters of a function as they are. */
const KEEPING =
  /^(?:builtins\.(?:staticmethod|classmethod)|contextlib\.\w+|functools\.(?:lru_cache|cache|wraps)|typing\.\w+|typing_extensions\.\w+|abc\.\w+|fastapi\..*\.(?:get|post|put|patch|delete)|flask\..*\.(?:route|get|post|put|patch|delete)|tenacity\.retry|backoff\.\w+)$/

function ofFunction(checker: Checker, one: ProjectFunction): Accepted | undefined {
  const names = new Set<string>()
  for (const same of namesakes(checker, one)) {
    const own = keywordsOf(same)
    if (own === undefined) return undefined
    for (const name of own) names.add(name)
  }
  const callee = one.class === undefined ? one.summary.name : one.summary.symbol
  return { names, callee, definition: one, isDropped: false }
}

/** Definitions of the same name: which of them holds may be decided when the program runs. */
function namesakes({ project }: Checker, one: ProjectFunction): readonly ProjectFunction[] {
  return project.index
    .symbols(one.module)
    .functions.filter((other) => other.summary.symbol === one.summary.symbol)
}

function keywordsOf({ summary }: ProjectFunction): readonly string[] | undefined {
  const isPlain = summary.decorators.every((one) => KEEPING.test(originOf(one) ?? ''))
  if (!isPlain || summary.parameters.some(({ kind }) => kind === 'keywords')) return undefined
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
  if (order.some(({ methods }) => methods.has('__new__'))) return undefined
  const callee = one.summary.name
  const init = hierarchy.findMethod(one, '__init__')
  const below = descendants(checker.project, one).length > 0
  if (init !== undefined) {
    const own = ofFunction(checker, init)
    return own && { ...own, callee, definition: init }
  }
  const isModel = known.outside.some((name) => MODELS.test(name))
  const isTuple = known.outside.includes('typing.NamedTuple')
  if (isModel || isTuple) return isModel ? ofModel(one, order) : fields(one, order, false)
  if (known.outside.some((name) => /^enum\.|^builtins\.(?:str|int)$|Protocol$/.test(name))) {
    return undefined
  }
  const decorated = order.filter(({ summary }) => summary.decorators.length > 0)
  if (decorated.length > 0) return ofDataclass(one, order)
  // A constructor without parameters: a class that others build on may be meant to get one.
  return below ? undefined : { names: new Set(), callee, definition: one, isDropped: false }
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
  return isPlain && isOwn ? fields(one, order, false) : undefined
}

/** Models that rename their fields or read what they are given before it is checked stay out. */
function ofModel(one: ProjectClass, order: readonly ProjectClass[]): Accepted | undefined {
  const isPlain = order.every(({ methods, attributes, nested, summary }) => {
    if (nested.has('Config') || attributes.has('model_config')) return false
    const renames = summary.attributes.some(({ value, annotation }) =>
      [value, annotation].some((part) => part !== undefined && hasAlias(part)),
    )
    const reads = [...methods.values()].some((method) =>
      method.summary.decorators.some((decorator) =>
        /(?:root|model)_validator$/.test(originOf(decorator) ?? ''),
      ),
    )
    return !renames && !reads && summary.keywords.length === 0
  })
  return isPlain ? fields(one, order, true) : undefined
}

function hasAlias(part: Expression): boolean {
  if (part.kind === 'subscript') return part.items.some(hasAlias)
  if (part.kind !== 'call') return false
  return part.keywords.some(({ name }) => name.endsWith('alias') || name === '**')
}

function fields(
  one: ProjectClass,
  order: readonly ProjectClass[],
  isDropped: boolean,
): Accepted | undefined {
  const names = new Set<string>()
  for (const { summary } of order) {
    for (const { name, annotation, value } of summary.attributes) {
      if (annotation === undefined || /ClassVar/.test(originOf(annotation) ?? '')) continue
      if (constantOf(keywordOf(value, 'init')) !== false) names.add(name)
    }
  }
  return { names, callee: one.summary.name, definition: one, isDropped }
}
