// Attributes that are looked up by a text: `getattr(app.state, 'pool', None)`, `hasattr(self, '_pool')`.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'
import { stringValue } from './strings.ts'

export interface NamedAttribute {
  readonly object: Node
  readonly name: string
  /** True for `getattr`, which gives the value; `hasattr` says whether there is one. */
  readonly givesValue: boolean
}

const LOOKING = new Set(['getattr', 'hasattr'])

/** The attribute that a call looks up by a literal text; undefined for every other call. */
export function namedAttribute(facts: FileFacts, call: Node): NamedAttribute | undefined {
  const { tree } = facts
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_IDENTIFIER) return undefined
  const looking = facts.name(callee)
  if (!LOOKING.has(looking) || facts.qualifiedName(callee) !== `builtins.${looking}`) {
    return undefined
  }
  const [object, text] = facts.arguments(call)
  if (object === undefined || text === undefined || object.isUnpacked || text.isUnpacked) {
    return undefined
  }
  const name = stringValue(tree, text.value)
  if (name === undefined || !/^\w+$/.test(name)) return undefined
  return { object: object.value, name, givesValue: looking === 'getattr' }
}
