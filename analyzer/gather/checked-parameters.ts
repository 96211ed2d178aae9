// Functions that tell by their answer, or by an error, that what they are given is harmless.
import type { FileFacts } from '../facts/file-facts.ts'
import { AnsweredTests } from '../matching/inputs/answered-tests.ts'
import type { Answers } from '../matching/inputs/input-sources.ts'
import { byFunction, defineGatherer } from './define.ts'

export interface CheckedParameters {
  readonly symbol: string
  /** By the name of the parameter; those that are not tested are left out. */
  readonly answers: Readonly<Record<string, Answers>>
}

/** By `functionKey`. */
export const checkedParameters = defineGatherer<
  readonly CheckedParameters[],
  ReadonlyMap<string, CheckedParameters>
>({
  id: 'checked-parameters',
  collect(facts, role) {
    if (role === 'test' || role === 'generated') return undefined
    const found = checksIn(facts)
    return found.length === 0 ? undefined : found
  },
  combine: byFunction,
})

function checksIn(facts: FileFacts): readonly CheckedParameters[] {
  const tests = new AnsweredTests(facts)
  return facts.functions.flatMap((owner) => {
    if (owner.isLambda) return []
    const answers = owner.parameters.flatMap((parameter) => {
      const found = tests.ofParameter(owner, parameter)
      const isTested = (found.yes | found.no | found.any) !== 0
      return isTested ? [[parameter.name, found] as const] : []
    })
    if (answers.length === 0) return []
    return [{ symbol: owner.symbol, answers: Object.fromEntries(answers) }]
  })
}
