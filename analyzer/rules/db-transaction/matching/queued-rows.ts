// What a message to a worker carries: `work.delay(order)`, `work.apply_async(args=[order])`.
import { domainOf } from '../../../domain/domain-of.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { K_IDENTIFIER, K_LIST, K_TUPLE } from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

export interface QueuedRow {
  readonly call: Node
  /** The row or session, as the message names it. */
  readonly node: Node
  readonly kind: 'row' | 'session'
}

const QUEUEING = /^(?:delay|delay_on_commit|apply_async|kiq|send_with_options)$/
/** Options of `apply_async` that are not handed to the worker. */
const OPTIONS =
  /^(?:countdown|eta|expires|queue|priority|link|link_error|retry|routing_key|task_id|shadow|headers)$/

/** Rows of the database and sessions that are put into messages; a worker has a session of its own. */
export function queuedRows(checker: Checker): readonly QueuedRow[] {
  const { tree, facts } = checker
  const { effects } = domainOf(checker.project)
  return [...facts.calls].flatMap((call) => {
    if (!QUEUEING.test(calleeName(tree, call))) return []
    const effect = effects.at(checker.path, tree.position(tree.start(call)))
    if (effect?.kind !== 'task') return []
    return facts.arguments(call).flatMap(({ name, value, isUnpacked }): QueuedRow[] => {
      if (isUnpacked || OPTIONS.test(name ?? '')) return []
      const isList = tree.kind(value) === K_LIST || tree.kind(value) === K_TUPLE
      const given = isList ? tree.namedChildren(value) : [value]
      return given.flatMap((node) => read(checker, call, node) ?? [])
    })
  })
}

function read(checker: Checker, call: Node, node: Node): QueuedRow | undefined {
  if (checker.tree.kind(node) !== K_IDENTIFIER) return undefined
  const session = sqlOf(checker).session(node)
  if (session?.kind === 'session' && session.certainty === 'known') {
    return { call, node, kind: 'session' }
  }
  const model = rowOrigin(checker, node)?.model.split('.').at(-1) ?? ''
  const isModel = model !== '' && domainOf(checker.project).orm.named(model).length > 0
  return isModel ? { call, node, kind: 'row' } : undefined
}
