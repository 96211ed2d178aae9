// Keywords of Django's query sets, which name columns: `Order.objects.filter(numbr=3)`.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { knownClass } from '../../../matching/names/known-classes.ts'
import type { Node } from '../../../syntax/tree.ts'
import type { Accepted } from './accepted-keywords.ts'

const ASKING = /^a?(?:filter|exclude|get)$/
const CHANGING = /^a?update$/
const MAKING = /^a?(?:create|get_or_create|update_or_create)$/
const OPTIONS = ['defaults', 'create_defaults']

/** True for the name of a method whose keywords are columns. */
export function takesColumns(name: string): boolean {
  return ASKING.test(name) || CHANGING.test(name) || MAKING.test(name)
}

/** The columns that a call on a query set may name; undefined where that is not certain. */
export function queryKeywords(checker: Checker, call: Node): Accepted | undefined {
  const { tree, project } = checker
  const query = sqlOf(checker).query(receiverOf(tree, call))
  if (query?.style !== 'django' || query.model?.class === undefined) return undefined
  const { model } = query
  // A manager of the project may take what it likes.
  if (MAKING.test(calleeName(tree, call)) && model.managers.length > 0) return undefined
  const known = knownClass(project, query.model.class)
  if (known === undefined) return undefined
  return {
    names: new Set([...known.members, ...OPTIONS]),
    callee: model.name,
    definition: query.model.class,
    otherwise: 'no-column',
  }
}
