// Fields of documents of MongoDB that a unique index keeps apart.
import { stringValue } from '../facts/strings.ts'
import { K_STRING } from '../syntax/kinds.ts'
import { defineGatherer } from './define.ts'

const MAKES = /^(?:create_index|ensure_index|IndexModel)$/
/** Beanie: `email: Indexed(str, unique=True)`. */
const INDEXED = /(\w+)\s*:\s*(?:\w+\.)?(?:Annotated\[[^\]]*)?Indexed\([^)]*unique\s*=\s*True/g

/** Names of the fields, of whichever collection. */
export const uniqueDocumentKeys = defineGatherer<readonly string[], ReadonlySet<string>>({
  id: 'unique-document-keys',
  collect(facts) {
    const { tree } = facts
    if (!/\bunique\s*=\s*True/.test(tree.source)) return undefined
    const found = [...tree.source.matchAll(INDEXED)].flatMap(([, name]) => name ?? [])
    for (const call of facts.calls) {
      if (!MAKES.test(tree.spelled(facts.callee(call)).split('.').at(-1) ?? '')) continue
      const given = facts.arguments(call)
      const isUnique = given.some(
        ({ name, value }) => name === 'unique' && tree.text(value) === 'True',
      )
      const [keys] = given
      if (!isUnique || keys === undefined) continue
      for (let node = keys.value; node < tree.endOfSubtree(keys.value); node += 1) {
        const text = tree.kind(node) === K_STRING ? stringValue(tree, node) : undefined
        if (text !== undefined) found.push(text)
      }
    }
    return found.length === 0 ? undefined : found
  },
  combine: (parts) => new Set(parts.flatMap(({ part }) => part)),
})
