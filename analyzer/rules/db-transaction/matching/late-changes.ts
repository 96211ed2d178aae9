// Changes that only the end of a block or function commits, behind a commit of their first half in it.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { TransactionRegion } from '../../../domain/sql/transactions.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { isCleanup } from '../../../matching/errors/handlers.ts'
import { rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { commitsInside } from '../../../matching/rows/row-helpers.ts'
import { isBehind } from '../../../matching/transactions/commits.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { changesIn, eventNode, isClaim, isInLoop, isWorkBetween } from './commit-halves.ts'

export interface LateChange {
  readonly owner: FunctionFacts
  /** What made the first half permanent. */
  readonly first: Node
  readonly change: Node
}

/** The first such change of each commit. */
export function lateChanges(checker: Checker): readonly LateChange[] {
  const { facts, tree } = checker
  const sql = sqlOf(checker)
  const found: LateChange[] = []
  const told = new Set<Node>()
  for (const first of facts.calls) {
    const isCommit = calleeName(tree, first) === 'commit' && sql.step(first)?.kind === 'commit'
    if (!isCommit && !commitsInside(checker, first)) continue
    const owner = facts.enclosingFunction(first)
    if (owner === undefined || isCleanup(checker, first) || isInLoop(checker, first)) continue
    const region = sql.regions(first).find(({ kind }) => kind === 'transaction')
    // Django knows of no commit inside of a transaction.
    if (region === undefined || region.session === NO_NODE) continue
    if (!isOfRegion(checker, region, first, isCommit) || told.has(region.node)) continue
    const change = changeBehind(checker, owner, region, first, isCommit)
    if (change === undefined) continue
    told.add(region.node)
    found.push({ owner, first, change })
  }
  return found
}

/** True where the commit is one of the session that the block or function ends. */
function isOfRegion(
  checker: Checker,
  { node, session }: TransactionRegion,
  first: Node,
  isCommit: boolean,
): boolean {
  const { tree, facts } = checker
  const names = [tree.text(session)]
  const item = tree.kind(node) === k.K_WITH_STATEMENT ? tree.parent(session) : NO_NODE
  if (item !== NO_NODE && tree.kind(item) === k.K_AS_PATTERN) {
    names.push(tree.text(item).replace(/^[\s\S]*\bas\s+/, ''))
  } else if (tree.kind(session) === k.K_CALL) {
    // The block binds no name: it is about the session that all share.
    return true
  }
  const isNamed = (text: string) => names.some((one) => `${text}.`.startsWith(`${one}.`))
  const receiver = receiverOf(tree, first)
  if (receiver !== NO_NODE && isNamed(tree.text(receiver))) return true
  if (!isCommit && facts.arguments(first).some(({ value }) => isNamed(tree.text(value))))
    return true
  // A decorator ends the session that the function is given or its object holds.
  const isDecorated = tree.kind(node) === k.K_FUNCTION_DEFINITION && isDecorator(checker, session)
  if (!isDecorated || receiver === NO_NODE) return false
  return isCommit ? !/^\w+\(/.test(tree.spelled(receiver)) : /^self\./.test(tree.spelled(receiver))
}

function isDecorator({ tree }: Checker, node: Node): boolean {
  return tree.kind(tree.parent(node)) === k.K_DECORATOR
}

function changeBehind(
  checker: Checker,
  owner: FunctionFacts,
  region: TransactionRegion,
  first: Node,
  isCommit: boolean,
): Node | undefined {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  const before = changesIn(checker, owner, region.node, first)
  // A helper changes what it commits.
  if ((isCommit && before.length === 0) || isClaim(checker, before)) return undefined
  const end = tree.endOfSubtree(region.node) - 1
  const behind = changesIn(checker, owner, first, end).filter(
    (one) => isRowChange(checker, one) && isBehind(checker, owner, first, eventNode(checker, one)),
  )
  if (isWorkBetween(checker, owner, first, behind)) return undefined
  // Those that a further commit saves are halves of that one.
  return behind.find(
    (one) =>
      !facts
        .callsOf(owner)
        .some(
          (call) =>
            call > one &&
            sql.step(call)?.kind === 'commit' &&
            isBehind(checker, owner, eventNode(checker, one), call),
        ),
  )
}

/** A write, or an attribute of what is known to be a row. */
function isRowChange(checker: Checker, node: Node): boolean {
  const { tree } = checker
  if (tree.kind(node) === k.K_CALL) return true
  const target = tree.child(node, k.F_LEFT)
  const origin = rowOrigin(checker, tree.child(target, k.F_OBJECT))
  return origin !== undefined && origin.kind !== 'parameter'
}
