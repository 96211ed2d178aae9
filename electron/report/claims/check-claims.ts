// All that a text claims and the facts contradict.
import { citationProblems } from './citations.ts'
import type { ClaimFacts, ClaimProblem } from './claim.ts'
import { symbolProblems } from './named-symbols.ts'
import { raceProblems, routeProblems } from './route-and-race.ts'
import { sentencesOf } from './sentences.ts'
import { unusedProblems } from './unused-names.ts'

/** Longer texts are read as far as this, in UTF-16 units. */
const LONGEST = 50_000
const CHECKS = [citationProblems, symbolProblems, unusedProblems, routeProblems, raceProblems]

/** In the order of the text; where two overlap, the one that begins first. */
export function claimProblems(text: string, facts: ClaimFacts): readonly ClaimProblem[] {
  const read = text.slice(0, LONGEST)
  const found = [
    ...sentencesOf(read).flatMap((sentence) => CHECKS.flatMap((check) => check(sentence, facts))),
    ...facts.numbers(read).map((one) => ({ ...one, kind: 'number' as const })),
  ].sort((a, b) => a.start - b.start || b.end - a.end)
  let end = 0
  return found.filter((one) => {
    if (one.start < end) return false
    end = one.end
    return true
  })
}
