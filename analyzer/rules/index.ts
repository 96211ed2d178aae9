// The implemented rules in the order of the catalogue.
import { CATALOGUE } from './catalogue.ts'
import type { Rule } from './define.ts'
import * as registry from './registry.ts'

const BY_ID: ReadonlyMap<string, Rule> = new Map(
  Object.values(registry).map((rule) => [rule.info.id, rule]),
)

export const RULES: readonly Rule[] = CATALOGUE.flatMap(({ id }) => BY_ID.get(id) ?? [])

export function ruleById(id: string): Rule | undefined {
  return BY_ID.get(id)
}
