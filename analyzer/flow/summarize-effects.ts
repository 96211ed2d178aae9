// Reads the effects of all functions of a file off its facts: one pass over the nodes that matter,
// no flow graphs, so that it can be done for every function of a project.
import { keptAttribute } from '../facts/called-names.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { callEffects, mayHaveEffect } from './call-effects.ts'
import type { CallEffect, FunctionEffects, LocationEffect } from './effects.ts'
import { answersAtOnce } from './instant-calls.ts'
import { LocationEffects } from './location-effects.ts'
import { handlersCovering, withItemsAround } from './surroundings.ts'
import { managerOf } from './with-parts.ts'

/** Effects while they are being collected. */
export interface OpenEffects {
  suspends: boolean
  readonly reads: LocationEffect[]
  readonly writes: LocationEffect[]
  readonly mutations: LocationEffect[]
  readonly blocks: CallEffect[]
  readonly commits: CallEffect[]
  readonly flushes: CallEffect[]
  readonly rollbacks: CallEffect[]
  readonly emits: CallEffect[]
  readonly locks: string[]
  readonly raises: string[]
  returnsValue: boolean
  returnsNothing: boolean
}

const LOCK_NAME =
  /(?:^|[._])(?:\w*lock|mutex|sem|semaphore|cond|condition)(?:s?\[[^\]]*\]|\(.*\))?$/i

/** The effects of each named function; functions stand in the order of the file. */
export function summarizeEffects(facts: FileFacts): ReadonlyMap<FunctionFacts, FunctionEffects> {
  return new EffectsPass(facts).run()
}

class EffectsPass {
  readonly #facts: FileFacts
  readonly #open = new Map<FunctionFacts, OpenEffects>()

  constructor(facts: FileFacts) {
    this.#facts = facts
  }

  run(): ReadonlyMap<FunctionFacts, FunctionEffects> {
    const facts = this.#facts
    for (const one of facts.functions) if (!one.isLambda) this.#open.set(one, noEffects())
    if (this.#open.size === 0) return new Map()
    this.#seeSuspensions()
    this.#seeLocks()
    for (const call of facts.calls) this.#seeCall(call)
    for (const node of facts.nodesOfKind(k.K_RAISE_STATEMENT)) this.#seeRaise(node)
    for (const node of facts.nodesOfKind(k.K_RETURN_STATEMENT)) this.#seeReturn(node)
    new LocationEffects(facts, (node) => this.#of(node), this.#isLocked).run()
    return new Map(Array.from(this.#open, ([one, open]) => [one, closed(open)]))
  }

  #of(node: Node): OpenEffects | undefined {
    const owner = this.#facts.enclosingFunction(node)
    return owner && this.#open.get(owner)
  }

  #seeSuspensions(): void {
    const facts = this.#facts
    const { tree } = facts
    for (const node of facts.nodesOfKind(k.K_AWAIT)) {
      const open = this.#of(node)
      if (open !== undefined) open.suspends = true
    }
    for (const kind of [k.K_FOR_STATEMENT, k.K_FOR_IN_CLAUSE, k.K_WITH_STATEMENT]) {
      for (const node of facts.nodesOfKind(kind)) {
        if (tree.kind(node + 1) !== k.T_ASYNC) continue
        const open = this.#of(node)
        if (open !== undefined) open.suspends = true
      }
    }
    // The consumer of an async generator runs in between.
    for (const one of facts.functions) {
      const open = one.isAsync && one.isGenerator ? this.#open.get(one) : undefined
      if (open !== undefined) open.suspends = true
    }
  }

  #seeLocks(): void {
    const { tree } = this.#facts
    for (const item of this.#facts.nodesOfKind(k.K_WITH_ITEM)) {
      const open = this.#of(item)
      const manager = managerOf(tree, item)
      if (open === undefined || manager === NO_NODE) continue
      const text = tree.text(keptAttribute(this.#facts, manager))
      if (text.length < 120 && LOCK_NAME.test(text)) addOnce(open.locks, text)
    }
  }

  #seeCall(call: Node): void {
    const facts = this.#facts
    const { tree } = facts
    const callee = facts.callee(call)
    if (callee === NO_NODE) return
    const isMethod = tree.kind(callee) === k.K_ATTRIBUTE
    const last = isMethod ? tree.child(callee, k.F_ATTRIBUTE) : callee
    if (last === NO_NODE || tree.kind(last) !== k.K_IDENTIFIER) return
    const text = facts.name(last)
    if (!mayHaveEffect(text)) return
    const open = this.#of(call)
    if (open === undefined) return
    const origin = facts.qualifiedName(callee)
    const name = origin ?? (isMethod ? `.${text}` : text)
    for (const kind of callEffects(origin, isMethod ? text : '')) {
      if (kind === 'blocks' && answersAtOnce(this.#facts, call, text)) continue
      open[kind].push({ name, line: tree.line(call) })
    }
  }

  #seeRaise(node: Node): void {
    const open = this.#of(node)
    if (open === undefined) return
    const { tree } = this.#facts
    const raised = tree.namedChildren(node)[0] ?? NO_NODE
    const callee = raised !== NO_NODE && tree.kind(raised) === k.K_CALL ? raised + 1 : raised
    const name = callee === NO_NODE ? '' : (this.#facts.qualifiedName(callee) ?? '')
    if (!this.#isCaught(node, name)) addOnce(open.raises, name)
  }

  /** True if a handler of the same function certainly takes the exception. */
  #isCaught(node: Node, name: string): boolean {
    const facts = this.#facts
    const { tree } = facts
    return handlersCovering(tree, node).some((clause) => {
      const value = tree.child(clause, k.F_VALUE)
      if (value === NO_NODE) return true
      const type = tree.kind(value) === k.K_AS_PATTERN ? tree.firstChild(value) : value
      const caught = facts.qualifiedName(type)
      return (
        caught === 'builtins.Exception' ||
        caught === 'builtins.BaseException' ||
        (name !== '' && caught === name)
      )
    })
  }

  #seeReturn(node: Node): void {
    const open = this.#of(node)
    if (open === undefined) return
    const { tree } = this.#facts
    const value = tree.namedChildren(node).find((child) => tree.kind(child) !== k.K_COMMENT)
    if (value === undefined || tree.kind(value) === k.K_NONE) open.returnsNothing = true
    else open.returnsValue = true
  }

  readonly #isLocked = (node: Node): boolean => {
    const { tree } = this.#facts
    return withItemsAround(tree, node).some((item) => {
      const manager = managerOf(tree, item)
      if (manager === NO_NODE) return false
      const lock = keptAttribute(this.#facts, manager)
      return LOCK_NAME.test(tree.spelled(lock).slice(0, 120))
    })
  }
}

function noEffects(): OpenEffects {
  return {
    suspends: false,
    reads: [],
    writes: [],
    mutations: [],
    blocks: [],
    commits: [],
    flushes: [],
    rollbacks: [],
    emits: [],
    locks: [],
    raises: [],
    returnsValue: false,
    returnsNothing: false,
  }
}

function closed(open: OpenEffects): FunctionEffects {
  const { suspends, returnsValue, returnsNothing, ...lists } = open
  const filled = Object.entries(lists).filter(([, list]) => list.length > 0)
  const returns = returnsValue ? (returnsNothing ? 'mixed' : 'value') : 'nothing'
  return { suspends, returns, ...Object.fromEntries(filled) }
}

function addOnce(list: string[], text: string): void {
  if (!list.includes(text)) list.push(text)
}
