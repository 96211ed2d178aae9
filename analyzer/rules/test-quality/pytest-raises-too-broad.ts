import type { Checker } from '../../engine/checker.ts'
import { type Constant, constantValue } from '../../facts/literals.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, keywordArgument } from '../../matching/calls/calls.ts'
import { parentOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_LEFT,
  K_AS_PATTERN,
  K_AS_PATTERN_TARGET,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_DELETE_STATEMENT,
  K_IDENTIFIER,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'pytest-raises-too-broad',
  title: 'Expected exception is too general',
  consequence:
    'The test passes on any failure, a misspelt name in the test included, instead of the one it means.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
\`pytest.raises(Exception)\` is satisfied by every exception: the one that the test is about, and a
\`TypeError\` from a wrong call, an \`AttributeError\` from a renamed method, an \`ImportError\`. The test
then passes because something else is broken. \`ValueError\` and \`OSError\` are raised by so many
functions that without \`match\` they say little more.
`,
  fix: `
Name the exception that the code raises, one of your own where callers are to tell it apart, and say
what it says: \`with pytest.raises(ValueError, match="negative amount")\`, \`assertRaisesRegex\`.
`,
  exemptions: [
    {
      text: 'An exception of its own, and a general one with a message that is matched.',
      quiet: py`
        import unittest
        import pytest

        def test_refuses():
            with pytest.raises(OrderRefused):
                order(-1)
            with pytest.raises(ValueError, match="negative"):
                order(-1)
            with pytest.raises(Exception, match="negative"):
                order(-1)
            with pytest.raises(KeyError):
                order({})["x"]

        class OrderTest(unittest.TestCase):
            def test_refuses(self):
                with self.assertRaises(ValueError):
                    order(-1)
                with self.assertRaisesRegex(Exception, "negative"):
                    order(-1)
      `,
    },
    {
      text: 'The exception that was caught is looked at afterwards.',
      quiet: py`
        import pytest

        def test_refuses():
            with pytest.raises(ValueError) as caught:
                order(-1)
            assert "negative" in str(caught.value)
            error = pytest.raises(Exception, order, -1)
            assert "negative" in str(error.value)

        class TestOrder:
            def test_refuses(self):
                with self.assertRaises(Exception) as context:
                    order(-1)
                self.assertEqual(str(context.exception), "negative")
      `,
    },
    {
      text: 'Code that is no test.',
      quiet: {
        'app/check.py': py`
          import pytest

          def check():
              with pytest.raises(Exception):
                  order(-1)
        `,
        'app/other.py': 'value = 1\n',
      },
    },
    {
      text: 'An exception that the test itself makes or that comes from a fixture.',
      quiet: py`
        import pytest

        def test_passes_on(error_type):
            with pytest.raises(error_type):
                order(-1)
            with pytest.raises(type(ERROR)):
                order(-1)
            with pytest.warns(UserWarning):
                order(-1)
      `,
    },
  ],
  limits: ['Exceptions of the project that are as general are not known.'],
  bad: [
    py`
      import pytest

      def test_refuses():
          with pytest.raises(Exception): #!
              order(-1)
    `,
    py`
      import socket
      import unittest
      from pytest import raises
      import pytest as pt

      def test_refuses():
          with raises(ValueError): #!
              order(-1)
          with pt.raises((KeyError, Exception)): #!
              order(-1)
          with raises(expected_exception=OSError): #!
              order(-1)
          with raises(socket.error): #!
              order(-1)
          with raises(ValueError, match=""): #!
              save(1)
          with raises(ValueError, match=r".*"): #!
              order(-1)
          with raises(Exception) as caught: #!
              order(-1)
          raises(BaseException, order, -1) #!

      class OrderTest(unittest.TestCase):
          def test_refuses(self):
              with self.assertRaises(Exception): #!
                  order(-1)
              self.assertRaises(BaseException, order, -1) #!

      @pytest.mark.asyncio
      async def test_async():
          with raises(Exception) as caught: #!
              await order(-1)
          del caught
    `,
  ],
  good: [
    py`
      import pytest

      def test_refuses():
          with pytest.raises(ValueError, match="negative amount"):
              order(-1)
    `,
  ],
  calls: callsTo(['pytest.raises'], checkPytest),
  methods: {
    assertRaises: checkUnittest,
    failUnlessRaises: checkUnittest,
  },
})

const ALL = /^builtins\.(?:BaseException|Exception)$/
const GENERAL =
  /^(?:builtins\.(?:ValueError|OSError|IOError|EnvironmentError)|socket\.error|os\.error)$/

function checkPytest(call: Node, checker: Checker): void {
  const { tree } = checker
  if (checker.role !== 'test') return
  const match = keywordArgument(tree, call, 'match')
  if (match !== NO_NODE && !fitsAll(constantValue(tree, match))) return
  if (keywordArgument(tree, call, 'check') !== NO_NODE) return
  check(call, checker, argumentFor(tree, call, 0, 'expected_exception'), true)
}

/** A pattern that every message fits. */
function fitsAll(pattern: Constant | undefined): boolean {
  return typeof pattern === 'string' && /^\^?(?:\.[*+]\??)?\$?$/.test(pattern)
}

function checkUnittest(call: Node, checker: Checker): void {
  const type = argumentFor(checker.tree, call, 0, 'expected_exception')
  check(call, checker, type, false)
}

function check(call: Node, checker: Checker, type: Node, withGeneral: boolean): void {
  const { tree, facts } = checker
  if (type === NO_NODE || isLookedAt(checker, call)) return
  const types = tree.kind(type) === K_TUPLE ? statementsOf(tree, type) : [type]
  const names = types.map((one) => facts.qualifiedName(one) ?? '')
  const all = names.some((name) => ALL.test(name))
  if (!all && !(withGeneral && names.every((name) => GENERAL.test(name)))) return
  checker.report({
    node: call,
    message: all
      ? `\`${tree.text(type)}\` is satisfied by every failure, a mistake in the test included.`
      : `\`${tree.text(type)}\` is raised by many functions: without \`match\` the test passes for the wrong reason.`,
    ...(all ? {} : { severity: 'low' as const, confidence: 'medium' as const }),
  })
}

/** True when the caught exception is read afterwards. */
function isLookedAt(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  let parent = parentOf(tree, call)
  if (tree.kind(parent) === K_ATTRIBUTE) return true
  let target = NO_NODE
  if (tree.kind(parent) === K_ASSIGNMENT) target = tree.child(parent, F_LEFT)
  if (tree.kind(parent) === K_AS_PATTERN) {
    target = tree.childOfKind(parent, K_AS_PATTERN_TARGET)
    if (target !== NO_NODE) target = tree.firstChild(target)
    parent = tree.parent(parent)
  }
  if (target === NO_NODE) return false
  if (tree.kind(target) !== K_IDENTIFIER) return true
  const binding = facts.resolve(target)
  if (binding === undefined) return true
  const deleted = (node: Node): boolean => tree.kind(tree.parent(node)) === K_DELETE_STATEMENT
  return binding.references.some((node) => node > target && !deleted(node))
}
