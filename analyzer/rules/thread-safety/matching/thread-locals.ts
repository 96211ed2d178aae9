import type { Checker } from '../../../engine/checker.ts'
import type { Node } from '../../../syntax/tree.ts'

/** `threading.local()` and the like: each thread has its own. */
export function isOfOneThread({ analysis, facts }: Checker, object: Node): boolean {
  const value = analysis.types.valueOf(object)
  if (value?.kind === 'external' && /local/i.test(value.name)) return true
  if (value?.kind === 'instance') {
    const order = analysis.types.index.hierarchy.order(value.class)
    return order.some((one) => typeof one === 'string' && /local$/i.test(one))
  }
  return /local|context|_tls|_tss/i.test(facts.name(object))
}
