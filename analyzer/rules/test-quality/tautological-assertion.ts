import type { Checker, FixDraft } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { isString } from '../../facts/strings.ts'
import {
  calleeName,
  positionalArgument,
  receiverOf,
  withoutParentheses,
} from '../../matching/calls.ts'
import { replace } from '../../matching/edits.ts'
import { statementsOf } from '../../matching/statements.ts'
import {
  F_ARGUMENT,
  F_LEFT,
  F_RIGHT,
  K_ASSERT_STATEMENT,
  K_BLOCK,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_CASE_CLAUSE,
  K_COMPARISON_OPERATOR,
  K_CONCATENATED_STRING,
  K_DICTIONARY,
  K_DICTIONARY_SPLAT,
  K_ELLIPSIS,
  K_ELSE_CLAUSE,
  K_FALSE,
  K_FLOAT,
  K_GENERATOR_EXPRESSION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_INTEGER,
  K_LAMBDA,
  K_LIST,
  K_LIST_SPLAT,
  K_NONE,
  K_NOT_OPERATOR,
  K_PARENTHESIZED_LIST_SPLAT,
  K_SET,
  K_STRING,
  K_TRUE,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

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
      const truth = truthOf(checker, condition)
      if (truth === undefined) return
      if (truth.value) {
        checker.report({ node: statement, message: truth.why, fixes: tupleFix(checker, condition) })
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
      const first = positionalArgument(tree, call, 0)
      if (first === NO_NODE) return
      const second = positionalArgument(tree, call, 1)
      const constant = constantAssertion(checker, call, name, first, second)
      if (constant === undefined) return
      checker.report({
        node: call,
        message: `\`${tree.text(checker.facts.callee(call))}(${shown(tree, first)}...)\` always ${constant ? 'holds: it checks nothing' : 'fails'}.`,
        ...(constant ? {} : { severity: 'low' as const }),
      })
    },
  },
})

const UNITTEST =
  /^(?:assertTrue|assertFalse|assert_|failUnless|failIf|assertEqual|assertEquals|assertIs|assertIsNone|assertIsNotNone|assertIn|assertListEqual|assertDictEqual|assertSequenceEqual)$/

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

interface Truth {
  readonly value: boolean
  readonly why: string
}

/** What a condition always is, and why; undefined when it can differ. */
function truthOf(checker: Checker, condition: Node): Truth | undefined {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, condition)
  const always = (what: string): Truth => ({
    value: true,
    why: `\`${shown(tree, node)}\` ${what}: the assertion cannot fail.`,
  })
  switch (tree.kind(node)) {
    case K_TUPLE:
    case K_LIST:
    case K_SET:
    case K_DICTIONARY:
      return displayTruth(tree, node, always)
    case K_GENERATOR_EXPRESSION:
      return always('is a generator, which is always true; `all(...)` or `any(...)` may be meant')
    case K_LAMBDA:
      return always('is a function that is never called')
    case K_STRING:
    case K_CONCATENATED_STRING: {
      const value = constantValue(tree, node)
      if (value === undefined)
        return /^[rb]*f(["'])\1\1?$/i.test(tree.text(node)) ? NEVER : always('is a text')
      return value === '' ? NEVER : always('is a text that is not empty')
    }
    case K_TRUE:
    case K_ELLIPSIS:
      return always('is always true')
    case K_INTEGER:
    case K_FLOAT:
      return constantValue(tree, node) === 0 ? NEVER : always('is a number that is not zero')
    case K_FALSE:
    case K_NONE:
      return NEVER
    case K_IDENTIFIER: {
      const binding = facts.resolve(node)
      const isDefined = binding?.kind === 'function' && binding.definitionCount === 1
      return isDefined ? always('is a function that is not called') : undefined
    }
    case K_NOT_OPERATOR: {
      const inner = truthOf(checker, tree.child(node, F_ARGUMENT))
      return inner?.value === false ? always('is always true') : inner && NEVER
    }
    case K_BOOLEAN_OPERATOR: {
      const isOr = /\bor$/.test(
        tree.source.slice(tree.start(node), tree.start(tree.child(node, F_RIGHT))).trimEnd(),
      )
      const sides = [tree.child(node, F_LEFT), tree.child(node, F_RIGHT)]
      const isTrue = isOr && sides.some((side) => truthOf(checker, side)?.value === true)
      return isTrue ? always('is always true') : undefined
    }
    case K_COMPARISON_OPERATOR:
      return comparisonTruth(checker, node, always)
    default:
      return undefined
  }
}

const NEVER: Truth = { value: false, why: '' }

function displayTruth(
  tree: SyntaxTree,
  node: Node,
  always: (what: string) => Truth,
): Truth | undefined {
  const items = statementsOf(tree, node)
  if (items.length === 0) return NEVER
  if (items.every((item) => UNPACKING.has(tree.kind(item)))) return undefined
  const what = tree.kind(node) === K_TUPLE ? 'tuple' : 'container'
  return always(`is a ${what} that is not empty`)
}

const UNPACKING: ReadonlySet<number> = new Set([
  K_LIST_SPLAT,
  K_DICTIONARY_SPLAT,
  K_PARENTHESIZED_LIST_SPLAT,
])

function comparisonTruth(
  checker: Checker,
  node: Node,
  always: (what: string) => Truth,
): Truth | undefined {
  const { tree } = checker
  const operands = statementsOf(tree, node)
  const [left, right] = operands
  if (left === undefined || right === undefined || operands.length !== 2) return undefined
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim()
  if (isLiteral(tree, left) && isLiteral(tree, right)) {
    const isEqual = tree.text(left) === tree.text(right)
    if (operator === '==' || operator === 'is') {
      return isEqual ? always('compares a literal with itself') : undefined
    }
    return undefined
  }
  const isLength = tree.kind(left) === K_CALL && checker.facts.calleeName(left) === 'builtins.len'
  if (isLength && operator === '>=' && tree.text(right) === '0') {
    return always('holds for every length')
  }
  if (!/^(?:==|is|<=|>=)$/.test(operator) || !isSame(checker, left, right)) return undefined
  if (operator === 'is' && tree.kind(left) !== K_IDENTIFIER) return undefined
  return speaksOfEquality(checker, node) ? undefined : always('compares a value with itself')
}

/** True for the same name or chain of names, which has no effect of its own. */
function isSame(checker: Checker, left: Node, right: Node): boolean {
  const { tree, facts } = checker
  if (isLiteral(tree, left)) return tree.text(left) === tree.text(right)
  const dotted = facts.dottedText(left)
  return dotted !== undefined && dotted === facts.dottedText(right)
}

function isLiteral(tree: SyntaxTree, node: Node): boolean {
  const kind = tree.kind(node)
  return kind === K_NONE || kind === K_STRING || constantValue(tree, node) !== undefined
}

const EQUALITY =
  /eq|ident|same|reflex|hash|compar|ordering|sort|nan|immutable|singleton|cach|interned|richcmp|copy|(?:^|_)(?:lt|le|gt|ge|ne|cmp)(?:_|$)|__/i

/** In a test of `==` itself, `x == x` is the point. */
function speaksOfEquality(checker: Checker, node: Node): boolean {
  const { facts } = checker
  const test = facts.enclosingFunction(node)
  if (EQUALITY.test(test?.name ?? '') || EQUALITY.test(facts.enclosingClass(node)?.name ?? '')) {
    return true
  }
  // What equals itself and differs from something else is a test of equality too.
  return test !== undefined && /assertNotEqual|assertIsNot\b|!=/.test(checker.tree.text(test.node))
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

/** The start of an expression in one line. */
function shown(tree: SyntaxTree, node: Node): string {
  const text = tree.text(node).replace(/\s+/g, ' ')
  return text.length > 40 ? `${text.slice(0, 37)}...` : text
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
