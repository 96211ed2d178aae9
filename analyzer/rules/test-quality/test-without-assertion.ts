import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute, receiverOf } from '../../facts/receivers.ts'
import { assertingMethods, assertingNames } from '../../gather/tables.ts'
import { assertingOf } from '../../matching/assertions.ts'
import { argumentsOf } from '../../matching/calls.ts'
import { isTest } from '../../matching/collected-tests.ts'
import { isIdleStatement } from '../../matching/handlers.ts'
import {
  isAlwaysSkipped,
  isOfSample,
  isOfSampleClass,
  keepsResult,
  switchesOff,
  waitsForState,
} from '../../matching/idle-tests.ts'
import { statementsOf } from '../../matching/statements.ts'
import {
  F_ATTRIBUTE,
  F_FUNCTION,
  F_OBJECT,
  K_ATTRIBUTE,
  K_CALL,
  K_COMMENT,
  K_COMPARISON_OPERATOR,
  K_IDENTIFIER,
  K_MODULE,
  K_NONE,
  K_RETURN_STATEMENT,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'test-without-assertion',
  title: 'Test that asserts nothing',
  consequence:
    'The test passes whatever the code returns, so it counts as coverage and protects nothing.',
  effortHours: { low: 0.25, high: 1 },
  why: `
A test without an assertion only fails when the code raises. Wrong results, missing calls and silent
no-ops pass. In a coverage report such lines look tested, which keeps anyone from writing the test that
is missing.
`,
  fix: `
Assert the outcome that the name of the test promises: the returned value, the changed state, the call
that was made. If all that matters is that nothing is raised, say so in the name or docstring
(\`test_empty_input_does_not_raise\`).
`,
  exemptions: [
    {
      text: 'A call that is told what to expect.',
      quiet: py`
        class TestNetworks:
            def test_add(self):
                self.api.post("networks/add", {}, check_response_status=[410])

            def test_unknown(self):
                self.get("/consumers/1", expected_status=404)
      `,
    },
    {
      text: 'A comment that says what would fail, and a check that the class was given as a function.',
      quiet: py`
        import unittest

        def check(first, second):
            assert first == second

        class TestGraph(unittest.TestCase):
            def setUp(self):
                self.check_both = check

            def test_scan(self):
                for _ in range(100):
                    # This would cause an exception due to a missing variable.
                    scan("table")

            def test_star(self):
                self.check_both(1, 1)
      `,
    },
    {
      text: 'A test whose docstring is the test: a session of an interpreter.',
      quiet: py`
        def test_debug():
            """A session

            In [1]: 1 + 1
            Out[1]: 2
            """
      `,
    },
    {
      text: 'An empty test that takes away one of an inherited suite.',
      quiet: py`
        from suites import SequenceTests

        class DequeTest(SequenceTests):
            def test_slices(self):
                pass
      `,
    },
    {
      text: 'A test that asserts in any way: `assert`, `self.assert*`, `raises`, a mock, a check that raises.',
      quiet: py`
        import subprocess
        import unittest
        import pytest

        def test_total():
            assert total([1, 2]) == 3

        def test_refuses():
            with pytest.raises(ValueError):
                total(None)

        def test_calls(mocker):
            send = mocker.patch("app.send")
            notify()
            send.assert_called_once_with("done")

        def test_command():
            subprocess.run(["tool", "--check"], check=True)

        def test_by_hand():
            if total([]) != 0:
                raise AssertionError("not zero")

        class TotalTest(unittest.TestCase):
            def test_total(self):
                self.assertEqual(total([1]), 1)

            def test_deferred(self):
                done = fetch()
                done.addCallback(self.assertEqual, 1)
                return done
      `,
    },
    {
      text: 'A test that calls a helper which asserts, in the same file, a base class or another file.',
      quiet: {
        'tests/base.py': py`
          import unittest

          class OrderCase(unittest.TestCase):
              def round_trip(self, order):
                  self.assertEqual(load(dump(order)), order)
        `,
        'tests/helpers.py': py`
          def same_order(first, second):
              assert first.lines == second.lines
        `,
        'tests/test_orders.py': py`
          from tests.base import OrderCase
          from tests.helpers import same_order

          def compared(first, second):
              def inner():
                  same_order(first, second)
              inner()

          def test_copy():
              same_order(order(), order().copy())

          def test_deep_copy():
              compared(order(), order().copy())

          def compared_twice(order):
              assert order == order

          def test_local():
              compared_twice(order())

          def twice(test):
              def run():
                  compared_twice(test())
              return run

          @twice
          def test_decorated():
              order()

          class RoundTripTest(OrderCase):
              def test_empty(self):
                  self.round_trip(order())

              def test_driver(self):
                  Driver(self).run()

              def test_alias(self):
                  eq = self.assertEqual
                  eq(order(), order())
        `,
      },
    },
    {
      text: 'A test whose name, docstring or comment says that nothing may be raised.',
      quiet: py`
        def test_empty_input_does_not_raise():
            render([])

        def test_close_twice():
            """Closing twice must not fail."""
            handle = open_handle()
            handle.close()
            handle.close()

        def test_unicode():
            render("ä")  # should not crash
      `,
    },
    {
      text: 'A fixture, a helper, a skipped test and a property that a library checks.',
      quiet: py`
        import pytest
        from hypothesis import given, strategies

        @pytest.fixture
        def test_user():
            return User()

        @pytest.mark.skip(reason="not on this platform")
        def test_later():
            run()

        @given(strategies.text())
        def test_parses(text):
            parse(text)

        class Helper:
            def test_connection(self):
                self.connect()
      `,
    },
    {
      text: 'A test that hands its work to a fixture which it calls.',
      quiet: py`
        def test_page(render_and_compare, run_example):
            run_example("page")
      `,
    },
  ],
  limits: [
    'Helpers of libraries are known by their names only: assert, check, verify, expect and the like.',
    'That the assertion says anything of the result is for tautological-assertion and weak-assertion.',
  ],
  bad: [
    py`
      from app import total

      def test_total(): #!
          total([1, 2])
    `,
  ],
  good: [
    py`
      from app import total

      def test_total():
          assert total([1, 2]) == 3
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const { facts } = checker
      const tests = facts.functions.filter((one) => {
        if (!isTest(checker, one) || one.isGenerator || one.body === NO_NODE) return false
        if (isOfSampleClass(one) || isAlwaysSkipped(checker, one)) return false
        return !one.decorators.some((decorator) => EXEMPTING.test(checker.tree.text(decorator)))
      })
      if (tests.length === 0) return
      const asserting = assertingOf(checker)
      for (const test of tests) {
        if (asserting.has(test) || mayAssert(checker, test)) continue
        if (test.decorators.some((decorator) => isAsserting(checker, decorator, asserting)))
          continue
        const statements = statementsOf(checker.tree, test.body).filter(
          (statement) => !isIdleStatement(checker.tree, statement),
        )
        const isEmpty = statements.length === 0
        if (isEmpty && switchesOff(checker, test)) continue
        const isSample = isEmpty && (isOfSample(checker, test, tests) || isExplained(checker, test))
        // Code that only runs may be meant as a smoke test; a result that is kept was to be looked at.
        const isSmoke = !isEmpty && (!keepsResult(checker, test) || namesDefect(checker, test))
        checker.report({
          node: test.node,
          message: isEmpty
            ? `\`${test.name}\` is empty: it passes without testing anything.`
            : `\`${test.name}\` runs code but asserts nothing: it passes whatever the result is.`,
          ...(isSmoke || isSample
            ? { severity: 'medium' as const, confidence: 'medium' as const }
            : {}),
        })
      }
    },
  },
})

/** A test of a defect that was mended, by its number: coming through is what it asks for. */
function namesDefect({ tree }: Checker, { name, node }: FunctionFacts): boolean {
  return (
    /_(?:issue|bug|bpo|gh|sf)_?\d+/i.test(name) ||
    /(?:#|["'])[^\n]*\b(?:issue|bug|bpo|gh|sf)[ _-]*#?\d{2,}/i.test(tree.text(node))
  )
}

/** A comment says in words why there is nothing to test. */
function isExplained({ tree }: Checker, test: FunctionFacts): boolean {
  return /#\s*(?!todo|fixme|xxx)[^\n]*\b(?:not? (?:longer|to be|meant|be|possible|supported|needed|applicable|initiali)|(?:tested|covered) (?:in|by|elsewhere|above|below)|nothing to (?:test|check)|just here to|moved to)/i.test(
    tree.text(test.node),
  )
}

/** Fixtures, tests that do not run, properties, and decorators that check something themselves. */
const EXEMPTING =
  /fixture|skip|xfail|expectedFailure|\bgiven\b|compar|snapshot|assert|check|verif|raises|expect|benchmark|property|\.setter\b|staticmethod|abstractmethod|overload|image/i

const SAYS_NO_ERROR =
  /(?:does_?n_?t|does_not|not|never|no|without)_(?:raise|crash|fail|error|throw|exception|explode|segfault|leak|hang|deadlock|break|warn|traceback|blow)|smoke|(?:^|_)imports?(?:_|$)|(?:^|_)(?:ok|works|succeeds|noop|no_op)$|leak|crash/i
const WORDS_NO_ERROR =
  /\b(?:not|\w+n't|never|no|without|nothing|used to)\b[^.\n]{0,30}\b(?:rais|crash|fail|error|throw|exception|explode|segfault|leak|hang|deadlock|break|warn|traceback|blow|choke)|smoke test|\bdoes nothing\b|\bcan succeed\b|fall apart|just (?:make|making) sure|\b(?:is|are) (?:allowed|accepted|valid|ok)\b|segfault|segmentation|core dump|crash|hang(?:s|ed)?\b|infinite (?:loop|recursion)|dealloc|refleak|blew up|blow up|boom|out of memory|overflow|used to|regression|leak|\bruns? (?:cleanly|through)\b|\bshould (?:just |still |always )?(?:succeed|work|pass|compile|parse|run)\b|\b(?:would|will|could) (?:\w+ ){0,2}(?:cause|raise|throw|fail|crash)/i

/** A docstring that explains the absence, or is a doctest. */
const SPEAKS = new RegExp(`${WORDS_NO_ERROR.source}|>>>|^\\s*In \\[\\d+\\]:`, 'im')

/** True for a decorator of the same file or another that asserts around the test. */
function isAsserting(
  checker: Checker,
  decorator: Node,
  asserting: ReadonlySet<FunctionFacts>,
): boolean {
  const { tree, facts } = checker
  const callee = tree.kind(decorator) === K_CALL ? tree.child(decorator, F_FUNCTION) : decorator
  const name = facts.qualifiedName(callee)
  if (name === undefined) return false
  if (checker.project.has(assertingNames, name)) return true
  return facts.functions.some((one) => `.${one.symbol}` === name && asserting.has(one))
}

/** True when something speaks for an assertion, or for its absence being meant. */
function mayAssert(checker: Checker, test: FunctionFacts): boolean {
  const { tree, facts } = checker
  if (SAYS_NO_ERROR.test(test.name)) return true
  if (test.docstring !== NO_NODE && SPEAKS.test(tree.text(test.docstring))) return true
  const { project } = checker
  const end = tree.endOfSubtree(test.node)
  if (waitsForState(checker, test)) return true
  // The first comment of a body stands before it in the tree.
  for (let node = test.node; node < end; node += 1) {
    if (tree.kind(node) === K_COMMENT && WORDS_NO_ERROR.test(tree.text(node))) return true
    if (tree.kind(node) === K_RETURN_STATEMENT && returnsValue(checker, node)) return true
    if (tree.kind(node) === K_STRING && ASSERTING_CODE.test(tree.text(node))) return true
  }
  return facts.calls.some((call) => {
    if (!tree.contains(test.node, call)) return false
    const callee = tree.child(call, F_FUNCTION)
    if (tree.kind(callee) === K_IDENTIFIER && facts.resolve(callee)?.kind === 'parameter')
      return true
    const given = argumentsOf(tree, call)
    if (given.some(({ value }) => isTestCase(checker, value))) return true
    // `self.post(url, expected_status=404)`: the helper compares.
    if (given.some(({ name }) => name !== undefined && EXPECTATION.test(name))) return true
    const name = facts.qualifiedName(callee)
    if (name !== undefined && project.has(assertingNames, name)) return true
    const target = checker.valueOf(callee)
    if (target?.kind === 'function' || target?.kind === 'method') {
      const { module, summary } = target.function
      if (project.has(assertingNames, `${module.summary.moduleName}.${summary.symbol}`)) return true
    }
    if (target === undefined && isTestElsewhere(checker, callee)) return true
    const attribute = receiverAttribute(facts, callee)
    if (attribute === undefined || attribute.class.method(attribute.name) !== undefined)
      return false
    return (
      project.has(assertingMethods, attribute.name) ||
      // A function that the class was given under this name.
      /^_?(?:test|check|verify|assert|compare|expect)/.test(attribute.name) ||
      hasForeignBase(checker, attribute.class.bases)
    )
  })
}

/** `self.runner.run_test_restart()`: the test itself is a method of another object, which is not known. */
function isTestElsewhere({ tree }: Checker, callee: Node): boolean {
  if (callee === NO_NODE || tree.kind(callee) !== K_ATTRIBUTE) return false
  if (/^(?:self|cls)$/.test(tree.text(tree.child(callee, F_OBJECT)))) return false
  return /^_*(?:run_)?tests?_[a-z]/.test(tree.text(tree.child(callee, F_ATTRIBUTE)))
}

/** Code that is run elsewhere and asserts there. */
const ASSERTING_CODE = /\n\s*(?:assert\s|self\.assert\w+\()/

const EXPECTATION = /^(?:expect\w*|check_\w+|assert\w*|should_\w+|status|status_codes?)$/

/** True for `self`: what gets hold of the test case may call its assertions. */
function isTestCase(checker: Checker, value: Node): boolean {
  return checker.tree.kind(value) === K_IDENTIFIER && receiverOf(checker.facts, value) !== undefined
}

/** Test runners that take a returned promise or deferred wait for what it says. */
function returnsValue(checker: Checker, statement: Node): boolean {
  const value = checker.tree.namedChildren(statement)[0]
  if (value === undefined || checker.tree.kind(value) === K_NONE) return false
  // `return total == 3`: the comparison was meant to be asserted, and nobody looks at it.
  return checker.tree.kind(value) !== K_COMPARISON_OPERATOR
}

const PLAIN_BASE =
  /^(?:unittest\.(?:TestCase|IsolatedAsyncioTestCase|case\.TestCase)|builtins\.object)$/

/** True for a base class that is neither of this file nor a plain test case. */
function hasForeignBase(checker: Checker, bases: readonly Node[]): boolean {
  return bases.some((base) => {
    const name = checker.facts.qualifiedName(base)
    return name === undefined || !(name.startsWith('.') || PLAIN_BASE.test(name))
  })
}
