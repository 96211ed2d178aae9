// What functions do with a number that they are given: load a row by it, or hand it on.
import type { FileRole } from '../engine/roles.ts'
import type { Place } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

/** One parameter of a function that names a row. */
export interface KeyedParameter {
  readonly symbol: string
  readonly parameter: string
  /** Rows that are loaded by it: the class as written, without its module, and the column. */
  readonly loads: readonly {
    readonly model: string
    readonly column: string
    readonly line: number
  }[]
  /** Calls that it is handed to, with the place among the arguments or their name. */
  readonly handed: readonly { readonly at: Place; readonly as: number | string }[]
  /** Words of the function that speak of an owner or of a check. */
  readonly asks: readonly string[]
}

interface Part {
  readonly parameters: readonly KeyedParameter[]
}

export const keyedLoads = defineGatherer<Part, ReadonlyMap<string, KeyedParameter>>({
  id: 'keyed-loads',
  collect(facts: FileFacts, role: FileRole) {
    if (role !== 'source') return undefined
    const parameters = facts.functions.flatMap((owner) =>
      owner.isLambda ? [] : readParameters(facts, owner),
    )
    return parameters.length === 0 ? undefined : { parameters }
  },
  combine(parts) {
    return new Map(
      parts.flatMap(({ path, part }) =>
        part.parameters.map((one) => [`${path} ${one.symbol} ${one.parameter}`, one] as const),
      ),
    )
  },
})

const KEY = /(?:^|_)(?:id|pk|uuid|key|ident)$/
const BY_CLASS = /^(?:get|get_one|get_or_404|get_object_or_404|aget_object_or_404)$/
const ASKS =
  /\b\w*(?:user|owner|tenant|account|member|customer|author|principal|identity|actor|workspace|organi[sz]ation|company|current|caller|scope|check|ensure|verify|authori[sz]|permission|access|allowed|belongs|visible|assert|policy)\w*\b|\b(?:me|org|team)(?:_id)?\b/gi

function readParameters(facts: FileFacts, owner: FunctionFacts): readonly KeyedParameter[] {
  const { tree } = facts
  const keys = owner.parameters.filter(({ name }) => KEY.test(name))
  if (keys.length === 0) return []
  const body = tree.child(owner.node, k.F_BODY)
  if (body === NO_NODE) return []
  return keys.flatMap(({ name }) => {
    const uses = usesOf(facts, owner, name)
    if (uses.loads.length + uses.handed.length === 0) return []
    const text = tree.text(owner.node).replaceAll(new RegExp(`\\b${name}\\b`, 'g'), '')
    const asks = [...new Set(text.match(ASKS) ?? [])].sort()
    return [{ symbol: owner.symbol, parameter: name, ...uses, asks }]
  })
}

function usesOf(
  facts: FileFacts,
  owner: FunctionFacts,
  name: string,
): Pick<KeyedParameter, 'loads' | 'handed'> {
  const { tree } = facts
  const loads: KeyedParameter['loads'][number][] = []
  const handed: KeyedParameter['handed'][number][] = []
  for (const node of facts.identifiersNamed(name)) {
    if (node <= owner.node || node >= tree.endOfSubtree(owner.node)) continue
    const parent = tree.parent(node)
    const line = tree.line(node)
    if (tree.kind(parent) === k.K_COMPARISON_OPERATOR) {
      const named = /^(?:\w+\.)*([A-Z]\w*)\.(\w+)\s*==/.exec(tree.text(parent))
      if (named !== null) loads.push({ model: named[1] ?? '', column: named[2] ?? '', line })
      continue
    }
    const isNamed = tree.kind(parent) === k.K_KEYWORD_ARGUMENT
    const list = isNamed ? tree.parent(parent) : parent
    if (tree.kind(list) !== k.K_ARGUMENT_LIST) continue
    const call = tree.parent(list)
    const as = isNamed
      ? tree.text(tree.child(parent, k.F_NAME))
      : facts.arguments(call).findIndex(({ value }) => value === node)
    const model = modelOf(facts, call)
    if (model === undefined) handed.push({ at: tree.position(tree.start(call)), as })
    else if (isNamed || as === 1 || isBoundToModel(tree, call)) {
      loads.push({ model, column: isNamed ? String(as) : 'id', line })
    }
  }
  return { loads, handed }
}

/** `session.get(Invoice, key)`, `Invoice.objects.get(pk=key)`, `query(Invoice).filter_by(id=key)`. */
function modelOf(facts: FileFacts, call: Node): string | undefined {
  const { tree } = facts
  const callee = tree.text(facts.callee(call))
  const name = callee.slice(callee.lastIndexOf('.') + 1)
  if (BY_CLASS.test(name)) {
    const [first] = facts.arguments(call)
    const own = first && /^(?:\w+\.)*([A-Z]\w*)(?:\.objects)?$/.exec(tree.text(first.value))?.[1]
    if (own !== undefined) return own
  }
  if (!/^(?:a?get|filter|filter_by|get_or_404)$/.test(name)) return undefined
  return (
    /(?:^|\.)([A-Z]\w*)\.(?:objects|query)(?:\.\w+\([^()]*\))*\.\w+$/.exec(callee)?.[1] ??
    /\b(?:query|select)\((?:\w+\.)*([A-Z]\w*)\)(?:\.\w+\([^()]*\))*\.\w+$/.exec(callee)?.[1]
  )
}

/** `Invoice.query.get(key)`: the key is the only argument. */
function isBoundToModel(tree: SyntaxTree, call: Node): boolean {
  return /\.(?:objects|query|query\([\w.]+\))\.a?get(?:_or_404)?\($/.test(
    `${tree.text(tree.firstChild(call))}(`,
  )
}
