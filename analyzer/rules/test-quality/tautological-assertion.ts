import type { Checker, FixDraft } from '../../engine/checker.ts'
import { isString } from '../../facts/strings.ts'
import {
  calleeName,
  keywordArgument,
  positionalArgument,
  receiverOf,
  withoutParentheses,
} from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  isLiteral,
  isSame,
  shown,
  speaksOfEquality,
  truthOf,
} from '../../matching/values/constant-truth.ts'
import {
  K_ASSERT_STATEMENT,
  K_BLOCK,
  K_CALL,
  K_CASE_CLAUSE,
  K_COMPARISON_OPERATOR,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_FALSE,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_NONE,
  K_NOT_OPERATOR,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { askedOfNone } from './matching/unreached-halves.ts'

export default defineRule({
  id: 'tautological-assertion',
  title: 'Assertion that cannot fail, or cannot hold',
  consequence: 'The check says nothing: it passes whatever the code does, so a defect goes unseen.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [571, 570],
  roles: ['source', 'test', 'migration'],
  why: `
\`assert (total == 3, "wrong total")\` tests a tuple with two items, which is always true. A literal, a
function that was never called, a generator and a value compared with itself are just as constant.
Such a line reads like a check and is counted as one, but nothing can make it fail. \`assert False\` is the
opposite: it always fails, except under \`python -O\`, where it is left out and the code runs on.
`,
  fix: `
Take the brackets off the tuple, call the function, compare with the expected value. To fail on purpose
write \`pytest.fail("why")\` or \`raise AssertionError("why")\`, which \`-O\` keeps.
`,
  exemptions: [
    {
      text: 'A message behind the condition: a text, what was answered, the values of the case.',
      quiet: py`
        import unittest

        class OrderTest(unittest.TestCase):
            def test_order(self):
                self.assertTrue(self.ok, "not paid")
                self.assertTrue(self.ok, self.response.text)
                self.assertTrue(self.ok, f"{self.total}")
                self.assertTrue(self.total == 3, 3)
                self.assertFalse(self.failed, msg=None)
      `,
    },
    {
      text: 'The right outcome of an attempt whose other outcome fails.',
      quiet: py`
        def test_remove():
            try:
                remove(-1)
            except ValueError:
                assert True
            else:
                raise AssertionError('removed')
      `,
    },
    {
      text: 'A test of truth values or of assertions themselves.',
      quiet: py`
        class ListTest:
            def test_truth(self):
                self.assertTrue([42])

            def testAssert(self):
                assert 1
      `,
    },
    {
      text: 'An assertion about a value that can differ.',
      quiet: py`
        def test_total(order, rate):
            assert order.total() == 3, "wrong total"
            assert (order.total() == 3), "wrong total"
            assert not order.lines
            assert order.first is order.first
            assert next(lines) != next(lines)
            assert (yielded := list(order))
            assert rate
            assert (order.lines
                    and order.total())
      `,
    },
    {
      text: 'A value compared with itself in a test of equality, identity, hashing or ordering.',
      quiet: py`
        import unittest

        class MoneyTest(unittest.TestCase):
            def test_equality(self):
                self.assertEqual(self.money, self.money)

            def test_hash(self):
                self.assertTrue(self.money == self.money)

        def test_nan(nan):
            assert nan != nan

        def test_comparisons(order):
            assert order == order
            assert order <= order

        def test_money(money):
            assert money == money
            assert money != 3
      `,
    },
    {
      text: '`assert False` behind branches that cover every case.',
      quiet: py`
        def area(shape):
            if shape == "circle":
                return 1
            elif shape == "square":
                return 2
            else:
                assert False, f"unknown shape {shape}"

        def sides(shape):
            match shape:
                case "triangle":
                    return 3
                case _:
                    assert False
      `,
    },
    {
      text: '`assert` for a type checker, and a call whose results are compared.',
      quiet: py`
        from typing import TYPE_CHECKING

        def test_stable():
            assert digest("a") == digest("a")
            assert [f() for f in FUNCTIONS]
            assert {**DEFAULTS}
            assert (*CASES,)
            assert lines[0] is not None
      `,
    },
  ],
  limits: ['Expressions that are always true by the meaning of their values are not computed.'],
  bad: [
    py`
      def test_total(order):
          assert (order.total() == 3, "wrong total") #!
    `,
    py`
      import unittest

      def helper():
          return 1

      def test_everything(order, name):
          assert True #!
          assert "order is complete" #!
          assert f"order {name}" #!
          assert 1 == 1 #!
          assert helper #!
          assert order.total == order.total #!
          assert (line.price > 0 for line in order) #!
          assert lambda: order.total() == 3 #!
          assert [order.total() == 3] #!
          assert not None #!
          assert order.total() or True #!
          assert len(order.lines) >= 0 #!
          assert None #!
          assert False, "not reached" #!
          assert 0 #!
          assert "" #!

      class OrderTest(unittest.TestCase):
          def test_order(self):
              self.assertTrue(True) #!
              self.assertTrue("total") #!
              self.assertFalse(None) #!
              self.assertEqual(self.total, self.total) #!
              self.assertEqual(3, 3) #!
              self.assertIsNone(None) #!
              self.assertTrue((self.total, 3)) #!
              self.assertTrue(self.total, 3) #!
              self.assertFalse(self.count(), 0) #!
              self.assertTrue(False) #!
    `,
  ],
  good: [
    py`
      def test_total(order):
          assert order.total() == 3, "wrong total"
    `,
  ],
  on: {
    [K_ASSERT_STATEMENT](statement, checker) {
      const { tree } = checker
      const condition = statementsOf(tree, statement)[0]
      if (condition === undefined) return
      const asked = askedOfNone(tree, condition)
      if (asked !== undefined) {
        checker.report({
          node: statement,
          message: `Holds for every \`${asked}\` but None: what stands after \`or\` is never checked.`,
          severity: 'medium',
        })
        return
      }
      const truth = truthOf(checker, condition)
      if (truth === undefined || isAboutTruth(checker, statement)) return
      if (truth.value) {
        // The `else` of the same attempt fails: this only says that the exception is right.
        const clause = tree.ancestor(statement, K_EXCEPT_CLAUSE, K_FUNCTION_DEFINITION)
        const isOutcome =
          clause !== NO_NODE &&
          tree.kind(clause) === K_EXCEPT_CLAUSE &&
          /\n\s*else:\s*(?:assert (?:False|0)|raise|(?:self|pytest)\.fail\()/.test(
            tree.text(tree.parent(clause)),
          )
        if (isOutcome) return
        checker.report({
          node: statement,
          message: truth.why,
          fixes: tupleFix(checker, condition),
          ...mayBeMeant(checker, condition),
        })
        return
      }
      if (isLastResort(checker, statement)) return
      checker.report({
        node: statement,
        severity: 'low',
        message: `\`assert ${shown(tree, condition)}\` always fails, but \`python -O\` leaves it out and runs on.`,
        fixes: falseFix(checker, statement, condition),
      })
    },
    [K_CALL](call, checker) {
      const { tree } = checker
      const name = calleeName(tree, call)
      if (!UNITTEST.test(name) || receiverOf(tree, call) === NO_NODE) return
      const [first, second] = comparedBy(tree, call)
      if (first === NO_NODE) return
      if (isMeantAsExpected(checker, call, name, first)) {
        checker.report({
          node: call,
          message: `\`${name}\` takes \`${shown(tree, second)}\` for its message: nothing is compared with it.`,
        })
        return
      }
      const constant = constantAssertion(checker, call, name, first, second)
      if (constant === undefined || isAboutTruth(checker, call)) return
      checker.report({
        node: call,
        message: `\`${tree.text(checker.facts.callee(call))}(${shown(tree, first)}...)\` always ${constant ? 'holds: it checks nothing' : 'fails'}.`,
        ...(constant
          ? mayBeMeant(checker, second === NO_NODE ? first : call)
          : { severity: 'low' as const }),
      })
    },
  },
})

const UNITTEST =
  /^(?:assertTrue|assertFalse|assert_|failUnless|failIf|assertEqual|assertEquals|assertIs|assertIsNone|assertIsNotNone|assertIn|assertListEqual|assertDictEqual|assertSequenceEqual)$/

/** `assertTrue(response.status_code, 404)`: a literal that can be no message, behind a plain value. */
function isMeantAsExpected(checker: Checker, call: Node, name: string, first: Node): boolean {
  const { tree } = checker
  if (!/^(?:assertTrue|assertFalse|assert_|failUnless|failIf)$/.test(name)) return false
  const message = positionalArgument(tree, call, 1)
  if (message === NO_NODE || tree.kind(message) === K_NONE || isString(tree, message)) return false
  const kind = tree.kind(withoutParentheses(tree, first))
  const isAnswer = kind === K_COMPARISON_OPERATOR || kind === K_NOT_OPERATOR
  return !isAnswer && isLiteral(tree, message)
}

/** What a method of unittest looks at, by position or by its names: `assertTrue(expr=True)`. */
function comparedBy(tree: SyntaxTree, call: Node): readonly [Node, Node] {
  const named = (names: readonly string[]) =>
    names.map((name) => keywordArgument(tree, call, name)).find((one) => one !== NO_NODE) ?? NO_NODE
  const [first, second] = [positionalArgument(tree, call, 0), positionalArgument(tree, call, 1)]
  return [
    first === NO_NODE ? named(['expr', 'first', 'expr1', 'obj']) : first,
    second === NO_NODE ? named(['second', 'expr2']) : second,
  ]
}

/** `test_truth`, `test_bool`, `testAssert`, `test_skip...`: constants are what such a test is about. */
function isAboutTruth({ facts }: Checker, node: Node): boolean {
  const name = facts.enclosingFunction(node)?.name ?? ''
  return /^test_?(?:\w*_)?(?:truth\w*|bool(?:ean)?|nonzero|assert\w*|skip\w*)$|^test\w*(?:Assert|Truth|Skip|ShouldRun)/.test(
    name,
  )
}

/** A value compared with itself can be a test of the comparison: less bad, and less sure. */
function mayBeMeant(
  { tree }: Checker,
  condition: Node,
): { readonly severity?: 'medium'; readonly confidence?: 'medium' } {
  const kind = tree.kind(withoutParentheses(tree, condition))
  if (kind === K_COMPARISON_OPERATOR) return { severity: 'medium', confidence: 'medium' }
  const isSameTwice = kind === K_CALL && positionalArgument(tree, condition, 1) !== NO_NODE
  return isSameTwice && !isLiteral(tree, positionalArgument(tree, condition, 0))
    ? { severity: 'medium', confidence: 'medium' }
    : {}
}

/** What a method of unittest always says of these arguments; undefined when that depends. */
function constantAssertion(
  checker: Checker,
  call: Node,
  name: string,
  first: Node,
  second: Node,
): boolean | undefined {
  const { tree } = checker
  if (/^(?:assertTrue|assert_|failUnless)$/.test(name)) return truthOf(checker, first)?.value
  if (/^(?:assertFalse|failIf)$/.test(name)) {
    const truth = truthOf(checker, first)?.value
    return truth === undefined ? undefined : !truth
  }
  if (name === 'assertIsNone' || name === 'assertIsNotNone') {
    if (!isLiteral(tree, first)) return undefined
    return (tree.kind(first) === K_NONE) === (name === 'assertIsNone')
  }
  if (second === NO_NODE) return undefined
  if (name !== 'assertIn' && isSame(checker, first, second)) {
    return speaksOfEquality(checker, call) ? undefined : true
  }
  return undefined
}

/** True in an `else` or `case _`, where the line says that it is never reached. */
function isLastResort(checker: Checker, statement: Node): boolean {
  const { tree } = checker
  const block = tree.parent(statement)
  const clause = tree.parent(block)
  if (clause === NO_NODE || tree.kind(block) !== K_BLOCK) return false
  if (tree.kind(clause) === K_ELSE_CLAUSE) return tree.kind(tree.parent(clause)) === K_IF_STATEMENT
  return tree.kind(clause) === K_CASE_CLAUSE && /^case\s+_\s*:/.test(tree.text(clause))
}

/** `assert (condition, "message")`: the brackets are taken off. */
function tupleFix(checker: Checker, condition: Node): FixDraft[] {
  const { tree } = checker
  if (tree.kind(condition) !== K_TUPLE) return []
  const [test, message, more] = statementsOf(tree, condition)
  if (test === undefined || message === undefined || more !== undefined) return []
  if (!isString(tree, message) || truthOf(checker, test) !== undefined) return []
  const isOneLine = !/[\r\n]/.test(tree.text(condition))
  if (!isOneLine) return []
  return [
    {
      title: 'Take the brackets off',
      grade: 'needs-review',
      edits: [replace(tree, condition, `${tree.text(test)}, ${tree.text(message)}`)],
    },
  ]
}

/** `raise AssertionError(...)` stays under `-O`. */
function falseFix(checker: Checker, statement: Node, condition: Node): FixDraft[] {
  const { tree } = checker
  if (tree.kind(condition) !== K_FALSE) return []
  const message = statementsOf(tree, statement)[1]
  const text = message === undefined ? '' : tree.text(message)
  return [
    {
      title: 'Raise AssertionError',
      grade: 'safe',
      edits: [replace(tree, statement, `raise AssertionError(${text})`)],
    },
  ]
}
