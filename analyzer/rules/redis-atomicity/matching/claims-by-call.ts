// Keys that a function claims and tells its caller of: `if await is_duplicate(event_id): return`.
import type { Checker } from '../../../engine/checker.ts'
import { CALL, RETURN } from '../../../flow/events.ts'
import { callsOfOwn } from '../../../matching/rows/row-helpers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { type RedisFunction, type RedisStep, redisFunctions } from './redis-steps.ts'

export interface ClaimByCall {
  /** The function that asks, without commands of its own. */
  readonly caller: RedisFunction
  /** The claim as if the caller's call had sent it. */
  readonly claim: RedisStep
  /** The answer is yes for who comes second. */
  readonly saysTaken: boolean
}

/** The calls in this file of a function that does nothing but claim a key and say whether it got it. */
export function callsForClaim(
  checker: Checker,
  fn: RedisFunction,
  claim: RedisStep,
): readonly ClaimByCall[] {
  const { facts } = checker
  const { owner } = fn
  const saysTaken = answerOf(checker, fn, claim)
  if (owner === undefined || saysTaken === undefined) return []
  return callsOfOwn(checker, owner).flatMap((call): ClaimByCall[] => {
    const caller = facts.enclosingFunction(call)
    if (caller === undefined || caller === owner) return []
    const analysis = checker.analysis.of(caller)
    const event = analysis.graph.eventAt(call, CALL)
    if (event < 0) return []
    const steps = redisFunctions(checker).find((one) => one.owner === caller)?.steps ?? []
    // The caller has other names for the values in the key.
    const text = claim.command.key?.text
    const own = steps.find(({ command }) => text !== undefined && command.key?.text === text)
    const asked: RedisStep = {
      command: { ...claim.command, call },
      event,
      point: analysis.graph.pointOf(event),
      key: own?.key ?? claim.key,
    }
    return [{ caller: { ...fn, owner: caller, analysis, steps }, claim: asked, saysTaken }]
  })
}

/** What every `return` says: true for "somebody has it already", undefined for anything else. */
function answerOf(checker: Checker, fn: RedisFunction, claim: RedisStep): boolean | undefined {
  const { tree } = checker
  const { graph, values } = fn.analysis
  const answers = new Set<boolean | undefined>()
  for (let at = 0; at < graph.events.length; at += 1) {
    if (graph.eventKind(at) !== RETURN) continue
    const returned = answerIn(checker, graph.eventNode(at))
    if (returned === NO_NODE) continue
    const constant = tree.kind(returned)
    if (constant === k.K_TRUE || constant === k.K_FALSE) {
      const guard = fn.analysis
        .guardsOf(graph.pointOf(at))
        .find(({ condition }) => values.sourcesOf(condition).includes(claim.event))
      // What is returned where there is no Redis says nothing.
      if (guard === undefined) continue
      const gotIt = guard.holds !== isNegative(tree.text(guard.condition))
      answers.add(gotIt !== (constant === k.K_TRUE))
    } else {
      const isAnswer = values.sourcesOf(returned).includes(claim.event)
      answers.add(isAnswer ? isNegative(tree.text(returned)) : undefined)
    }
  }
  const [only] = answers
  return answers.size === 1 ? only : undefined
}

/** The value of a `return`. */
function answerIn({ tree }: Checker, node: Node): Node {
  if (node === NO_NODE || tree.kind(node) !== k.K_RETURN_STATEMENT) return node
  return tree.namedChildren(node)[0] ?? NO_NODE
}

/** True for `not claimed`, `claimed is None`, `added == 0`. */
export function isNegative(text: string): boolean {
  return /^not\b|==\s*(?:0|False)|is None|is False/.test(text)
}
