// The constant text that a composed text starts with.
import type { Checker } from '../engine/checker.ts'
import { constantValue } from '../facts/literals.ts'
import { isString, readString, withoutBrackets } from '../facts/strings.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { receiverOf } from './calls.ts'
import { provenance } from './provenance.ts'

/** `http://` of `'http://' + host`, `f'http://{host}'`, `'http://%s' % host`; '' where nothing is known. */
export function leadingText(checker: Checker, expression: Node, depth = 0): string {
  const { tree } = checker
  if (expression === NO_NODE || depth > 6) return ''
  const own = provenance(checker)
  const node = withoutBrackets(tree, own.valueOf(expression))
  const constant = constantValue(tree, node)
  if (typeof constant === 'string') return constant
  if (isString(tree, node)) {
    let text = ''
    for (const part of readString(tree, node)?.parts ?? []) {
      if (part.kind !== 'value') {
        text += part.text
        continue
      }
      const inner = own.constantOf(part.expression)
      if (typeof inner !== 'string')
        return text === '' ? leadingText(checker, part.expression, depth + 1) : text
      text += inner
    }
    return text
  }
  if (tree.kind(node) === k.K_BINARY_OPERATOR) {
    const left = tree.child(node, k.F_LEFT)
    const text = leadingText(checker, left, depth + 1)
    const whole = own.constantOf(left)
    if (tree.text(tree.child(node, k.F_OPERATOR)) === '%') return text.replace(/%.*$/s, '')
    return typeof whole === 'string'
      ? text + leadingText(checker, tree.child(node, k.F_RIGHT), depth + 1)
      : text
  }
  if (tree.kind(node) === k.K_CALL && /\.format$/.test(tree.text(tree.child(node, k.F_FUNCTION)))) {
    return leadingText(checker, receiverOf(tree, node), depth + 1).replace(/\{.*$/s, '')
  }
  return ''
}
