// Calls that never give a value: methods that change in place, and functions without a `return`.
import type { Checker } from '../../../engine/checker.ts'
import { constantOf } from '../../../facts/expression.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { effectsOf } from '../../../flow/effects.ts'
import { EXIT_POINT } from '../../../flow/graph.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { ownFunction } from '../../../matching/calls/own-methods.ts'
import {
  codeOf,
  expressionOf,
  isStringStatement,
  statementsOf,
} from '../../../matching/statements/statements.ts'
import type { ProjectFunction } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Library functions that act and give `None`. */
const ACTING =
  /^(?:random\.(?:shuffle|seed)|heapq\.(?:heapify|heappush)|bisect\.insort(?:_left|_right)?|time\.sleep|os\.(?:mkdir|makedirs|remove|unlink|rmdir|chmod|chown|rename)|shutil\.rmtree|builtins\.(?:print|setattr|delattr))$/

/** Methods of the containers of the language that change in place and give `None`. */
const IN_PLACE: ReadonlyMap<string, RegExp> = new Map([
  ['builtins.list', /^(?:sort|reverse|append|extend|insert|remove|clear)$/],
  ['builtins.dict', /^(?:update|clear)$/],
  ['builtins.set', /^(?:add|update|discard|remove|clear)$/],
])

/** Why a call gives no value. */
export interface EmptyResult {
  /** The end of a sentence. */
  readonly why: string
  /** True for a function of the file: that it gives nothing may be known and counted on. */
  readonly isOwn: boolean
}

/** Why a call gives no value; undefined where it may give one. */
export function emptyResult(checker: Checker, call: Node): EmptyResult | undefined {
  const { facts } = checker
  const callee = facts.callee(call)
  if (callee === NO_NODE) return undefined
  const origin = facts.calleeName(call)
  if (origin !== undefined && ACTING.test(origin)) return { why: 'it only acts', isOwn: false }
  if (isInPlace(checker, call)) {
    return { why: 'it changes its object in place', isOwn: false }
  }
  const owner = ownFunction(checker, callee)
  if (owner === undefined) {
    const other = emptyElsewhere(checker, callee)
    if (other === undefined) return undefined
    const { at } = other.summary
    const place = `${other.module.summary.path}, line ${at.line}`
    return { why: `it has no \`return\` with a value (${place})`, isOwn: true }
  }
  if (!givesNothing(checker, owner)) return undefined
  const line = checker.tree.line(owner.node)
  return { why: `it has no \`return\` with a value (line ${line})`, isOwn: true }
}

function isInPlace(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE) return false
  const name = calleeName(tree, call)
  if (![...IN_PLACE.values()].some((methods) => methods.test(name))) return false
  if (name === 'sort' && isOfList(checker, call, receiver)) return true
  const value = checker.analysis.types.valueOf(receiver)
  return value?.kind === 'container' && (IN_PLACE.get(value.name)?.test(name) ?? false)
}

/** `x.sort(key=...)` and `x = x.sort()`: no other well-known class has these. */
function isOfList({ tree, facts }: Checker, call: Node, receiver: Node): boolean {
  const given = facts.arguments(call)
  if (given.some(({ name }) => name !== 'key' && name !== 'reverse')) return false
  if (given.length > 0) return true
  const assignment = tree.parent(call)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return false
  return tree.text(tree.child(assignment, k.F_LEFT)) === tree.text(receiver)
}

/** True for a plain function that comes to its end and gives nothing back on every way. */
function givesNothing(checker: Checker, owner: FunctionFacts): boolean {
  const { tree, facts, project } = checker
  if (owner.isAsync || owner.isGenerator || owner.isLambda || owner.decorators.length > 0)
    return false
  if (owner.returns !== NO_NODE && !/^None$/.test(tree.text(owner.returns))) return false
  const body = statementsOf(tree, owner.body).filter((one) => !isStringStatement(tree, one))
  // One that does nothing, or only raises, is there to be overridden.
  const last = body.at(-1)
  if (last === undefined || body.every((one) => isIdle(checker, one))) return false
  for (const node of codeOf(tree, owner.body)) {
    if (tree.kind(node) === k.K_RETURN_STATEMENT && statementsOf(tree, node).length > 0)
      return false
  }
  // What always ends in a raise or an exit gives nothing to anybody.
  const graph = checker.flow.of(owner)
  if (!graph.isReachable(EXIT_POINT) || neverEnds(checker, last)) return false
  if (owner.class === undefined) return !isReplaced(checker, owner)
  const own = project.index.class(checker.path, owner.class.symbol)
  if (own === undefined || own.summary.isDynamic) return false
  if (project.index.hierarchy.overrides(own, owner.name).length > 0) return false
  return !Array.from(facts.identifiersNamed(owner.name)).some(
    (one) => one !== owner.nameNode && facts.isWrite(tree.parent(one)) && isAttribute(one),
  )

  function isAttribute(one: Node): boolean {
    return tree.kind(tree.parent(one)) === k.K_ATTRIBUTE
  }
}

/** Names of functions that do not come back. */
const ENDS = /^_?(?:\w*_)?(?:exit|abort|fail|error|die|usage|exec\w*|quit|skip|raise\w*)(?:_\w+)?$/i

/** A function of another file that gives nothing back on every way. */
function emptyElsewhere(checker: Checker, callee: Node): ProjectFunction | undefined {
  // In tests another one may stand in for it.
  const value = checker.role === 'test' ? undefined : checker.valueOf(callee)
  if (value?.kind !== 'function') return undefined
  const { summary, module } = value.function
  const { isAsync, isGenerator, isStub, decorators, returns, symbol, name } = summary
  if (isAsync || isGenerator || isStub || decorators.length > 0 || symbol !== name) return undefined
  if (module.summary.path === checker.path || ENDS.test(name)) return undefined
  if (returns !== undefined && constantOf(returns) !== null) return undefined
  const effects = effectsOf(value.function)
  // One that raises may do nothing else.
  if (effects?.returns !== 'nothing' || effects.raises !== undefined) return undefined
  // The number among those of its name: another one may be the one that holds.
  const [, , number] = value.function.place
  const isBound = checker.project.index.symbols(module).variables.get(name) !== undefined
  return number === 0 && !isBound ? value.function : undefined
}

function isIdle({ tree }: Checker, statement: Node): boolean {
  const kind = tree.kind(statement)
  return (
    kind === k.K_PASS_STATEMENT || kind === k.K_RAISE_STATEMENT || tree.text(statement) === '...'
  )
}

/** The last statement leaves the program or hands over to what may. */
function neverEnds({ tree }: Checker, last: Node): boolean {
  const call = expressionOf(tree, last)
  if (tree.kind(last) === k.K_RAISE_STATEMENT) return true
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return false
  return ENDS.test(calleeName(tree, call))
}

/** A function of that name is bound elsewhere too, or stands under a condition. */
function isReplaced({ tree }: Checker, owner: FunctionFacts): boolean {
  return tree.ancestor(owner.node, k.K_IF_STATEMENT, k.K_TRY_STATEMENT) !== NO_NODE
}
