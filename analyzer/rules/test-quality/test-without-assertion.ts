import { isIdleStatement } from '../../matching/errors/handlers.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import { assertingOf } from '../../matching/tests/assertions.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { assertsAround, mayAssertElsewhere } from './matching/foreign-assertions.ts'
import {
  isAlwaysSkipped,
  isOfSample,
  isOfSampleClass,
  keepsResult,
  switchesOff,
  waitsForState,
} from './matching/idle-tests.ts'
import { isExplained, namesDefect, saysNoError } from './matching/spoken-reasons.ts'

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
        return !one.decorators.some((decorator) => EXEMPTING.test(checker.tree.spelled(decorator)))
      })
      if (tests.length === 0) return
      const asserting = assertingOf(checker)
      for (const test of tests) {
        if (asserting.has(test) || saysNoError(checker, test)) continue
        if (waitsForState(checker, test) || mayAssertElsewhere(checker, test)) continue
        if (test.decorators.some((decorator) => assertsAround(checker, decorator, asserting)))
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
          // An empty one is seen by whoever opens it, and claims nothing.
          ...(isSmoke || isEmpty ? { severity: 'medium' as const } : {}),
          ...(isSmoke || isSample ? { confidence: 'medium' as const } : {}),
        })
      }
    },
  },
})

/** Fixtures, tests that do not run, properties, and decorators that check something themselves. */
const EXEMPTING =
  /fixture|skip|xfail|expectedFailure|\bgiven\b|compar|snapshot|assert|check|verif|raises|expect|benchmark|property|\.setter\b|staticmethod|abstractmethod|overload|image/i
