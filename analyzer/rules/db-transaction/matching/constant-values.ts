// The constants that an expression may stand for: literals, members of enums.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import { type Constant, constantValue } from '../../../facts/literals.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Several names of one value: databases hold an enum by name or by value. Empty if not constant. */
export function constantsOf(checker: Checker, expression: Node): readonly Constant[] {
  if (expression === NO_NODE) return []
  const { tree, facts, project } = checker
  const literal = constantValue(tree, expression)
  if (literal !== undefined) return [literal]
  const entry = project.index.module(checker.path)
  const found = entry && domainOf(project).enums.member(entry, facts.qualifiedName(expression))
  if (found === undefined) return []
  const { name, value } = found.member
  return value === undefined ? [name, name.toLowerCase()] : [value, name]
}
