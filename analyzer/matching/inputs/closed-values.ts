// Results that are made of nothing but constants and what a function is handed. Where all that a
// function gives is such, a call of it holds nothing unknown.
import type { Binding } from '../../facts/scopes.ts'
import { readString, withoutBrackets } from '../../facts/strings.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { statementsOf } from '../statements/statements.ts'
import { itemRead } from '../values/held-items.ts'
import { isChanged } from '../values/item-changes.ts'
import { guardedSinks } from './input-guards.ts'
import type { FileReader } from './input-sources.ts'
import { ALL_SINKS, carriesArguments, carriesReceiver, cleanedBy, opensFile } from './sinks.ts'
import { isTextless } from './textless-kinds.ts'

const MAX_DEPTH = 8

/** True for `'a'`, `prefix + name` of parameters, `'%s' % local` where the local is such a value too. */
export function isClosed(
  reader: FileReader,
  expression: Node,
  depth = 0,
  open: readonly Binding[] = [],
): boolean {
  const { tree, facts } = reader
  if (expression === NO_NODE || depth > MAX_DEPTH) return false
  const node = withoutBrackets(tree, expression)
  if (isTextless(tree.kind(node))) return true
  const isPart = (one: Node): boolean => isClosed(reader, one, depth + 1, open)
  switch (tree.kind(node)) {
    case k.K_STRING:
    case k.K_CONCATENATED_STRING:
      return (readString(tree, node)?.parts ?? []).every(
        (part) => part.kind === 'text' || isPart(part.expression),
      )
    case k.K_BINARY_OPERATOR:
    case k.K_BOOLEAN_OPERATOR:
      return isPart(tree.child(node, k.F_LEFT)) && isPart(tree.child(node, k.F_RIGHT))
    case k.K_CONDITIONAL_EXPRESSION: {
      const [yes, , no] = statementsOf(tree, node)
      return isPart(yes ?? NO_NODE) && isPart(no ?? NO_NODE)
    }
    case k.K_TUPLE:
    case k.K_LIST:
    case k.K_EXPRESSION_LIST:
      return statementsOf(tree, node).every(isPart)
    case k.K_DICTIONARY:
      return statementsOf(tree, node).every(
        (pair) => tree.kind(pair) === k.K_PAIR && isPart(tree.child(pair, k.F_VALUE)),
      )
    case k.K_SUBSCRIPT:
      return isPart(itemRead(reader, node) ?? tree.child(node, k.F_VALUE))
    case k.K_IDENTIFIER:
      return isClosedName(reader, node, depth, open)
    case k.K_CALL: {
      const callee = facts.callee(node)
      if (callee === NO_NODE) return false
      const origin = facts.qualifiedName(callee)
      const isMethod = tree.kind(callee) === k.K_ATTRIBUTE
      const name = isMethod ? facts.name(tree.child(callee, k.F_ATTRIBUTE)) : ''
      if (origin !== undefined && cleanedBy(origin, name) === ALL_SINKS) return true
      const isCarrying =
        (origin !== undefined && carriesArguments(origin) && !opensFile(origin)) ||
        (isMethod && carriesReceiver(name) && isPart(tree.child(callee, k.F_OBJECT)))
      return isCarrying && facts.arguments(node).every(({ value }) => isPart(value))
    }
    default:
      return false
  }
}

function isClosedName(
  reader: FileReader,
  node: Node,
  depth: number,
  open: readonly Binding[],
): boolean {
  const { tree, facts } = reader
  const binding = facts.resolve(node)
  if (binding === undefined) return false
  if (open.includes(binding)) return true
  const owner = binding.scope?.function
  if (owner === undefined || owner !== facts.enclosingFunction(node)) return false
  const isOwn = binding.kind === 'parameter' || binding.kind === 'variable'
  if (!isOwn || binding.name === 'self' || binding.name === 'cls') return false
  // `value if value in KNOWN else default`
  if (guardedSinks(reader, binding, node) === ALL_SINKS) return true
  // What is put into it later is not looked at.
  if (binding.references.some((reference) => isChanged(reader, reference))) return false
  return binding.definitions.every(({ kind, node: target }) => {
    if (kind === 'parameter' || kind === 'annotation') return true
    const written = writtenValue(tree, target)
    return written !== undefined && isClosed(reader, written.node, depth + 1, [...open, binding])
  })
}
