// Where dependencies are written: defaults, `Annotated[...]`, its aliases, lists of decorators.
import { type Expression, originOf } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ParameterSummary } from '../../project/summary.ts'
import { lastName, type Meanings } from '../meanings.ts'

export interface WrittenDependency {
  readonly from: ModuleEntry
  /** What stands inside of `Depends(...)`; the annotated class for `Depends()`. */
  readonly given: Expression
  /** `Depends(...)` or `Security(...)` itself. */
  readonly wrapper: Expression & { readonly kind: 'call' }
}

/** Something in the place of a dependency that the framework does not see as one. */
export interface UnwrappedExpression {
  readonly from: ModuleEntry
  readonly expression: Expression
  readonly form: 'annotated' | 'default'
}

const WRAPPER = /^(?:Depends|Security)$/
const MAX_DEPTH = 6

/** The dependency that a parameter declares. */
export function readParameterDependency(
  meanings: Meanings,
  from: ModuleEntry,
  parameter: ParameterSummary,
): WrittenDependency | undefined {
  const { annotation, default: value } = parameter
  const own = value && wrapped(meanings, from, value, annotation)
  if (own !== undefined) return own
  return annotation && annotated(meanings, from, annotation, 0)
}

/** `[Depends(a), Security(b)]` of a decorator, router or include. */
export function readDependencyList(
  meanings: Meanings,
  from: ModuleEntry,
  list: Expression | undefined,
): readonly WrittenDependency[] {
  if (list === undefined) return []
  if (list.kind === 'name') {
    const found = meanings.variable(from, list.origin)
    const value = found?.variable.value
    if (found === undefined || value === undefined || value.kind === 'name') return []
    return readDependencyList(meanings, found.module, value)
  }
  if (list.kind !== 'list' && list.kind !== 'tuple') return []
  return list.items.flatMap((item) => {
    if (item.kind === 'name') {
      const found = meanings.variable(from, item.origin)
      const value = found?.variable.value
      return found && value ? (wrapped(meanings, found.module, value) ?? []) : []
    }
    return wrapped(meanings, from, item) ?? []
  })
}

/** Calls and functions that stand where `Depends(...)` is meant. */
export function readUnwrapped(
  meanings: Meanings,
  from: ModuleEntry,
  parameter: ParameterSummary,
): readonly UnwrappedExpression[] {
  const { annotation, default: value } = parameter
  const found: UnwrappedExpression[] = []
  if (value !== undefined && (value.kind === 'call' || value.kind === 'name')) {
    if (wrapped(meanings, from, value) === undefined) {
      found.push({ from, expression: value, form: 'default' })
    }
  }
  for (const one of metadata(meanings, from, annotation, 0)) {
    const { kind } = one.expression
    if (kind !== 'call' && kind !== 'name') continue
    if (wrapped(meanings, one.from, one.expression) !== undefined) continue
    found.push({ ...one, form: 'annotated' })
  }
  return found
}

function wrapped(
  meanings: Meanings,
  from: ModuleEntry,
  value: Expression,
  annotation?: Expression,
): WrittenDependency | undefined {
  if (value.kind !== 'call') return undefined
  const path = meanings.callee(from, value) ?? originOf(value.callee) ?? ''
  if (!WRAPPER.test(lastName(path))) return undefined
  const [first] = value.args
  const named = value.keywords.find(({ name }) => name === 'dependency')?.value
  const given = first ?? named ?? (annotation && classOf(annotation))
  return given && { from, given, wrapper: value }
}

/** The class that `Depends()` without an argument takes from the annotation. */
function classOf(annotation: Expression): Expression | undefined {
  if (annotation.kind === 'name') return annotation
  if (annotation.kind !== 'subscript') return undefined
  const name = lastName(originOf(annotation.value) ?? '')
  return name === 'Annotated' ? annotation.items[0] : annotation.value
}

function annotated(
  meanings: Meanings,
  from: ModuleEntry,
  annotation: Expression,
  depth: number,
): WrittenDependency | undefined {
  for (const one of metadata(meanings, from, annotation, depth)) {
    const found = wrapped(meanings, one.from, one.expression, one.type)
    if (found !== undefined) return found
  }
  return undefined
}

/** What stands behind the type in `Annotated[...]`, aliases of other modules followed. */
function metadata(
  meanings: Meanings,
  from: ModuleEntry,
  annotation: Expression | undefined,
  depth: number,
): readonly {
  readonly from: ModuleEntry
  readonly expression: Expression
  readonly type: Expression
}[] {
  if (annotation === undefined || depth > MAX_DEPTH) return []
  if (annotation.kind === 'subscript') {
    const name = lastName(originOf(annotation.value) ?? '')
    const [type, ...rest] = annotation.items
    if (name === 'Annotated' && type !== undefined) {
      const inner = metadata(meanings, from, type, depth + 1)
      return [...rest.map((expression) => ({ from, expression, type })), ...inner]
    }
    return name === 'Optional' ? metadata(meanings, from, type, depth + 1) : []
  }
  if (annotation.kind === 'union') {
    return annotation.items.flatMap((item) => metadata(meanings, from, item, depth + 1))
  }
  if (annotation.kind !== 'name') return []
  const alias = meanings.variable(from, annotation.origin)
  if (alias === undefined || alias.rest.length > 0) return []
  return metadata(meanings, alias.module, alias.variable.value, depth + 1)
}
