// Calls of functions that block as a rule, with arguments that let them answer at once.
import type { FileFacts } from '../facts/file-facts.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'

const NUMERIC_FLAGS = /flags\w*\s*\|?=[^\n]*\bAI_NUMERICHOST\b/
/** A constant of the file that says the same: `_NUMERIC_ONLY = AI_NUMERICHOST | AI_NUMERICSERV`. */
const NUMERIC_NAME = /[,|]\s*(?:\w+\.)*_?NUMERIC(?:_?(?:ONLY|HOST|FLAGS))?\s*,?\s*\)$/

/**
 * Name resolution that asks nobody, as that of a numeric address or of `localhost`, and a look without
 * a wait; `name` is the last word of the callee.
 */
export function answersAtOnce(facts: FileFacts, call: Node, name: string): boolean {
  const { tree } = facts
  const text = tree.spelled(call)
  switch (name) {
    case 'select':
    case 'sleep':
      return /[(,]\s*0(?:\.0*)?\s*\)$/.test(text)
    case 'getaddrinfo': {
      const around = facts.enclosingFunction(call)
      const isNumeric = facts
        .arguments(call)
        .some(({ value }) => /AI_NUMERICHOST/.test(tree.text(value)))
      if (isNumeric || NUMERIC_NAME.test(text)) return true
      return around !== undefined && NUMERIC_FLAGS.test(tree.spelled(around.node))
    }
    case 'gethostbyname': {
      const test = tree.ancestor(call, k.K_IF_STATEMENT)
      if (/localhost/.test(text)) return true
      return (
        test !== NO_NODE && /==\s*["']localhost/.test(tree.spelled(tree.child(test, k.F_CONDITION)))
      )
    }
    default:
      return false
  }
}
