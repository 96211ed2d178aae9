// Limits, locks and lists of addresses that go by a header which every client may write.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { functionKey } from '../../../gather/define.ts'
import {
  addressNames,
  FORWARDED,
  forwardedAddresses,
  forwardedReads,
  headerOf,
  isAddress,
} from '../../../gather/forwarded-addresses.ts'
import { calledName } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface ForwardedDecision {
  /** The read of the header, or the call of the function in another file that reads it. */
  readonly read: Node
  readonly header: string
  /** What is decided by it; NO_NODE where the name of the function says so. */
  readonly decision: Node
}

/** All of a file, one for each read. */
export function forwardedDecisions(checker: Checker): readonly ForwardedDecision[] {
  const { facts, tree } = checker
  const givers = checker.project.gathered(forwardedAddresses)
  const hasReads = FORWARDED.test(tree.source)
  if (!hasReads && givers.size === 0) return []
  const names = new Set([...givers.values()].map(({ symbol }) => symbol.split('.').at(-1) ?? ''))
  const found = new Map<Node, ForwardedDecision>()
  for (const owner of facts.functions) {
    if (owner.isLambda) continue
    const own = hasReads ? forwardedReads(facts, owner) : []
    const [first] = own
    if (first !== undefined) {
      const decision = decisionBy(checker, owner, own) ?? givenDecision(checker, owner)
      if (decision !== undefined) {
        found.set(first, { read: first, header: headerOf(facts, first), decision })
      }
    }
    for (const call of facts.callsOf(owner)) {
      if (!names.has(calledName(tree, facts.callee(call)))) continue
      const value = checker.valueOf(facts.callee(call))
      const target =
        value?.kind === 'function' || value?.kind === 'method' ? value.function : undefined
      const giver = target && givers.get(functionKey(target))
      if (target === undefined || giver === undefined) continue
      const decision = decisionBy(checker, owner, [call])
      if (decision === undefined) continue
      const read =
        target.module.summary.path === checker.path ? readIn(checker, giver.symbol) : call
      if (!found.has(read)) found.set(read, { read, header: giver.header, decision })
    }
  }
  return [...found.values()]
}

function readIn({ facts }: Checker, symbol: string): Node {
  const owner = facts.functions.find((one) => one.symbol === symbol)
  return (owner && forwardedReads(facts, owner)[0]) ?? NO_NODE
}

const LIMITING =
  /limit|throttl|allow|\bban|block(?!chain)|attempt|tries|quota|\bhits?\b|lockout|whitelist|blacklist|denied|permitted|brute/i
/** Lists that addresses are looked up in. */
const LISTED =
  /allow|white|black|block|ban|den(?:y|ied)|office|internal|network|subnet|cidr|range|private|admin|permitted|^[A-Z][A-Z_]+$|^[{[(]/i

/** What of a function is decided by an address that it reads. */
function decisionBy(
  checker: Checker,
  owner: FunctionFacts,
  reads: readonly Node[],
): Node | undefined {
  const { facts, tree } = checker
  const names = addressNames(facts, owner, reads)
  const holds = (node: Node): boolean => isAddress(facts, node, reads, names)
  const compared = Array.from(facts.nodesIn(owner.node, k.K_COMPARISON_OPERATOR)).find((node) => {
    const [left = NO_NODE, right = NO_NODE] = tree.namedChildren(node)
    if (!/^(?:not in|in|==|!=)$/.test(operatorOf(checker, left, right))) return false
    return (
      holds(left) && LISTED.test(tree.spelled(right)) && !/^["']["']$/.test(tree.spelled(right))
    )
  })
  if (compared !== undefined) return compared
  const asked = facts.callsOf(owner).find((call) => {
    const callee = tree.text(facts.callee(call))
    if (!LIMITING.test(callee) || reads.includes(call)) return false
    return facts.arguments(call).some(({ value }) => holds(value))
  })
  if (asked !== undefined) return asked
  const key = Array.from(facts.nodesIn(owner.node, k.K_STRING)).find(
    (node) =>
      LIMITING.test(tree.spelled(node).replaceAll(/\{[^}]*\}/g, '')) &&
      holds(node) &&
      isKey(tree.text(node)),
  )
  if (key !== undefined) return key
  return Array.from(facts.nodesIn(owner.node, k.K_SUBSCRIPT)).find((node) => {
    const [table, item] = tree.namedChildren(node)
    return (
      table !== undefined && item !== undefined && LIMITING.test(tree.spelled(table)) && holds(item)
    )
  })
}

/** `f"tries:{ip}"`, and no sentence. */
const isKey = (text: string): boolean => !/\s/.test(text.replaceAll(/\{[^}]*\}/g, ''))

function operatorOf({ tree }: Checker, left: Node, right: Node): string {
  return tree.source
    .slice(tree.end(left), tree.start(right))
    .replaceAll(/[()\s]+/g, ' ')
    .trim()
}

/** The function is what a limiter asks for the key: `Limiter(address)`, `get_cache_key` of a throttle. */
function givenDecision(checker: Checker, owner: FunctionFacts): Node | undefined {
  const { facts, tree } = checker
  if (/^(?:get_cache_key|get_ident|rate_?limit_key|limit_key|throttle_key)$/.test(owner.name)) {
    return NO_NODE
  }
  return [...facts.calls].find(
    (call) =>
      /limit/i.test(tree.spelled(facts.callee(call))) &&
      facts.arguments(call).some(({ value }) => tree.text(value) === owner.name),
  )
}
