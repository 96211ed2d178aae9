import type { Checker, Report } from '../../engine/checker.ts'
import { argumentsOf } from '../../matching/calls/calls.ts'
import { hasReason, isCleanUp } from '../../matching/errors/handler-reasons.ts'
import { caughtTypes, handlerText } from '../../matching/errors/handlers.ts'
import { bodyOf, statementsOf } from '../../matching/statements/statements.ts'
import { assertsItself } from '../../matching/tests/assertions.ts'
import { directTest } from '../../matching/tests/collected-tests.ts'
import {
  K_BLOCK,
  K_CALL,
  K_DELETE_STATEMENT,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { checksBehind, failsBehind, isSilent, takesAssertions } from './matching/lost-failures.ts'
import { isAboutCrashes, raisesByItself } from './matching/surviving-tests.ts'
import { endsTheLoop, isDrain, isPoll } from './matching/test-loops.ts'

export default defineRule({
  id: 'except-pass-in-test',
  title: 'Failure swallowed inside a test',
  consequence: 'The test passes whether or not the code works, so it protects nothing.',
  effortHours: { low: 0.25, high: 0.5 },
  cwe: [390],
  why: `
A test fails by an exception. A handler that does nothing takes it away: if the call raises, the test
passes; if it does not raise, the test passes too. \`except Exception\` and a bare \`except\` take the
\`AssertionError\` as well, so even \`assert\` and \`self.fail()\` inside the block cannot fail the test.
`,
  fix: `
If the exception is expected, say so: \`with pytest.raises(ValueError, match="...")\` or
\`self.assertRaises\`. If it is not, take the \`try\` away and let it fail the test.
`,
  exemptions: [
    {
      text: 'A queue that is read until it is empty.',
      quiet: py`
        import queue

        def test_all_true(answers):
            try:
                while True:
                    assert answers.get(block=False)
            except queue.Empty:
                pass
      `,
    },
    {
      text: 'Values that a generator of cases draws: some of them raise what is expected.',
      quiet: py`
        from hypothesis import given
        from hypothesis.strategies import sampled_from

        @given(sampled_from([1, None]))
        def test_operators(value):
            try:
                combine(value, 1)
            except TypeError:
                pass
      `,
    },
    {
      text: 'A docstring that says that all that counts is to come through.',
      quiet: py`
        def test_ticket():
            """Should not segfault."""
            try:
                convert(None)
            except ValueError:
                pass
      `,
    },
    {
      text: 'A comment says that the block only must not bring the interpreter down.',
      quiet: py`
        def test_recursive_repr(raw):
            # This used to segfault.
            try:
                repr(raw)
            except RuntimeError:
                pass

        def test_address():
            try:
                # The call may succeed or fail.
                resolve("localhost")
            except OSError:
                pass
      `,
    },
    {
      text: 'A block that fails the test when nothing is raised, behind which the expected type alone is caught.',
      quiet: py`
        import unittest

        class ParseTest(unittest.TestCase):
            def test_bad_input(self):
                try:
                    parse("x")
                except ValueError:
                    pass
                else:
                    self.fail("no error")

            def test_empty(self):
                try:
                    parse("")
                    self.fail("no error")
                except ValueError:
                    pass
      `,
    },
    {
      text: 'A handler that asserts, fails, skips, raises or records something.',
      quiet: py`
        import pytest

        def test_bad_input(errors):
            try:
                parse("x")
            except ValueError as error:
                assert "x" in str(error)
            try:
                parse("x")
            except ValueError as error:
                errors.append(error)
            try:
                parse("x")
            except OSError:
                pytest.skip("no network")
            assert errors
      `,
    },
    {
      text: 'Functions named `test_...` that answer a question, in a file without any assertion: tests of a template language.',
      quiet: {
        'templates/tests.py': py`
          def test_iterable(value):
              try:
                  iter(value)
              except TypeError:
                  return False
              return True
        `,
      },
    },
    {
      text: 'An optional import, and clean-up of files, processes and connections.',
      quiet: py`
        import os

        def test_report(path, server):
            try:
                import pandas
            except ImportError:
                pass
            write_report(path)
            assert path.exists()
            try:
                os.remove(path)
            except OSError:
                pass
            try:
                server.stop()
            except Exception:
                pass
      `,
    },
    {
      text: 'Clean-up in `finally`, a helper that is no test, and a function that the test hands on.',
      quiet: py`
        def swallow(call):
            try:
                call()
            except ValueError:
                pass

        def test_worker(pool):
            def work():
                try:
                    loop()
                except Stopped:
                    pass

            pool.run(work)
            assert pool.done
      `,
    },
    {
      text: 'A loop that polls until something is ready, and a comment that gives the reason.',
      quiet: py`
        def test_starts(server):
            while True:
                try:
                    server.ping()
                    break
                except ConnectionError:
                    continue
            try:
                server.refuse()
            except ValueError:
                pass  # either answer is right, the state below matters
            assert server.state == "up"
      `,
    },
  ],
  limits: ['A handler that only prints is reported, one that calls a helper is not.'],
  bad: [
    py`
      def test_discount(order):
          try:
              order.discount(200)
          except ValueError: #!
              pass
    `,
  ],
  good: [
    py`
      import pytest

      def test_discount(order):
          with pytest.raises(ValueError, match="more than the total"):
              order.discount(200)
    `,
  ],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree } = checker
      const body = tree.childOfKind(clause, K_BLOCK)
      if (body === NO_NODE || !statementsOf(tree, body).every((one) => isSilent(checker, one)))
        return
      const test = directTest(checker, clause)
      if (test === undefined) return
      const attempt = bodyOf(tree, tree.parent(clause))
      const takesAll = takesAssertions(checker, clause)
      if (!takesAll && isDrain(checker, clause, attempt)) return
      if (endsTheLoop(checker, clause, body)) return
      const fails = failsBehind(checker, clause)
      const asserts = assertsItself(checker.facts, attempt)
      if (!takesAll && (fails || /\b(?:self|pytest)\.fail\(/.test(tree.spelled(attempt)))) return
      if (raisesByItself(checker, attempt)) return
      if (takesAll && tree.hasChildOfKind(tree.parent(clause), K_ELSE_CLAUSE) && fails) return
      if (isOptionalImport(checker, attempt, clause) || hasReason(tree, clause)) return
      if (isAboutCrashes(checker, tree.parent(clause), test)) return
      // What values are drawn decides whether it raises: only that it does nothing worse counts.
      if (!takesAll && test.decorators.some((one) => /^(?:\w+\.)*given\b/.test(tree.spelled(one))))
        return
      // `else` checks what the block gave: the exception is the other outcome.
      if (!takesAll && tree.hasChildOfKind(tree.parent(clause), K_ELSE_CLAUSE)) return
      if (!asserts && (isCleanUp(tree, attempt) || isPoll(checker, clause))) return
      const caught = handlerText(tree, clause)
      checker.report({
        node: clause,
        message:
          takesAll && asserts
            ? `\`${caught}\` takes the failure of the assertion too: this part of \`${test.name}\` cannot fail.`
            : `\`${test.name}\` passes whether or not the block raises: \`${caught}\` does nothing.`,
        ...weight(takesAll, asserts, checksBehind(checker, clause, test.node)),
      })
    },
    [K_WITH_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const body = bodyOf(tree, statement)
      if (body === NO_NODE) return
      const header = tree.source.slice(tree.start(statement), tree.start(body))
      if (!header.includes('suppress') || directTest(checker, statement) === undefined) return
      for (let node = statement; node < body; node += 1) {
        if (tree.kind(node) !== K_CALL || facts.calleeName(node) !== 'contextlib.suppress') continue
        const takes = argumentsOf(tree, node).some(({ value }) =>
          ALL.test(facts.qualifiedName(value) ?? ''),
        )
        if (!takes || !assertsItself(facts, body)) return
        checker.report({
          node: statement,
          message: `\`${tree.text(node)}\` takes the failure of the assertions inside: they cannot fail.`,
        })
        return
      }
    },
  },
})

/** Assertions behind the block may check what the failure left: then less is lost. */
function weight(takesAll: boolean, asserts: boolean, isChecked: boolean): Partial<Report> {
  if (takesAll && asserts) return {}
  if (!isChecked) return takesAll ? {} : { confidence: 'medium' }
  return { severity: 'medium', confidence: takesAll ? 'medium' : 'low' }
}

const ALL = /^builtins\.(?:BaseException|Exception|AssertionError)$/

const IMPORT_OR_DELETE: ReadonlySet<number> = new Set([
  K_IMPORT_STATEMENT,
  K_IMPORT_FROM_STATEMENT,
  K_DELETE_STATEMENT,
])

function isOptionalImport(checker: Checker, attempt: Node, clause: Node): boolean {
  const { tree } = checker
  const types = caughtTypes(tree, clause).map((type) => tree.text(type))
  if (types.some((type) => /ImportError|ModuleNotFoundError|NotImplementedError|Skip/.test(type)))
    return true
  return statementsOf(tree, attempt).every((one) => {
    const kind = tree.kind(one)
    return IMPORT_OR_DELETE.has(kind)
  })
}
