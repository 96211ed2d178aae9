// Conditions of queries: `Model.col == value`, `filter_by(col=value)`, Django look-ups and `Q`.
import type { CallArgument } from '../../facts/calls.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { OrmModel } from '../orm/model.ts'
import { readChain } from './chain.ts'
import type { SqlContext } from './context.ts'
import { localValues } from './local-values.ts'
import type { PredicateOp, QueryPredicate } from './query.ts'

/** A column as it is named in an expression. */
export interface NamedColumn {
  readonly column: string
  readonly model: OrmModel | undefined
}

const COMPARISONS: Readonly<Record<string, PredicateOp>> = {
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
const MIRRORED: Readonly<Partial<Record<PredicateOp, PredicateOp>>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}
const MAX_DEPTH = 8

/** Reads arguments of `where(...)` and `filter(...)`; `undefined` stands for what cannot be read. */
export function readFilters(
  context: SqlContext,
  args: readonly CallArgument[],
  model: OrmModel | undefined,
): { readonly predicates: QueryPredicate[]; readonly isComplete: boolean } {
  const predicates: QueryPredicate[] = []
  let isComplete = true
  for (const { name, value, isUnpacked } of args) {
    if (isUnpacked) isComplete = false
    else if (name === undefined) isComplete &&= addCondition(context, value, predicates, 0)
    else predicates.push(lookup(model, name, value))
  }
  return { predicates, isComplete }
}

/** The column that `Model.col`, `alias.col` or `table.c.col` names; undefined for other values. */
export function readColumn(context: SqlContext, expression: Node): NamedColumn | undefined {
  const { facts, orm } = context
  const { tree } = facts
  const node = expression === NO_NODE ? NO_NODE : withoutBrackets(tree, expression)
  if (node === NO_NODE || tree.kind(node) !== k.K_ATTRIBUTE) return undefined
  const column = tree.text(tree.child(node, k.F_ATTRIBUTE))
  let owner = tree.child(node, k.F_OBJECT)
  const isCore = tree.kind(owner) === k.K_ATTRIBUTE && facts.dottedText(owner)?.endsWith('.c')
  if (isCore) owner = tree.child(owner, k.F_OBJECT)
  const model = readModel(context, owner)
  if (model !== undefined) return { column, model }
  const isClass = context.valueOf(owner)?.kind === 'class'
  return isClass || isCore || isCapitalised(facts.dottedText(owner))
    ? { column, model: undefined }
    : orm.models.length === 0
      ? undefined
      : aliasColumn(context, owner, column)
}

/** The model that an expression names: the class, a table, `aliased(Model)`. */
export function readModel(context: SqlContext, node: Node): OrmModel | undefined {
  if (node === NO_NODE) return undefined
  const value = context.valueOf(node)
  if (value?.kind === 'class') return context.orm.of(value.class)
  const { facts } = context
  if (facts.tree.kind(node) !== k.K_IDENTIFIER) return undefined
  const origin = facts.qualifiedName(node)
  if (origin !== undefined) {
    const name = origin.slice(origin.lastIndexOf('.') + 1)
    const tables = context.orm.named(name).filter((one) => one.class === undefined)
    if (tables.length === 1) return tables[0]
  }
  const [only, more] = localValues(facts, node)
  if (only?.kind !== 'assigned' || more !== undefined) return undefined
  if (facts.tree.kind(only.value) !== k.K_CALL) return undefined
  const isAlias = /(?:^|\.)(?:aliased|with_polymorphic|alias)$/.test(
    facts.calleeName(only.value) ?? '',
  )
  const first = facts.arguments(only.value)[0]
  return isAlias && first ? readModel(context, first.value) : undefined
}

function aliasColumn(context: SqlContext, owner: Node, column: string): NamedColumn | undefined {
  const model = readModel(context, owner)
  return model && { column, model }
}

/** `Order` in `Order.id`, also as `models.Order`: classes that the project does not show. */
function isCapitalised(path: string | undefined): boolean {
  return path !== undefined && /(?:^|\.)[A-Z]\w*[a-z]\w*$/.test(path)
}

function addCondition(
  context: SqlContext,
  expression: Node,
  found: QueryPredicate[],
  depth: number,
): boolean {
  const { facts } = context
  const { tree } = facts
  const node = withoutBrackets(tree, expression)
  if (depth > MAX_DEPTH) return false
  switch (tree.kind(node)) {
    case k.K_COMPARISON_OPERATOR: {
      const one = comparison(context, node)
      found.push(one)
      return one.op !== 'other'
    }
    case k.K_BINARY_OPERATOR: {
      const isAnd = tree.kind(tree.child(node, k.F_OPERATOR)) === k.T_AMP
      if (!isAnd) break
      const left = addCondition(context, tree.child(node, k.F_LEFT), found, depth + 1)
      return addCondition(context, tree.child(node, k.F_RIGHT), found, depth + 1) && left
    }
    case k.K_UNARY_OPERATOR: {
      const column = readColumn(context, tree.child(node, k.F_ARGUMENT))
      if (column === undefined || tree.kind(node + 1) !== k.T_TILDE) break
      found.push({ ...column, op: 'is-false', value: NO_NODE, node, isConditional: false })
      return true
    }
    case k.K_ATTRIBUTE: {
      const column = readColumn(context, node)
      if (column === undefined) break
      found.push({ ...column, op: 'is-true', value: NO_NODE, node, isConditional: false })
      return true
    }
    case k.K_IDENTIFIER: {
      const [only, more] = localValues(facts, node)
      if (only?.kind !== 'assigned' || more !== undefined) break
      return addCondition(context, only.value, found, depth + 1)
    }
    case k.K_CALL:
      return addCalled(context, node, found, depth)
    case k.K_TRUE:
      return true
  }
  found.push(other(node))
  return false
}

function addCalled(
  context: SqlContext,
  call: Node,
  found: QueryPredicate[],
  depth: number,
): boolean {
  const { facts } = context
  const chain = readChain(facts, call)
  const last = chain.links.at(-1)
  const args = facts.arguments(call)
  const name =
    last?.name === '' ? (facts.dottedText(chain.root)?.split('.').at(-1) ?? '') : last?.name
  if (name === 'and_') {
    return args.every(
      ({ value, isUnpacked }) => !isUnpacked && addCondition(context, value, found, depth + 1),
    )
  }
  if (name === 'Q') {
    const read = readFilters(context, args, undefined)
    found.push(...read.predicates)
    return read.isComplete
  }
  const callee = facts.callee(call)
  const column = readColumn(context, facts.tree.child(callee, k.F_OBJECT))
  const op = column === undefined ? undefined : methodOp(facts, name ?? '', args[0]?.value)
  if (column === undefined || op === undefined) {
    found.push(other(call))
    return false
  }
  const value = op === 'is-null' || op === 'is-not-null' ? NO_NODE : (args[0]?.value ?? NO_NODE)
  found.push({ ...column, op, value, node: call, isConditional: false })
  return true
}

function methodOp(
  facts: SqlContext['facts'],
  name: string,
  value: Node | undefined,
): PredicateOp | undefined {
  const isNone = value !== undefined && facts.tree.kind(value) === k.K_NONE
  switch (name) {
    case 'in_':
    case 'any_':
      return 'in'
    case 'notin_':
    case 'not_in':
      return 'not-in'
    case 'is_':
      return isNone ? 'is-null' : '='
    case 'isnot':
    case 'is_not':
      return isNone ? 'is-not-null' : '!='
    case 'like':
    case 'ilike':
    case 'contains':
    case 'icontains':
    case 'startswith':
    case 'endswith':
    case 'match':
      return 'like'
    default:
      return undefined
  }
}

function comparison(context: SqlContext, node: Node): QueryPredicate {
  const { facts } = context
  const { tree } = facts
  const [left, right, more] = tree
    .namedChildren(node)
    .filter((one) => tree.kind(one) !== k.K_COMMENT)
  const op = COMPARISONS[tree.text(tree.child(node, k.F_OPERATORS))]
  if (left === undefined || right === undefined || more !== undefined || op === undefined) {
    return other(node)
  }
  const column = readColumn(context, left)
  if (column !== undefined) return compared(context, node, column, op, right)
  const mirrored = readColumn(context, right)
  return mirrored === undefined
    ? other(node)
    : compared(context, node, mirrored, MIRRORED[op] ?? op, left)
}

function compared(
  { facts }: SqlContext,
  node: Node,
  column: NamedColumn,
  op: PredicateOp,
  value: Node,
): QueryPredicate {
  const isNone = facts.tree.kind(value) === k.K_NONE
  const isNull = isNone && (op === '=' || op === '!=')
  return {
    ...column,
    op: isNull ? (op === '=' ? 'is-null' : 'is-not-null') : op,
    value: isNull ? NO_NODE : value,
    node,
    isConditional: false,
  }
}

const LOOKUPS: Readonly<Record<string, PredicateOp>> = {
  exact: '=',
  in: 'in',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  isnull: 'is-null',
  iexact: 'like',
  contains: 'like',
  icontains: 'like',
  startswith: 'like',
  istartswith: 'like',
  endswith: 'like',
  iendswith: 'like',
  range: 'other',
  regex: 'other',
}

/** `status='x'`, `user__id=3`, `created__lt=now`; `pk` is the primary key. */
function lookup(model: OrmModel | undefined, keyword: string, value: Node): QueryPredicate {
  const parts = keyword.split('__')
  const last = parts.at(-1) ?? ''
  const isLookup = parts.length > 1 && last in LOOKUPS
  const path = isLookup ? parts.slice(0, -1) : parts
  const op = isLookup ? (LOOKUPS[last] ?? 'other') : '='
  const column = djangoColumn(model, path)
  const isPlain = column !== undefined
  return {
    column: column ?? '',
    model,
    op: isPlain ? op : 'other',
    value,
    node: value,
    isConditional: false,
  }
}

function djangoColumn(model: OrmModel | undefined, path: readonly string[]): string | undefined {
  const [first = '', second] = path
  if (first === 'pk' || (first === 'id' && path.length === 1)) {
    if (model === undefined) return first
    for (const one of model.columns.values()) if (one.isPrimaryKey) return one.name
    return first
  }
  // `user_id` and `user__id` both mean the column of the foreign key.
  if (path.length === 2 && (second === 'id' || second === 'pk')) return first
  if (path.length > 1) return undefined
  const relation = first.endsWith('_id') ? first.slice(0, -3) : undefined
  const isRelation =
    relation !== undefined && model?.columns.get(relation)?.foreignKey !== undefined
  return isRelation && model?.library === 'django' ? relation : first
}

function other(node: Node): QueryPredicate {
  return {
    column: '',
    model: undefined,
    op: 'other',
    value: NO_NODE,
    node,
    isConditional: false,
  }
}
