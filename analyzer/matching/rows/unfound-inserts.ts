// Inserts of rows where a query found none of the same model: in the branch that runs then, or behind
// the branch that makes the row.
import { localValues } from '../../domain/sql/local-values.ts'
import { constructed, type Write } from '../../domain/sql/read-write.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'
import { isReached } from '../transactions/transactions.ts'
import { insertOfHelper } from './row-helpers.ts'
import type { ProbedCode } from './row-probes.ts'

const DIRECT = /^(?:add|create|acreate|save|asave|execute|exec)$/
const ADDS = /^(?:add|save|asave)$/

/** Inserts of rows of the model that the query asked for, where it found nothing. */
export function insertsWhereNone(checker: Checker, code: ProbedCode): readonly Write[] {
  const { tree, facts } = checker
  const { probe, region, after, condition } = code
  const owner = facts.enclosingFunction(condition)
  if (owner === undefined) return []
  const found: Write[] = []
  for (const call of facts.callsOf(owner)) {
    if (call < condition) continue
    const name = calleeName(tree, call)
    const isInside =
      after === NO_NODE
        ? tree.contains(region, call)
        : !tree.contains(after, call) && isReached(checker, owner, condition, call)
    const own = isInside ? insertAt(checker, call, name) : joinedInsert(checker, owner, code, call)
    if (own === undefined || own.model !== probe.rows.query.model) continue
    if (own.kind === 'insert' || own.kind === 'save') found.push(own)
  }
  return found
}

function insertAt(checker: Checker, call: Node, name: string): Write | undefined {
  return (
    (DIRECT.test(name) ? sqlOf(checker).write(call) : undefined) ?? insertOfHelper(checker, call)
  )
}

/** `if row is None: row = Row(key=key)`, and `session.add(row)` behind it for both ways. */
function joinedInsert(
  checker: Checker,
  owner: FunctionFacts,
  { region, after }: ProbedCode,
  call: Node,
): Write | undefined {
  const { tree, facts } = checker
  if (after !== NO_NODE || call < tree.endOfSubtree(region)) return undefined
  if (!ADDS.test(calleeName(tree, call))) return undefined
  const write = sqlOf(checker).write(call)
  const row = write?.target ?? NO_NODE
  if (write === undefined || row === NO_NODE || tree.kind(row) !== k.K_IDENTIFIER) return undefined
  for (const { kind, value, target } of localValues(facts, row)) {
    if (kind !== 'assigned' || !tree.contains(region, target)) continue
    const made = constructed(sqlOf(checker).context, value)
    if (made === undefined || !isReached(checker, owner, made.call, call)) continue
    const { model, values, isComplete } = made
    return { ...write, kind: 'insert', model, values, isComplete }
  }
  return undefined
}
