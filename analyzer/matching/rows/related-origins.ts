// Rows that hang on another row: `item.product`, where `item` was loaded.
import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { F_ATTRIBUTE, F_OBJECT, K_IDENTIFIER } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { RowOrigin } from './orm-rows.ts'

/** The origin of the row behind a relationship or foreign key, by that of the row it hangs on. */
export function relatedOrigin(
  checker: Checker,
  attribute: Node,
  originOf: (row: Node) => RowOrigin | undefined,
): RowOrigin | undefined {
  const { tree } = checker
  const row = tree.child(attribute, F_OBJECT)
  if (tree.kind(row) !== K_IDENTIFIER) return undefined
  const name = tree.text(tree.child(attribute, F_ATTRIBUTE))
  if (!isLink(checker, name)) return undefined
  const origin = originOf(row)
  // What a new row was given may come from anywhere.
  if (origin === undefined || origin.kind === 'created') return undefined
  const { orm } = domainOf(checker.project)
  const [own, more] = orm.named(origin.model.split('.').at(-1) ?? '')
  if (own === undefined || more !== undefined) return undefined
  const link = linkOf(own, name)
  const target = link && orm.targetOf(own, link)
  return target && { ...origin, model: target.name, query: NO_NODE }
}

/** Names under which some model of the project reaches one row of another. */
export const linkNames = defineTable({
  id: 'names of links to one row',
  make: ({ domain }): ReadonlySet<string> =>
    new Set(
      domain.orm.models.flatMap((model) =>
        [...model.relationships.keys(), ...model.columns.keys()].filter(
          (name) => linkOf(model, name) !== undefined,
        ),
      ),
    ),
})

/** True for such a name. */
export function isLink(checker: Checker, name: string): boolean {
  return checker.project.has(linkNames, name)
}

function linkOf({ columns, relationships, library }: OrmModel, name: string) {
  const relationship = relationships.get(name)
  if (relationship !== undefined) return relationship.isList === true ? undefined : relationship
  return library === 'django' ? columns.get(name)?.foreignKey : undefined
}
