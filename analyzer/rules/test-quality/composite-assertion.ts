import type { Checker, FixDraft } from '../../engine/checker.ts'
import { positionalArgument, withoutParentheses } from '../../matching/calls/calls.ts'
import { indentOf, lineBreakOf, replace } from '../../matching/edits/edits.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_ARGUMENT,
  F_LEFT,
  F_RIGHT,
  K_ASSERT_STATEMENT,
  K_BOOLEAN_OPERATOR,
  K_CONDITIONAL_EXPRESSION,
  K_LAMBDA,
  K_NOT_OPERATOR,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'composite-assertion',
  title: 'Several conditions in one assertion',
  consequence: 'When the test fails it does not say which of the conditions was not met.',
  effortHours: { low: 0.05, high: 0.1 },
  why: `
\`assert a and b\` fails with one message for both. pytest shows the values of a plain comparison; of a
composite one it shows the first that is false, and nothing of the others. One assertion for each condition
says at once what is wrong.
`,
  fix: `
One \`assert\` for each condition. \`assert not (a or b)\` becomes \`assert not a\` and \`assert not b\`.
`,
  exemptions: [
    {
      text: 'A single condition, also a chained comparison.',
      quiet: py`
        def test_total(order):
            assert order.total() == 3
            assert 0 < order.total() < 5
            assert all([order.paid, order.sent])
            assert not order.lines
      `,
    },
    {
      text: 'Alternatives, of which one is enough.',
      quiet: py`
        def test_total(order):
            assert order.total() == 3 or order.free
            assert not (order.paid and order.free)
            assert (order.paid and order.sent) or order.free
            assert order.total() == (order.first and order.second)
      `,
    },
    {
      text: 'Code that is no test.',
      quiet: {
        'app/order.py': py`
          def total(order):
              assert order.lines and order.rate
              return 3
        `,
        'app/other.py': 'value = 1\n',
      },
    },
  ],
  limits: ['`assertTrue(a and b)` is reported, but has no fix.'],
  bad: [
    py`
      def test_total(order):
          assert order.total() == 3 and order.count() == 2 #!
    `,
    py`
      import unittest

      def test_total(order):
          assert (order.total() == 3 and order.count() == 2) #!
          assert order.total() == 3 and order.count() == 2, "wrong" #!
          assert not (order.paid or order.sent) #!
          assert order.a and order.b and order.c #!
          assert order.a and (order.b or order.c) #!

      class OrderTest(unittest.TestCase):
          def test_total(self):
              self.assertTrue(order().paid and order().sent) #!
              self.assertFalse(order().lost or order().late) #!
              self.assertFalse(order().lost and order().late)
    `,
  ],
  good: [
    py`
      def test_total(order):
          assert order.total() == 3
          assert order.count() == 2
    `,
  ],
  on: {
    [K_ASSERT_STATEMENT](statement, checker) {
      const { tree } = checker
      const [condition, message] = statementsOf(tree, statement)
      if (condition === undefined) return
      const parts = partsOf(tree, condition)
      if (parts.length < 2) return
      checker.report({
        node: statement,
        message: `\`assert\` with ${parts.length} conditions: when it fails it does not say which.`,
        fixes: message === undefined ? splitFix(checker, statement, parts) : [],
      })
    },
  },
  methods: {
    assertTrue(call, checker) {
      const { tree } = checker
      const condition = positionalArgument(tree, call, 0)
      const parts = condition === NO_NODE ? [] : partsOf(tree, condition)
      if (parts.length < 2) return
      checker.report({
        node: call,
        message: `\`assertTrue\` with ${parts.length} conditions: when it fails it does not say which.`,
      })
    },
    assertFalse(call, checker) {
      const { tree } = checker
      const condition = positionalArgument(tree, call, 0)
      if (condition === NO_NODE) return
      const parts = operands(tree, withoutParentheses(tree, condition), 'or')
      if (parts.length < 2) return
      checker.report({
        node: call,
        message: `\`assertFalse\` with ${parts.length} conditions: when it fails it does not say which.`,
      })
    },
  },
})

/** The conditions that must all hold, as they can be asserted one by one. */
function partsOf(tree: SyntaxTree, condition: Node): readonly string[] {
  const node = withoutParentheses(tree, condition)
  if (tree.kind(node) === K_NOT_OPERATOR) {
    const inner = withoutParentheses(tree, tree.child(node, F_ARGUMENT))
    return operands(tree, inner, 'or').map((one) => `not ${bracketed(tree, one)}`)
  }
  return operands(tree, node, 'and').map((one) => tree.text(withoutParentheses(tree, one)))
}

/** A comparison binds closer than `not`, other operators may not. */
function bracketed(tree: SyntaxTree, node: Node): string {
  const kind = tree.kind(node)
  const isLoose =
    kind === K_BOOLEAN_OPERATOR || kind === K_CONDITIONAL_EXPRESSION || kind === K_LAMBDA
  return isLoose ? `(${tree.text(node)})` : tree.text(node)
}

/** The operands of a chain of one operator; the node itself for anything else. */
function operands(tree: SyntaxTree, node: Node, operator: 'and' | 'or'): readonly Node[] {
  if (tree.kind(node) !== K_BOOLEAN_OPERATOR) return [node]
  const left = tree.child(node, F_LEFT)
  const right = tree.child(node, F_RIGHT)
  const written = tree.source.slice(tree.end(left), tree.start(right))
  if (!new RegExp(`\\b${operator}\\b`).test(written)) return [node]
  return [...operands(tree, left, operator), ...operands(tree, right, operator)]
}

function splitFix(checker: Checker, statement: Node, parts: readonly string[]): FixDraft[] {
  const { tree } = checker
  // Without its brackets, an expression over several lines would end with its first.
  if (parts.some((part) => /[\r\n]/.test(part))) return []
  if (
    tree.source
      .slice(tree.lineStarts[tree.line(statement) - 1] ?? 0, tree.start(statement))
      .trim() !== ''
  )
    return []
  const lineBreak = `${lineBreakOf(tree)}${indentOf(tree, statement)}`
  return [
    {
      title: 'Split the assertion',
      grade: 'safe',
      edits: [replace(tree, statement, parts.map((part) => `assert ${part}`).join(lineBreak))],
    },
  ]
}
