// Functions that run one written SQL statement for their caller: `get(db, lot_id)` with
// `return await db.fetchrow("SELECT ... FROM lots WHERE id = $1", lot_id)`.
import { onlyValue } from '../facts/assigned-value.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { readString } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { defineFunctionGatherer } from './define.ts'

export interface RawHelper {
  readonly symbol: string
  readonly sql: string
}

/** Methods of connections, cursors and pools that run a statement. */
export const RUNS =
  /^(?:execute|exec_driver_sql|fetch(?:row|val|one|all|_one|_val|_row|_all)?|query|query_one)$/

/** By path and symbol, separated by a space. */
export const rawHelpers = defineFunctionGatherer<RawHelper>({
  id: 'raw-helpers',
  uses: /\b(?:select|update|insert)\b[\s\S]{1,400}?\b(?:from|set|values)\b/i,
  read: readHelper,
})

function readHelper(facts: FileFacts, owner: FunctionFacts): RawHelper | undefined {
  if (owner.isLambda || owner.isGenerator) return undefined
  const runs = facts.callsOf(owner).filter((call) => RUNS.test(methodOf(facts, call)))
  const [call, more] = runs
  if (call === undefined || more !== undefined) return undefined
  const first = facts.arguments(call)[0]
  const sql = first === undefined ? undefined : sqlText(facts, first.value)
  if (sql === undefined) return undefined
  const isRead = /^\s*select\b/i.test(sql)
  if (!isRead && !/^\s*(?:update|insert)\b/i.test(sql)) return undefined
  return isRead && !isGivenBack(facts, owner, call) ? undefined : { symbol: owner.symbol, sql }
}

function methodOf({ tree }: FileFacts, call: Node): string {
  const callee = tree.callee(call)
  const isMethod = callee !== NO_NODE && tree.kind(callee) === k.K_ATTRIBUTE
  return isMethod ? tree.text(tree.child(callee, k.F_ATTRIBUTE)) : ''
}

/** The text of a statement; what is put in and is no constant of the file is `{}`. */
function sqlText(facts: FileFacts, expression: Node, depth = 0): string | undefined {
  const { tree } = facts
  if (depth > 2) return undefined
  const kind = tree.kind(expression)
  if (kind === k.K_IDENTIFIER) {
    const value = onlyValue(facts, expression)
    return value === NO_NODE ? undefined : sqlText(facts, value, depth + 1)
  }
  if (kind === k.K_CALL && tree.spelled(facts.callee(expression)).endsWith('text')) {
    const first = facts.arguments(expression)[0]
    return first === undefined ? undefined : sqlText(facts, first.value, depth + 1)
  }
  return readString(tree, expression)
    ?.parts.map((part) =>
      part.kind === 'text' ? part.text : (sqlText(facts, part.expression, depth + 1) ?? '{}'),
    )
    .join('')
}

/** What the statement gives is what the function gives, in place or by a name. */
function isGivenBack(facts: FileFacts, owner: FunctionFacts, call: Node): boolean {
  const { tree } = facts
  const value = whole(tree, call)
  const parent = tree.parent(value)
  if (tree.kind(parent) === k.K_RETURN_STATEMENT) return true
  const target = tree.kind(parent) === k.K_ASSIGNMENT ? tree.child(parent, k.F_LEFT) : NO_NODE
  if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return false
  const name = tree.text(target)
  return facts
    .nodesIn(owner.node, k.K_RETURN_STATEMENT)
    .some((statement) => tree.text(statement) === `return ${name}`)
}

/** `await db.fetchrow(...)`, `db.execute(...).fetchone()`. */
function whole(tree: SyntaxTree, call: Node): Node {
  let node = call
  for (;;) {
    const parent = tree.parent(node)
    const kind = tree.kind(parent)
    const isFetch = kind === k.K_ATTRIBUTE && /\.(?:fetchone|first|one)$/.test(tree.spelled(parent))
    if (kind === k.K_AWAIT || kind === k.K_PARENTHESIZED_EXPRESSION) node = parent
    else if (isFetch) node = tree.parent(parent)
    else return node
  }
}
