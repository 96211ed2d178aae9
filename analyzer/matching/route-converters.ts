// Parameters that the rule of a route turns into numbers: `/users/<int:number>`.
import type { FunctionFacts } from '../facts/functions.ts'
import { K_CALL } from '../syntax/kinds.ts'
import type { FileReader } from './input-sources.ts'

/** True for `number` of `@app.route('/<int:number>')`, of `@route('/<number:int>')` in bottle and sanic. */
export function isConvertedByRoute(
  { tree, facts }: FileReader,
  owner: FunctionFacts,
  name: string,
): boolean {
  for (const decorator of owner.decorators) {
    const [rule] = tree.kind(decorator) === K_CALL ? facts.arguments(decorator) : []
    for (const [, first, second] of rule ? tree.text(rule.value).matchAll(CONVERTED) : []) {
      if (second === name && NUMBER.test(first ?? '')) return true
      if (first === name && NUMBER.test(second ?? '')) return true
    }
  }
  return false
}

const CONVERTED = /<(\w+)(?:\([^()<>]*\))?:(\w+)>/g
const NUMBER = /^(?:int|float|uuid)$/
