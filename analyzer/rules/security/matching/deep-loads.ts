// Rows that the functions behind a handler load by the number that it hands them.
import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Checker } from '../../../engine/checker.ts'
import { functionKey } from '../../../gather/define.ts'
import { type KeyedParameter, keyedLoads } from '../../../gather/keyed-loads.ts'
import { targetsOf } from '../../../matching/rows/row-helpers.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import type { Node } from '../../../syntax/tree.ts'
import { type RowOwner, rowOwner } from './row-owners.ts'

export interface DeepLoad {
  readonly model: OrmModel
  readonly owner: RowOwner
  /** Where the row is loaded. */
  readonly path: string
  readonly line: number
}

/** Functions behind the handler that are looked into, one in the other. */
const MAX_DEPTH = 3

/** The row of an owned table that a call loads by its key alone; undefined where anybody may ask whose it is. */
export function deepLoad(
  checker: Checker,
  call: Node,
  ids: readonly string[],
): DeepLoad | undefined {
  const { tree, facts } = checker
  const place = facts.arguments(call).findIndex(({ value }) => ids.includes(tree.text(value)))
  const given = facts.arguments(call)[place]
  if (given === undefined) return undefined
  const [target, more] = targetsOf(checker, call)
  if (target === undefined || more !== undefined) return undefined
  return follow(checker, target, given.name ?? place, 1)
}

function follow(
  checker: Checker,
  target: ProjectFunction,
  as: number | string,
  depth: number,
): DeepLoad | undefined {
  const key = parameterOf(target, as)
  const { project } = checker
  const found = project.gathered(keyedLoads).get(`${functionKey(target)} ${key}`)
  if (found === undefined || found.asks.length > 0) return undefined
  const own = loadedBy(checker, target, found)
  if (own !== undefined || depth >= MAX_DEPTH) return own
  for (const { at, as: place } of found.handed) {
    const edge = project.index.calls
      .callees(target)
      .find((one) => one.at.line === at.line && one.at.column === at.column)
    const deeper = edge && follow(checker, edge.callee, place, depth + 1)
    if (deeper !== undefined) return deeper
  }
  return undefined
}

function parameterOf({ class: own, summary }: ProjectFunction, as: number | string): string {
  if (typeof as === 'string') return as
  const isStatic = summary.decorators.some(
    (one) => one.kind === 'name' && one.text === 'staticmethod',
  )
  return summary.parameters[as + (own !== undefined && !isStatic ? 1 : 0)]?.name ?? ''
}

function loadedBy(
  checker: Checker,
  target: ProjectFunction,
  { loads }: KeyedParameter,
): DeepLoad | undefined {
  const { orm } = domainOf(checker.project)
  for (const { model: name, column, line } of loads) {
    const [model, more] = orm.named(name)
    if (model === undefined || more !== undefined) continue
    const isKey = column === 'pk' || model.columns.get(column)?.isPrimaryKey === true
    const owner = isKey ? rowOwner(orm, model) : undefined
    if (owner !== undefined) return { model, owner, path: target.module.summary.path, line }
  }
  return undefined
}
