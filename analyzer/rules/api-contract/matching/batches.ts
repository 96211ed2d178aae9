// Loops that collect items and hand them on when there are enough of them.
import type { Checker } from '../../../engine/checker.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import {
  conditionOf,
  consequenceOf,
  hasAlternative,
} from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface FullBatch {
  readonly name: string
  /** The `if` that asks whether it is full. */
  readonly test: Node
  /** Where the full one is handed on. */
  readonly use: Node
}

const FULL = /^len\((\w+(?:\.\w+)?)\)\s*(?:==|>=|>)\s*[\w.]+$/

/** The batch of a loop whose rest nothing hands on; undefined for other loops. */
export function fullBatch(checker: Checker, loop: Node): FullBatch | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(loop)
  if (owner === undefined || /^(?:test|setUp)/.test(owner.name)) return undefined
  for (const test of facts.nodesIn(loop, k.K_IF_STATEMENT)) {
    const [, name] = FULL.exec(tree.text(conditionOf(tree, test))) ?? []
    if (name === undefined || hasAlternative(tree, test)) continue
    if (tree.ancestor(test, k.K_FOR_STATEMENT, k.K_WHILE_STATEMENT) !== loop) continue
    const use = usedAndEmptied(checker, test, name)
    if (use === NO_NODE || !isFilled(checker, loop, name)) continue
    const isField = name.startsWith('self.')
    if (isField ? isUsedInClass(checker, loop, name) : isUsedLater(checker, loop, name)) continue
    return { name, test, use }
  }
  return undefined
}

/** `send(batch)` and then `batch = []` or `batch.clear()`. */
function usedAndEmptied({ tree }: Checker, test: Node, name: string): Node {
  const statements = consequenceOf(tree, test)
  const last = statements.at(-1)
  if (last === undefined || statements.length < 2) return NO_NODE
  if (
    /\b(?:return|break|raise|continue)\b/.test(statements.map((one) => tree.text(one)).join('\n'))
  )
    return NO_NODE
  const text = tree.text(last)
  const isEmptied =
    text === `${name}.clear()` ||
    text === `del ${name}[:]` ||
    new RegExp(`^${escaped(name)}\\s*(?::[^=]+)?=\\s*(?:\\[\\]|list\\(\\)|\\{\\}|set\\(\\))$`).test(
      text,
    )
  if (!isEmptied) return NO_NODE
  return (
    statements.find(
      (one) => one !== last && new RegExp(`[(, *]${escaped(name)}\\b(?!\\.)`).test(tree.text(one)),
    ) ?? NO_NODE
  )
}

const escaped = (name: string): string => name.replaceAll('.', '\\.')

/** Each round puts one item in, whatever is tested. */
function isFilled({ tree, facts }: Checker, loop: Node, name: string): boolean {
  return Array.from(facts.callsIn(loop)).some(
    (call) =>
      /^(?:append|add)$/.test(tree.spelled(facts.callee(call)).slice(name.length + 1)) &&
      tree.text(facts.callee(call)).startsWith(`${name}.`),
  )
}

/** Behind the loop, in an outer loop around it, or in a function within. */
function isUsedLater({ tree, facts }: Checker, loop: Node, name: string): boolean {
  const owner = facts.enclosingFunction(loop)
  const binding = owner === undefined ? undefined : facts.lookup(owner.scope, name)
  if (owner === undefined || binding?.scope?.function !== owner || binding.kind === 'parameter')
    return true
  const isMadeHere = binding.definitions.some(({ node }) => node < loop && node > owner.node)
  if (!isMadeHere) return true
  // An outer loop may come back with what is left.
  const outer = tree.ancestor(loop, k.K_FOR_STATEMENT, k.K_WHILE_STATEMENT)
  if (outer > owner.node && !binding.definitions.some(({ node }) => node < loop && node > outer))
    return true
  return Array.from(binding.references).some(
    (one) => one >= tree.endOfSubtree(loop) || facts.enclosingFunction(one) !== owner,
  )
}

/** Another method, or the code behind the loop, has to do with the field. */
function isUsedInClass({ tree, facts }: Checker, loop: Node, name: string): boolean {
  const field = name.slice('self.'.length)
  return Array.from(facts.identifiersNamed(field)).some((one) => {
    const attribute = tree.parent(one)
    if (tree.fieldOf(one) !== k.F_ATTRIBUTE || tree.contains(loop, attribute)) return false
    const own = receiverAttribute(facts, attribute)
    if (own === undefined) return true
    const isMade = facts.isWrite(attribute) && (own.method.name === '__init__' || attribute < loop)
    return !isMade
  })
}
