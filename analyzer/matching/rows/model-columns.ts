// Where the columns and relationships of the models of a file are declared.
import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

/** Names of the columns of all models. */
export const columnNames = defineTable({
  id: 'column names',
  make: ({ domain }): ReadonlySet<string> =>
    new Set(domain.orm.models.flatMap(({ columns }) => [...columns.keys()])),
})

/** Models of the file, in the order of the file. */
export function modelsOf(checker: Checker): readonly OrmModel[] {
  return domainOf(checker.project).orm.in(checker.path)
}

/** The declaration of a column or relationship in the class of its model, NO_NODE if inherited. */
export function declarationOf({ facts }: Checker, model: OrmModel, name: string): Node {
  const own = facts.classes.find(({ symbol }) => symbol === model.class?.summary.symbol)
  return own?.attributes.find((one) => one.name === name)?.statement ?? NO_NODE
}
