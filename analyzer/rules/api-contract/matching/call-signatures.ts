// The parameters of what a call reaches, where the callee is known for certain, and what of a call does
// not fit them.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { Project } from '../../../engine/project.ts'
import type { CallArgument } from '../../../facts/calls.ts'
import { constantOf, keywordOf, originOf } from '../../../facts/expression.ts'
import { outsideNames } from '../../../gather/tables.ts'
import {
  descendants,
  hasOwnMethod,
  knownClass,
  MODELS,
} from '../../../matching/names/known-classes.ts'
import { DJANGO_MODEL } from '../../../matching/rows/django-members.ts'
import type { Ancestor } from '../../../project/class-hierarchy.ts'
import type { ProjectClass, ProjectFunction, Value } from '../../../project/values.ts'
import { F_OBJECT, K_ATTRIBUTE, K_IDENTIFIER } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'
import { isNamedClass, keepsParameters, namesakes } from './accepted-keywords.ts'
import { superMethod } from './super-methods.ts'
import { isSure, mayBeSure } from './sure-class.ts'

interface SignatureParameter {
  readonly name: string
  readonly isPositional: boolean
  readonly isKeyword: boolean
  readonly isRequired: boolean
}

export interface Signature {
  readonly parameters: readonly SignatureParameter[]
  readonly takesRest: boolean
  readonly takesKeywords: boolean
  /** As a person calls it: `Order`, `Order.save`. */
  readonly callee: string
  readonly definition: ProjectFunction | ProjectClass
}

const CLASSES = {}
const BOUND = {}
const UNBOUND = {}
const plainSignatures = () => new Map<ProjectFunction, Signature>()

/** What a call may reach, the likeliest first; undefined where that is not certain. */
export function signaturesOf(checker: Checker, callee: Node): readonly Signature[] | undefined {
  const { project } = checker
  const inherited = superMethod(checker, callee)
  if (inherited !== undefined) {
    const isSpecial = /^__(?:new|init_subclass|class_getitem)__$/.test(inherited.summary.name)
    const isHidden = inherited.class?.attributes.has(inherited.summary.name) === true
    return isSpecial || isHidden ? undefined : ofFunction(project, inherited, true)
  }
  if (!mayBeSure(checker, callee)) return undefined
  const value = checker.analysis.types.valueOf(callee)
  if (value === undefined || !isSure(checker, callee, 0)) return undefined
  switch (value.kind) {
    case 'function':
      return ofReached(checker, value.function, callee)
    case 'method':
      return ofMethod(checker, value.function, value.receiver, callee)
    case 'class': {
      const classes = isNamedClass(checker, callee)
        ? [value.class]
        : [value.class, ...descendants(project, value.class)]
      if (classes.length > 1 || !isNamedClass(checker, callee)) {
        const { hierarchy } = project.index
        if (hierarchy.findMethod(value.class, '__init__') === undefined) return undefined
      }
      return joined(
        classes.map((one) => project.remember(CLASSES, one, () => ofClass(project, one))),
      )
    }
    default:
      return undefined
  }
}

/**
 * A cheap answer for most calls: true where the one function that is called takes what is given and
 * nothing overrides it, however sure it is that it is the one. The constructor of a class is taken for
 * that of the classes below it.
 */
export function fitsPlainly(
  checker: Checker,
  value: Value,
  given: readonly CallArgument[],
): boolean {
  const one = plainlyCalled(checker.project, value)
  if (one === undefined) return false
  const isBound = value.kind !== 'function'
  const known = checker.once(isBound ? BOUND : UNBOUND, plainSignatures)
  let signature = known.get(one)
  if (signature === undefined) {
    signature = signatureOf(one, isBound, '')
    known.set(one, signature)
  }
  return misfitOf(signature, given) === undefined
}

function plainlyCalled(project: Project, value: Value): ProjectFunction | undefined {
  const { hierarchy } = project.index
  switch (value.kind) {
    case 'function':
      return value.function
    case 'method': {
      const overriding = hierarchy.overrides(value.receiver, value.function.summary.name)
      return overriding.some((other) => other !== value.function) ? undefined : value.function
    }
    case 'class':
      return hierarchy.findMethod(value.class, '__init__')
    default:
      return undefined
  }
}

/** By its own name, or as a member of its module or class: an attribute of an object may bind it. */
function ofReached(
  checker: Checker,
  one: ProjectFunction,
  callee: Node,
): readonly Signature[] | undefined {
  const { tree, project } = checker
  if (project.has(outsideNames, one.summary.name)) return undefined
  const isAttribute = tree.kind(callee) === K_ATTRIBUTE
  const owner = isAttribute
    ? checker.analysis.types.valueOf(tree.child(callee, F_OBJECT))
    : undefined
  if (tree.kind(callee) === K_IDENTIFIER || owner?.kind === 'module') {
    // A method under another name has its receiver already: `start = Service.start`.
    return one.class === undefined ? ofFunction(project, one, false) : undefined
  }
  return owner?.kind === 'class' ? ofMethod(checker, one, owner.class, callee) : undefined
}

function joined(
  parts: readonly (readonly Signature[] | undefined)[],
): readonly Signature[] | undefined {
  const all: Signature[] = []
  for (const part of parts) {
    if (part === undefined) return undefined
    all.push(...part)
  }
  return all
}

function ofFunction(
  project: Project,
  one: ProjectFunction,
  isBound: boolean,
): readonly Signature[] | undefined {
  const all = namesakes(project, one)
  if (!all.every(keepsParameters)) return undefined
  const callee = one.class === undefined ? one.summary.name : one.summary.symbol
  return all.map((same) => signatureOf(same, isBound, callee))
}

const isStatic = ({ summary }: ProjectFunction): boolean =>
  summary.decorators.some((one) => originOf(one) === 'builtins.staticmethod')

function signatureOf(of: ProjectFunction, isBound: boolean, callee: string): Signature {
  const { parameters } = of.summary
  const own = parameters.filter(({ kind }) => kind !== 'rest' && kind !== 'keywords')
  const takesRest = parameters.some(({ kind }) => kind === 'rest')
  // `def run(*args)` has its receiver among the rest.
  const isFirstGiven = isBound && !isStatic(of) && own[0]?.kind !== 'keyword-only'
  return {
    parameters: own.slice(isFirstGiven ? 1 : 0).map((parameter) => ({
      name: parameter.name,
      isPositional: parameter.kind !== 'keyword-only',
      isKeyword: parameter.kind !== 'positional-only',
      isRequired: parameter.default === undefined,
    })),
    takesRest,
    takesKeywords: parameters.some(({ kind }) => kind === 'keywords'),
    callee,
    definition: of,
  }
}

/** A method with all that overrides it: which of them runs depends on the object. */
function ofMethod(
  checker: Checker,
  method: ProjectFunction,
  receiver: ProjectClass,
  callee: Node,
): readonly Signature[] | undefined {
  const { project, tree } = checker
  const { hierarchy } = project.index
  const { name } = method.summary
  if (project.has(outsideNames, name) || tree.kind(callee) !== K_ATTRIBUTE) return undefined
  if (receiver.attributes.has(name) || hasMetaclass(project, receiver)) return undefined
  const object = tree.child(callee, F_OBJECT)
  if (!isSure(checker, object, 0)) return undefined
  const order = hierarchy.order(receiver)
  const home = method.class === undefined ? -1 : order.indexOf(method.class)
  // What stands before it in the order of look-up could have the method as well.
  if (order.slice(0, Math.max(home, 0)).some((one) => typeof one === 'string')) return undefined
  const kind = checker.analysis.types.valueOf(object)?.kind
  if (kind !== 'instance' && kind !== 'class') return undefined
  const all = [method, ...hierarchy.overrides(receiver, name)]
  return joined(
    all.map((one) => {
      if (one.class?.attributes.has(name) === true) return undefined
      const isOfClass = one.summary.decorators.some(
        (decorator) => originOf(decorator) === 'builtins.classmethod',
      )
      return ofFunction(project, one, kind === 'instance' || isOfClass)
    }),
  )
}

const hasMetaclass = (project: Project, one: ProjectClass): boolean =>
  project.index.hierarchy
    .order(one)
    .some(
      (ancestor) =>
        typeof ancestor !== 'string' &&
        ancestor.summary.keywords.some(
          ({ name, value }) => name === 'metaclass' && originOf(value) !== 'abc.ABCMeta',
        ),
    )

function ofClass(project: Project, one: ProjectClass): readonly Signature[] | undefined {
  const known = knownClass(project, one)
  if (hasMetaclass(project, one)) return undefined
  if (domainOf(project).enums.of(one) !== undefined) return undefined
  const { hierarchy } = project.index
  if (hierarchy.findMethod(one, '__new__') !== undefined) return undefined
  // A base from outside leaves a constructor of one's own as it is.
  if (known === undefined && !hasOwnMethod(project, one, '__init__')) return undefined
  const order = hierarchy.order(one)
  const callee = one.summary.name
  for (const [at, ancestor] of order.entries()) {
    if (typeof ancestor === 'string') {
      if (!isPlainBase(ancestor)) return undefined
      continue
    }
    const init = ancestor.methods.get('__init__')
    if (init !== undefined) {
      if (ancestor.attributes.has('__init__')) return undefined
      return ofFunction(project, init, true)?.map((signature) => ({ ...signature, callee }))
    }
    if (isDataclass(ancestor)) {
      const fields = fieldsOf(order.slice(at))
      return fields && [{ ...fields, callee, definition: one }]
    }
    if (ancestor.summary.decorators.some(isConstructing)) return undefined
    if (ancestor.summary.bases.some((base) => originOf(base) === 'typing.NamedTuple')) {
      return [{ ...namedTuple(ancestor), callee, definition: one }]
    }
  }
  const outside = known?.outside ?? []
  if (outside.some((name) => MODELS.test(name))) {
    return [{ parameters: [], takesRest: false, takesKeywords: true, callee, definition: one }]
  }
  if (outside.includes(DJANGO_MODEL) || !outside.every(isPlainBase)) return undefined
  // A class that others build on may be meant to get a constructor.
  if (descendants(project, one).length > 0) return undefined
  return [{ parameters: [], takesRest: false, takesKeywords: false, callee, definition: one }]
}

/** Bases that leave the constructor to the classes that stand behind them. */
const isPlainBase = (name: string): boolean =>
  name === 'builtins.object' ||
  /^(?:typing\.(?:Generic|NamedTuple)|abc\.ABC)$/.test(name) ||
  MODELS.test(name)

const isConstructing = (decorator: Parameters<typeof originOf>[0]): boolean =>
  originOf(decorator) !== 'functools.total_ordering'

const isDataclass = ({ summary }: ProjectClass): boolean =>
  summary.decorators.some((one) => originOf(one) === 'dataclasses.dataclass')

/** The constructor of a dataclass; undefined where an option or another decorator changes it. */
function fieldsOf(
  order: readonly Ancestor[],
): Pick<Signature, 'parameters' | 'takesRest' | 'takesKeywords'> | undefined {
  const byName = new Map<string, SignatureParameter>()
  for (const ancestor of order.toReversed()) {
    if (typeof ancestor === 'string' || !isDataclass(ancestor)) continue
    const [decorator, more] = ancestor.summary.decorators.filter(isConstructing)
    if (more !== undefined) return undefined
    const init = keywordOf(decorator, 'init')
    if (init !== undefined && constantOf(init) !== true) return undefined
    const isNamedOnly = keywordOf(decorator, 'kw_only')
    let isKeywordOnly = constantOf(isNamedOnly) === true
    for (const { name, annotation, value } of ancestor.summary.attributes) {
      if (annotation === undefined) {
        const known = byName.get(name)
        if (known !== undefined) return undefined
        continue
      }
      const type = originOf(annotation) ?? ''
      if (/ClassVar$/.test(type)) continue
      if (/KW_ONLY$/.test(type)) {
        isKeywordOnly = true
        continue
      }
      if (constantOf(keywordOf(value, 'init')) === false) {
        byName.delete(name)
        continue
      }
      const isField = /(?:^|\.)field$/.test(originOf(value) ?? '')
      // A function of one's own may be a `field` with options.
      if (value?.kind === 'call' && !isField && /field/i.test(originOf(value) ?? ''))
        return undefined
      const hasDefault = isField
        ? keywordOf(value, 'default') !== undefined ||
          keywordOf(value, 'default_factory') !== undefined ||
          keywordOf(value, '**') !== undefined
        : value !== undefined
      const own = keywordOf(value, 'kw_only')
      const isNamed = isField && own !== undefined ? constantOf(own) !== false : isKeywordOnly
      byName.set(name, {
        name,
        isPositional: !isNamed,
        isKeyword: true,
        isRequired: !hasDefault,
      })
    }
  }
  return { parameters: [...byName.values()], takesRest: false, takesKeywords: false }
}

function namedTuple({
  summary,
}: ProjectClass): Pick<Signature, 'parameters' | 'takesRest' | 'takesKeywords'> {
  const parameters = summary.attributes.flatMap(({ name, annotation, value }) =>
    annotation === undefined
      ? []
      : [{ name, isPositional: true, isKeyword: true, isRequired: value === undefined }],
  )
  return { parameters, takesRest: false, takesKeywords: false }
}

export type Misfit =
  | { readonly kind: 'too-many'; readonly taken: number; readonly given: number }
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  | { readonly kind: 'twice'; readonly name: string }

/** The usual case: nothing is given by name. */
function fitsByPlace(
  parameters: readonly SignatureParameter[],
  takesRest: boolean,
  given: number,
): boolean {
  let places = 0
  for (const { isPositional, isRequired } of parameters) {
    if (isRequired && (!isPositional || places >= given)) return false
    if (isPositional) places += 1
  }
  return takesRest || given <= places
}

/** What of a call does not fit; of one that unpacks something, nothing is said. */
export function misfitOf(
  { parameters, takesRest, takesKeywords }: Signature,
  given: readonly CallArgument[],
): Misfit | undefined {
  if (given.some(({ isUnpacked }) => isUnpacked)) return undefined
  const positional = given.filter(({ name }) => name === undefined).length
  if (positional === given.length && fitsByPlace(parameters, takesRest, positional))
    return undefined
  const places = parameters.filter(({ isPositional }) => isPositional)
  if (positional > places.length && !takesRest) {
    return { kind: 'too-many', taken: places.length, given: positional }
  }
  const filled = new Set(places.slice(0, positional).map(({ name }) => name))
  const names = new Set(given.flatMap(({ name }) => name ?? []))
  const keywords = parameters.filter(({ isKeyword }) => isKeyword).map(({ name }) => name)
  const twice = keywords.find((name) => filled.has(name) && names.has(name))
  if (twice !== undefined) return { kind: 'twice', name: twice }
  // An argument of a name that nobody knows may be the missing one, misspelt: that is told elsewhere.
  if (!takesKeywords && [...names].some((name) => !keywords.includes(name))) return undefined
  const missing = parameters.filter(
    ({ name, isRequired, isKeyword }) =>
      isRequired && !filled.has(name) && !(isKeyword && names.has(name)),
  )
  return missing.length === 0
    ? undefined
    : { kind: 'missing', names: missing.map(({ name }) => name) }
}
