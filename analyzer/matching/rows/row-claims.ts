// Rows that say "this one is mine", kept apart by a unique key: whoever inserts first does the work.

import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { argumentsOf, calleeName, receiverOf } from '../calls/calls.ts'
import { caughtTypes } from '../errors/handlers.ts'
import { provenance } from '../inputs/provenance.ts'
import { conditionOf } from '../statements/branches.ts'
import { commitsOf } from '../transactions/commits.ts'
import { blocksAround } from '../transactions/transactions.ts'

/** Tables that hold what was dealt with. */
export const KEY_MODEL =
  /^(?:Processed|Handled|Seen|Idempoten|Dedup|Consumed|Received)|(?:Idempotency(?:Key|Record)?|Dedup\w*|Processed\w*|InboxMessage)$/
const KEY_TABLE =
  /\binsert\s+(?:ignore\s+|or\s+ignore\s+)?into\s+\W?((?:processed|handled|seen|idempoten|dedup|consumed|received)\w*)/i
const INSERTING = /^(?:add|a?create|a?get_or_create|execute|scalar|insert_one)$/
const TAKEN =
  /(?:IntegrityError|UniqueViolation(?:Error)?|DuplicateKeyError|DuplicateEntryError|NotUniqueError)$/
const IF_ABSENT =
  /on_conflict_do_nothing|\bon\s+conflict\b[^'"]*\bdo\s+nothing|\bor\s+ignore\b|insert\s+ignore|get_or_create/i
/** Connections that commit each statement where no transaction is opened. */
const AUTOCOMMIT = /^(?:asyncpg|pymongo|motor)\./

export interface RowClaim {
  /** The call that inserts. */
  readonly claim: Node
  /** Of the table. */
  readonly name: string
  /** From here on others see the row, whatever becomes of the work. */
  readonly visible: Node
}

/** The claims of a file that others see before their work is done. */
export function rowClaims(checker: Checker): readonly RowClaim[] {
  const { tree, facts } = checker
  return Array.from(facts.calls).flatMap((claim) => {
    if (!INSERTING.test(calleeName(tree, claim))) return []
    const name = claimedTable(checker, claim)
    if (name === undefined) return []
    const visible = visibleAt(checker, claim)
    if (visible === undefined || !isTestedClaim(tree, claim, visible)) return []
    return [{ claim, name, visible }]
  })
}

/** `ProcessedEvent` or `processed_events`, as the call names it. */
function claimedTable(checker: Checker, call: Node): string | undefined {
  const { tree } = checker
  const [first] = argumentsOf(tree, call)
  const given = first === undefined ? NO_NODE : provenance(checker).valueOf(first.value)
  const receiver = receiverOf(tree, call)
  const texts = [receiver, given].map((node) => (node === NO_NODE ? '' : tree.text(node)))
  const table = KEY_TABLE.exec(texts[1] ?? '')?.[1]
  if (table !== undefined) return table
  const isManaged = /\.objects$/.test(texts[0] ?? '')
  const text = isManaged ? texts[0] : texts[1]
  if (!isManaged && !/^(?:\w+\.)*(?:[A-Z]\w*|(?:\w+_)?insert)\(/.test(text ?? '')) return undefined
  return text?.match(/\b[A-Z]\w*/g)?.find((word) => KEY_MODEL.test(word))
}

/** What is there already is noticed: by the exception of the unique key, or by the result. */
function isTestedClaim(tree: SyntaxTree, call: Node, visible: Node): boolean {
  if (IF_ABSENT.test(tree.spelled(call))) return tree.ancestor(call, k.K_ASSIGNMENT) !== NO_NODE
  return takenHandler(tree, call) !== undefined || takenHandler(tree, visible) !== undefined
}

function takenHandler(tree: SyntaxTree, call: Node): Node | undefined {
  const attempt = tree.ancestor(call, k.K_TRY_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (attempt === NO_NODE || tree.kind(attempt) !== k.K_TRY_STATEMENT) return undefined
  return tree
    .namedChildren(attempt)
    .find(
      (clause) =>
        tree.kind(clause) === k.K_EXCEPT_CLAUSE &&
        clause > call &&
        caughtTypes(tree, clause).some((type) => TAKEN.test(tree.spelled(type))) &&
        /\b(?:return|continue|raise)\b/.test(tree.spelled(clause)),
    )
}

/** The end of the statement, the commit or the end of the transaction that shows the row. */
function visibleAt(checker: Checker, claim: Node): Node | undefined {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  const region = sql.regions(claim).findLast(({ kind }) => kind === 'transaction')
  // The outermost `async with connection.transaction()`.
  const block = blocksAround(tree, claim, /\b(?:atomic|begin|transaction)\b/).at(-1)
  if (region !== undefined || block !== undefined) {
    const outer = Math.min(region?.node ?? block ?? NO_NODE, block ?? region?.node ?? NO_NODE)
    return tree.kind(outer) === k.K_WITH_STATEMENT ? outer : undefined
  }
  const receiver = receiverOf(tree, claim)
  const isDjango = receiver !== NO_NODE && /\.objects$/.test(tree.spelled(receiver))
  const type = receiver === NO_NODE ? undefined : checker.analysis.types.typeOf(receiver)
  if (isDjango || AUTOCOMMIT.test(type?.name ?? '')) return claim
  const owner = facts.enclosingFunction(claim)
  const commits = owner === undefined ? [] : commitsOf(checker, owner)
  return commits.find((call) => call > claim && tree.ancestor(call, k.K_EXCEPT_CLAUSE) === NO_NODE)
}

/** Runs only for those who came too late: in the handler, or behind `if not created:`. */
export function isForLatecomers(tree: SyntaxTree, claim: Node, call: Node): boolean {
  for (let at = tree.parent(call); at > claim && at !== NO_NODE; at = tree.parent(at)) {
    if (tree.kind(at) === k.K_EXCEPT_CLAUSE) return true
    if (tree.kind(at) !== k.K_IF_STATEMENT) continue
    const condition = tree.text(conditionOf(tree, at))
    if (/^not\b|==\s*0|is None|is False|<\s*1/.test(condition)) return true
  }
  return false
}
