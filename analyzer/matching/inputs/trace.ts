// What is known of a value: the sinks for which user input, or anything unknown, may be in it.
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { ALL_SINKS } from './sinks.ts'

/** For which sinks user input, or anything that is no constant, may be in a value. */
export interface Trace {
  readonly input: number
  readonly unknown: number
  /** Where user input comes in, NO_NODE without. */
  readonly source: Node
}

/** Traces an expression that goes into the one that is asked about. */
export type Tracer = (expression: Node) => Trace

export const FIXED: Trace = { input: 0, unknown: 0, source: NO_NODE }
export const UNKNOWN: Trace = { input: 0, unknown: ALL_SINKS, source: NO_NODE }
export function inputAt(node: Node): Trace {
  return { input: ALL_SINKS, unknown: ALL_SINKS, source: node }
}

export function joined(traces: readonly Trace[]): Trace {
  let input = 0
  let unknown = 0
  let source = NO_NODE
  for (const trace of traces) {
    input |= trace.input
    unknown |= trace.unknown
    if (source === NO_NODE) source = trace.source
  }
  return { input, unknown, source }
}

export function without(trace: Trace, sinks: number): Trace {
  if (sinks === 0) return trace
  return { ...trace, input: trace.input & ~sinks, unknown: trace.unknown & ~sinks }
}

/** True for a format specification that only a number fits. */
export function isNumberFormat(format: string): boolean {
  return /[bcdeEfFgGnoxX%]$/.test(format)
}
