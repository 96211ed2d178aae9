// Managers of related rows that are asked once for each row of Django: in loops over a queryset, and in
// the computed columns of lists of the admin.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { stringValue } from '../../../facts/strings.ts'
import { prefetchedNames } from '../../../gather/prefetched-names.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { Loop } from './row-loops.ts'

export interface ManagerQuery {
  readonly call: Node
  /** `farm.boxes`. */
  readonly asked: string
}

/** What asks the database even when the related rows were fetched along. */
const ALWAYS =
  /^(?:filter|exclude|order_by|values|values_list|aggregate|annotate|latest|earliest|get|select_related|first|last)$/
/** What is answered from rows that were fetched along. */
const FETCHED = /^(?:all|count|exists)$/

/** The managers of an item that a loop over a queryset asks. */
export function managerQueries(checker: Checker, loop: Loop): readonly ManagerQuery[] {
  const { facts, tree } = checker
  if (!isOfDjango(checker) || loop.names.size !== 1) return []
  const found = Array.from(facts.callsIn(loop.body)).flatMap((call) => {
    if (tree.contains(loop.iterable, call) || !ALWAYS.test(calleeName(tree, call))) return []
    if (facts.enclosingFunction(call) !== facts.enclosingFunction(loop.node)) return []
    return queryOf(checker, call, loop.names) ?? []
  })
  return found.length > 0 && isQueryset(checker, loop.iterable) ? found : []
}

function isOfDjango({ facts }: Checker): boolean {
  return facts.imports.some(({ target }) => /^(?:django|rest_framework)\b/.test(target ?? ''))
}

/** `self.get_queryset()`, `Farm.objects.filter(...)`, or a name for one. */
function isQueryset(checker: Checker, iterable: Node): boolean {
  const { tree } = checker
  const text = tree.text(provenance(checker).valueOf(iterable))
  if (/\.values(?:_list)?\(|\[\s*:\s*\d\s*\]/.test(text)) return false
  return /^(?:self\.(?:get_queryset\(|filter_queryset\(|queryset\b)|(?:\w+\.)*[A-Z]\w*\.objects\b)/.test(
    text,
  )
}

/** `farm.boxes.filter(...)`, `obj.loan_set.count()`. */
function queryOf(
  checker: Checker,
  call: Node,
  names: ReadonlySet<string>,
): ManagerQuery | undefined {
  const { tree, facts } = checker
  const manager = receiverOf(tree, call)
  if (manager === NO_NODE || tree.kind(manager) !== k.K_ATTRIBUTE) return undefined
  const item = tree.child(manager, k.F_OBJECT)
  if (tree.kind(item) !== k.K_IDENTIFIER || !names.has(facts.name(item))) return undefined
  const name = facts.name(tree.child(manager, k.F_ATTRIBUTE))
  const isRelated = /\w_set$/.test(name) || domainOf(checker.project).orm.isRelatedName(name)
  return isRelated ? { call, asked: tree.text(manager) } : undefined
}

/** Queries of the methods that a list of the admin shows as columns. */
export function adminQueries(checker: Checker): readonly ManagerQuery[] {
  const { facts, tree } = checker
  if (!facts.imports.some(({ target }) => /^django\.contrib\b/.test(target ?? ''))) return []
  return facts.classes.flatMap((own) => {
    if (!own.bases.some((base) => /ModelAdmin$/.test(tree.spelled(base)))) return []
    const shown = shownColumns(checker, own)
    return own.methods.flatMap((method) => {
      const [, row] = method.parameters
      if (row === undefined || !shown.includes(method.name)) return []
      const names = new Set([row.name])
      return Array.from(facts.callsIn(method.node)).flatMap((call) => {
        const query = queryOf(checker, call, names)
        return query !== undefined && isAsking(checker, own, call, query) ? query : []
      })
    })
  })
}

function shownColumns({ tree }: Checker, own: ClassFacts): readonly string[] {
  const list = own.attributes.find(({ name }) => name === 'list_display')?.value ?? NO_NODE
  if (list === NO_NODE) return []
  return tree.namedChildren(list).flatMap((one) => stringValue(tree, one) ?? [])
}

function isAsking(checker: Checker, own: ClassFacts, call: Node, { asked }: ManagerQuery): boolean {
  const name = calleeName(checker.tree, call)
  if (ALWAYS.test(name)) return true
  if (!FETCHED.test(name)) return false
  const related = asked.slice(asked.lastIndexOf('.') + 1)
  const isFetched =
    checker.project.gathered(prefetchedNames).has(related) ||
    own.methods.some(
      (one) => one.name === 'get_queryset' && /prefetch/.test(checker.tree.spelled(one.node)),
    )
  return !isFetched
}
