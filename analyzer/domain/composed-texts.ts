// Texts of modules, classes and instances that are put together from others or handed on:
// `JOBS = NAMESPACE + ":jobs"`, `self.queue = QUEUE`, `self.prefix = prefix` with its default.
import type { FileFacts } from '../facts/file-facts.ts'
import { receiverAttribute } from '../facts/receivers.ts'
import { stringValue } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { readTemplate, type TextTemplate } from './text-template.ts'

/** By symbol: `PREFIX`, `Keys.JOBS`, `SimpleQueue.prefix` for what a method gives `self.prefix`. */
export type ComposedTexts = Readonly<Record<string, TextTemplate>>

export function readComposedTexts(facts: FileFacts): ComposedTexts {
  const { tree } = facts
  const found: Record<string, TextTemplate> = {}
  const repeated = new Set<string>()
  for (const assignment of facts.nodesOfKind(k.K_ASSIGNMENT)) {
    const value = tree.child(assignment, k.F_RIGHT)
    const target = tree.child(assignment, k.F_LEFT)
    if (value === NO_NODE || target === NO_NODE) continue
    const isMember = tree.kind(target) === k.K_ATTRIBUTE
    const symbol = isMember ? memberSymbol(facts, target) : ownSymbol(facts, assignment, target)
    if (symbol === undefined) continue
    if (isMember && symbol in found) repeated.add(symbol)
    const isRead = isComposed(facts, value) || (isMember && tree.kind(value) === k.K_IDENTIFIER)
    if (!isRead) continue
    const template = handedOn(facts, value) ?? readTemplate(facts, value)
    const isTelling = template?.some((part) => 'text' in part || part.origin !== undefined)
    if (template !== undefined && isTelling) found[symbol] = template
  }
  for (const symbol of repeated) delete found[symbol]
  return found
}

function ownSymbol(facts: FileFacts, assignment: Node, target: Node): string | undefined {
  if (facts.tree.kind(target) !== k.K_IDENTIFIER) return undefined
  const scope = facts.scopeOf(assignment)
  if (scope.kind !== 'module' && scope.kind !== 'class') return undefined
  return facts.symbolIn(scope, facts.name(target))
}

function memberSymbol(facts: FileFacts, target: Node): string | undefined {
  const own = receiverAttribute(facts, target)
  return own && `${own.class.symbol}.${own.name}`
}

/** A parameter that is handed on stands for its default, if that is a text. */
function handedOn(facts: FileFacts, value: Node): TextTemplate | undefined {
  const { tree } = facts
  if (tree.kind(value) !== k.K_IDENTIFIER) return undefined
  const binding = facts.resolve(value)
  if (binding?.kind !== 'parameter') return undefined
  const parameters = binding.scope?.function?.parameters ?? []
  const own = parameters.find(({ nameNode }) => nameNode === binding.definitions[0]?.node)
  const text = own && stringValue(tree, own.default)
  return text === undefined ? [] : [{ text }]
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
