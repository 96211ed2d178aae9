// Rows that a function commits and then hands to somebody else: those that it adds, and those that it
// makes wait.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { insertOfHelper } from '../../../matching/rows/row-helpers.ts'
import { isStateColumn } from '../../../matching/rows/state-columns.ts'
import {
  F_ARGUMENTS,
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface Dispatched {
  readonly name: string
  /** Names of the row, or of what it is made of where it has none. */
  readonly from: readonly string[]
}

/** States in which a row waits for somebody to work on it. */
export const WAITING = /pending|queued|requested|submitted|processing/i

/** `job.status = 'queued'` in front of the commit: a row that is there already is made to wait. */
export function waitingRow(
  checker: Checker,
  owner: FunctionFacts,
  commit: Node,
): Dispatched | undefined {
  const { tree, facts } = checker
  for (const statement of facts.nodesIn(owner.node, K_ASSIGNMENT)) {
    if (statement >= commit || facts.enclosingFunction(statement) !== owner) continue
    const target = tree.child(statement, F_LEFT)
    const value = tree.child(statement, F_RIGHT)
    if (value === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) continue
    if (!isStateColumn(checker, tree.text(tree.child(target, F_ATTRIBUTE)))) continue
    const row = tree.child(target, F_OBJECT)
    if (tree.kind(row) !== K_IDENTIFIER || !WAITING.test(tree.spelled(value))) continue
    const origin = rowOrigin(checker, row)
    if (origin === undefined || origin.isDjango) continue
    // What the row was loaded by names it as well.
    const keys = [...facts.nodesIn(origin.node, K_IDENTIFIER)]
      .filter((node) => facts.resolve(node)?.kind === 'parameter' && facts.reach(node) === 'local')
      .map((node) => tree.text(node))
      .filter((name) => /(?:^|_)(?:id|key|pk|uuid)$/.test(name))
    const name = tree.text(row)
    return { name, from: [name, ...new Set(keys)] }
  }
  return undefined
}

/** The row that the function adds in front of the commit. */
export function insertedRow(
  checker: Checker,
  owner: FunctionFacts,
  commit: Node,
): Dispatched | undefined {
  const { tree, facts } = checker
  for (const call of facts.calls) {
    if (call >= commit || facts.enclosingFunction(call) !== owner) continue
    if (calleeName(tree, call) !== 'add') continue
    const [row] = facts.arguments(call)
    const inserted = row && insertedValue(checker, row.value)
    if (inserted === undefined) continue
    const receiver = tree.firstChild(facts.callee(call))
    const isSession = sqlOf(checker).session(receiver) !== undefined
    if (isSession || insertOfHelper(checker, call) !== undefined) return inserted
  }
  return undefined
}

/** `session.add(row)`, `session.add(Member(**body.dict()))`. */
function insertedValue({ tree, facts }: Checker, value: Node): Dispatched | undefined {
  if (tree.kind(value) === K_IDENTIFIER) return { name: tree.text(value), from: [tree.text(value)] }
  if (tree.kind(value) !== K_CALL) return undefined
  const made = tree.child(value, F_ARGUMENTS)
  const from = Array.from(facts.nodesIn(made, K_IDENTIFIER))
    .filter((node) => facts.resolve(node)?.kind === 'parameter')
    .map((node) => tree.text(node))
  return { name: calleeName(tree, value), from: [...new Set(from)] }
}

/** A message to somebody: `requests.post(f'{MAIL_URL}/welcome', ...)`. */
export function isMessage({ tree, facts }: Checker, call: Node): boolean {
  const [url] = facts.arguments(call)
  return (
    url !== undefined &&
    /mail|notif|welcome|sms|slack|webhook|message/i.test(tree.spelled(url.value))
  )
}

/** True for a row that is made to wait for the other side: `Order(state='pending')`. */
export function isWaiting({ tree }: Checker, owner: FunctionFacts, row: string): boolean {
  return new RegExp(
    `\\b${row}\\s*=\\s*(?:\\w+\\.)*[A-Z]\\w*\\([^)]*(?:${WAITING.source})`,
    'i',
  ).test(tree.spelled(owner.node))
}

/** True when the call is given the row, or a local value that is made of it. */
export function mentionsRow(checker: Checker, call: Node, row: string): boolean {
  const { tree, facts } = checker
  for (let node = call; node < tree.endOfSubtree(call); node += 1) {
    if (tree.kind(node) !== K_IDENTIFIER) continue
    if (tree.text(node) === row) return true
    if (facts.reach(node) !== 'local') continue
    const [only, more] = facts.resolve(node)?.definitions ?? []
    if (only === undefined || more !== undefined) continue
    const statement = tree.parent(only.node)
    if (
      tree.kind(statement) !== K_CALL &&
      new RegExp(`\\b${row}\\b`).test(tree.spelled(statement))
    ) {
      return true
    }
  }
  return false
}
