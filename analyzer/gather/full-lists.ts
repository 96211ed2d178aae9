// Functions that give back every row of a table: `def all(self): return self.session.query(Order).all()`.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { defineGatherer } from './define.ts'

interface FullList {
  readonly symbol: string
  /** The class as written, without its module. */
  readonly model: string
}

/** The model that a function lists, by path and symbol. */
export const fullLists = defineGatherer<readonly FullList[], ReadonlyMap<string, string>>({
  id: 'full-lists-2',
  collect(facts, role) {
    if (role === 'test' || role === 'generated' || !LISTS.test(facts.tree.source)) return undefined
    const found = facts.functions.flatMap((owner) => listIn(facts, owner) ?? [])
    return found.length === 0 ? undefined : found
  },
  combine: (parts) =>
    new Map(
      parts.flatMap(({ path, part }) =>
        part.map(({ symbol, model }) => [`${path} ${symbol}`, model] as const),
      ),
    ),
})

const LISTS = /\.(?:all|fetchall)\(\)/
const FROM = /\b(?:select|query)\(\s*(?:\w+\.)*([A-Z]\w*)\s*\)|\b([A-Z]\w*)\.(?:objects|query)\b/
/** Whatever keeps the rows few, or uses them up here. */
const NARROWS =
  /\b(?:where|filter\w*|exclude|limit|offset|slice|paginate|join|distinct|group_by|in_|with_only_columns|yield|for|if|while)\b|\)\s*\[|\[\s*\w*\s*:/

function listIn({ tree }: FileFacts, owner: FunctionFacts): FullList | undefined {
  if (owner.isLambda) return undefined
  const text = tree.text(owner.node)
  if (!LISTS.test(text) || !/\breturn\b/.test(text) || NARROWS.test(text)) return undefined
  const [, selected, managed] = FROM.exec(text) ?? []
  const model = selected ?? managed
  return model === undefined ? undefined : { symbol: owner.symbol, model }
}
