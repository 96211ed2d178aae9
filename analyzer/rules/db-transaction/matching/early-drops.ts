// Entries of a cache that are dropped while the change of their rows is not committed.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverOf } from '../../../matching/calls/calls.ts'
import { isCleanup } from '../../../matching/errors/handlers.ts'
import { isBehind } from '../../../matching/transactions/commits.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface EarlyDrop {
  readonly change: Node
  /** The commit behind, or the block that commits at its end. */
  readonly commit: Node
}

/** What is kept to keep others out or to let somebody in: its place is another matter. */
const OTHER = /lock|session|token|rate|limit|lease|otp|code|nonce|idempot|lru|local/i

/** What makes a drop too early; undefined where it is none, or is said again behind the commit. */
export function earlyDrop(checker: Checker, call: Node): EarlyDrop | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined || owner.isLambda || !isDrop(checker, call)) return undefined
  if (isCleanup(checker, call)) return undefined
  return beforeCommit(checker, owner, call) ?? inBlock(checker, owner, call)

  function isDrop({ tree: own }: Checker, node: Node): boolean {
    const receiver = own.text(receiverOf(own, node))
    const [key] = facts.arguments(node)
    const text = key === undefined ? '' : own.text(key.value)
    if (OTHER.test(`${receiver} ${text}`)) return false
    if (/cache/i.test(receiver)) return true
    if (!/redis|valkey/i.test(receiver) || !/cache/i.test(tree.source)) return false
    if (/cache/i.test(text)) return true
    // `redis.delete(tariff_key(...))`, where the same key is read elsewhere in the file.
    const maker = /^(\w+)\(/.exec(text)?.[1]
    return maker !== undefined && tree.source.split(`${maker}(`).length > 3
  }
}

function beforeCommit(checker: Checker, owner: FunctionFacts, call: Node): EarlyDrop | undefined {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  const commits = facts.callsOf(owner).filter((one) => sql.step(one)?.kind === 'commit')
  const commit = commits.find((one) => one > call && isBehind(checker, owner, call, one))
  if (commit === undefined || isCleanup(checker, commit)) return undefined
  const said = tree.text(facts.callee(call))
  // A second time behind the commit makes good for the first.
  if (tree.source.slice(tree.end(commit), tree.end(owner.node)).includes(`${said}(`))
    return undefined
  const before = commits.filter((one) => one < call).at(-1) ?? NO_NODE
  const change = changesIn(checker, owner).find((one) => one > before && one < commit)
  return change === undefined ? undefined : { change, commit }
}

/** Inside `with transaction.atomic():`, after a change of the same block. */
function inBlock(checker: Checker, owner: FunctionFacts, call: Node): EarlyDrop | undefined {
  const { tree } = checker
  const block = sqlOf(checker)
    .regions(call)
    .find(({ kind, node }) => kind === 'transaction' && tree.contains(owner.node, node))
  if (block === undefined) return undefined
  const change = changesIn(checker, owner).find((one) => tree.contains(block.node, one))
  return change === undefined ? undefined : { change, commit: block.node }
}

/** Writes through a session, and columns of rows that are set. */
function changesIn(checker: Checker, owner: FunctionFacts): readonly Node[] {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  const written = facts.callsOf(owner).filter((one) => sql.write(one) !== undefined)
  const set = [k.K_ASSIGNMENT, k.K_AUGMENTED_ASSIGNMENT].flatMap((kind) =>
    Array.from(facts.nodesIn(owner.node, kind)).filter((node) => {
      const target = tree.child(node, k.F_LEFT)
      if (facts.enclosingFunction(node) !== owner || tree.kind(target) !== k.K_ATTRIBUTE)
        return false
      return sql.rowModel(tree.child(target, k.F_OBJECT)) !== undefined
    }),
  )
  return [...written, ...set].toSorted((a, b) => a - b)
}
