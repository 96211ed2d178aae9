// Methods of rows that set whatever state they are given, called by handlers with what a client sent.
import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { columnChanges } from '../../../gather/column-changes.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { type PlacedRoute, routesHere } from '../../../matching/routes/route-places.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import { F_BODY } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface StateSetter {
  readonly call: Node
  readonly placed: PlacedRoute
  readonly model: OrmModel
  readonly column: string
  readonly setter: ProjectFunction
  /** Who looks at the present state of such rows. */
  readonly guard: string
}

/** The calls of a file, in the order of its routes. */
export function stateSetters(checker: Checker): readonly StateSetter[] {
  return routesHere(checker).flatMap((placed) => {
    const { owner } = placed
    if (owner === undefined) return []
    const { facts } = checker
    return Array.from(facts.callsIn(owner.node)).flatMap((call) => {
      const [given, more] = facts.arguments(call)
      if (given === undefined || more !== undefined || !isSent(checker, placed, given.value)) {
        return []
      }
      return setterOf(checker, placed, call) ?? []
    })
  })
}

/** `data.status` of a parameter of the handler. */
function isSent({ tree }: Checker, { owner }: PlacedRoute, value: Node): boolean {
  const text = tree.text(value)
  return owner?.parameters.some(({ name }) => text === name || text.startsWith(`${name}.`)) ?? false
}

function setterOf(checker: Checker, placed: PlacedRoute, call: Node): StateSetter | undefined {
  const { tree, project } = checker
  const row = receiverOf(tree, call)
  const model = row === NO_NODE ? undefined : rowModel(checker, row)
  const own = model?.class
  const setter = own && project.index.hierarchy.findMethod(own, calleeName(tree, call))
  if (setter === undefined) return undefined
  const column = model && columnSetBy(setter)
  const state = column === undefined ? undefined : model?.columns.get(column)?.enum
  if (model === undefined || column === undefined || state === undefined) return undefined
  // The handler looks at the row itself.
  const body = placed.owner === undefined ? '' : tree.text(tree.child(placed.owner.node, F_BODY))
  if (new RegExp(`\\b${tree.text(row)}\\.${column}\\b`).test(body)) {
    return undefined
  }
  const guard = guardOf(checker, column, state.summary.name)
  return guard === undefined ? undefined : { call, placed, model, column, setter, guard }
}

/** The model of a row by its type, or by the query that it comes from. */
function rowModel(checker: Checker, row: Node): OrmModel | undefined {
  const known = domainOf(checker.project).orm.ofValue(checker.valueOf(row))
  return known ?? sqlOf(checker).rows(row)[0]?.query.model
}

/** The attribute that a method of one statement sets to its one parameter. */
function columnSetBy({ class: own, summary }: ProjectFunction): string | undefined {
  const [, given, more] = summary.parameters
  if (own === undefined || given === undefined || more !== undefined) return undefined
  if (summary.decorators.length > 0) return undefined
  const set = own.summary.instanceAttributes.filter(({ method }) => method === summary.name)
  const [only, second] = set
  const isWhole = only?.at.line === summary.endLine && summary.endLine - summary.at.line <= 1
  if (only === undefined || second !== undefined || !isWhole) return undefined
  // The summary names no value for a parameter, only its type; a member of an enum has a name.
  return only.value === undefined && only.reference?.kind !== 'origin' ? only.name : undefined
}

/** A table of transitions, or a writer that tests the present state. */
function guardOf({ project }: Checker, column: string, state: string): string | undefined {
  const table = domainOf(project).enums.transitions.find((one) => one.enum?.name === state)
  if (table !== undefined) return table.name
  const { states } = project.gathered(columnChanges)
  return states.find((one) => one.isGuarded && one.enum === state && one.attribute === column)
    ?.symbol
}
