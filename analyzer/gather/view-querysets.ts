// Which rows class-based views of Django work on, and which of the views limit them to the caller.
import type { FileFacts } from '../facts/file-facts.ts'
import { F_BODY } from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

export interface ViewQueryset {
  /** The class. */
  readonly symbol: string
  /** The name before `.objects`, of the attribute or of the method. */
  readonly model?: string
  /** Whether its own `get_queryset` asks who is calling; absent without such a method. */
  readonly isLimited?: boolean
}

export interface PlacedQueryset extends ViewQueryset {
  readonly path: string
}

/** Views with a query of their own, over all files. */
export const viewQuerysets = defineGatherer<readonly ViewQueryset[], readonly PlacedQueryset[]>({
  id: 'view-querysets',
  collect(facts, role) {
    if (role === 'test' || !/\bqueryset\b|get_queryset/.test(facts.tree.source)) return undefined
    const found = facts.classes.flatMap((one) => readClass(facts, one) ?? [])
    return found.length === 0 ? undefined : found
  },
  combine: (parts) => parts.flatMap(({ path, part }) => part.map((one) => ({ ...one, path }))),
})

function readClass(
  { tree }: FileFacts,
  own: FileFacts['classes'][number],
): ViewQueryset | undefined {
  const method = own.methods.find(({ name }) => name === 'get_queryset')
  const body = method === undefined ? '' : tree.text(tree.child(method.node, F_BODY))
  const given = own.attributes.find(({ name }) => name === 'queryset')?.value ?? NO_NODE
  const query = given === NO_NODE ? body : tree.text(given)
  const model = /\b(\w+)\.(?:objects|_default_manager)\b/.exec(query)?.[1]
  if (method === undefined && model === undefined) return undefined
  return {
    symbol: own.symbol,
    ...(model !== undefined && { model }),
    ...(method !== undefined && { isLimited: LIMITS.test(body) }),
  }
}

/** `filter(customer=self.request.user.customer)`, and every way to say the same by a local name. */
const LIMITS = /\brequest\.user\b/
