// How a sync function of the project comes to stop the thread that runs it.
import type { Checker, StepDraft } from '../engine/checker.ts'
import { type CallEffect, effectsOf } from '../flow/effects.ts'
import { functionKey } from '../gather/define.ts'
import type { CallEdge } from '../project/call-graph.ts'
import { callNature } from '../project/call-results.ts'
import type { ProjectFunction } from '../project/values.ts'
import { functionsThatWait } from './blocking-methods.ts'

const MAX_DEPTH = 4

/** The calls from a helper down to one that blocks. */
export interface BlockingChain {
  readonly calls: readonly CallEdge[]
  readonly blocks: CallEffect
  readonly in: ProjectFunction
}

/** What a call of the function waits for; undefined for coroutines, generators and what is unknown. */
export function blockingChain(
  checker: Checker,
  of: ProjectFunction,
  from: ProjectFunction,
): BlockingChain | undefined {
  return chainOf(checker, of, MAX_DEPTH, new Set([from]))
}

/** The same for the code of a property, or of a generator that `with` runs up to its `yield`. */
export function blockingBody(checker: Checker, of: ProjectFunction): BlockingChain | undefined {
  return of.summary.isAsync ? undefined : chainWithin(checker, of, MAX_DEPTH, new Set([of]))
}

/** The calls of a chain, and the place that waits. */
export function blockingSteps({ calls, blocks, in: last }: BlockingChain): StepDraft[] {
  const steps = calls.map(
    ({ module, at, callee }): StepDraft => ({
      kind: 'call',
      location: {
        path: module.summary.path,
        range: {
          startLine: at.line,
          startColumn: at.column,
          endLine: at.line,
          endColumn: at.column,
        },
      },
      message: `\`${callee.summary.symbol}\` is called`,
    }),
  )
  return [
    ...steps,
    {
      kind: 'act',
      location: {
        path: last.module.summary.path,
        range: { startLine: blocks.line, startColumn: 1, endLine: blocks.line, endColumn: 1 },
      },
      message: `\`${blocks.name}\` stops the thread`,
    },
  ]
}

function chainOf(
  checker: Checker,
  of: ProjectFunction,
  depth: number,
  seen: Set<ProjectFunction>,
): BlockingChain | undefined {
  if (seen.has(of) || depth === 0) return undefined
  seen.add(of)
  const { summary } = of
  if (summary.isAsync || summary.isGenerator || callNature(of) !== 'plain') return undefined
  return chainWithin(checker, of, depth, seen)
}

function chainWithin(
  checker: Checker,
  of: ProjectFunction,
  depth: number,
  seen: Set<ProjectFunction>,
): BlockingChain | undefined {
  const blocks =
    effectsOf(of)?.blocks?.[0] ?? checker.project.at(functionsThatWait, functionKey(of))
  if (blocks !== undefined) return { calls: [], blocks, in: of }
  for (const edge of checker.project.index.calls.callees(of)) {
    if (edge.isVirtual) continue
    const chain = chainOf(checker, edge.callee, depth - 1, seen)
    if (chain !== undefined) return { ...chain, calls: [edge, ...chain.calls] }
  }
  return undefined
}
