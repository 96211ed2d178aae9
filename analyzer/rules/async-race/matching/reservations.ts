// Places that a task takes before it waits, and gives back in the end: `self._pending += 1`, with the
// opposite in a `finally` or in a handler.
import type { Checker } from '../../../engine/checker.ts'
import type { Access } from '../../../flow/accesses.ts'
import { effectsOf } from '../../../flow/effects.ts'
import type { FunctionAnalysis } from '../../../flow/function-analysis.ts'
import { isProperty, ownMethod } from '../../../matching/calls/own-methods.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Updates of a counter that is given back, of which one of the tests takes notice. */
export function reservations(
  checker: Checker,
  { accesses }: FunctionAnalysis,
  tests: readonly Node[],
): readonly Access[] {
  const updates = accesses.filter(({ use, location }) => use === 'update' && location.isShared)
  return updates.filter(
    (access) =>
      !isGivingBack(checker, access.node) &&
      updates.some(
        (one) => one.location.key === access.location.key && isGivingBack(checker, one.node),
      ) &&
      tests.some((test) => asksFor(checker, test, access)),
  )
}

function isGivingBack({ tree }: Checker, node: Node): boolean {
  return tree.ancestor(node, k.K_FINALLY_CLAUSE, k.K_EXCEPT_CLAUSE) !== NO_NODE
}

/** The counter itself stands in the test, or is read by a property or method that does. */
function asksFor(checker: Checker, test: Node, { location }: Access): boolean {
  const { tree, project, path } = checker
  const key = `self${location.path[0] ?? ''}`
  for (let node = test; node < tree.endOfSubtree(test); node += 1) {
    if (tree.kind(node) !== k.K_ATTRIBUTE) continue
    if (tree.text(node) === location.text) return true
    const method = ownMethod(checker, node)
    const isCalled = tree.kind(tree.parent(node)) === k.K_CALL
    if (method === undefined || (!isCalled && !isProperty(checker, method))) continue
    const asked = project.index.function(path, method.symbol)
    const reads = asked && effectsOf(asked)?.reads
    if (reads?.some((one) => one.key === key) === true) return true
  }
  return false
}
