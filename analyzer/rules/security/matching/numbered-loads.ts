// The calls of a handler that load a row by the number in the path.
import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import type { PlacedRoute } from '../../../matching/routes/route-places.ts'
import { rowsOfHelper } from '../../../matching/rows/row-helpers.ts'
import { F_BODY } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type DeepLoad, deepLoad } from './deep-loads.ts'
import { rowOwner } from './row-owners.ts'

const LOADS = /^(?:get|get_one|get_object_or_404|get_or_404|aget|first_or_404|get_list_or_404)$/

export interface RowLoad {
  readonly call: Node
  readonly model: OrmModel
  readonly owner: string
  /** Set where a function behind the call loads it. */
  readonly deep?: DeepLoad
}

/** The call that loads a row of an owned table by one of the identifiers. */
export function rowLoad(
  checker: Checker,
  owner: FunctionFacts,
  ids: readonly string[],
): RowLoad | undefined {
  const { facts, tree } = checker
  for (const call of facts.callsIn(owner.node)) {
    const model = modelOf(checker, call) ?? modelBehind(checker, call)
    if (!ids.some((id) => new RegExp(`\\b${id}\\b`).test(tree.spelled(call)))) continue
    if (model === undefined) {
      const deep = deepLoad(checker, call, ids)
      if (deep !== undefined) return { call, model: deep.model, owner: deep.owner.column, deep }
      continue
    }
    const owned = rowOwner(domainOf(checker.project).orm, model)
    if (owned !== undefined) return { call, model, owner: owned.column }
  }
  return undefined
}

export interface OtherPerson {
  readonly call: Node
  readonly model: OrmModel
  readonly caller: string
}

/** The row of the caller's own table that a changing route takes by the number in the path. */
export function otherPerson(
  checker: Checker,
  { owner, route }: PlacedRoute,
  ids: readonly string[],
): OtherPerson | undefined {
  if (owner === undefined || !route.methods.some((one) => /^(?:PUT|PATCH|DELETE)$/i.test(one)))
    return undefined
  const { tree, facts, project, analysis } = checker
  const { orm } = domainOf(project)
  for (const call of facts.callsIn(owner.node)) {
    const model = modelOf(checker, call)
    if (
      model === undefined ||
      !ids.some((id) => new RegExp(`\\b${id}\\b`).test(tree.spelled(call)))
    )
      continue
    const caller = owner.parameters.find(
      ({ nameNode }) => orm.ofValue(analysis.types.valueOf(nameNode)) === model,
    )
    if (caller === undefined) continue
    const body = tree.text(tree.child(owner.node, F_BODY))
    return new RegExp(`\\b${caller.name}\\b`).test(body)
      ? undefined
      : { call, model, caller: caller.name }
  }
  return undefined
}

/** `crud.get_note(db, note_id)`, which asks for the number alone. */
function modelBehind(checker: Checker, call: Node): OrmModel | undefined {
  const rows = rowsOfHelper(checker, call)
  const columns = rows?.query.predicates.map(({ column }) => column) ?? []
  const model = rows?.query.model
  const isByKey = columns.every((one) => model?.columns.get(one)?.isPrimaryKey === true)
  return columns.length > 0 && isByKey ? model : undefined
}

/** `session.get(Model, id)`, `get_object_or_404(Model, ...)`, `select(Model).where(...)`. */
function modelOf(checker: Checker, call: Node): OrmModel | undefined {
  const { facts, tree, project } = checker
  const { orm } = domainOf(project)
  const name = calleeName(tree, call)
  const receiver = receiverOf(tree, call)
  if (LOADS.test(name)) {
    const first = facts.arguments(call)[0]
    const named = first === undefined ? undefined : orm.ofValue(checker.valueOf(first.value))
    if (named !== undefined) return named
    // `session.query(Model).get(id)`
    const asked =
      receiver === NO_NODE ? undefined : /\bquery\((\w+)\)$/.exec(tree.text(receiver))?.[1]
    if (asked !== undefined) return orm.named(asked)[0]
    const text = receiver === NO_NODE ? undefined : facts.dottedText(receiver)
    if (text === undefined || !/\.objects$|\.query$/.test(text)) return undefined
    return orm.named(text.split('.').at(-2) ?? '')[0]
  }
  if (!/^(?:where|filter|filter_by)$/.test(name) || receiver === NO_NODE) return undefined
  const text = tree.text(receiver)
  const managed = /(?:^|\.)(\w+)\.(?:objects|query)$/.exec(text)?.[1]
  const made = managed ?? /(?:^|\.)(?:select|query|update|delete)\((\w+)\)/.exec(text)?.[1]
  return made === undefined ? undefined : orm.named(made)[0]
}
