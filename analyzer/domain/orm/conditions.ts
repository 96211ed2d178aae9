// Conditions of partial indexes and checks that are written as expressions: columns compared with
// constants, `text(...)`, Django `Q(...)`. Read from the file, as summaries keep no comparisons.
import type { FileFacts } from '../../facts/file-facts.ts'
import { type Constant, constantValue } from '../../facts/literals.ts'
import { stringValue, withoutBrackets } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { PredicateTerm, RowPredicate } from './model.ts'
import { sqlPredicate } from './row-predicate.ts'

/** Conditions by `line:column:keyword` of the call that they are given to. */
export type Conditions = Readonly<Record<string, RowPredicate>>

const KEYWORDS = [
  'postgresql_where',
  'sqlite_where',
  'mssql_where',
  'mysql_where',
  'oracle_where',
  'condition',
  'check',
]
const MAX_TEXT = 300

/** Key of a condition: the place of the call and the keyword, the position for a plain argument. */
export function conditionKey(
  at: { readonly line: number; readonly column: number },
  keyword: string,
): string {
  return `${at.line}:${at.column}:${keyword}`
}

/** All conditions of a file; empty for a file that has none. */
export function readConditions(facts: FileFacts): Conditions {
  const found: Record<string, RowPredicate> = {}
  const { tree } = facts
  for (const keyword of KEYWORDS) {
    for (const name of facts.identifiersNamed(keyword)) {
      const argument = tree.parent(name)
      if (tree.kind(argument) !== k.K_KEYWORD_ARGUMENT) continue
      add(
        facts,
        tree.parent(tree.parent(argument)),
        keyword,
        tree.child(argument, k.F_VALUE),
        found,
      )
    }
  }
  for (const name of facts.identifiersNamed('CheckConstraint')) {
    const callee = tree.kind(tree.parent(name)) === k.K_ATTRIBUTE ? tree.parent(name) : name
    const call = tree.parent(callee)
    if (call === NO_NODE || tree.kind(call) !== k.K_CALL) continue
    const first = facts.arguments(call)[0]
    if (first?.name === undefined) add(facts, call, '0', first?.value ?? NO_NODE, found)
  }
  return found
}

function add(
  facts: FileFacts,
  call: Node,
  keyword: string,
  value: Node,
  found: Record<string, RowPredicate>,
): void {
  if (call === NO_NODE || value === NO_NODE || facts.tree.kind(call) !== k.K_CALL) return
  const key = conditionKey(facts.tree.position(facts.tree.start(call)), keyword)
  found[key] = readCondition(facts, value)
}

/** A condition as an expression; terms where it is a conjunction of plain tests. */
export function readCondition(facts: FileFacts, expression: Node): RowPredicate {
  const { tree } = facts
  const node = withoutBrackets(tree, expression)
  const literal = stringValue(tree, node)
  if (literal !== undefined) return sqlPredicate(literal)
  if (tree.kind(node) === k.K_CALL && calledName(facts, node) === 'text') {
    const first = facts.arguments(node)[0]
    const text = first && stringValue(tree, first.value)
    if (text !== undefined) return sqlPredicate(text)
  }
  const text = tree.text(node).replace(/\s+/g, ' ').slice(0, MAX_TEXT)
  const terms = termsOf(facts, node, 0)
  return terms === undefined ? { text } : { text, terms }
}

function termsOf(facts: FileFacts, expression: Node, depth: number): PredicateTerm[] | undefined {
  const { tree } = facts
  const node = withoutBrackets(tree, expression)
  if (depth > 10) return undefined
  switch (tree.kind(node)) {
    case k.K_BINARY_OPERATOR: {
      const operator = tree.child(node, k.F_OPERATOR)
      if (tree.kind(operator) !== k.T_AMP) return undefined
      return joined(facts, [tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT)], depth)
    }
    case k.K_COMPARISON_OPERATOR:
      return comparison(facts, node)
    case k.K_CALL:
      return calledTerms(facts, node, depth)
    case k.K_UNARY_OPERATOR: {
      const column = columnName(facts, tree.child(node, k.F_ARGUMENT))
      const isNot = tree.kind(node + 1) === k.T_TILDE && column !== undefined
      return isNot ? [{ column, op: 'in', values: [false] }] : undefined
    }
    default: {
      const column = columnName(facts, node)
      return column === undefined ? undefined : [{ column, op: 'in', values: [true] }]
    }
  }
}

function joined(
  facts: FileFacts,
  parts: readonly Node[],
  depth: number,
): PredicateTerm[] | undefined {
  const found: PredicateTerm[] = []
  for (const part of parts) {
    const terms = part === NO_NODE ? undefined : termsOf(facts, part, depth + 1)
    if (terms === undefined) return undefined
    found.push(...terms)
  }
  return found
}

function comparison(facts: FileFacts, node: Node): PredicateTerm[] | undefined {
  const { tree } = facts
  const [left, right, more] = tree.namedChildren(node)
  if (left === undefined || right === undefined || more !== undefined) return undefined
  const operator = tree.text(tree.child(node, k.F_OPERATORS))
  const column = columnName(facts, left)
  const value = constantIn(facts, right)
  if (column === undefined || value === undefined) return undefined
  if (operator !== '==' && operator !== '!=') return undefined
  const isEqual = operator === '=='
  if (value === null) return [{ column, op: isEqual ? 'is-null' : 'is-not-null', values: [] }]
  return [{ column, op: isEqual ? 'in' : 'not-in', values: [value] }]
}

function calledTerms(facts: FileFacts, call: Node, depth: number): PredicateTerm[] | undefined {
  const { tree } = facts
  const name = calledName(facts, call)
  const args = facts.arguments(call)
  if (name === 'and_')
    return joined(
      facts,
      args.map(({ value }) => value),
      depth,
    )
  if (name === 'Q') {
    const found: PredicateTerm[] = []
    for (const { name: keyword, value } of args) {
      const term = keyword === undefined ? undefined : lookup(facts, keyword, value)
      if (term === undefined) return undefined
      found.push(term)
    }
    return found
  }
  const callee = facts.callee(call)
  const column =
    tree.kind(callee) === k.K_ATTRIBUTE
      ? columnName(facts, tree.child(callee, k.F_OBJECT))
      : undefined
  const first = args[0]?.value
  if (column === undefined || first === undefined) return undefined
  switch (name) {
    case 'in_':
    case 'notin_':
    case 'not_in': {
      const values = constantsIn(facts, first)
      return values && [{ column, op: name === 'in_' ? 'in' : 'not-in', values }]
    }
    case 'is_':
    case 'isnot':
    case 'is_not': {
      const value = constantIn(facts, first)
      const isNegated = name !== 'is_'
      if (value === undefined) return undefined
      if (value === null) return [{ column, op: isNegated ? 'is-not-null' : 'is-null', values: [] }]
      return [{ column, op: isNegated ? 'not-in' : 'in', values: [value] }]
    }
    default:
      return undefined
  }
}

/** A Django lookup: `status='x'`, `status__in=[...]`, `deleted_at__isnull=True`. */
function lookup(facts: FileFacts, keyword: string, node: Node): PredicateTerm | undefined {
  const [column = '', test = 'exact', more] = keyword.split('__')
  if (more !== undefined) return undefined
  if (test === 'in') {
    const values = constantsIn(facts, node)
    return values && { column, op: 'in', values }
  }
  const value = constantIn(facts, node)
  if (value === undefined) return undefined
  if (test === 'isnull') {
    return { column, op: value === true ? 'is-null' : 'is-not-null', values: [] }
  }
  if (test !== 'exact') return undefined
  return value === null
    ? { column, op: 'is-null', values: [] }
    : { column, op: 'in', values: [value] }
}

/** Name of the column that `Model.col`, `col` or `table.c.col` means. */
function columnName(facts: FileFacts, node: Node): string | undefined {
  if (node === NO_NODE) return undefined
  return facts.dottedText(node)?.split('.').at(-1)
}

/** A constant; an enum member (`Status.ACTIVE`, `Status.ACTIVE.value`) is known by its name. */
function constantIn(facts: FileFacts, node: Node): Constant | undefined {
  const constant = constantValue(facts.tree, node)
  if (constant !== undefined) return constant
  const parts = facts.dottedText(withoutBrackets(facts.tree, node))?.split('.')
  if (parts === undefined || parts.length < 2) return undefined
  const last = parts.at(-1) as string
  return last === 'value' || last === 'name' ? parts.at(-2) : last
}

function constantsIn(facts: FileFacts, node: Node): Constant[] | undefined {
  const { tree } = facts
  const kind = tree.kind(node)
  if (kind !== k.K_LIST && kind !== k.K_TUPLE && kind !== k.K_SET) return undefined
  const found = tree
    .namedChildren(node)
    .filter((one) => tree.kind(one) !== k.K_COMMENT)
    .map((one) => constantIn(facts, one))
  return found.includes(undefined) ? undefined : found.filter((one) => one !== undefined)
}

function calledName(facts: FileFacts, call: Node): string {
  const callee = facts.callee(call)
  const { tree } = facts
  if (callee === NO_NODE) return ''
  if (tree.kind(callee) === k.K_IDENTIFIER) return facts.name(callee)
  const name = tree.kind(callee) === k.K_ATTRIBUTE ? tree.child(callee, k.F_ATTRIBUTE) : NO_NODE
  return name === NO_NODE ? '' : facts.name(name)
}
