// What rules want to know of other files, beyond the project index: each gatherer takes plain data
// out of every file when it is summarized and puts the parts of all files together when a rule asks.
//
// To add one: write analyzer/gather/<id>.ts with `export const x = defineGatherer({ ... })` and add
// it to registry.ts. A rule reads it with `checker.project.gathered(x)`.
import type { FileRole } from '../engine/roles.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import type { ProjectFunction } from '../project/values.ts'

/** The part of one file, with the file it came from. */
export interface GatheredPart<Part> {
  readonly path: string
  readonly part: Part
}

export interface Gatherer<Part, Whole> {
  /** Key of the part in summaries that are kept; change it when the shape of `Part` changes. */
  readonly id: string
  /** Plain data that can be cloned and written as JSON; undefined when the file has none. */
  readonly collect: (facts: FileFacts, role: FileRole) => Part | undefined
  /** Parts come in the order of their paths. */
  readonly combine: (parts: readonly GatheredPart<Part>[]) => Whole
}

export function defineGatherer<Part, Whole>(
  gatherer: Gatherer<Part, Whole>,
): Gatherer<Part, Whole> {
  return gatherer
}

/** Parts that tell something of functions, by `functionKey`. */
export function byFunction<One extends { readonly symbol: string }>(
  parts: readonly GatheredPart<readonly One[]>[],
): ReadonlyMap<string, One> {
  return new Map(
    parts.flatMap(({ path, part }) => part.map((one) => [`${path} ${one.symbol}`, one] as const)),
  )
}

/** What a gatherer of facts on functions says of itself. */
export interface FunctionReader<One extends { readonly symbol: string }> {
  readonly id: string
  /** What stands in the source of every file that has such functions. */
  readonly uses: RegExp
  /** Undefined for a function that the facts are not about. */
  readonly read: (facts: FileFacts, owner: FunctionFacts) => One | undefined
}

/** A gatherer that tells one thing of some functions of the program itself, by `functionKey`. */
export function defineFunctionGatherer<One extends { readonly symbol: string }>({
  id,
  uses,
  read,
}: FunctionReader<One>): Gatherer<readonly One[], ReadonlyMap<string, One>> {
  return defineGatherer<readonly One[], ReadonlyMap<string, One>>({
    id,
    collect(facts, role) {
      if (role === 'test' || role === 'generated' || !uses.test(facts.tree.source)) return undefined
      const found = facts.functions.flatMap((owner) => read(facts, owner) ?? [])
      return found.length === 0 ? undefined : found
    },
    combine: byFunction,
  })
}

/** How gathered facts and tables name a function: its path and symbol, separated by a space. */
export function functionKey({ module, summary }: ProjectFunction): string {
  return `${module.summary.path} ${summary.symbol}`
}
