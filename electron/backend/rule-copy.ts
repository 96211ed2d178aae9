// What the window is told of a rule.
import { AppError } from '../api/errors.ts'
import { ruleInfo } from './rule-set.ts'

/** Throws `not-found` for a rule that this version does not have. */
export function copyOfRule(ruleId: string) {
  const info = ruleInfo(ruleId)
  if (info === undefined) {
    throw new AppError(
      'not-found',
      `This version of Lectern has no rule ${ruleId}.`,
      'Analyse the review again.',
    )
  }
  return {
    ...info,
    profiles: [...info.profiles],
    cwe: [...info.cwe],
    equivalents: [...info.equivalents],
    exemptions: [...info.exemptions],
    limits: [...info.limits],
  }
}
