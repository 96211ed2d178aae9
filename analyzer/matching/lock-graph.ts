// Which locks are taken while which others are held, through calls too.

import type { Checker } from '../engine/checker.ts'
import type { Project } from '../engine/project.ts'
import { defineTable } from '../engine/table.ts'
import type { Place } from '../facts/expression.ts'
import { type FunctionLocks, type LockTake, lockUses } from '../gather/lock-uses.ts'
import type { EvidenceStep } from '../model.ts'
import type { ProjectFunction } from '../project/values.ts'
import { K_ATTRIBUTE, K_CALL, K_IDENTIFIER } from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import { placeOfFunction } from './project-places.ts'

/** A lock that is taken while another, or the same one, is held. */
export interface NestedTake {
  readonly path: string
  readonly function: ProjectFunction
  readonly held: LockTake
  /** The lock that is taken within; its place is in the function that takes it. */
  readonly taken: LockTake
  /** Where `function` takes the second lock, or calls what takes it. */
  readonly at: Place
  /** Functions on the way from `function` to the one that takes the second lock. */
  readonly way: readonly ProjectFunction[]
  /** True if the second lock certainly belongs to the same object, or to none. */
  readonly isSameObject: boolean
}

const MAX_DEPTH = 6

/** All nested takes of the project, in the order of files and lines. */
export const nestedTakes = defineTable({
  id: 'nested takes',
  make: (project): readonly NestedTake[] => new LockGraph(project).run(),
})

export const nestedTakesByPath = defineTable({
  id: 'nested takes by path',
  make: (project): ReadonlyMap<string, readonly NestedTake[]> =>
    Map.groupBy(project.table(nestedTakes), ({ path }) => path),
})

/** What sort of lock a key stands for. */
export const lockKinds = defineTable({
  id: 'lock kinds',
  make: (project) => project.gathered(lockUses).kinds,
})

interface Reached {
  readonly taken: LockTake
  readonly way: readonly ProjectFunction[]
  readonly isSameObject: boolean
}

class LockGraph {
  readonly #project: Project
  readonly #locks = new Map<ProjectFunction, FunctionLocks>()

  constructor(project: Project) {
    this.#project = project
    for (const one of project.gathered(lockUses).functions) {
      const found = project.index.function(one.path, one.symbol)
      if (found !== undefined) this.#locks.set(found, one)
    }
  }

  run(): readonly NestedTake[] {
    const found: NestedTake[] = []
    for (const [one, { takes, ownCalls }] of this.#locks) {
      const path = one.module.summary.path
      for (const held of takes) {
        if (held.until === undefined) continue
        for (const taken of takes) {
          if (taken === held || !isWithin(taken.at, held)) continue
          found.push({
            path,
            function: one,
            held,
            taken,
            at: taken.at,
            way: [],
            isSameObject: true,
          })
        }
        for (const { callee, at, isVirtual } of this.#project.index.calls.callees(one)) {
          if (isVirtual || !isWithin(at, held)) continue
          const isOwn = ownCalls.includes(`${at.line}:${at.column}`)
          for (const reached of this.#reach(callee, isOwn, [one])) {
            found.push({ path, function: one, held, at, ...reached })
          }
        }
      }
    }
    return found
  }

  /** Locks that a function takes, by itself and through what it calls. */
  #reach(
    from: ProjectFunction,
    isOwn: boolean,
    before: readonly ProjectFunction[],
  ): readonly Reached[] {
    if (before.includes(from) || before.length > MAX_DEPTH) return []
    const locks = this.#locks.get(from)
    const way = [...before.slice(1), from]
    const found: Reached[] = (locks?.takes ?? []).map((taken) => ({
      taken,
      way,
      isSameObject: isOwn || !taken.isOfObject,
    }))
    // Locks are seldom more than a few calls away, and whoever has none in reach is left early.
    if (before.length > 3) return found
    for (const { callee, at, isVirtual } of this.#project.index.calls.callees(from)) {
      if (isVirtual) continue
      const stays = isOwn && (locks?.ownCalls.includes(`${at.line}:${at.column}`) ?? false)
      found.push(...this.#reach(callee, stays, [...before, from]))
      if (found.length > 50) break
    }
    return found
  }
}

function isWithin(at: Place, { at: start, until }: LockTake): boolean {
  if (until === undefined) return false
  const isBehind = at.line > start.line || (at.line === start.line && at.column > start.column)
  return isBehind && (at.line < until.line || (at.line === until.line && at.column < until.column))
}

/** The nested takes of one file, each with the expression in this file. */
export function nestedIn(
  checker: Checker,
): readonly { readonly nested: NestedTake; readonly node: Node }[] {
  const { tree, facts, path } = checker
  const own = checker.project.at(nestedTakesByPath, path) ?? []
  if (own.length === 0) return []
  const byStart = new Map<number, Node>()
  for (const kind of [K_ATTRIBUTE, K_IDENTIFIER, K_CALL]) {
    for (const node of facts.nodesOfKind(kind)) byStart.set(tree.start(node), node)
  }
  return own.flatMap((nested) => {
    const { line, column } = nested.at
    const node = byStart.get((tree.lineStarts[line - 1] ?? 0) + column - 1)
    return node === undefined ? [] : [{ nested, node }]
  })
}

/** The steps from the first lock to the second, for the evidence of a finding. */
export function stepsOf({ path, held, taken, way, function: one }: NestedTake): EvidenceStep[] {
  const last = way.at(-1) ?? one
  return [
    step('act', path, held, `\`${held.text}\` is taken`),
    ...way.map((next): EvidenceStep => {
      const location = placeOfFunction(next)
      return { kind: 'call', location, message: `\`${next.summary.name}\` is called` }
    }),
    step('act', last.module.summary.path, taken, `\`${taken.text}\` is taken`),
  ]
}

function step(
  kind: EvidenceStep['kind'],
  path: string,
  { at, text }: LockTake,
  message: string,
): EvidenceStep {
  const range = {
    startLine: at.line,
    startColumn: at.column,
    endLine: at.line,
    endColumn: at.column + text.length,
  }
  return { kind, location: { path, range }, message }
}
