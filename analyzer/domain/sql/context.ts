// What the readers of queries need to know of the file and the project around an expression.
import type { FileFacts } from '../../facts/file-facts.ts'
import type { Value } from '../../project/values.ts'
import type { Node } from '../../syntax/tree.ts'
import type { OrmModel } from '../orm/model.ts'
import type { OrmTables } from '../orm/tables.ts'
import type { HandedTable } from './handed-table.ts'
import type { ManagerTable } from './manager-table.ts'

export interface SqlContext {
  readonly facts: FileFacts
  readonly orm: OrmTables
  /** Blocks and decorators of the project that end transactions. */
  readonly managers: ManagerTable
  /** Functions of the project that only end, flush or save what they are given. */
  readonly handed: HandedTable
  /** What an expression means; see `Checker.valueOf`. */
  readonly valueOf: (expression: Node) => Value | undefined
  /** The model that an expression is one row of, where a query or a type says so. */
  readonly rowModel: (expression: Node) => OrmModel | undefined
}

/** Path of what comes from outside of the project. */
export function externalName(context: SqlContext, node: Node): string | undefined {
  const value = context.valueOf(node)
  return value?.kind === 'external' ? value.name : undefined
}
