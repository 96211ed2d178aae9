// Rows that a function of the project gives, or makes.
import { isDjangoBase, isTortoiseBase } from '../../domain/orm/django.ts'
import type { Checker } from '../../engine/checker.ts'
import { functionKey } from '../../gather/define.ts'
import { type RowLookup, rowHelpers } from '../../gather/row-helpers.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { descendants } from '../names/known-classes.ts'
import type { RowOrigin } from './orm-rows.ts'
import { modelOfHelper } from './row-helpers.ts'

const SQL_MODEL_BASES = /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy)\b|declarative_base|\.Model$/

/** A call of the project: a constructor, or a function that gives a row. */
export function projectResult(checker: Checker, call: Node): RowOrigin | undefined {
  const { tree } = checker
  const callee = tree.callee(call)
  const target = checker.valueOf(callee)
  if (target?.kind === 'class') {
    return { ...NOTHING, kind: 'created', node: call, model: tree.text(callee) }
  }
  if (target?.kind !== 'function' && target?.kind !== 'method') return undefined
  let value = checker.project.index.callResult(target)
  if (value?.kind === 'awaitable') value = value.value
  if (value?.kind !== 'instance') {
    const lookup = checker.project.gathered(rowHelpers).lookups.get(functionKey(target.function))
    return lookup && lookedUp(checker, call, target.function, lookup)
  }
  const family = modelFamily(checker, value.class)
  if (family === undefined) return undefined
  const model = value.class.summary.name
  const way = wayOf(checker, target.function, 0)
  if (way === 'made') return { ...NOTHING, kind: 'created', node: call, model }
  const isLocked = way === 'locked'
  return { ...NOTHING, kind: 'helper', node: call, isLocked, isDjango: family === 'django', model }
}

/** How a function comes to the row that it gives, by itself or by the one that it hands on to. */
function wayOf(
  checker: Checker,
  of: ProjectFunction,
  depth: number,
): 'made' | 'locked' | undefined {
  const { summary, module } = of
  if (MAKES.test(summary.name)) return 'made'
  const lookup = checker.project.gathered(rowHelpers).lookups.get(functionKey(of))
  if (lookup?.isLocked === true || /lock|for_update/i.test(summary.name)) return 'locked'
  let { returned } = summary
  while (returned?.kind === 'await') returned = returned.of
  if (returned?.kind !== 'call' || depth > MAX_DEPTH) return undefined
  const called = checker.project.index.resolve(module, returned.of)
  if (called?.kind === 'class') return 'made'
  return called?.kind === 'function' || called?.kind === 'method'
    ? wayOf(checker, called.function, depth + 1)
    : undefined
}

/** Functions that hand on to functions that hand on. */
const MAX_DEPTH = 3

/** The row of a helper that does not say what it gives: `return Order.objects.filter(...).first()`. */
function lookedUp(
  checker: Checker,
  call: Node,
  target: ProjectFunction,
  lookup: RowLookup,
): RowOrigin | undefined {
  if (lookup.isRow !== true) return undefined
  const only = modelOfHelper(checker, call, target, lookup.model)
  if (only === undefined) return undefined
  const { isLocked } = lookup
  const isDjango = only.library === 'django'
  return { ...NOTHING, kind: 'helper', node: call, isLocked, isDjango, model: only.name }
}

/** Gives a row that nobody else knows yet; `create_or_update` may give an old one. */
const MAKES = /^_*(?:create|make|new|insert|build)_(?!or_)/

/** What is said of a row of which nothing more is known. */
export const NOTHING = { isLocked: false, isDjango: false, model: '', query: NO_NODE } as const

/** Which library keeps the rows of a class; undefined for a class that is no model. */
export function modelFamily(checker: Checker, model: ProjectClass): ModelFamily | undefined {
  return (
    ownFamily(checker, model) ??
    (MIXIN.test(model.summary.name) ? familyBelow(checker, model) : undefined)
  )
}

export type ModelFamily = 'sqlalchemy' | 'django'

const MIXIN = /Mixin|^_*(?:Base|Abstract)(?=[A-Z])/

/** A class that is made to be mixed into models, and is into nothing else. */
function familyBelow(checker: Checker, mixin: ProjectClass): ModelFamily | undefined {
  const leaves = descendants(checker.project, mixin).filter(
    (one) => !MIXIN.test(one.summary.name) || ownFamily(checker, one) !== undefined,
  )
  const [first, ...others] = leaves.map((one) => ownFamily(checker, one))
  return others.every((one) => one === first) ? first : undefined
}

function ownFamily(checker: Checker, model: ProjectClass): ModelFamily | undefined {
  for (const ancestor of checker.project.index.hierarchy.order(model)) {
    if (typeof ancestor !== 'string') {
      const hasTable = ancestor.summary.attributes.some(({ name }) => name === '__tablename__')
      if (hasTable) return 'sqlalchemy'
      continue
    }
    if (isDjangoBase(ancestor) && !isTortoiseBase(ancestor)) return 'django'
    if (SQL_MODEL_BASES.test(ancestor)) return 'sqlalchemy'
  }
  return undefined
}
