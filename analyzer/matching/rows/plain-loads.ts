// Rows of Django that are found by their number and nothing else.
import type { Checker } from '../../engine/checker.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName, receiverOf } from '../calls/calls.ts'

/** The model of `Order.objects.get(pk=pk)` and `get_object_or_404(Order, pk=pk)`; undefined for other calls. */
export function plainLoad({ tree, facts }: Checker, call: Node): string | undefined {
  const name = calleeName(tree, call)
  if (!/^(?:a?get|filter|a?get_object_or_404)$/.test(name)) return undefined
  const given = facts.arguments(call)
  const [key, more] = given.filter((one) => one.name !== undefined)
  if (key === undefined || more !== undefined || !/^(?:pk|id)$/.test(key.name ?? ''))
    return undefined
  if (!/\b(?:pk|id)\b|_id\b/.test(tree.spelled(key.value))) return undefined
  if (name.endsWith('_404')) {
    const first = given[0]
    if (first === undefined) return undefined
    return /^(?:\w+\.)*?([A-Z]\w*)(?:\.objects\b(?:\.\w+\([^()]*\))*)?$/.exec(
      tree.text(first.value),
    )?.[1]
  }
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE) return undefined
  return /^(?:\w+\.)*?([A-Z]\w*)\.objects(?:\.\w+\([^()]*\))*$/.exec(tree.text(receiver))?.[1]
}
