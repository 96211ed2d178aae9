// Changes of a column whose values no two rows share, in rows that are there already.
import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import { localValues } from '../../domain/sql/local-values.ts'
import { constructed } from '../../domain/sql/read-write.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName, receiverOf } from '../calls/calls.ts'
import { isBehind } from '../transactions/commits.ts'

export interface UniqueUpdate {
  /** `user.email = email`, or the call that updates. */
  readonly node: Node
  readonly owner: FunctionFacts
  readonly model: OrmModel
  readonly column: string
  /** With what it is unique together, itself included. */
  readonly columns: readonly string[]
  readonly value: Node
  /** What sends the change to the database: commit, flush, `save()`, the call itself. */
  readonly saving: Node
}

/** Names of columns that are unique, alone or with others, of all models. */
export const uniqueColumnNames = defineTable({
  id: 'unique column names',
  make: ({ domain }): ReadonlySet<string> =>
    new Set(domain.orm.models.flatMap((model) => [...uniqueSets(model).keys()])),
})

/** The columns whose change can make a row the double of another one, with all of their set. */
function uniqueSets(model: OrmModel): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { columns, source, predicate } of model.uniques) {
    if (source === 'primary-key' || predicate !== undefined) continue
    for (const name of columns) {
      const column = model.columns.get(name)
      // A key into another table is no value that two requests come up with.
      if (column?.foreignKey !== undefined) continue
      // Of several columns it is the name that is changed, not the number that puts in order.
      if (columns.length > 1 && column?.family !== 'text') continue
      if (columns.length < (found.get(name)?.length ?? Number.POSITIVE_INFINITY)) {
        found.set(name, columns)
      }
    }
  }
  return found
}

/** The changes of a file that are saved in the function that makes them. */
export function uniqueUpdates(checker: Checker): readonly UniqueUpdate[] {
  const names = checker.project.table(uniqueColumnNames)
  if (names.size === 0) return []
  return [...assigned(checker, names), ...updated(checker)]
}

/** `user.email = email` and the commit, flush or `user.save()` behind it. */
function assigned(checker: Checker, names: ReadonlySet<string>): readonly UniqueUpdate[] {
  const { tree, facts } = checker
  return [...facts.nodesOfKind(k.K_ASSIGNMENT)].flatMap((node): UniqueUpdate[] => {
    const target = tree.child(node, k.F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) return []
    const column = tree.text(tree.child(target, k.F_ATTRIBUTE))
    const row = tree.child(target, k.F_OBJECT)
    if (!names.has(column) || tree.kind(row) !== k.K_IDENTIFIER) return []
    const owner = facts.enclosingFunction(node)
    const model = owner === undefined ? undefined : modelOf(checker, row)
    if (owner === undefined || model === undefined || isNew(checker, row)) return []
    const columns = uniqueSets(model).get(column)
    if (columns === undefined) return []
    const saving = savingOf(checker, owner, target, row, model)
    const value = tree.child(node, k.F_RIGHT)
    return saving === NO_NODE ? [] : [{ node, owner, model, column, columns, value, saving }]
  })
}

function modelOf(checker: Checker, row: Node): OrmModel | undefined {
  const [rows, more] = sqlOf(checker).rows(row)
  if (rows !== undefined) return more === undefined ? rows.query.model : undefined
  return domainOf(checker.project).orm.ofValue(checker.valueOf(row))
}

function isNew(checker: Checker, row: Node): boolean {
  return localValues(checker.facts, row).some(
    ({ value }) => constructed(sqlOf(checker).context, value) !== undefined,
  )
}

function savingOf(
  checker: Checker,
  owner: FunctionFacts,
  node: Node,
  row: Node,
  { library }: OrmModel,
): Node {
  const { tree, facts } = checker
  const name = tree.text(row)
  const found = facts.callsOf(owner).find((call) => {
    if (call < node) return false
    if (library === 'django') {
      const receiver = receiverOf(tree, call)
      const isSave = /^a?save$/.test(calleeName(tree, call))
      return isSave && receiver !== NO_NODE && tree.text(receiver) === name
    }
    const kind = sqlOf(checker).step(call)?.kind
    return (kind === 'commit' || kind === 'flush') && isBehind(checker, owner, node, call)
  })
  return found ?? NO_NODE
}

/** `update(User).where(...).values(email=email)`, `User.objects.filter(...).update(email=email)`. */
function updated(checker: Checker): readonly UniqueUpdate[] {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  return [...facts.calls].flatMap((call): UniqueUpdate[] => {
    if (!/^(?:execute|exec|a?update)$/.test(calleeName(tree, call))) return []
    const owner = facts.enclosingFunction(call)
    const write = owner === undefined ? undefined : sql.write(call)
    if (owner === undefined || write?.kind !== 'update' || write.model === undefined) return []
    const { model } = write
    const unique = uniqueSets(model)
    const changed = write.values.find(({ column }) => unique.has(column))
    const columns = changed && unique.get(changed.column)
    if (changed === undefined || columns === undefined) return []
    const { column, value } = changed
    return [{ node: call, owner, model, column, columns, value, saving: call }]
  })
}
