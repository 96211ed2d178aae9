// Functions that write columns of the one row whose key they are given, whatever it holds by then:
// `update(Token).where(Token.id == token_id).values(revoked=True)`.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { byFunction, defineGatherer } from './define.ts'

export interface KeyedUpdate {
  readonly symbol: string
  /** The class as written, without its module. */
  readonly model: string
  /** Name of the parameter that holds the key. */
  readonly parameter: string
  readonly columns: readonly string[]
}

/** By path and symbol, separated by a space. */
export const keyedUpdates = defineGatherer<
  readonly KeyedUpdate[],
  ReadonlyMap<string, KeyedUpdate>
>({
  id: 'keyed-updates',
  collect(facts, role) {
    if (role === 'test' || role === 'generated' || !USES.test(facts.tree.source)) return undefined
    const found = facts.functions.flatMap((owner) => readUpdate(facts, owner) ?? [])
    return found.length === 0 ? undefined : found
  },
  combine: byFunction,
})

const USES = /\bupdate\(/
/** `update(Token).where(Token.id == token_id).values(...)`, SQLAlchemy's and Django's. */
const STATED =
  /\bupdate\(\s*(?:\w+\.)*([A-Z]\w*)\s*\)\s*\.(?:where|filter)\(\s*(?:\w+\.)*\1\.(\w+)\s*==\s*(\w+)\s*\)\s*\.values\(([^()]*(?:\([^()]*\)[^()]*)*)\)/
const MANAGED =
  /\b([A-Z]\w*)\.objects\.filter\(\s*(pk|id)\s*=\s*(\w+)\s*\)\s*\.a?update\(([^()]*(?:\([^()]*\)[^()]*)*)\)/
const KEY = /^(?:id|pk|uuid|\w+_id)$/

function readUpdate({ tree }: FileFacts, owner: FunctionFacts): KeyedUpdate | undefined {
  if (owner.isLambda) return undefined
  const text = tree.text(owner.node)
  // What asks for the old state, or looks before it writes, sees to it by itself.
  if (!USES.test(text) || /\b(?:if|while|for)\b/.test(text)) return undefined
  const [, model, key, parameter, values] = STATED.exec(text) ?? MANAGED.exec(text) ?? []
  if (model === undefined || parameter === undefined || !KEY.test(key ?? '')) return undefined
  if (!owner.parameters.some(({ name }) => name === parameter)) return undefined
  const columns = [...(values ?? '').matchAll(/(\w+)\s*=(?!=)/g)].map(([, name]) => name ?? '')
  return columns.length === 0 ? undefined : { symbol: owner.symbol, model, parameter, columns }
}
