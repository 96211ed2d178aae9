// Attributes that are asked of a row which one query of Django loads, and which its model does not have.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { LOAD } from '../../../facts/roles.ts'
import { outsideNames } from '../../../gather/tables.ts'
import { type KnownClass, knownClass } from '../../../matching/names/known-classes.ts'
import { executedQueries } from '../../../matching/rows/executed-queries.ts'
import { resultName } from '../../../matching/statements/statements.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isLookedFor } from './looked-for.ts'

export interface UnknownMember {
  readonly nameNode: Node
  readonly name: string
  readonly known: KnownClass
}

const ONE_ROW = /^(?:one|one-or-none|first|get)$/

/** `order = Order.objects.get(pk=1)` and `order.totl` behind it. */
export function unknownRowMembers(checker: Checker): readonly UnknownMember[] {
  const { tree, facts, project } = checker
  const found: UnknownMember[] = []
  for (const { call, rows, owner } of executedQueries(checker)) {
    const { model, style } = rows.query
    if (owner === undefined || style !== 'django' || !ONE_ROW.test(rows.taken)) continue
    const known = model?.class && knownClass(project, model.class)
    const name = known === undefined ? NO_NODE : givenName(checker, call)
    const binding = name === NO_NODE ? undefined : facts.resolve(name)
    // A name that holds one thing only, whatever happens.
    if (known === undefined || binding?.definitionCount !== 1) continue
    for (const reference of binding.references) {
      const attribute = tree.parent(reference)
      if (tree.kind(attribute) !== K_ATTRIBUTE || facts.roleOf(attribute) !== LOAD) continue
      if (tree.child(attribute, F_OBJECT) !== reference) continue
      const nameNode = tree.child(attribute, F_ATTRIBUTE)
      const text = facts.name(nameNode)
      if (known.members.has(text) || /^__\w+__$/.test(text)) continue
      if (project.has(outsideNames, text) || isLookedFor(checker, attribute, text)) continue
      found.push({ nameNode, name: text, known })
    }
  }
  return found
}

/** The variable that is given what the call loads. */
function givenName(checker: Checker, call: Node): Node {
  const { tree } = checker
  const [rows] = sqlOf(checker).rows(call)
  if (rows === undefined || rows.isElement) return NO_NODE
  return resultName(tree, call)
}
