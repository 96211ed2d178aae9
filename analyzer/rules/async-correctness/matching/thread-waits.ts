// Loops of threads that ask again and again for what another thread does.
import type { Checker } from '../../../engine/checker.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { receiverIs } from '../../../matching/calls/typed-calls.ts'
import { expressionOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** What can be waited for in place of asking: its traits, and the call that waits. */
const WAITS: Readonly<Record<string, readonly [trait: string, wait: string]>> = {
  is_set: ['event', 'wait()'],
  isSet: ['event', 'wait()'],
  is_alive: ['thread', 'join()'],
  done: ['future', 'result()'],
}

/** How to wait for what a loop of sync code polls; undefined where nothing in the file changes it. */
export function waitInstead(checker: Checker, condition: Node): string | undefined {
  const { tree } = checker
  const asked = innermost(checker, condition)
  if (tree.kind(asked) === k.K_CALL) {
    const [trait, wait] = WAITS[calleeName(tree, asked)] ?? []
    return trait !== undefined && receiverIs(checker, asked, trait) ? wait : undefined
  }
  const isSet = isSetByOthers(checker, asked)
  return isSet ? 'wait() of an Event that the other side sets' : undefined
}

/** What a test asks for, without `not` and the value that it is compared with. */
function innermost({ tree }: Checker, condition: Node): Node {
  let node = condition
  for (;;) {
    const kind = tree.kind(node)
    const isWrapped =
      kind === k.K_NOT_OPERATOR ||
      kind === k.K_PARENTHESIZED_EXPRESSION ||
      kind === k.K_COMPARISON_OPERATOR
    const inner = isWrapped ? tree.namedChildren(node)[0] : undefined
    if (inner === undefined) return node
    node = inner
  }
}

/** A field that another method writes, or a name that another function rebinds. */
function isSetByOthers({ tree, facts }: Checker, node: Node): boolean {
  const owner = facts.enclosingFunction(node)
  const field = receiverAttribute(facts, node)
  if (field !== undefined) {
    return facts.identifiersNamed(field.name).some((one) => {
      const attribute = tree.parent(one)
      const writer = facts.enclosingFunction(one)
      if (tree.fieldOf(one) !== k.F_ATTRIBUTE || !facts.isWrite(attribute)) return false
      return writer !== owner && writer?.name !== '__init__'
    })
  }
  if (tree.kind(node) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(node)
  const home = binding?.scope?.function
  return (
    binding?.definitions.some((one) => {
      const writer = facts.enclosingFunction(one.node)
      return writer !== undefined && writer !== home && writer !== owner
    }) ?? false
  )
}

/** `time.sleep(...)` as a statement. */
export function isThreadSleep({ tree, facts }: Checker, statement: Node): boolean {
  const call = expressionOf(tree, statement)
  return call !== NO_NODE && tree.kind(call) === k.K_CALL && facts.calleeName(call) === 'time.sleep'
}
