// Columns that functions give a value and save, by name: who else changes a row of the model.

import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { typeText } from '../facts/type-text.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer, type GatheredPart } from './define.ts'

export interface SavedAttribute {
  readonly attribute: string
  /** The class of the row where the function names it, without its module. */
  readonly model?: string
  readonly symbol: string
  readonly line: number
}

export interface SavedAttributeAt extends SavedAttribute {
  readonly path: string
}

/** All of the project, by attribute. */
export const savedAttributes = defineGatherer<
  readonly SavedAttribute[],
  ReadonlyMap<string, readonly SavedAttributeAt[]>
>({
  id: 'saved-attributes',
  collect(facts, role) {
    if (role === 'test' || role === 'generated' || !USES.test(facts.tree.source)) return undefined
    const found = savedIn(facts)
    return found.length === 0 ? undefined : found
  },
  combine: (parts: readonly GatheredPart<readonly SavedAttribute[]>[]) =>
    Map.groupBy(
      parts.flatMap(({ path, part }) => part.map((one) => ({ ...one, path }))),
      ({ attribute }) => attribute,
    ),
})

const USES = /\.save\(|\.asave\(/

function savedIn(facts: FileFacts): SavedAttribute[] {
  const { tree } = facts
  return [...facts.nodesOfKind(k.K_ATTRIBUTE)].flatMap((node): SavedAttribute[] => {
    const row = tree.child(node, k.F_OBJECT)
    if (tree.kind(row) !== k.K_IDENTIFIER || !facts.isWrite(node)) return []
    const owner = facts.enclosingFunction(node)
    const name = tree.text(row)
    if (owner === undefined || name === 'self' || !saves(facts, owner, name)) return []
    const model = modelOf(facts, owner, name)
    return [
      {
        attribute: tree.text(tree.child(node, k.F_ATTRIBUTE)),
        ...(model !== undefined && { model }),
        symbol: owner.symbol,
        line: tree.line(node),
      },
    ]
  })
}

function saves({ tree }: FileFacts, owner: FunctionFacts, name: string): boolean {
  return new RegExp(String.raw`\b${name}\.a?save\(`).test(tree.spelled(owner.node))
}

/** `order = Order.objects.get(...)`, `for order in Order.objects.filter(...)`, `order: Order`. */
function modelOf(facts: FileFacts, owner: FunctionFacts, name: string): string | undefined {
  const { tree } = facts
  const parameter = owner.parameters.find((one) => one.name === name)
  if (parameter !== undefined) {
    if (parameter.annotation === NO_NODE) return undefined
    return /^["']?(?:\w+\.)*([A-Z]\w*)/.exec(typeText(tree, parameter.annotation))?.[1]
  }
  const isOwn = (binding: Node): boolean => tree.text(tree.child(binding, k.F_LEFT)) === name
  const binding = [k.K_ASSIGNMENT, k.K_FOR_STATEMENT]
    .flatMap((kind) => Array.from(facts.nodesIn(owner.node, kind)))
    .find(isOwn)
  const value = binding === undefined ? NO_NODE : tree.child(binding, k.F_RIGHT)
  return value === NO_NODE ? undefined : /\b([A-Z]\w*[a-z]\w*)\b/.exec(tree.text(value))?.[1]
}
