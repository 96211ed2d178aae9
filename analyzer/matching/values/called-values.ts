// What a call gives, by the arguments that it carries on, those that it cleans, and its function.
import type { Checker } from '../../engine/checker.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { appliedBy, isFoundElement } from '../calls/mapped-calls.ts'
import { escapedBy } from '../inputs/harmless-values.ts'
import { isConverted, isRequest } from '../inputs/input-sources.ts'
import { narrowedBy } from '../inputs/narrow-patterns.ts'
import {
  ALL_SINKS,
  carriesArguments,
  carriesReceiver,
  cleanedBy,
  DATA,
  opensFile,
  undoes,
} from '../inputs/sinks.ts'
import { FIXED, joined, type Trace, type Tracer, UNKNOWN, without } from '../inputs/trace.ts'
import { handedResult } from './handed-results.ts'
import { itemRead } from './held-items.ts'
import { valueBehind } from './named-values.ts'
import { keptTrace } from './place-values.ts'

/** What a call gives: what is left of its arguments and its receiver, or what its function returns. */
export function callTrace(checker: Checker, node: Node, trace: Tracer): Trace {
  const { tree, facts } = checker
  const callee = facts.callee(node)
  if (callee === NO_NODE) return UNKNOWN
  const origin = facts.qualifiedName(callee)
  const isMethod = tree.kind(callee) === k.K_ATTRIBUTE
  const name = isMethod
    ? facts.name(tree.child(callee, k.F_ATTRIBUTE))
    : tree.kind(callee) === k.K_IDENTIFIER
      ? facts.name(callee)
      : ''
  const cleaned = cleanedBy(origin, name) | narrowedBy(checker, node, origin ?? '', name)
  if (cleaned === ALL_SINKS || isConverted(checker, node)) return FIXED
  const kept = keptTrace(checker, node)
  if (kept !== undefined) return kept
  const before = undone(checker, node, origin)
  if (before !== NO_NODE) return trace(before)
  // The function that `map(str, values)` is given is no part of what comes out.
  const isMapped = origin === 'builtins.map' || origin === 'builtins.filter'
  const passed = facts
    .arguments(node)
    .map(({ value }, at) => (isMapped && at === 0 ? FIXED : trace(value)))
  if (origin !== undefined && carriesArguments(origin)) {
    const applied = isMapped ? appliedBy(checker, node) : 0
    const carried = without(joined(passed), cleaned | applied)
    return opensFile(origin) ? { ...carried, unknown: carried.unknown | DATA } : carried
  }
  if (isMethod && checker.valueOf(callee)?.kind !== 'method') {
    const item = itemRead(checker, node)
    if (item !== undefined) return trace(item)
    const base = tree.child(callee, k.F_OBJECT)
    const own = isRequest(checker, base) ? UNKNOWN : trace(base)
    if (carriesReceiver(name) || isFoundElement(checker, node, name)) {
      // `insert(User).values(name=name)` binds what it is given; `values()` of a dictionary takes nothing.
      if (name === 'values') return without(own, cleaned)
      const fallback = name === 'get' || name === 'pop' ? passed.slice(1) : passed
      // `Markup('<b>{}</b>').format(name)`
      const escaped = name === 'format' ? escapedBy(checker, base) : 0
      return without(joined([own, ...fallback]), cleaned | escaped)
    }
  }
  return without(handedResult(checker, { call: node, passed, trace }), cleaned)
}

/** `text` of `unquote(quote(text))`: what was escaped is as it was before. */
function undone(checker: Checker, call: Node, origin: string | undefined): Node {
  const { facts } = checker
  const given = facts.arguments(call)[0]?.value ?? NO_NODE
  if (origin === undefined || given === NO_NODE) return NO_NODE
  const inner = valueBehind(checker, given)
  if (checker.tree.kind(inner) !== k.K_CALL) return NO_NODE
  if (!undoes(origin, facts.calleeName(inner))) return NO_NODE
  return facts.arguments(inner)[0]?.value ?? NO_NODE
}
