import type { Checker, FixDraft } from '../../engine/checker.ts'
import { calleeName, withoutParentheses } from '../../matching/calls/calls.ts'
import { indentOf, lineBreakOf, replace } from '../../matching/edits/edits.ts'
import { wholeLines } from '../../matching/edits/removals.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSERT_STATEMENT,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_FALSE,
  K_IDENTIFIER,
  K_INTEGER,
} from '../../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'assert-for-validation',
  title: 'Input validated by assert',
  consequence: 'With optimisation switched on the check is gone and wrong input goes through.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [617, 703],
  picky: true,
  why: `
\`python -O\` and \`PYTHONOPTIMIZE=1\` leave out every \`assert\`. A check of arguments, of a permission or of what
came from outside then no longer exists. Where it does exist, it raises \`AssertionError\`, which no caller
expects and which says nothing of what was wrong.
`,
  fix: `
Raise what callers can handle: \`if amount < 0: raise ValueError("amount is negative")\`. Keep \`assert\` for what
cannot be false unless this code itself is wrong.
`,
  exemptions: [
    {
      text: 'An assertion that narrows a type for the type checker.',
      quiet: py`
        def total(order, rate):
            assert order is not None
            assert isinstance(rate, float)
            assert order.lines is not None and rate is not None
            return order.total * rate
      `,
    },
    {
      text: 'An assertion in tests and in helpers for them.',
      quiet: {
        'tests/test_order.py': 'def test_order(order):\n    assert order.total > 3\n',
        'app/testing.py': 'def check_order(order):\n    assert order.total > 3\n',
        'app/other.py': 'value = 1\n',
      },
    },
    {
      text: 'A branch that cannot be reached.',
      quiet: py`
        from typing import assert_never

        def area(shape):
            if shape == "circle":
                return 1
            else:
                assert False, "unknown shape"

        def sides(shape):
            assert_never(shape)
      `,
    },
    {
      text: 'A check that raises an exception of its own.',
      quiet: py`
        def pay(amount):
            if amount < 0:
                raise ValueError("amount is negative")
            return amount
      `,
    },
  ],
  limits: ['Whether wrong input can get there is not computed.'],
  bad: [
    py`
      def pay(amount):
          assert amount > 0, "amount is negative" #!
          return amount
    `,
    py`
      class Store:
          def save(self, order, *, user=None):
              assert user.is_admin #!
              assert order.total >= 0 and order.lines #!
              total = order.total
              assert total < 1000 #!
              assert len(order.lines) == 3 #!
              return total

      assert CONFIG["secret"] #!
    `,
  ],
  good: [
    py`
      def pay(amount):
          if amount <= 0:
              raise ValueError("amount must be positive")
          return amount
    `,
  ],
  roles: ['source', 'migration'],
  on: {
    [K_ASSERT_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      if (
        /(?:^|\/)(?:testing|test_?utils?|test_?support|support|pytest_\w+|conftest)(?:\/|\.py$)/.test(
          checker.path,
        )
      )
        return
      const condition = statementsOf(tree, statement)[0]
      if (condition === undefined || narrows(tree, condition)) return
      const owner = facts.enclosingFunction(statement)
      const parameter = parameterIn(checker, condition)
      checker.report({
        node: statement,
        message:
          parameter === undefined
            ? `\`assert ${inOneLine(tree.text(condition), 40)}\` is left out by \`python -O\`.`
            : `\`${owner?.name}\` checks its argument \`${parameter}\` with \`assert\`, which \`python -O\` leaves out.`,
        ...(parameter === undefined
          ? { severity: 'low' as const, confidence: 'low' as const }
          : {}),
        fixes: parameter === undefined ? [] : fixOf(tree, statement),
      })
    },
  },
})

/** A `ValueError` in its place; a better type may be known to the reader. */
function fixOf(tree: SyntaxTree, statement: Node): FixDraft[] {
  const [condition, message] = statementsOf(tree, statement)
  if (condition === undefined) return []
  const text = tree.text(condition)
  const isPlain = !/["'\\\r\n{}]/.test(text)
  if (message === undefined && !isPlain) return []
  if (wholeLines(tree, tree.start(statement), tree.end(statement)) === undefined) return []
  const indent = indentOf(tree, statement)
  const step = indent.includes('\t') ? '\t' : '    '
  const isWord = /^[\w.]+$/.test(text)
  const head = `if not ${isWord ? text : `(${text})`}:${lineBreakOf(tree)}${indent}${step}`
  const why = message === undefined ? `"${text} does not hold"` : tree.text(message)
  return [
    {
      title: 'Raise a `ValueError`',
      grade: 'needs-review',
      edits: [replace(tree, statement, `${head}raise ValueError(${why})`)],
    },
  ]
}

/** True for what type checkers need, and for `assert False`. */
function narrows(tree: SyntaxTree, condition: Node): boolean {
  const node = withoutParentheses(tree, condition)
  switch (tree.kind(node)) {
    case K_FALSE:
    case K_INTEGER:
      return true
    case K_BOOLEAN_OPERATOR:
      return narrows(tree, tree.child(node, F_LEFT)) && narrows(tree, tree.child(node, F_RIGHT))
    case K_CALL:
      return /^(?:isinstance|issubclass|callable|hasattr)$/.test(calleeName(tree, node))
    case K_COMPARISON_OPERATOR:
      return /\bis\s+(?:not\s+)?None$/.test(tree.text(node))
    default:
      return false
  }
}

/** The parameter that a condition is about, other than `self`. */
function parameterIn(checker: Checker, condition: Node): string | undefined {
  const { tree, facts } = checker
  for (let node = condition; node < tree.endOfSubtree(condition); node += 1) {
    if (tree.kind(node) !== K_IDENTIFIER) continue
    const binding = facts.resolve(node)
    if (binding?.kind !== 'parameter' || /^(?:self|cls)$/.test(binding.name)) continue
    return binding.name
  }
  return undefined
}
