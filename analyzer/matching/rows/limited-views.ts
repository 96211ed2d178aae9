// Views of Django whose rows are limited to the caller, and what goes past that limit.

import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { type PlacedQueryset, viewQuerysets } from '../../gather/view-querysets.ts'
import type { ProjectIndex } from '../../project/project-index.ts'
import { F_BODY } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { plainLoad } from './plain-loads.ts'

/** Classes whose rows are limited to the caller, with the model: `path symbol` to name. */
export const limitedViews = defineTable({
  id: 'views limited to the caller',
  make: (project): ReadonlyMap<string, string> => {
    const { index } = project
    const known = new Map<string, PlacedQueryset>(
      project.gathered(viewQuerysets).map((one) => [`${one.path} ${one.symbol}`, one] as const),
    )
    const found = new Map<string, string>()
    for (const [key, { path, symbol }] of known) {
      const own = orderOf(index, path, symbol).flatMap((one) => known.get(one) ?? [])
      const model = own.find((one) => one.model !== undefined)?.model
      const asked = own.find((one) => one.isLimited !== undefined)
      if (asked?.isLimited === true && model !== undefined) found.set(key, model)
    }
    return found
  },
})

function orderOf(index: ProjectIndex, path: string, symbol: string): readonly string[] {
  const own = index.class(path, symbol)
  if (own === undefined) return []
  return index.hierarchy.order(own).flatMap((one) => {
    return typeof one === 'string' ? [] : [`${one.module.summary.path} ${one.summary.symbol}`]
  })
}

export interface PassedLimit {
  readonly call: Node
  readonly model: OrmModel
  readonly action: string
  readonly view: string
}

/** Actions on one row that load it past the `get_queryset` of their view. */
export function passedLimits(checker: Checker): readonly PassedLimit[] {
  const { facts, project, path } = checker
  if (!facts.imports.some(({ target }) => target?.startsWith('rest_framework'))) return []
  const views = project.table(limitedViews)
  return facts.classes.flatMap((own) => {
    const name = views.get(`${path} ${own.symbol}`)
    if (name === undefined) return []
    const [model, more] = domainOf(project).orm.named(name)
    if (model === undefined || more !== undefined) return []
    return own.methods.flatMap((method) => passedIn(checker, own, method, model) ?? [])
  })
}

/** A check of another kind, or somebody who may see everything. */
const ASKS =
  /request\.user\b|\bself\.(?:get_object|get_queryset|check_object_permissions|check_permissions|filter_queryset)\b|\b\w*(?:check|ensure|owner|permission|allowed|visible|authori[sz]e)\w*\(/

function passedIn(
  checker: Checker,
  own: ClassFacts,
  method: FunctionFacts,
  model: OrmModel,
): PassedLimit | undefined {
  const { tree, facts } = checker
  const isDetail = /^(?:retrieve|update|partial_update|destroy)$/.test(method.name)
  const action = method.decorators.map((one) => tree.text(one)).join(' ')
  if (!isDetail && !/\baction\((?:[^)]|\n)*\bdetail\s*=\s*True/.test(action)) return undefined
  if (/permission_classes/.test(action)) return undefined
  const { hierarchy } = checker.project.index
  const known = checker.project.index.class(checker.path, own.symbol)
  if (known === undefined || hierarchy.findMethod(known, 'get_permissions') !== undefined) {
    return undefined
  }
  if (ASKS.test(tree.spelled(tree.child(method.node, F_BODY)))) return undefined
  const call = facts.callsIn(method.node).find((one) => plainLoad(checker, one) === model.name)
  return call === undefined ? undefined : { call, model, action: method.name, view: own.name }
}
