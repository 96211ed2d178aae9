// Constraints and indexes of a table: `__table_args__`, arguments of `Table(...)`, `Index(...)`.
import { constantOf, type Expression, keywordOf, namedAs } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { type Conditions, conditionKey } from './conditions.ts'
import type { Declared } from './declared.ts'
import type { RowPredicate } from './model.ts'
import { sqlPredicate } from './row-predicate.ts'
import { sqlCallee } from './sql-names.ts'

type Call = Expression & { readonly kind: 'call' }

export interface TableContext {
  readonly meanings: Meanings
  readonly from: ModuleEntry
  readonly conditions: Conditions
}

/** Adds what `__table_args__` declares. */
export function addTableArgs(context: TableContext, value: Expression, into: Declared): void {
  switch (value.kind) {
    case 'tuple':
    case 'list':
      for (const item of value.items) addTableArg(context, item, into)
      break
    case 'dict':
    case 'constant':
      break
    case 'call':
      addTableArg(context, value, into)
      break
    default:
      // `Base.__table_args__ + (...)` and the like may hold constraints that are not seen.
      into.isComplete = false
  }
}

/** Adds one constraint or index; other arguments (options) are passed over. */
export function addTableArg(context: TableContext, item: Expression, into: Declared): void {
  if (item.kind === 'dict' || item.kind === 'constant') return
  const name = sqlCallee(context.meanings, context.from, item)
  if (item.kind !== 'call' || name === undefined) {
    into.isComplete = false
    return
  }
  addConstraint(context, name, item, into)
}

/** True if the name is one of a constraint or index. */
export function addConstraint(
  context: TableContext,
  kind: string,
  call: Call,
  into: Declared,
): boolean {
  const { path } = context.from.summary
  const label = constantOf(keywordOf(call, 'name'))
  const name = typeof label === 'string' ? { name: label } : {}
  const spot = { path, at: call.at }
  switch (kind) {
    case 'UniqueConstraint':
    case 'PrimaryKeyConstraint': {
      const columns = columnNames(call.args)
      if (columns === undefined) into.isComplete = false
      else if (columns.length > 0) {
        const source = kind === 'UniqueConstraint' ? 'constraint' : 'primary-key'
        into.uniques.push({ ...spot, ...name, columns, source, isExpression: false })
      }
      return true
    }
    case 'Index': {
      const [first, ...rest] = call.args
      const title = constantOf(first)
      const columns = columnNames(rest)
      const predicate = predicateOf(context, call)
      const isUnique = constantOf(keywordOf(call, 'unique')) === true
      const common = {
        ...spot,
        ...(typeof title === 'string' && { name: title }),
        ...(predicate && { predicate }),
      }
      if (columns === undefined) {
        if (isUnique) into.isComplete = false
        return true
      }
      const isExpression = rest.some((one) => one.kind === 'call')
      if (isUnique) into.uniques.push({ ...common, columns, source: 'index', isExpression })
      into.indexes.push({ ...common, columns })
      return true
    }
    case 'CheckConstraint': {
      const known = context.conditions[conditionKey(call.at, '0')]
      const text = known?.text ?? textOf(call.args[0])
      if (text !== undefined) into.checks.push({ ...spot, ...name, text })
      return true
    }
    case 'ExcludeConstraint':
      return true
    default:
      return kind === 'ForeignKeyConstraint'
  }
}

/** The condition of a partial index, for whichever database it is written. */
function predicateOf(context: TableContext, call: Call): RowPredicate | undefined {
  for (const { name, value } of call.keywords) {
    if (!name.endsWith('_where')) continue
    const text = textOf(value)
    if (text !== undefined) return sqlPredicate(text)
    return context.conditions[conditionKey(call.at, name)] ?? { text: '' }
  }
  return undefined
}

/** Text of `'...'` and `text('...')`. */
export function textOf(expression: Expression | undefined): string | undefined {
  const value = constantOf(expression)
  if (typeof value === 'string') return value
  if (expression?.kind !== 'call' || expression.args.length !== 1) return undefined
  const { callee } = expression
  const isText = callee.kind === 'name' && lastName(namedAs(callee)) === 'text'
  return isText ? textOf(expression.args[0]) : undefined
}

/** Columns by name, by attribute, inside of `func.lower(...)` and `.desc()`; undefined if unknown. */
export function columnNames(args: readonly Expression[]): readonly string[] | undefined {
  const found: string[] = []
  for (const one of args) {
    const names = columnName(one)
    if (names === undefined) return undefined
    found.push(...names)
  }
  return found
}

function columnName(expression: Expression, depth = 0): readonly string[] | undefined {
  if (depth > 4) return undefined
  switch (expression.kind) {
    case 'constant':
      return typeof expression.value === 'string' ? [expression.value] : undefined
    case 'name':
      return [lastName(expression.text)]
    case 'call': {
      const { callee, args } = expression
      const name = callee.kind === 'name' ? lastName(namedAs(callee)) : ''
      const receiver = callee.kind === 'attribute' ? callee.value : undefined
      if (receiver !== undefined) return columnName(receiver, depth + 1)
      if (/^(?:desc|asc|nullslast|nullsfirst|nulls_last|nulls_first)$/.test(name)) {
        // `Model.created_at.desc()` names the column before the method.
        const own = args[0]
        if (own !== undefined) return columnName(own, depth + 1)
        const text = callee.kind === 'name' ? callee.text.split('.').at(-2) : undefined
        return text === undefined ? undefined : [text]
      }
      if (name === 'text' || name === 'literal_column') return expressionColumns(args[0])
      const columns = args.filter((one) => one.kind === 'name' || one.kind === 'call')
      const named = columns.length > 0 ? columns : args.slice(0, 1)
      return columnNames(named)
    }
    default:
      return undefined
  }
}

/** `text('lower(email)')`: the one word in it that is no function. */
function expressionColumns(expression: Expression | undefined): readonly string[] | undefined {
  const text = textOf(expression)
  if (text === undefined) return undefined
  const words = text.match(/\b[a-z_]\w*\b(?!\s*\()/gi) ?? []
  const columns = words.filter((word) => !/^(?:desc|asc|nulls|first|last)$/i.test(word))
  return columns.length === 1 ? columns : undefined
}
