// The way from a coroutine through plain functions of the project down to a call that keeps the
// thread of the event loop.
import type { Checker, StepDraft } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { CallEffect } from '../../../flow/effects.ts'
import { locationOf } from '../../../matching/routes/route-places.ts'
import type { CallEdge } from '../../../project/call-graph.ts'
import { callNature } from '../../../project/call-results.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import { K_AWAIT } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

const MAX_DEPTH = 4

/** The calls from a helper down to one that keeps the thread. */
export interface BlockingChain {
  readonly calls: readonly CallEdge[]
  readonly blocks: CallEffect
  readonly in: ProjectFunction
}

/** A call of a coroutine that ends in one that keeps the thread. */
export interface HelperCall {
  readonly call: Node
  readonly edge: CallEdge
  readonly chain: BlockingChain
}

/** What in a function itself keeps the thread. */
export type BlocksBy = (of: ProjectFunction) => CallEffect | undefined

/** Calls of plain functions in a coroutine that come to such a call, each with its way. */
export function helperCalls(
  checker: Checker,
  owner: FunctionFacts,
  blocksBy: BlocksBy,
): readonly HelperCall[] {
  const { tree, facts, project } = checker
  const own = project.index.function(checker.path, owner.symbol)
  if (own === undefined) return []
  const found: HelperCall[] = []
  let calls: ReadonlyMap<string, Node> | undefined
  for (const edge of project.index.calls.callees(own)) {
    if (edge.isAwaited || edge.isVirtual) continue
    const chain = chainOf(checker, edge.callee, blocksBy, new Set([own]))
    if (chain === undefined) continue
    calls ??= new Map(
      facts.callsOf(owner).map((call) => {
        const { line, column } = tree.position(tree.start(call))
        return [`${line}:${column}`, call] as const
      }),
    )
    const call = calls.get(`${edge.at.line}:${edge.at.column}`)
    if (call === undefined || tree.kind(tree.parent(call)) === K_AWAIT) continue
    found.push({ call, edge, chain: { ...chain, calls: [edge, ...chain.calls] } })
  }
  return found
}

/** The same for the code of a property, or of a generator that `with` runs up to its `yield`. */
export function blockingBody(
  checker: Checker,
  of: ProjectFunction,
  blocksBy: BlocksBy,
): BlockingChain | undefined {
  return of.summary.isAsync
    ? undefined
    : chainWithin(checker, of, blocksBy, new Set([of]), MAX_DEPTH)
}

/** The evidence: each call on the way, then the one that keeps the thread. */
export function stepsOf({ calls, blocks, in: last }: BlockingChain): StepDraft[] {
  const steps = calls.map(
    ({ module, at, callee }): StepDraft => ({
      kind: 'call',
      location: locationOf({ path: module.summary.path, at }),
      message: `\`${callee.summary.symbol}\` is called`,
    }),
  )
  const at = { line: blocks.line, column: 1 }
  return [
    ...steps,
    {
      kind: 'act',
      location: locationOf({ path: last.module.summary.path, at }),
      message: `\`${blocks.name}\` stops the thread`,
    },
  ]
}

/** How a plain function comes to keep the thread, the shortest way first; undefined if it does not. */
function chainOf(
  checker: Checker,
  of: ProjectFunction,
  blocksBy: BlocksBy,
  seen: Set<ProjectFunction>,
  depth = MAX_DEPTH,
): BlockingChain | undefined {
  if (seen.has(of) || depth === 0) return undefined
  seen.add(of)
  const { summary } = of
  if (summary.isAsync || summary.isGenerator || callNature(of) !== 'plain') return undefined
  return chainWithin(checker, of, blocksBy, seen, depth)
}

function chainWithin(
  checker: Checker,
  of: ProjectFunction,
  blocksBy: BlocksBy,
  seen: Set<ProjectFunction>,
  depth: number,
): BlockingChain | undefined {
  const blocks = blocksBy(of)
  if (blocks !== undefined) return { calls: [], blocks, in: of }
  for (const edge of checker.project.index.calls.callees(of)) {
    if (edge.isVirtual) continue
    const chain = chainOf(checker, edge.callee, blocksBy, seen, depth - 1)
    if (chain !== undefined) return { ...chain, calls: [edge, ...chain.calls] }
  }
  return undefined
}
