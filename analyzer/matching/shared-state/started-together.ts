// Coroutines of a file that are started more than once to run at the same time.
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { loopsAround } from '../../flow/surroundings.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_CALL,
  K_DICTIONARY_COMPREHENSION,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_GENERATOR_EXPRESSION,
  K_IDENTIFIER,
  K_LAMBDA,
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { argumentsOf, calleeName } from '../calls/calls.ts'

const STARTERS = new Set(['create_task', 'ensure_future', 'start_soon', 'spawn', 'start_task'])
const GATHERERS = new Set(['gather', 'wait', 'as_completed'])
const COLLECTORS = new Set(['append', 'add', 'put_nowait'])
const COMPREHENSIONS: ReadonlySet<number> = new Set([
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
  K_DICTIONARY_COMPREHENSION,
  K_GENERATOR_EXPRESSION,
])

/** Each coroutine function that runs several times at once, with the call that starts it first. */
export function startedTogether(checker: Checker): ReadonlyMap<FunctionFacts, Node> {
  const counts = new Map<FunctionFacts, { starts: number; readonly first: Node }>()
  for (const call of checker.facts.calls) {
    const name = calleeName(checker.tree, call)
    const found = STARTERS.has(name) || GATHERERS.has(name) ? handedOver(checker, call) : []
    const weight = starts(checker, call)
    const own = weight > 0 ? called(checker, call) : undefined
    for (const [target, times] of [...found, ...(own ? [[own, weight] as const] : [])]) {
      const known = counts.get(target)
      if (known === undefined) counts.set(target, { starts: times, first: call })
      else known.starts += times
    }
  }
  return new Map(
    [...counts].flatMap(([target, { starts: times, first }]) =>
      times > 1 ? [[target, first] as const] : [],
    ),
  )
}

/** True for an inner coroutine that is called in one place, once: nothing else runs it beside. */
export function isStartedOnce(checker: Checker, { nameNode, enclosing }: FunctionFacts): boolean {
  const { tree, facts } = checker
  if (enclosing === undefined || nameNode === NO_NODE) return false
  const [only, second] = facts.resolve(nameNode)?.references ?? []
  if (only === undefined || second !== undefined) return false
  const call = tree.parent(only)
  const isCalled = tree.kind(call) === K_CALL && facts.callee(call) === only
  return isCalled && facts.enclosingFunction(call) === enclosing && !isRepeated(checker, call)
}

/** Functions that are handed over uncalled: `start_soon(work, x)`, `gather(*map(work, xs))`. */
function handedOver(checker: Checker, call: Node): (readonly [FunctionFacts, number])[] {
  const { tree, facts } = checker
  const times = isRepeated(checker, call) ? 2 : 1
  return argumentsOf(tree, call).flatMap(({ value }): (readonly [FunctionFacts, number])[] => {
    if (tree.kind(value) === K_CALL && facts.calleeName(value) === 'builtins.map') {
      const mapped = coroutineOf(checker, argumentsOf(tree, value)[0]?.value ?? NO_NODE)
      return mapped ? [[mapped, 2]] : []
    }
    const given = coroutineOf(checker, value)
    return given ? [[given, times]] : []
  })
}

function called(checker: Checker, call: Node): FunctionFacts | undefined {
  return coroutineOf(checker, checker.facts.callee(call))
}

/** The `async def` of this file that a name or `self.name` means. */
function coroutineOf({ tree, facts }: Checker, callee: Node): FunctionFacts | undefined {
  if (callee === NO_NODE) return undefined
  let found: FunctionFacts | undefined
  if (tree.kind(callee) === K_IDENTIFIER) {
    const [only, second] = facts.resolve(callee)?.definitions ?? []
    if (only?.kind !== 'function' || second !== undefined) return undefined
    found = facts.functionAt(tree.parent(only.node))
  } else if (tree.kind(callee) === K_ATTRIBUTE) {
    const object = tree.child(callee, F_OBJECT)
    if (object === NO_NODE || tree.text(object) !== 'self') return undefined
    const name = facts.name(tree.child(callee, F_ATTRIBUTE))
    found = facts.enclosingClass(callee)?.methods.find((one) => one.name === name)
  }
  return found?.isAsync ? found : undefined
}

/** True within a loop or comprehension of the same function. */
function isRepeated({ tree }: Checker, call: Node): boolean {
  if (loopsAround(tree, call).length > 0) return true
  for (let at = tree.parent(call); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (COMPREHENSIONS.has(kind)) return true
    if (kind === K_FUNCTION_DEFINITION || kind === K_LAMBDA) return false
  }
  return false
}

/** How often a call of a coroutine function starts it beside others: 0, 1 or 2 for "many". */
function starts(checker: Checker, call: Node): number {
  const { tree, facts } = checker
  const times = isRepeated(checker, call) ? 2 : 1
  let isTask = false
  for (let at = tree.parent(call); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    // Whoever starts a task and waits for it in one breath runs one after the other.
    if (kind === K_AWAIT) return 0
    if (kind === K_FUNCTION_DEFINITION || kind === K_LAMBDA || kind === K_EXPRESSION_STATEMENT) {
      return isTask ? times : 0
    }
    if (kind === K_ASSIGNMENT) {
      if (isTask) return times
      const target = tree.child(at, F_LEFT)
      if (target === NO_NODE || tree.kind(target) !== K_IDENTIFIER) return 0
      if (tree.child(at, F_RIGHT) === NO_NODE) return 0
      const binding = facts.resolve(target)
      return binding?.references.some((one) => isGathered(one)) ? times : 0
    }
    if (kind !== K_ARGUMENT_LIST) continue
    const outer = tree.parent(at)
    if (tree.kind(outer) !== K_CALL) continue
    const name = calleeName(tree, outer)
    if (GATHERERS.has(name)) return times
    if (STARTERS.has(name)) isTask = true
    if (isTask || !COLLECTORS.has(name)) continue
    const receiver = tree.child(facts.callee(outer), F_OBJECT)
    if (receiver === NO_NODE || tree.kind(receiver) !== K_IDENTIFIER) return 0
    const isUsed = facts.resolve(receiver)?.references.some((one) => isGathered(one))
    return isUsed ? times : 0
  }
  return isTask ? times : 0

  function isGathered(reference: Node): boolean {
    for (let at = tree.parent(reference); at !== NO_NODE; at = tree.parent(at)) {
      const kind = tree.kind(at)
      if (kind === K_CALL && GATHERERS.has(calleeName(tree, at))) return true
      if (kind === K_FUNCTION_DEFINITION) return false
    }
    return false
  }
}
