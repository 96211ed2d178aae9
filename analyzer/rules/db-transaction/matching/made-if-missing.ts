// Calls that look for a row of a model that only the call names, and make it where there is none.
import type { OrmModel, UniqueSet } from '../../../domain/orm/model.ts'
import { columnOf, coveringUnique } from '../../../domain/orm/tables.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Constant } from '../../../facts/literals.ts'
import { functionKey } from '../../../gather/define.ts'
import { madeIfMissing } from '../../../gather/made-if-missing.ts'
import { locksBefore } from '../../../matching/rows/executed-queries.ts'
import { givenColumns, modelOfHelper, targetsOf } from '../../../matching/rows/row-helpers.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { isSerialised } from '../../../matching/transactions/taken-locks.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { constantsOf } from './constant-values.ts'

export interface MakingCall {
  readonly call: Node
  readonly owner: FunctionFacts | undefined
  readonly model: OrmModel
  /** What is looked for. */
  readonly columns: readonly string[]
  /** The key that refuses the second of two that come at once; undefined if none does. */
  readonly unique: UniqueSet | undefined
}

/** The calls of a file that nothing keeps apart but the database. */
export function makingCalls(checker: Checker): readonly MakingCall[] {
  return checker.once(KEY, () =>
    checker.project.gathered(madeIfMissing).size === 0
      ? []
      : Array.from(checker.facts.calls).flatMap((call) => makingCall(checker, call) ?? []),
  )
}

const KEY = {}

function makingCall(checker: Checker, call: Node): MakingCall | undefined {
  const { facts } = checker
  const makers = checker.project.gathered(madeIfMissing)
  for (const target of targetsOf(checker, call)) {
    const maker = makers.get(functionKey(target))
    const model = maker && modelOfHelper(checker, call, target, maker.model)
    if (maker === undefined || model === undefined || !model.isComplete) continue
    const given = maker.values.flatMap((one) => givenColumns(checker, call, target, one))
    // Keywords that are no columns say how it is done: `defaults`.
    const asked = given.filter(({ column }) => columnOf(model, column) !== undefined)
    if (asked.length === 0) continue
    const owner = facts.enclosingFunction(call)
    if (owner !== undefined && isSerialised(checker, owner)) continue
    if (heldLock(facts, call) !== NO_NODE) continue
    const locks = locksBefore(checker, owner, call)
    if (locks.some(({ rows }) => rows.query.model !== model)) continue
    const columns = asked.map(({ column }) => columnOf(model, column)?.name ?? column)
    const constants = new Map<string, readonly Constant[]>(
      asked.map(({ column, value }) => [
        column,
        value === NO_NODE ? [] : constantsOf(checker, value),
      ]),
    )
    const unique = coveringUnique(model, new Set(columns), constants)
    return { call, owner, model, columns, unique }
  }
  return undefined
}
