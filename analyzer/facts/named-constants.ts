// Constants that code gives a name before it uses them: `HEADER = 'X-Key'`, `request.headers[HEADER]`.
import { K_IDENTIFIER } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { onlyValue } from './assigned-value.ts'
import type { FileFacts } from './file-facts.ts'
import { type Constant, constantValue } from './literals.ts'
import { stringValue } from './strings.ts'

/** The constant that an expression is, also behind a name of the file that one assignment alone gives. */
export function namedConstant(facts: FileFacts, expression: Node): Constant | undefined {
  return constantValue(facts.tree, behindName(facts, expression))
}

/** `namedConstant` of texts; undefined for everything else. */
export function namedText(facts: FileFacts, expression: Node): string | undefined {
  return stringValue(facts.tree, behindName(facts, expression))
}

/** The literal that a name stands for; the expression itself where it is no such name. */
export function behindName(facts: FileFacts, expression: Node): Node {
  if (expression === NO_NODE || facts.tree.kind(expression) !== K_IDENTIFIER) return expression
  const value = onlyValue(facts, expression)
  return value === NO_NODE ? expression : value
}

/**
 * The text of a node followed by those of the expressions that its names alone stand for: what an
 * argument holds is the same under a name, `refresh(order, loaded)` with `loaded = ['items']`.
 */
export function textWithValues(facts: FileFacts, node: Node): string {
  const { tree } = facts
  const texts = [tree.text(node)]
  for (let at = node; at < tree.endOfSubtree(node); at += 1) {
    if (tree.kind(at) !== K_IDENTIFIER) continue
    const value = onlyValue(facts, at)
    const isOther = value !== NO_NODE && !tree.contains(node, value)
    if (isOther && tree.end(value) - tree.start(value) < MAX_LENGTH) texts.push(tree.text(value))
  }
  return texts.join('\n')
}

/** Longer expressions are no part of a call by another name. */
const MAX_LENGTH = 300

/**
 * The text of a node followed by the texts that its names stand for, a line each: what is asked of a
 * function that runs `text(LOCK_ROWS)` is asked of the statement, too.
 */
export function textWithConstants(facts: FileFacts, node: Node): string {
  const { tree } = facts
  const found = new Set<string>()
  for (let at = node; at < tree.endOfSubtree(node); at += 1) {
    // Constants of a module are written in capitals; asking for each name would take long.
    if (tree.kind(at) !== K_IDENTIFIER || !/^_?[A-Z]/.test(facts.name(at))) continue
    const text = namedText(facts, at)
    if (text !== undefined) found.add(text)
  }
  return [tree.text(node), ...found].join('\n')
}
