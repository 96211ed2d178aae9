// Transactions of Django that stand elsewhere: in the settings, or around the call of a function.

import type { DomainIndex } from '../../domain/domain.ts'
import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { atomicBlocks } from '../../gather/atomic-blocks.ts'
import { functionKey } from '../../gather/define.ts'
import { transactionKeepers } from '../../gather/transaction-keepers.ts'
import type { ProjectFunction } from '../../project/values.ts'
import type { Position } from '../../syntax/tree.ts'

/** True when somebody who calls it, by others too, may hold a transaction around the call. */
export function isCalledInTransaction(checker: Checker, owner: FunctionFacts): boolean {
  const { index } = checker.project
  const keepers = checker.project.gathered(transactionKeepers)
  const seen = new Set<string>()
  const isKept = (one: ProjectFunction): boolean => {
    if (seen.has(functionKey(one))) return false
    seen.add(functionKey(one))
    return index.calls
      .callers(one)
      .some(
        ({ caller }) =>
          caller !== undefined && (keepers.has(functionKey(caller)) || isKept(caller)),
      )
  }
  const own = index.function(checker.path, owner.symbol)
  return own !== undefined && isKept(own)
}

/** Whether the settings put each request into a transaction. */
export const isAtomicByDefault = defineTable({
  id: 'requests are atomic by default',
  make: ({ domain }): boolean =>
    describesDatabases(domain, (text) => text.includes('ATOMIC_REQUESTS')),
})

/** The same where nothing but a plain `True` is believed. */
export const isAtomicForSure = defineTable({
  id: 'requests are atomic for sure',
  make: ({ domain }): boolean => describesDatabases(domain, (text) => SET.test(text)),
})

const SET = /"ATOMIC_REQUESTS"\},"value":\{"kind":"constant","value":true\}/

/** Whether the text of what some settings say of the databases passes. */
function describesDatabases({ settings }: DomainIndex, passes: (text: string) => boolean): boolean {
  return settings.classes.some(
    ({ kind, fields }) =>
      kind === 'django' &&
      fields.some(
        ({ name, default: value }) => name === 'DATABASES' && passes(JSON.stringify(value ?? '')),
      ),
  )
}

/** How many calls upwards a transaction is looked for. */
const MOST_CALLS = 3

/** Who holds a transaction around a function. */
export interface Holder {
  /** Where the function, or one that calls it, is called; absent for one that each request is in. */
  readonly call?: { readonly path: string; readonly at: Position }
}

/**
 * The call inside of a transaction that runs a function, or the request that is one; undefined if none
 * is seen.
 */
export function holderOf(checker: Checker, owner: FunctionFacts): Holder | undefined {
  const { index } = checker.project
  const blocks = checker.project.gathered(atomicBlocks)
  const isAtomic = checker.project.table(isAtomicForSure)
  if (blocks.size === 0 && !isAtomic) return undefined
  const seen = new Set<ProjectFunction>()
  const search = (one: ProjectFunction, calls: number): Holder | undefined => {
    if (seen.has(one) || calls > MOST_CALLS) return undefined
    seen.add(one)
    if (isAtomic && isView(checker, one)) return {}
    for (const { caller, module, at, isVirtual } of index.calls.callers(one)) {
      const { path } = module.summary
      if (isVirtual) continue
      const isInside = blocks.get(path)?.some(([from, to]) => from <= at.line && at.line <= to)
      if (isInside === true) return { call: { path, at } }
      const above = caller === undefined ? undefined : search(caller, calls + 1)
      if (above !== undefined) return above
    }
    return undefined
  }
  const own = index.function(checker.path, owner.symbol)
  return own === undefined ? undefined : search(own, 0)
}

const VIEW_CLASS = /^(?:django|rest_framework)\b.*(?:View|ViewSet|Mixin)$/

/** A function that answers requests of Django. */
function isView({ project }: Checker, one: ProjectFunction): boolean {
  const { routes } = domainOf(project).routes
  const isRouted = routes.some(
    ({ framework, handler, handlerClass }) =>
      (framework === 'django' || framework === 'drf') &&
      (handler === one || (one.class !== undefined && handlerClass === one.class)),
  )
  if (
    isRouted ||
    project.index.entryPoints.some((own) => own.kind === 'route' && own.function === one)
  )
    return true
  return (
    one.class !== undefined &&
    project.index.hierarchy
      .order(one.class)
      .some((ancestor) => typeof ancestor === 'string' && VIEW_CLASS.test(ancestor))
  )
}
