// The analyses of a piece of Python, alone or as one file of a small project.

import type { FileFacts } from '../../analyzer/facts/file-facts.ts'
import type { FunctionFacts } from '../../analyzer/facts/functions.ts'
import { FileFlow } from '../../analyzer/flow/file-flow.ts'
import { FileAnalysis, type FunctionAnalysis } from '../../analyzer/flow/function-analysis.ts'
import * as k from '../../analyzer/syntax/kinds.ts'
import { FileTypes } from '../../analyzer/types/file-types.ts'
import { projectOf } from './project-of.ts'

const PATH = 'app/module.py'

/** Analyses `source`; `others` are further files of the project by path. */
export function analysisOf(
  source: string,
  others: Readonly<Record<string, string>> = {},
): FileAnalysis {
  const { index, facts } = projectOf({ ...others, [PATH]: source })
  const own = facts.get(PATH)
  if (own === undefined) throw new Error('no facts')
  const flow = new FileFlow(own)
  return new FileAnalysis(flow, new FileTypes(own, flow, index))
}

/** The function with that symbol, the first one without. */
export function functionOf(analysis: FileAnalysis, symbol?: string): FunctionAnalysis {
  return analysis.of(ownerOf(analysis.flow.facts, symbol))
}

export function ownerOf(facts: FileFacts, symbol?: string): FunctionFacts {
  const found = facts.functions.find((one) => symbol === undefined || one.symbol === symbol)
  if (found === undefined) throw new Error(`no function ${symbol}`)
  return found
}

/** The first node with that text, on a line (1-based) if one is given. */
export function nodeWith(facts: FileFacts, text: string, line?: number): number {
  const { tree } = facts
  for (let node = 1; node < tree.count; node += 1) {
    if (!tree.isNamed(node) || (line !== undefined && tree.line(node) !== line)) continue
    const isWhole = tree.text(node) === text && tree.kind(node) !== k.K_EXPRESSION_STATEMENT
    if (isWhole && tree.kind(node) !== k.K_BLOCK) return node
  }
  throw new Error(`no ${text}`)
}
