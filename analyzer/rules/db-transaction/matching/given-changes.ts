// Calls of functions that write to a row whatever they are given: `crud.update(db, row, {"used": True})`.
import type { Checker } from '../../../engine/checker.ts'
import { functionKey } from '../../../gather/define.ts'
import { type GivenChange, givenChanges } from '../../../gather/given-changes.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { givenToParameter, targetsOf } from '../../../matching/rows/row-helpers.ts'
import { columnValues, computedFrom } from '../../../matching/rows/row-values.ts'
import { claimTest, isStateColumn } from '../../../matching/rows/state-columns.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { RowChange } from './lost-updates.ts'
import type { ChangeByCall } from './row-changes.ts'

/** Columns that a call gives values computed from the row's old ones. */
export function changesGiven(checker: Checker, call: Node): readonly RowChange[] {
  const { tree } = checker
  return columnsGiven(checker, call).flatMap((given) => {
    const { row, column, value } = given
    const read = computedFrom(checker, value, `${tree.text(row)}.${column}`)
    // An update is looked at by its name.
    const isUpdate = /^(?:values|update)$/.test(calleeName(tree, call))
    const isToldAlready =
      isUpdate && columnValues(checker.facts, call).some(({ name }) => name === column)
    if (read === NO_NODE || isToldAlready) return []
    const through = changeBy(call, given, true)
    return [{ statement: call, target: call, read, isAssignment: true, through }]
  })
}

/** A state or flag that a call sets, with the test of the flag that stands before it. */
export interface GivenState {
  readonly row: Node
  readonly attribute: string
  /** NO_NODE for a state, whose test the rule looks for. */
  readonly claim: Node
  readonly through: ChangeByCall
}

/** States and flags that a call sets. */
export function statesGiven(checker: Checker, call: Node): readonly GivenState[] {
  const { tree } = checker
  return columnsGiven(checker, call).flatMap((given) => {
    const { row, column, value } = given
    const isState = isStateColumn(checker, column)
    const claim = isState ? NO_NODE : claimTest(checker, tree.text(row), column, call)
    if (!isState && claim === NO_NODE) return []
    if (computedFrom(checker, value, `${tree.text(row)}.${column}`) !== NO_NODE) return []
    return [{ row, attribute: column, claim, through: changeBy(call, given, false) }]
  })
}

function changeBy(call: Node, given: GivenColumn, isFromOld: boolean): ChangeByCall {
  const { symbol, row, column, isSaved } = given
  const isTested = false
  return { symbol, call, row, attribute: column, parameter: '', isFromOld, isTested, isSaved }
}

/** A column that a call names, with the row as the caller names it. */
interface GivenColumn {
  readonly symbol: string
  readonly row: Node
  readonly column: string
  readonly value: Node
  readonly isSaved: boolean
}

/** What a call writes to a row through a function that sets whatever it is given. */
function columnsGiven(checker: Checker, call: Node): readonly GivenColumn[] {
  const changes = checker.project.gathered(givenChanges)
  if (changes.size === 0) return []
  return targetsOf(checker, call).flatMap((target) => {
    const change = changes.get(functionKey(target))
    const row = change === undefined ? NO_NODE : rowAt(checker, call, target, change)
    if (change === undefined || row === NO_NODE) return []
    const { symbol, isSaved = false } = change
    return valuesAt(checker, call, target, change).map((one) => ({ ...one, symbol, row, isSaved }))
  })
}

/** The name of the row that the call hands over, or of what was loaded by the same key. */
function rowAt(
  checker: Checker,
  call: Node,
  target: ProjectFunction,
  { row, isKey }: GivenChange,
): Node {
  const { tree, facts } = checker
  const given = givenToParameter(checker, call, target, row)
  if (given === undefined) return NO_NODE
  if (isKey !== true) return tree.kind(given) === k.K_IDENTIFIER ? given : NO_NODE
  if (tree.kind(given) === k.K_ATTRIBUTE) {
    const owner = tree.child(given, k.F_OBJECT)
    const isKeyOfRow = /^(?:id|pk|uuid)$/.test(tree.spelled(tree.child(given, k.F_ATTRIBUTE)))
    return isKeyOfRow && tree.kind(owner) === k.K_IDENTIFIER ? owner : NO_NODE
  }
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || tree.kind(given) !== k.K_IDENTIFIER) return NO_NODE
  const through = receiverText(checker, call)
  for (const assignment of facts.nodesIn(owner.node, k.K_ASSIGNMENT)) {
    if (assignment > call) break
    const name = tree.child(assignment, k.F_LEFT)
    const loaded = tree.child(assignment, k.F_RIGHT)
    const loading = loaded === NO_NODE ? NO_NODE : bare(checker, loaded)
    if (loading === NO_NODE || tree.kind(loading) !== k.K_CALL || loading === call) continue
    if (tree.kind(name) !== k.K_IDENTIFIER || receiverText(checker, loading) !== through) continue
    const isSought = argumentsOf(tree, loading).some(
      ({ value }) => tree.text(value) === tree.text(given),
    )
    const read = isSought
      ? facts
          .identifiersNamed(tree.text(name))
          .find((node) => node > loading && facts.enclosingFunction(node) === owner)
      : undefined
    if (read !== undefined && read < tree.endOfSubtree(call)) return read
  }
  return NO_NODE
}

function receiverText({ tree }: Checker, call: Node): string {
  const receiver = receiverOf(tree, call)
  return receiver === NO_NODE ? '' : tree.text(receiver)
}

/** `{"used": True}`, `used=True`. */
function valuesAt(
  checker: Checker,
  call: Node,
  target: ProjectFunction,
  { values }: GivenChange,
): readonly { readonly column: string; readonly value: Node }[] {
  const { tree } = checker
  if (values === '**') {
    const own = new Set(target.summary.parameters.map(({ name }) => name))
    return argumentsOf(tree, call).flatMap(({ name, value, isUnpacked }) =>
      name === undefined || isUnpacked || own.has(name) ? [] : [{ column: name, value }],
    )
  }
  const given = givenToParameter(checker, call, target, values)
  if (given === undefined || tree.kind(given) !== k.K_DICTIONARY) return []
  return tree.namedChildren(given).flatMap((pair) => {
    if (tree.kind(pair) !== k.K_PAIR) return []
    const [, column] = /^['"](\w+)['"]$/.exec(tree.text(tree.child(pair, k.F_KEY))) ?? []
    return column === undefined ? [] : [{ column, value: tree.child(pair, k.F_VALUE) }]
  })
}
