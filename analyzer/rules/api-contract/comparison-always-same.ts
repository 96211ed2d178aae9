import type { Checker } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import { constantValue } from '../../facts/literals.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { comparesNan } from './matching/not-a-number.ts'
import { namedMethod } from './matching/uncalled-methods.ts'

export default defineRule({
  id: 'comparison-always-same',
  title: 'Comparison that cannot come out otherwise',
  consequence: 'One of the two branches is never taken, whatever the data are.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [570, 571],
  why: `
A length is never below zero, so \`len(items) < 0\` never holds and \`len(items) >= 0\` always does. What \`input()\` and
the environment give is text, which equals no number. \`kind in ('draft')\` has no tuple behind it: the brackets alone do
not make one, and Python looks for \`kind\` among the parts of the text, so \`''\` and \`'a'\` are found as well.
Not-a-number equals nothing, itself neither: \`value == math.nan\` never holds.
`,
  fix: "Compare with what was meant: `len(items) > 0`, `int(text) == 1`, `kind in ('draft',)`, `math.isnan(value)`.",
  exemptions: [
    {
      text: 'Comparisons that may come out either way.',
      quiet: py`
        import os

        def check(items, kind, text, size):
            if len(items) > 0 or len(items) <= 0 or len(items) - 1 < 0:
                return 1
            if 0 < len(items) or size < 0 or len(items) == 1:
                return 2
            if kind in ('a', 'b') or kind in ('draft',) or kind in 'draft':
                return 3
            if int(input('n')) == 1 or input('n') == '1':
                return 4
            if type(kind) == str or type(kind).__name__ == 'str':
                return 5
            level = os.environ.get('LEVEL', 1)
            return level == 1
      `,
    },
    {
      text: 'Properties, fields and methods that are called.',
      quiet: py`
        class Order:
            size = 0

            @property
            def total(self):
                return 3

            def count(self):
                return 4

        def check(order: Order, other):
            if order.total > 3 or order.count() > 3 or order.size == 1:
                return order.count == other.count
            return order.count is None or other.count == 3
      `,
    },
    {
      text: 'A test for not-a-number that asks for it, and other special numbers.',
      quiet: py`
        import math
        import numpy as np

        def check(value, text, nan):
            if math.isnan(value) or value is np.nan or value == float('inf'):
                return True
            return value == nan or text == 'nan' or value == float(text) or value in (1, np.nan)
      `,
    },
    {
      text: 'A test that a comparison with not-a-number fails.',
      quiet: py`
        import math
        import unittest

        class NumberTest(unittest.TestCase):
            def test_nan(self):
                self.assertFalse(Number(3) == float('nan'))
                self.assertFalse(Number(3) < float('nan'))
                assert not Number(3) >= math.nan
      `,
    },
    {
      text: 'One character looked for in a set of them, and a long text in brackets.',
      quiet: py`
        def check(char, line, word):
            if char in ('a') or char in ('+-*/') or line[0] in ('abc'):
                return True
            return word in (
                'one text that is long and stands in brackets because it goes on '
                'in the next line'
            )
      `,
    },
  ],
  limits: ['Values are followed through one assignment only.'],
  bad: [
    py`
      import os

      def check(items, kind):
          if len(items) < 0: #!
              return 1
          if len(items) >= 0 and kind: #!
              return 2
          if kind in ('draft'): #!
              return 3
          if kind not in ('published'): #!
              return 4
          if type(kind) == 'str': #!
              return 6
          answer = input('how many? ')
          if answer == 1: #!
              return 5
          return os.environ['LEVEL'] == 3 #!

      class Order:
          def total(self):
              return 3

      def is_large(order: Order):
          return order.total > 100 #!
    `,
    py`
      import math
      import numpy as np
      from math import nan as missing

      def check(value, rows):
          if value == math.nan or np.nan != value: #!2
              return 1
          if value == missing or value <= np.NaN: #!2
              return 2
          return rows[rows != float('nan')] #!
    `,
  ],
  good: [
    py`
      def check(items, kind):
          if len(items) == 0:
              return 1
          if kind in ('draft',):
              return 3
          answer = int(input('how many? '))
          return answer == 1
    `,
  ],
  on: {
    [k.K_COMPARISON_OPERATOR](node, checker) {
      const { tree } = checker
      const [left, right, more] = statementsOf(tree, node)
      if (left === undefined || right === undefined || more !== undefined) return
      const operator = tree.source
        .slice(tree.end(left), tree.start(right))
        .replace(/\s+/g, ' ')
        .trim()
      const why =
        lengthOutcome(checker, left, operator, right) ??
        textOutcome(checker, left, operator, right) ??
        memberOutcome(checker, left, operator, right) ??
        methodOutcome(checker, left, operator, right) ??
        typeOutcome(checker, left, operator, right) ??
        nanOutcome(checker, node, operator)
      if (why === undefined) return
      checker.report({ node, message: `\`${inOneLine(tree.text(node), 50)}\` ${why}.` })
    },
  },
})

const MIRRORED: Readonly<Record<string, string>> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
}

/** `len(x) < 0` and `0 <= len(x)`. */
function lengthOutcome(
  checker: Checker,
  left: Node,
  operator: string,
  right: Node,
): string | undefined {
  const { tree } = checker
  const turned = MIRRORED[operator]
  if (turned === undefined) return undefined
  const isLeft = isLength(checker, left)
  if (!isLeft && !isLength(checker, right)) return undefined
  const bound = constantValue(tree, isLeft ? right : left)
  if (typeof bound !== 'number' || bound > 0) return undefined
  const asked = isLeft ? operator : turned
  const isZero = bound === 0
  if (asked === '<' || (!isZero && (asked === '<=' || asked === '==')))
    return 'never holds: a length is not below zero'
  if (asked === '>=' || (!isZero && (asked === '>' || asked === '!=')))
    return 'always holds: a length is not below zero'
  return undefined
}

function isLength({ tree, facts }: Checker, node: Node): boolean {
  return tree.kind(node) === k.K_CALL && facts.calleeName(node) === 'builtins.len'
}

/** What the user or the environment gives, compared with a number. */
function textOutcome(
  checker: Checker,
  left: Node,
  operator: string,
  right: Node,
): string | undefined {
  const { tree } = checker
  if (MIRRORED[operator] === undefined) return undefined
  const isNumber = (node: Node) => typeof constantValue(tree, node) === 'number'
  const text = isNumber(right) ? left : isNumber(left) ? right : NO_NODE
  if (text === NO_NODE || !isOutsideText(checker, text)) return undefined
  if (operator === '==') return 'never holds: this is text, and a number is compared with it'
  if (operator === '!=') return 'always holds: this is text, and a number is compared with it'
  return 'raises a TypeError: this is text, and a number is compared with it'
}

function isOutsideText({ tree, facts }: Checker, expression: Node): boolean {
  const given = tree.kind(expression) === k.K_IDENTIFIER ? onlyValue(facts, expression) : expression
  if (given === NO_NODE) return false
  const node = withoutParentheses(tree, given)
  if (tree.kind(node) === k.K_SUBSCRIPT) {
    const place = facts.qualifiedName(tree.child(node, k.F_VALUE))
    const isOne = tree.kind(tree.child(node, k.F_SUBSCRIPT)) !== k.K_SLICE
    return isOne && (place === 'os.environ' || place === 'sys.argv')
  }
  if (tree.kind(node) !== k.K_CALL) return false
  const origin = facts.calleeName(node) ?? ''
  if (origin === 'builtins.input') return true
  // With a default it may be a number.
  return /^os\.(?:getenv|environ\.get)$/.test(origin) && facts.arguments(node).length === 1
}

/** `type(x) == 'str'`: a class is no text. */
function typeOutcome(
  { tree, facts }: Checker,
  left: Node,
  operator: string,
  right: Node,
): string | undefined {
  const isClass =
    tree.kind(left) === k.K_CALL &&
    facts.calleeName(left) === 'builtins.type' &&
    facts.arguments(left).length === 1
  if (!isClass || typeof constantValue(tree, right) !== 'string') return undefined
  if (operator === '==') return 'never holds: the class is compared with its name'
  return operator === '!=' ? 'always holds: the class is compared with its name' : undefined
}

/** `job.is_done == True`: the method is compared, not what it gives. */
function methodOutcome(
  checker: Checker,
  left: Node,
  operator: string,
  right: Node,
): string | undefined {
  const isConstant = (node: Node) => {
    const value = constantValue(checker.tree, node)
    // `is None` asks whether there is one.
    return value !== undefined && value !== null
  }
  const other = isConstant(right) ? left : isConstant(left) ? right : NO_NODE
  if (other === NO_NODE || namedMethod(checker, other) === undefined) return undefined
  if (operator === '==' || operator === 'is') return 'never holds: the method is not called'
  if (operator === '!=' || operator === 'is not') return 'always holds: the method is not called'
  return MIRRORED[operator] === undefined ? undefined : 'raises: the method is not called'
}

/** `kind in ('draft')`: the brackets make no tuple. */
function memberOutcome(
  { tree }: Checker,
  left: Node,
  operator: string,
  right: Node,
): string | undefined {
  if (operator !== 'in' && operator !== 'not in') return undefined
  if (tree.kind(right) !== k.K_PARENTHESIZED_EXPRESSION) return undefined
  const inner = withoutParentheses(tree, right)
  if (tree.kind(inner) !== k.K_STRING || tree.line(right) !== tree.line(inner)) return undefined
  const value = constantValue(tree, inner)
  if (typeof value !== 'string' || !/^[A-Za-z]\w{2,}$/.test(value)) return undefined
  // A single character is looked for in a set of them.
  if (tree.kind(left) === k.K_SUBSCRIPT || /^(?:c|ch|char|letter|\w*_char)$/.test(tree.text(left)))
    return undefined
  if (constantValue(tree, left) !== undefined) return undefined
  return `looks for parts of the text \`${value}\`: without a comma the brackets make no tuple`
}

/** `value == float('nan')`. */
function nanOutcome(checker: Checker, comparison: Node, operator: string): string | undefined {
  if (MIRRORED[operator] === undefined || !comparesNan(checker, comparison)) return undefined
  return operator === '!='
    ? 'always holds: not-a-number differs from everything, from itself too'
    : 'never holds: not-a-number equals nothing, itself neither'
}
