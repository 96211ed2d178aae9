// What goes into a text that is put together of others, by a form or by an operator.

import type { Checker } from '../../engine/checker.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { isString, readString, withoutBrackets } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { escapedBy } from '../inputs/harmless-values.ts'
import { FIXED, isNumberFormat, joined, type Trace, type Tracer, without } from '../inputs/trace.ts'

/** The values that an f-string, or a text in several pieces, takes in; numbers by their format are none. */
export function textTrace(checker: Checker, node: Node, trace: Tracer): Trace {
  const parts = readString(checker.tree, node)?.parts ?? []
  return joined(
    parts.flatMap((part) =>
      part.kind === 'value' && !isNumberFormat(part.format) ? [trace(part.expression)] : [],
    ),
  )
}

/** What `+`, `%`, `*`, `/` and `|` put together; other operators give numbers. */
export function operatorTrace(checker: Checker, node: Node, trace: Tracer): Trace {
  const { tree } = checker
  const left = tree.child(node, k.F_LEFT)
  const right = tree.child(node, k.F_RIGHT)
  switch (tree.text(tree.child(node, k.F_OPERATOR))) {
    case '*': {
      const sides = [trace(left), trace(right)]
      return sides.find((side) => side.unknown === 0) ?? joined(sides)
    }
    case '%': {
      if (!isString(tree, withoutBrackets(tree, left))) {
        return without(joined([trace(left), trace(right)]), escapedBy(checker, left))
      }
      const text = namedConstant(checker.facts, left)
      const isNumeric = typeof text === 'string' && !/%(?:\([^)]*\))?[-+ #0-9.*]*[srac]/.test(text)
      return isNumeric ? FIXED : joined([trace(left), trace(right)])
    }
    case '+':
    case '/':
    case '|':
      return joined([trace(left), trace(right)])
    default:
      return FIXED
  }
}
