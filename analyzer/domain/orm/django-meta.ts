// `class Meta` of a Django model: constraints, indexes, ordering.
import { constantOf, type Expression, keywordOf, type Place } from '../../facts/expression.ts'
import type { ClassSummary } from '../../project/summary.ts'
import type { ProjectClass } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { conditionKey } from './conditions.ts'
import type { Declared } from './declared.ts'
import type { RowPredicate } from './model.ts'
import { columnNames, type TableContext } from './table-args.ts'

type Call = Expression & { readonly kind: 'call' }

/** Adds what the model's `Meta` says. */
export function addMeta(context: TableContext, of: ProjectClass, found: Declared): void {
  for (const one of metaOf(context.meanings, of)) addMetaClass(context, of, one, found)
}

/** The class's own `Meta` with the project's `Meta` classes that it derives from. */
function metaOf(meanings: Meanings, of: ProjectClass): readonly ClassSummary[] {
  const symbols = meanings.index.symbols(of.module)
  const own = symbols.classBySymbol.get(`${of.summary.symbol}.Meta`)
  if (own === undefined) return []
  const order = meanings.index.hierarchy.order(own)
  // `abstract` is not handed down: Django resets it.
  return order.flatMap((one, at) =>
    typeof one === 'string'
      ? []
      : at === 0
        ? [one.summary]
        : [
            {
              ...one.summary,
              attributes: one.summary.attributes.filter(({ name }) => name !== 'abstract'),
            },
          ],
  )
}

function addMetaClass(
  context: TableContext,
  of: ProjectClass,
  meta: ClassSummary,
  found: Declared,
): void {
  const { path } = of.module.summary
  for (const { name, at, value } of meta.attributes) {
    if (value === undefined) continue
    switch (name) {
      case 'abstract':
        found.isAbstract ||= constantOf(value) === true
        break
      case 'proxy':
      case 'managed':
        break
      case 'db_table':
        found.table ??= context.meanings.text(of.module, value) ?? null
        break
      case 'ordering':
        found.isOrdered =
          value.kind === 'list' || value.kind === 'tuple' ? value.items.length > 0 : true
        break
      case 'unique_together':
        addTogether(value, { path, at }, found)
        break
      case 'constraints':
      case 'indexes':
        addConstraints(context, of, value, found)
        break
    }
  }
}

function addTogether(
  value: Expression,
  spot: { readonly path: string; readonly at: Place },
  found: Declared,
): void {
  if (value.kind !== 'tuple' && value.kind !== 'list' && value.kind !== 'set') {
    found.isComplete = false
    return
  }
  const isFlat = value.items.every((item) => typeof constantOf(item) === 'string')
  const groups = isFlat
    ? [value.items]
    : value.items.map((item) => ('items' in item ? item.items : []))
  for (const group of groups) {
    const columns = columnNames(group)
    if (columns === undefined || columns.length === 0) found.isComplete = false
    else found.uniques.push({ ...spot, columns, source: 'constraint', isExpression: false })
  }
}

function addConstraints(
  context: TableContext,
  of: ProjectClass,
  value: Expression,
  found: Declared,
): void {
  if (value.kind !== 'list' && value.kind !== 'tuple') {
    found.isComplete = false
    return
  }
  for (const one of value.items) {
    const kind = lastName(context.meanings.callee(of.module, one) ?? '')
    if (one.kind !== 'call') found.isComplete = false
    else addConstraint(context, of, kind, one, found)
  }
}

function addConstraint(
  context: TableContext,
  of: ProjectClass,
  kind: string,
  call: Call,
  found: Declared,
): void {
  const label = constantOf(keywordOf(call, 'name'))
  const predicate = conditionOf(context, call, 'condition')
  const common = {
    path: of.module.summary.path,
    at: call.at,
    ...(typeof label === 'string' && { name: label }),
    ...(predicate && { predicate }),
  }
  const fields = keywordOf(call, 'fields')
  const listed = fields !== undefined && 'items' in fields ? fields.items : []
  const expressions = call.args.filter(({ kind: own }) => own === 'call' || own === 'constant')
  const columns = columnNames(listed.length > 0 ? listed : expressions)
  if (kind === 'UniqueConstraint') {
    if (columns === undefined || columns.length === 0) found.isComplete = false
    else {
      const isExpression = listed.length === 0
      found.uniques.push({ ...common, columns, source: 'constraint', isExpression })
    }
  } else if (kind.endsWith('Index')) {
    const names = columns?.map((name) => name.replace(/^-/, ''))
    if (names !== undefined) found.indexes.push({ ...common, columns: names })
  } else if (kind === 'CheckConstraint') {
    const check = conditionOf(context, call, 'check') ?? predicate
    if (check !== undefined) found.checks.push({ ...common, text: check.text })
  }
}

function conditionOf(context: TableContext, call: Call, keyword: string): RowPredicate | undefined {
  if (keywordOf(call, keyword) === undefined) return undefined
  return context.conditions[conditionKey(call.at, keyword)] ?? { text: '' }
}
