// Constants of modules and classes that are put together from others:
// `JOBS = NAMESPACE + ":jobs"`, `PREFIX = f"{BASE}/v1"`.
import type { FileFacts } from '../facts/file-facts.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'
import { readTemplate, type TextTemplate } from './text-template.ts'

/** By symbol: `PREFIX`, `Keys.JOBS`. */
export type ComposedTexts = Readonly<Record<string, TextTemplate>>

export function readComposedTexts(facts: FileFacts): ComposedTexts {
  const { tree } = facts
  const found: Record<string, TextTemplate> = {}
  for (const assignment of facts.nodesOfKind(k.K_ASSIGNMENT)) {
    const value = tree.child(assignment, k.F_RIGHT)
    if (value === NO_NODE || !isComposed(facts, value)) continue
    const scope = facts.scopeOf(assignment)
    if (scope.kind !== 'module' && scope.kind !== 'class') continue
    const target = tree.child(assignment, k.F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) continue
    const template = readTemplate(facts, value)
    if (template !== undefined) found[facts.symbolIn(scope, facts.name(target))] = template
  }
  return found
}

function isComposed({ tree }: FileFacts, value: number): boolean {
  switch (tree.kind(value)) {
    case k.K_BINARY_OPERATOR: {
      const operator = tree.kind(tree.child(value, k.F_OPERATOR))
      return operator === k.T_PLUS || operator === k.T_PERCENT
    }
    case k.K_STRING:
      return tree.hasChildOfKind(value, k.K_INTERPOLATION)
    case k.K_CONCATENATED_STRING:
      return tree.source.slice(tree.start(value), tree.end(value)).includes('{')
    default:
      return false
  }
}
