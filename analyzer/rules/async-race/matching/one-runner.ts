// Coroutines that one task runs: a reader loop that is started once for its object.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import type { Location } from '../../../flow/locations.ts'
import { fieldWrites } from '../../../matching/shared-state/field-writes.ts'
import {
  K_ARGUMENT_LIST,
  K_CALL,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_WHILE_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Methods that are called once for an object. */
const STARTING =
  /^(?:__init__|__aenter__|__post_init__|a?start|run|run_forever|main|serve|serve_forever|a?open|a?connect|a?setup|initiali[sz]e|on_?startup|connection_made|on_?connect)$/

/**
 * True if one task alone runs a private method of an object and nothing else changes the place: what
 * it tests still holds when it goes on.
 */
export function isOfOneRunner(checker: Checker, owner: FunctionFacts, location: Location): boolean {
  if (location.root !== 'self' || owner.class === undefined) return false
  const field = location.path[0]?.replace(/^\./, '')
  if (!isRunOnce(checker, owner, [])) return false
  return fieldWrites(checker).every(
    ({ class: of, name, method }) =>
      of !== owner.class ||
      name !== field ||
      method === owner ||
      STARTING.test(method.name) ||
      isRunOnce(checker, method, []),
  )
}

/** True if every use of a private method leads back to one place that starts it. */
function isRunOnce(
  checker: Checker,
  method: FunctionFacts,
  above: readonly FunctionFacts[],
): boolean {
  const { facts } = checker
  if (isCommand(checker, method)) return true
  if (!/^_[^_]/.test(method.name) || method.class === undefined) return false
  if (above.length > 4) return false
  let starts = 0
  for (const identifier of facts.identifiersNamed(method.name)) {
    if (identifier === method.nameNode) continue
    const reference = checker.tree.parent(identifier)
    const own = receiverAttribute(facts, reference)
    if (own?.class !== method.class) return false
    if (own.method === method || above.includes(own.method)) continue
    if (!isStarted(checker, reference) || isRepeated(checker, reference)) return false
    const isStart = STARTING.test(own.method.name)
    if (!isStart && !isRunOnce(checker, own.method, [...above, method])) return false
    starts += 1
  }
  return starts === 1
}

/**
 * A coroutine of a protocol, of which there is one object for each connection, that nothing calls by
 * its name: the loop that reads the connection looks it up and waits for it.
 */
function isCommand({ facts, tree }: Checker, method: FunctionFacts): boolean {
  const { class: owner } = method
  if (owner === undefined || !method.isAsync || STARTING.test(method.name)) return false
  const isProtocol = owner.bases.some((base) =>
    /^asyncio\.(?:\w+\.)?\w*Protocol$/.test(facts.qualifiedName(base) ?? ''),
  )
  if (!isProtocol || !/_/.test(method.name)) return false
  if (facts.identifiersNamed(method.name).some((one) => one !== method.nameNode)) return false
  const prefix = method.name.slice(0, method.name.indexOf('_', 1) + 1)
  return facts
    .callsTo('builtins.getattr')
    .some(
      (call) =>
        tree.contains(owner.node, call) &&
        new RegExp(`["']${prefix}`).test(tree.spelled(owner.node)),
    )
}

/** Called, or handed to what calls it once; a server calls its handler for each connection. */
function isStarted({ tree, facts }: Checker, reference: Node): boolean {
  const parent = tree.parent(reference)
  if (tree.kind(parent) === K_CALL) return true
  const call = tree.parent(parent)
  if (tree.kind(call) !== K_CALL || tree.kind(parent) !== K_ARGUMENT_LIST) return false
  return /(?:^|\.)(?:start_soon|start|spawn)$/.test(tree.spelled(facts.callee(call)))
}

/** In a loop that may start it again while it runs; one that awaits it each time does not. */
function isRepeated({ tree }: Checker, reference: Node): boolean {
  const loop = tree.ancestor(
    reference,
    K_FOR_STATEMENT,
    K_WHILE_STATEMENT,
    K_FOR_IN_CLAUSE,
    K_FUNCTION_DEFINITION,
  )
  if (loop === NO_NODE || tree.kind(loop) === K_FUNCTION_DEFINITION) return false
  const call = tree.parent(reference)
  return !/^await\s/.test(tree.spelled(tree.parent(call)))
}
