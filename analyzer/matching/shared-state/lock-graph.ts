// Which locks are taken while which others are held, through calls too.

import type { Checker } from '../../engine/checker.ts'
import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'
import type { Place } from '../../facts/expression.ts'
import type { LockName } from '../../gather/lock-names.ts'
import {
  type FunctionLocks,
  type LockTake,
  type LockUses,
  lockUses,
} from '../../gather/lock-uses.ts'
import type { EvidenceStep } from '../../model.ts'
import { callNature } from '../../project/call-results.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { K_ATTRIBUTE, K_CALL, K_IDENTIFIER } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { placeOfFunction } from '../names/project-places.ts'
import type { LockKind } from './lock-constructors.ts'

/** A take of a lock whose key is that of the class which makes it. */
export interface KnownTake extends LockTake {
  /** Undefined for what only its name says to be a lock. */
  readonly kind: LockKind | undefined
}

/** A lock that is taken while another, or the same one, is held. */
export interface NestedTake {
  readonly path: string
  readonly function: ProjectFunction
  readonly held: KnownTake
  /** The lock that is taken within; its place is in the function that takes it. */
  readonly taken: KnownTake
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

/** By the key of the lock that is held first. */
export const nestedTakesByLock = defineTable({
  id: 'nested takes by lock',
  make: (project): ReadonlyMap<string, readonly NestedTake[]> =>
    Map.groupBy(project.table(nestedTakes), ({ held }) => held.key),
})

export const nestedTakesByPath = defineTable({
  id: 'nested takes by path',
  make: (project): ReadonlyMap<string, readonly NestedTake[]> =>
    Map.groupBy(project.table(nestedTakes), ({ path }) => path),
})

interface Reached {
  readonly taken: KnownTake
  readonly way: readonly ProjectFunction[]
  readonly isSameObject: boolean
}

interface Holder extends FunctionLocks {
  readonly takes: readonly KnownTake[]
}

/** A call, or a read that runs a property. */
interface Step {
  readonly callee: ProjectFunction
  readonly at: Place
  readonly isOwn: boolean
}

class LockGraph {
  readonly #project: Project
  readonly #uses: LockUses
  readonly #locks = new Map<ProjectFunction, Holder>()

  constructor(project: Project) {
    this.#project = project
    this.#uses = project.gathered(lockUses)
    for (const one of this.#uses.functions) {
      const found = project.index.function(one.path, one.symbol)
      if (found === undefined) continue
      const takes = one.takes.flatMap((take) => this.#known(one.path, take) ?? [])
      this.#locks.set(found, { ...one, takes })
    }
  }

  run(): readonly NestedTake[] {
    const found: NestedTake[] = []
    for (const [one, { takes }] of this.#locks) {
      const path = one.module.summary.path
      const steps = takes.length === 0 ? [] : this.#steps(one)
      for (const held of takes) {
        if (held.until === undefined) continue
        for (const taken of takes) {
          if (taken === held || !isWithin(taken.at, held)) continue
          if (isHeldAlready(takes, held, taken)) continue
          const isSameObject = true
          found.push({ path, function: one, held, taken, at: taken.at, way: [], isSameObject })
        }
        for (const { callee, at, isOwn } of steps) {
          if (!isWithin(at, held)) continue
          for (const reached of this.#reach(callee, isOwn, [one])) {
            if (reached.isSameObject && isHeldAlready(takes, held, reached.taken)) continue
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
    for (const step of this.#steps(from)) {
      found.push(...this.#reach(step.callee, isOwn && step.isOwn, [...before, from]))
      if (found.length > 50) break
    }
    return found
  }

  /** What a function runs before it goes on. */
  #steps(from: ProjectFunction): readonly Step[] {
    const locks = this.#locks.get(from)
    const steps: Step[] = []
    for (const { callee, at, isVirtual, isAwaited } of this.#project.index.calls.callees(from)) {
      const place = `${at.line}:${at.column}`
      if (isVirtual || locks?.laterCalls.includes(place)) continue
      const nature = callNature(callee)
      // What is not awaited or looped over here runs later, when the lock may be free.
      if (nature === 'generator' || nature === 'async-generator') continue
      if (nature === 'coroutine' && !isAwaited) continue
      steps.push({ callee, at, isOwn: locks?.ownCalls.includes(place) ?? false })
    }
    for (const { symbol, name, at } of locks?.ownReads ?? []) {
      const owner = this.#project.index.class(from.module.summary.path, symbol)
      const callee = owner && this.#project.index.hierarchy.findMethod(owner, name)
      if (callee !== undefined) steps.push({ callee, at, isOwn: true })
    }
    return steps
  }

  #known(path: string, take: LockTake): KnownTake | undefined {
    const { key, kind } = this.#resolve(path, take, 0)
    if (kind === undefined && !NAMED_LIKE_A_LOCK.test(take.text)) return undefined
    return { ...take, key, kind }
  }

  /** The lock that a name stands for: that of a base class, that under a condition. */
  #resolve(path: string, name: LockName, depth: number): Pick<KnownTake, 'key' | 'kind'> {
    const key = this.#madeKey(path, name)
    const made = this.#uses.made.get(key)
    if (made === undefined || depth > 3) return { key, kind: undefined }
    if (typeof made.lock === 'string') return { key, kind: made.lock }
    return this.#resolve(made.path, made.lock.sameAs, depth + 1)
  }

  #madeKey(path: string, { key, field }: LockName): string {
    if (this.#uses.made.has(key)) return key
    const { index } = this.#project
    const from = index.module(path)
    if (field === undefined) {
      // Imported by a name that starts elsewhere than at the root.
      const end = key.lastIndexOf('.')
      const value = from && index.resolveName(from, key.slice(0, end))
      if (value?.kind !== 'module' || value.entry.kind !== 'module') return key
      return value.entry.summary.moduleName + key.slice(end)
    }
    const owner = index.class(path, field.symbol)
    for (const one of owner === undefined ? [] : index.hierarchy.order(owner)) {
      if (typeof one === 'string') continue
      const inherited = `${one.module.summary.moduleName}.${one.summary.symbol}.${field.name}`
      if (this.#uses.made.has(inherited)) return inherited
    }
    return key
  }
}

const NAMED_LIKE_A_LOCK = /(?:lock|mutex|cond|condition)s?\d*$/i

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

/** `with self.lock, self.other:` around what takes `self.lock` once more: no order is turned round by it. */
function isHeldAlready(takes: readonly KnownTake[], held: KnownTake, taken: KnownTake): boolean {
  if (held.key === taken.key) return false
  return takes.some((one) => one !== taken && one.key === taken.key && isWithin(held.at, one))
}
