// Which reads of places go into a value, through local variables.
import type { Checker } from '../../engine/checker.ts'
import { namedAttribute } from '../../facts/named-attribute.ts'
import type { Access } from '../../flow/accesses.ts'
import { effectsOf } from '../../flow/effects.ts'
import * as event from '../../flow/events.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'
import { isProperty, ownMethod } from '../calls/own-methods.ts'

/** Calls whose result is made of their arguments, or of what they are called on. */
const CARRYING = new Set(
  'abs all any bool bytes dict filter float frozenset int iter len list map max min next reversed round set sorted str sum tuple'
    .split(' ')
    .map((name) => `builtins.${name}`)
    .concat('copy.copy', 'copy.deepcopy', 'dataclasses.replace'),
)
const CARRYING_METHODS = new Set(
  'copy difference format get items keys replace union values'.split(' '),
)
/** Expressions that one question looks at. */
const MAX_NODES = 5_000
/** Calls of own methods that are followed one into another. */
const MAX_CALLS = 2

/** Reads of places whose value itself goes into an expression, not only into a call behind it. */
export function carriedReads(
  checker: Checker,
  analysis: FunctionAnalysis,
  expression: Node,
): readonly CarriedRead[] {
  return readsIn(checker, analysis, expression, 0)
}

/** A read, and whether a method made something else of it before it gave it back. */
export interface CarriedRead extends Access {
  readonly isDerived?: boolean
}

function readsIn(
  checker: Checker,
  analysis: FunctionAnalysis,
  expression: Node,
  depth: number,
): readonly CarriedRead[] {
  const { tree, facts } = checker
  const { graph, defUse } = analysis
  const open = [expression]
  const seen = new Set<Node>()
  const found: CarriedRead[] = []
  let left = MAX_NODES
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    const end = tree.endOfSubtree(at)
    for (let node = at; node < end && left > 0; node += 1) {
      left -= 1
      const kind = tree.kind(node)
      if (kind === k.K_CALL || kind === k.K_ATTRIBUTE) {
        const reads = readsThrough(checker, analysis, node, depth)
        found.push(...reads)
        if (reads.length === 0 && kind === k.K_CALL) found.push(...namedReads(node))
      }
      const isOpaque =
        kind === k.K_AWAIT ||
        kind === k.K_LAMBDA ||
        (kind === k.K_CALL && !isCarrying(node)) ||
        isAwaitedOver(node)
      if (isOpaque) {
        node = tree.endOfSubtree(node) - 1
        continue
      }
      for (const one of graph.eventsAt(node)) {
        const reads = analysis.accessesAt(one).filter((access) => access.kind === 'read')
        found.push(...reads)
        if (graph.eventKind(one) !== event.READ_NAME) continue
        // A variable that others write too is read anew, whatever it was given here before.
        if (reads.some(({ location }) => location.isShared)) continue
        for (const definition of defUse.definitionsOf(one)) {
          if (definition < 0) continue
          const target = graph.eventNode(definition)
          const written = writtenValue(tree, target)
          if (written === undefined) continue
          open.push(written.node)
          if (written.kind === 'updated') open.push(target)
        }
      }
    }
  }
  return found

  /** `getattr(self, '_pool', None)`: the read of the attribute that is looked up by its name. */
  function namedReads(call: Node): Access[] {
    if (namedAttribute(facts, call) === undefined) return []
    return graph
      .eventsAt(call)
      .flatMap((one) => analysis.accessesAt(one).filter((access) => access.node === call))
  }

  /** `[x async for x in self.items]` is a result that was waited for. */
  function isAwaitedOver(node: Node): boolean {
    const clause = tree.childOfKind(node, k.K_FOR_IN_CLAUSE)
    return clause !== NO_NODE && tree.hasChildOfKind(clause, k.T_ASYNC)
  }

  function isCarrying(call: Node): boolean {
    if (CARRYING.has(facts.calleeName(call) ?? '')) return true
    if (CARRYING_METHODS.has(calleeName(tree, call))) return true
    // A function of the project computes from what it is given.
    if (facts.arguments(call).length === 0) return false
    const value = checker.valueOf(facts.callee(call))
    if (value?.kind !== 'function' && value?.kind !== 'method') return false
    const { isAsync, isGenerator } = value.function.summary
    return !isAsync && !isGenerator && effectsOf(value.function)?.returns !== 'nothing'
  }
}

/**
 * Reads of the places that go into what a call or a property gives: `self.count()` for a method that
 * returns `self._count`, `self._limit(site)` for one that looks it up. Of methods of the same class.
 */
function readsThrough(
  checker: Checker,
  { graph }: FunctionAnalysis,
  node: Node,
  depth: number,
): readonly CarriedRead[] {
  const { tree, facts } = checker
  const isCall = tree.kind(node) === k.K_CALL
  const method = ownMethod(checker, isCall ? facts.callee(node) : node)
  if (method === undefined || method.isAsync || method.isGenerator || depth > MAX_CALLS) return []
  if (isCall === isProperty(checker, method)) return []
  const wanted = isCall ? event.CALL : event.READ_ATTRIBUTE
  const at = graph.eventsAt(node).find((one) => graph.eventKind(one) === wanted)
  if (at === undefined) return []
  const analysis = checker.analysis.of(method)
  return Array.from(facts.nodesIn(method.node, k.K_RETURN_STATEMENT))
    .filter((statement) => facts.enclosingFunction(statement) === method)
    .flatMap((statement) => {
      const value = tree.namedChildren(statement)[0] ?? NO_NODE
      return value === NO_NODE ? [] : readsIn(checker, analysis, value, depth + 1)
    })
    .filter(({ location, use }) => location.root === 'self' && use !== 'test')
    .map((read) => ({ ...read, event: at, node, isDerived: !isGivenAsIs(checker, read) }))
}

/** The place itself is returned, maybe under a name: not a copy, nor something computed from it. */
function isGivenAsIs({ tree }: Checker, { node, isDerived }: CarriedRead): boolean {
  const around = tree.kind(tree.parent(node))
  return isDerived !== true && (around === k.K_RETURN_STATEMENT || around === k.K_ASSIGNMENT)
}
