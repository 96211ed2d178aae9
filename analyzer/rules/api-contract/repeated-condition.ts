import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import { speaksOfEquality } from '../../matching/values/constant-truth.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isPure, isSameCode } from './matching/same-code.ts'

/** A path of so many names is no test for NaN. */
const COMPARED: ReadonlySet<number> = new Set([k.K_ATTRIBUTE, k.K_SUBSCRIPT])

export default defineRule({
  id: 'repeated-condition',
  title: 'Condition that was asked already',
  consequence: 'A branch is never taken, or what should have been asked is not.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [561, 571],
  why: `
An \`elif\` that asks what an \`if\` above it has asked is never taken: the first one has taken all such cases. In
\`a.x == b.x and a.x == b.x\`, in \`name or name\` and in \`self.end == self.end\` the second half adds nothing. Mostly a
line was copied and one name in it was to be changed.
`,
  fix: 'Ask what was meant in the second place, or delete it.',
  exemptions: [
    {
      text: 'Calls that may answer otherwise the second time, and conditions that differ.',
      quiet: py`
        def read(lines, kind, match):
            if lines.pop() == '':
                return 1
            elif lines.pop() == '':
                return 2
            if kind == 'a' and kind != 'b':
                return 3
            elif kind == 'a' or match:
                return next(lines) or next(lines)
            elif (match := lines.pop()):
                return 4
            elif match:
                return 5
            return kind and kind or 'none'
      `,
    },
    {
      text: 'A second `if` after the first: what was done in between may have changed the answer.',
      quiet: py`
        def drain(box):
            if box.items:
                box.take()
            if box.items:
                box.close()
      `,
    },
    {
      text: 'The test of a number for NaN, and tests of `==` itself.',
      quiet: {
        'numbers.py': py`
          def is_number(value, rows):
              return value == value and not rows[0] != rows[0]
        `,
        'tests/test_box.py': py`
          def test_eq(box):
              assert box.left == box.left
        `,
      },
    },
  ],
  limits: ['Conditions with calls of unknown functions are not compared.'],
  bad: [
    py`
      def weigh(kind, size):
          if kind == 'small' and size < 3:
              return 1
          elif kind == 'large':
              return 2
          elif kind == 'small' and size < 3: #!
              return 3
    `,
    py`
      class Span:
          def __eq__(self, other):
              return self.start == other.start and self.end == self.end #!

          def meets(self, other):
              if self.start or self.end or self.start: #!
                  return True
              return other.end > 0 and self.end > 0 and other.end > 0 #!
    `,
  ],
  good: [
    py`
      def weigh(kind, size):
          if kind == 'small' and size < 3:
              return 1
          elif kind == 'large':
              return 2
          elif kind == 'small':
              return 3
    `,
  ],
  on: {
    [k.K_IF_STATEMENT]: checkChain,
    [k.K_BOOLEAN_OPERATOR]: checkOperands,
    [k.K_COMPARISON_OPERATOR]: checkComparison,
  },
})

function checkChain(statement: Node, checker: Checker): void {
  const { tree } = checker
  const later = tree.namedChildren(statement).filter((one) => tree.kind(one) === k.K_ELIF_CLAUSE)
  if (later.length === 0) return
  const asked: Node[] = []
  for (const branch of [statement, ...later]) {
    const condition = tree.child(branch, k.F_CONDITION)
    // What is asked in between may change what the next one sees.
    if (condition === NO_NODE || !isPure(checker, condition)) {
      asked.length = 0
      continue
    }
    const node = withoutParentheses(tree, condition)
    const same = asked.find((one) => isSameCode(tree, one, node))
    asked.push(node)
    if (same === undefined) continue
    checker.report({
      node,
      message: `\`${inOneLine(tree.text(node), 50)}\` was asked in line ${tree.line(same)}: this branch is never taken.`,
      related: [same],
    })
  }
}

function checkOperands(node: Node, checker: Checker): void {
  const { tree } = checker
  const operator = tree.kind(tree.child(node, k.F_OPERATOR))
  const parent = tree.parent(node)
  const isInner =
    tree.kind(parent) === k.K_BOOLEAN_OPERATOR &&
    tree.kind(tree.child(parent, k.F_OPERATOR)) === operator
  if (isInner) return
  // `name and name or other` is how a choice was written before there was one.
  const isChoice = operator === k.T_AND && tree.kind(parent) === k.K_BOOLEAN_OPERATOR
  if (isChoice && tree.namedChildren(node).length === 2 && tree.fieldOf(node) === k.F_LEFT) return
  const operands: Node[] = []
  addOperands(checker, node, operator, operands)
  for (const [at, operand] of operands.entries()) {
    if (constantValue(tree, operand) !== undefined) continue
    const before = operands.slice(0, at)
    const first = before.findIndex((one) => isSameCode(tree, one, operand))
    if (first === -1) continue
    // A call in between may change what is asked twice.
    if (!operands.slice(first, at + 1).every((one) => isPure(checker, one))) continue
    checker.report({
      node: operand,
      message: `\`${inOneLine(tree.text(operand), 50)}\` stands twice in this condition.`,
    })
    return
  }
}

function addOperands(checker: Checker, node: Node, operator: number, found: Node[]): void {
  const { tree } = checker
  const inner = withoutParentheses(tree, node)
  const isSame =
    tree.kind(inner) === k.K_BOOLEAN_OPERATOR &&
    tree.kind(tree.child(inner, k.F_OPERATOR)) === operator
  if (!isSame) {
    found.push(inner)
    return
  }
  for (const side of [tree.child(inner, k.F_LEFT), tree.child(inner, k.F_RIGHT)]) {
    if (side !== NO_NODE) addOperands(checker, side, operator, found)
  }
}

function checkComparison(node: Node, checker: Checker): void {
  const { tree } = checker
  const [left, right, more] = statementsOf(tree, node)
  if (left === undefined || right === undefined || more !== undefined) return
  if (tree.kind(left) !== tree.kind(right) || !COMPARED.has(tree.kind(left))) return
  if (!isSameCode(tree, left, right) || !isPure(checker, left)) return
  const isNumber = tree.kind(left) === k.K_SUBSCRIPT
  if (isNumber || (checker.role === 'test' && speaksOfEquality(checker, node))) return
  checker.report({
    node,
    message: `\`${inOneLine(tree.text(node), 50)}\` compares a value with itself.`,
  })
}
