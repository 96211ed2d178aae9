// Routes whose handlers are methods: Flask's `MethodView`, and classes that share dependencies
// between their routes (`@cbv(router)`).
import type { Expression } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { type AuthClassifier, nameOf, type ReadDependency } from './auth.ts'
import { readParameterDependency, type WrittenDependency } from './dependency-syntax.ts'

const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options']
const SHARING = /^(?:cbv|class_based_view|controller|Controller|resource)$/

/** A class that answers requests, and the decorators around `View.as_view()`. */
export interface ClassView {
  readonly class: ProjectClass
  readonly around: readonly ReadDependency[]
}

/** `View.as_view('name')`, in a variable or inside of decorators. */
export function classViewOf(
  meanings: Meanings,
  classifier: AuthClassifier,
  from: ModuleEntry,
  given: Expression | undefined,
): ClassView | undefined {
  if (given?.kind === 'name') {
    const found = meanings.variable(from, given.origin)
    const value = found?.rest.length === 0 ? found.variable.value : undefined
    if (found === undefined || value?.kind !== 'call') return undefined
    return classViewOf(meanings, classifier, found.module, value)
  }
  if (given?.kind !== 'call') return undefined
  if (lastName(nameOf(given)) === 'as_view' && given.callee.kind === 'name') {
    const { origin } = given.callee
    const owner = origin?.slice(0, origin.lastIndexOf('.'))
    const found = owner === undefined ? undefined : meanings.index.resolveName(from, owner)
    return found?.kind === 'class' ? { class: found.class, around: [] } : undefined
  }
  const inner = classViewOf(meanings, classifier, from, given.args[0])
  if (inner === undefined) return undefined
  const read = classifier.decorator(from, given.callee)
  return { ...inner, around: [...inner.around, read] }
}

/** The methods that answer: verb in capitals and function. */
export function answeringMethods(
  { index }: Meanings,
  own: ProjectClass,
): readonly (readonly [string, ProjectFunction])[] {
  return VERBS.flatMap((verb) => {
    const method = index.hierarchy.findMethod(own, verb)
    return method === undefined ? [] : [[verb.toUpperCase(), method] as const]
  })
}

/** What `decorators = [login_required]` of a view checks. */
export function viewDecorators(
  { index }: Meanings,
  classifier: AuthClassifier,
  own: ProjectClass,
): readonly ReadDependency[] {
  return index.hierarchy.order(own).flatMap((one) => {
    if (typeof one === 'string') return []
    const list = one.summary.attributes.find(({ name }) =>
      /^(?:method_)?decorators$/.test(name),
    )?.value
    if (list === undefined || !('items' in list)) return []
    return list.items.map((item) => classifier.decorator(one.module, item))
  })
}

/** `user = Depends(current_user)` in the body or constructor of a class whose methods are routes. */
export function sharedDependencies(
  meanings: Meanings,
  own: ProjectClass,
): readonly WrittenDependency[] {
  const isSharing = own.summary.decorators.some((one) => SHARING.test(lastName(nameOf(one))))
  if (!isSharing) return []
  return meanings.index.hierarchy.order(own).flatMap((one) => {
    if (typeof one === 'string') return []
    const inBody = one.summary.attributes.map(({ name, annotation, value }) => ({
      from: one.module,
      parameter: { name, kind: 'keyword-only' as const, annotation, default: value },
    }))
    const made = one.methods.get('__init__')?.summary.parameters ?? []
    const given = made.map((parameter) => ({ from: one.module, parameter }))
    return [...inBody, ...given].flatMap(
      ({ from, parameter }) => readParameterDependency(meanings, from, parameter) ?? [],
    )
  })
}
