// What methods put into the containers of their object: `self.parts.append(part)`.
import type { FileFacts } from '../../facts/file-facts.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

/** Values that come under no key: who reads the container may get each of them. */
export interface FilledField {
  readonly class: string
  readonly name: string
  readonly values: readonly Node[]
}

const ADDERS: ReadonlySet<string> = new Set([
  'append',
  'appendleft',
  'add',
  'extend',
  'insert',
  'put',
  'put_nowait',
  'write',
])

const MAKERS =
  /^(?:builtins\.(?:list|set|bytearray)|collections\.deque|queue\.\w*Queue|io\.(?:StringIO|BytesIO))$/

/** The lists, sets, queues and buffers of objects that calls of their methods fill, in the order of the calls. */
export function filledFields(facts: FileFacts): readonly FilledField[] {
  const { tree, calls } = facts
  const found: FilledField[] = []
  let containers: ReadonlySet<string> | undefined
  for (const call of calls) {
    const callee = facts.callee(call)
    if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) continue
    if (!ADDERS.has(facts.name(tree.child(callee, k.F_ATTRIBUTE)))) continue
    const own = receiverAttribute(facts, tree.child(callee, k.F_OBJECT))
    if (own === undefined) continue
    containers ??= containersOf(facts)
    if (!containers.has(`${own.class.symbol} ${own.name}`)) continue
    const values = facts.arguments(call).map(({ value }) => value)
    found.push({ class: own.class.symbol, name: own.name, values })
  }
  return found
}

/** Class and name of the fields that are given a container: what is added to other objects may not come out again. */
function containersOf(facts: FileFacts): ReadonlySet<string> {
  const { tree } = facts
  const found = new Set<string>()
  for (const assignment of facts.nodesOfKind(k.K_ASSIGNMENT)) {
    const target = tree.child(assignment, k.F_LEFT)
    const own = receiverAttribute(facts, target)
    const written = own && writtenValue(tree, target)
    if (own === undefined || written?.kind !== 'whole') continue
    const kind = tree.kind(written.node)
    const isMade = kind === k.K_CALL && MAKERS.test(facts.calleeName(written.node) ?? '')
    if (kind === k.K_LIST || isMade) found.add(`${own.class.symbol} ${own.name}`)
  }
  return found
}
