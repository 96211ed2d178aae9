// Acts behind a test that leave the same behind, whoever is last: a cache that is filled, a mark of
// what is known, what was there put back.
import type { Checker } from '../../../engine/checker.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Access } from '../../../flow/accesses.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import type { Guard } from '../../../flow/value-flow.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { carriedReads } from '../../../matching/values/carried-reads.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { CheckThenAct } from './check-then-act.ts'

/** True if the function gives back what lies in the place, or stores what the test compared it with. */
export function isFill(
  checker: Checker,
  analysis: FunctionAnalysis,
  owner: FunctionFacts,
  act: Access,
  guard: Guard,
): boolean {
  const { tree, facts } = checker
  const isStore = act.kind === 'write' && act.use !== 'update'
  if (!isStore && !isMerge(checker, act)) return false
  const { parent } = act.location
  for (const statement of facts.nodesOfKind(k.K_RETURN_STATEMENT)) {
    if (!tree.contains(owner.node, statement) || facts.enclosingFunction(statement) !== owner) {
      continue
    }
    const value = tree.namedChildren(statement)[0] ?? NO_NODE
    if (value === NO_NODE) continue
    const isOfPlace = carriedReads(checker, analysis, value).some(
      ({ location }) => location.key === act.location.key || location.key === parent?.key,
    )
    if (isOfPlace) return true
  }
  return (
    isReadElsewhere(checker, owner, act) ||
    isComparedWith(checker, act, guard) ||
    isFetchedOnce(checker, analysis, act, guard)
  )
}

const FETCHING =
  /^_*(?:get|fetch|load|read|find|query|resolve|look_?up|search|select|retrieve|describe|list)(?:_|$)/

/**
 * `if key not in self.known: found = await self.get(key); self.known[key] = found.kind`, and the place
 * is read behind: both tasks ask the same and store the same.
 */
function isFetchedOnce(
  checker: Checker,
  analysis: FunctionAnalysis,
  act: Access,
  { condition, holds }: Guard,
): boolean {
  const { tree, facts } = checker
  const isMissing = holds && /^\S+ not in \S+$/.test(tree.spelled(condition))
  const statement = tree.parent(condition)
  if (!isMissing || tree.kind(statement) !== k.K_IF_STATEMENT) return false
  const written = writtenValue(tree, act.node)
  if (written?.kind !== 'whole') return false
  const isAsked = isFetched(checker, written.node)
  return (
    isAsked &&
    analysis.accesses.some(
      ({ kind, location, node }) =>
        kind === 'read' &&
        location.key === act.location.key &&
        node > tree.endOfSubtree(statement) &&
        facts.enclosingFunction(node) === facts.enclosingFunction(act.node),
    )
  )
}

/** `await self.get(key)`, or a field of a local name that was given that. */
function isFetched({ tree, facts }: Checker, value: Node): boolean {
  let node = value
  while (tree.kind(node) === k.K_ATTRIBUTE) node = tree.child(node, k.F_OBJECT)
  if (tree.kind(node) === k.K_IDENTIFIER) {
    const [only, more] = facts.resolve(node)?.definitions ?? []
    if (only === undefined || more !== undefined) return false
    node = assignedValue(tree, only.node)
  }
  if (node === NO_NODE || tree.kind(node) !== k.K_AWAIT) return false
  const call = tree.namedChildren(node)[0] ?? NO_NODE
  return call !== NO_NODE && tree.kind(call) === k.K_CALL && FETCHING.test(calleeName(tree, call))
}

/** `if stamp > self.seen: await reload(); self.seen = stamp`: both end with the same. */
function isComparedWith({ tree, facts }: Checker, act: Access, { condition }: Guard): boolean {
  const written = writtenValue(tree, act.node)
  if (written === undefined || tree.kind(written.node) !== k.K_IDENTIFIER) return false
  if (tree.kind(condition) !== k.K_COMPARISON_OPERATOR) return false
  const sides = tree.namedChildren(condition)
  const place = tree.text(act.node)
  const isOther = sides.some((side) => tree.text(side) === place)
  const definition = facts.resolve(written.node)
  return (
    isOther &&
    sides.some(
      (side) =>
        tree.kind(side) === k.K_IDENTIFIER &&
        facts.name(side) === facts.name(written.node) &&
        facts.resolve(side) === definition,
    )
  )
}

/** `value = cache[key]` on the one way, `cache[key] = value` on the other. */
function isReadElsewhere({ tree, facts }: Checker, owner: FunctionFacts, act: Access): boolean {
  const written = writtenValue(tree, act.node)
  if (written === undefined || tree.kind(written.node) !== k.K_IDENTIFIER) return false
  const place = tree.text(act.node)
  return (facts.resolve(written.node)?.definitions ?? []).some(({ node }) => {
    const value = assignedValue(tree, node)
    return (
      value !== NO_NODE && tree.text(value) === place && facts.enclosingFunction(node) === owner
    )
  })
}

/**
 * What was there is put back behind the work (`saved = self.command` ... `finally: self.command =
 * saved`), or what `asyncio.wait` leaves of the tasks that it was given.
 */
export function isGivenBack({ tree, facts }: Checker, { act, location }: CheckThenAct): boolean {
  if (act.kind !== 'write') return false
  const written = writtenValue(tree, act.node)
  if (written === undefined) return false
  const place = tree.text(act.node)
  if (/^await\s+asyncio\.wait\(/.test(tree.spelled(written.node))) {
    return tree.text(written.node).includes(place)
  }
  if (tree.kind(written.node) !== k.K_IDENTIFIER) return false
  if (tree.ancestor(act.node, k.K_FINALLY_CLAUSE, k.K_EXCEPT_CLAUSE) === NO_NODE) return false
  const holder = location.path.at(-1)?.startsWith('[')
    ? place.slice(0, place.lastIndexOf('['))
    : place
  return (facts.resolve(written.node)?.definitions ?? []).every(({ node }) => {
    const value = assignedValue(tree, node)
    return value !== NO_NODE && tree.text(value).startsWith(holder) && value < act.node
  })
}

/** `self.metadata.update(fetched)`: done twice, it leaves what it left once. */
function isMerge({ tree }: Checker, { kind, node }: Access): boolean {
  return kind === 'mutate' && tree.kind(node) === k.K_CALL && calleeName(tree, node) === 'update'
}
