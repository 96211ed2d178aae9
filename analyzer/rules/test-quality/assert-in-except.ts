import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { caughtName } from '../../matching/errors/reraise.ts'
import { leavesAlways } from '../../matching/statements/leaving.ts'
import { bodyOf, codeOf, statementsOf } from '../../matching/statements/statements.ts'
import { directTest } from '../../matching/tests/collected-tests.ts'
import {
  K_ASSERT_STATEMENT,
  K_BLOCK,
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_IDENTIFIER,
  K_RAISE_STATEMENT,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'assert-in-except',
  title: 'Exception checked in a handler',
  consequence: 'If the exception is not raised at all, the check does not run and the test passes.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
\`except ValueError as error: assert "x" in str(error)\` runs only if a \`ValueError\` is raised. When the code
stops raising it, which is the defect that the test should find, nothing is checked and the test is green.
Every such test needs a \`fail()\` behind the call, which is easily forgotten.
`,
  fix: `
\`with pytest.raises(ValueError, match="x") as caught:\` and assertions on \`caught.value\` behind the block;
with unittest \`assertRaisesRegex\`, or \`assertRaises\` and \`context.exception\`.
`,
  exemptions: [
    {
      text: 'An exception that `raises` catches.',
      quiet: py`
        import pytest

        def test_refuses():
            with pytest.raises(ValueError) as caught:
                order(-1)
            assert "negative" in str(caught.value)
      `,
    },
    {
      text: 'An assertion in a handler that is not about the exception.',
      quiet: py`
        def test_refuses(order):
            try:
                order.add(-1)
            except ValueError:
                assert order.lines == []
                raise
      `,
    },
    {
      text: 'A handler in a helper, and one that keeps the exception for later.',
      quiet: py`
        def error_of(call):
            try:
                call()
            except ValueError as error:
                assert error.args
                return error

        def test_refuses():
            caught = None
            try:
                order(-1)
            except ValueError as error:
                caught = error
            assert "negative" in str(caught)
      `,
    },
  ],
  limits: ['Helpers that are given the exception are not followed.'],
  bad: [
    py`
      def test_refuses():
          try:
              order(-1)
          except ValueError as error:
              assert "negative" in str(error) #!
    `,
    py`
      import unittest

      class OrderTest(unittest.TestCase):
          def test_refuses(self):
              try:
                  order(-1)
              except ValueError as e:
                  self.assertEqual(str(e), "negative") #!
                  self.assertIn("x", e.args)

          def test_first(self):
              try:
                  order(-1)
                  self.fail("accepted")
              except (ValueError, TypeError) as exc:
                  message = str(exc)
                  self.assertTrue(exc.args) #!

      async def test_async():
          try:
              await order(-1)
          except OrderError as error:
              assert error.code == 3, "wrong code" #!
          else:
              assert False
    `,
  ],
  good: [
    py`
      import pytest

      def test_refuses():
          with pytest.raises(ValueError, match="negative"):
              order(-1)
    `,
  ],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree } = checker
      const name = caughtName(tree, clause)
      const body = tree.childOfKind(clause, K_BLOCK)
      if (name === undefined || body === NO_NODE) return
      const test = directTest(checker, clause)
      if (test === undefined) return
      // The block ends in a raise on every way.
      const last = statementsOf(tree, bodyOf(tree, tree.parent(clause))).at(-1)
      if (last !== undefined && raisesAlways(checker, last)) return
      for (const node of codeOf(tree, body)) {
        const kind = tree.kind(node)
        const isCheck =
          kind === K_ASSERT_STATEMENT || (kind === K_CALL && /^assert/.test(calleeName(tree, node)))
        if (!isCheck || !uses(checker, node, name)) continue
        // `assertTrue(False, f'raised {error}')`: it must not be raised.
        if (
          /^(?:assert\s+(?:False|0)\b|[\w.]*assertTrue\(\s*False|[\w.]*assertFalse\(\s*True)/.test(
            tree.text(node),
          )
        )
          return
        const fails =
          /\bfail\(|\bassert (?:False|0)\b|raise AssertionError|\bassertTrue\(\s*False|\bassertFalse\(\s*True|\bassertIsNone\(\s*["']/.test(
            tree.text(tree.parent(clause)),
          )
        checker.report({
          node,
          message: fails
            ? `\`${name}\` is checked in a handler; \`raises\` says the same without the \`fail\`.`
            : `\`${name}\` is checked only if it is raised: \`${test.name}\` passes when it is not.`,
          ...(fails ? { severity: 'low' as const } : {}),
        })
        return
      }
    },
  },
})

/** A `raise`, also at the end of each part of a `try`. */
function raisesAlways(checker: Checker, statement: Node): boolean {
  const { tree } = checker
  if (tree.kind(statement) === K_RAISE_STATEMENT) return true
  return tree.kind(statement) === K_TRY_STATEMENT && leavesAlways(checker, statement)
}

function uses(checker: Checker, region: Node, name: string): boolean {
  const { tree, facts } = checker
  for (let node = region; node < tree.endOfSubtree(region); node += 1) {
    if (tree.kind(node) === K_IDENTIFIER && facts.name(node) === name) return true
  }
  return false
}
