import type { Checker, Report } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { assertsItself } from '../../matching/assertions.ts'
import { argumentsOf, calleeName } from '../../matching/calls.ts'
import { directTest } from '../../matching/collected-tests.ts'
import { hasReason, isCleanUp } from '../../matching/handler-reasons.ts'
import {
  caughtTypes,
  handlerText,
  isIdleStatement,
  isPlainDefault,
} from '../../matching/handlers.ts'
import { bodyOf, expressionOf, statementsOf } from '../../matching/statements.ts'
import { isDrain, isPoll } from '../../matching/test-loops.ts'
import {
  F_CONDITION,
  K_ASSERT_STATEMENT,
  K_ATTRIBUTE,
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_CALL,
  K_DELETE_STATEMENT,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_IDENTIFIER,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_SUBSCRIPT,
  K_TRUE,
  K_WHILE_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

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
      if (!takesAll && (fails || /\b(?:self|pytest)\.fail\(/.test(tree.text(attempt)))) return
      if (raisesByItself(checker, attempt)) return
      if (takesAll && tree.hasChildOfKind(tree.parent(clause), K_ELSE_CLAUSE) && fails) return
      if (isOptionalImport(checker, attempt, clause) || hasReason(tree, clause)) return
      if (isAboutCrashes(checker, tree.parent(clause), test)) return
      // What values are drawn decides whether it raises: only that it does nothing worse counts.
      if (!takesAll && test.decorators.some((one) => /^(?:\w+\.)*given\b/.test(tree.text(one))))
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

/** True when the test asserts something after the `try`. */
function checksBehind(checker: Checker, clause: Node, test: Node): boolean {
  const { tree, facts } = checker
  for (let at = tree.parent(clause); at !== test && at !== NO_NODE; at = tree.parent(at)) {
    for (let next = tree.nextSibling(at); next !== NO_NODE; next = tree.nextSibling(next)) {
      if (tree.isNamed(next) && assertsItself(facts, next)) return true
    }
  }
  return false
}

/**
 * True for a block that says itself that it raises: `raise` alone, or as the last thing inside of
 * what it has to end, and operators on constants (`1 / 0`), for which no code is needed.
 */
function raisesByItself(checker: Checker, attempt: Node): boolean {
  const { tree } = checker
  const statements = statementsOf(tree, attempt)
  if (statements.every((one) => tree.kind(one) === K_RAISE_STATEMENT)) return true
  let last = statements.at(-1)
  if (statements.length === 1 && last !== undefined && tree.kind(last) === K_WITH_STATEMENT) {
    last = statementsOf(tree, bodyOf(tree, last)).at(-1)
    if (last !== undefined && tree.kind(last) === K_RAISE_STATEMENT) return true
  }
  for (let node = attempt; node < tree.endOfSubtree(attempt); node += 1) {
    if (USES_CODE.has(tree.kind(node)) && !checker.facts.isWrite(node)) return false
  }
  return true
}

const USES_CODE: ReadonlySet<number> = new Set([
  K_ASSERT_STATEMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_SUBSCRIPT,
])

const CRASHES =
  /\b(?:crash\w*|segfault\w*|seg(?:mentation)? ?v?\b|core dump|dumps core|b(?:low|lew|low[sn]) up|boom|used to (?:raise|fail)|refleak|leaks?\b|assertion failure)/i
const EITHER_WAY =
  /\b(?:may succeed|succeed or|fail or succeed|either way|should either|may not be (?:available|supported)|doesn't matter)/i

/** A comment says that all that counts is to come through: in the test, or right above the block. */
function isAboutCrashes({ tree }: Checker, attempt: Node, test: FunctionFacts): boolean {
  if (/crash|segfault|leak/i.test(test.name)) return true
  if (
    test.docstring !== NO_NODE &&
    /\b(?:segfault\w*|crash\w*|hangs?)\b/i.test(tree.text(test.docstring))
  ) {
    return true
  }
  const comments: readonly string[] = tree.text(test.node).match(/#.*/g) ?? []
  if (comments.some((one) => CRASHES.test(one))) return true
  const lines = tree.source.slice(tree.start(test.node), tree.start(attempt)).split('\n').slice(-8)
  const above = lines.map((one) => one.trim()).filter((one) => one.startsWith('#'))
  const inside = tree.text(attempt).match(/#.*/g) ?? []
  return [...above, ...inside].some((one) => EITHER_WAY.test(one))
}

const ALL = /^builtins\.(?:BaseException|Exception|AssertionError)$/

/** `while True:` that nothing but this failure ends: the test goes on once it has come. */
function endsTheLoop({ tree }: Checker, clause: Node, body: Node): boolean {
  const statements = statementsOf(tree, body)
  const isBreak = statements.length === 1 && tree.kind(statements[0] ?? body) === K_BREAK_STATEMENT
  const loop = tree.parent(tree.parent(tree.parent(clause)))
  if (!isBreak || loop === NO_NODE || tree.kind(loop) !== K_WHILE_STATEMENT) return false
  if (tree.kind(tree.child(loop, F_CONDITION)) !== K_TRUE) return false
  for (let node = loop; node < tree.endOfSubtree(loop); node += 1) {
    const kind = tree.kind(node)
    if (kind === K_RETURN_STATEMENT || kind === K_RAISE_STATEMENT) return false
    if (kind === K_BREAK_STATEMENT && node !== statements[0]) return false
  }
  return true
}

function takesAssertions(checker: Checker, clause: Node): boolean {
  const types = caughtTypes(checker.tree, clause)
  if (types.length === 0) return true
  return types.some((type) =>
    /^(?:Exception|BaseException|AssertionError|self\.failureException)$/.test(
      checker.tree.text(type),
    ),
  )
}

/** True for a statement that leaves the test as if all were well. */
function isSilent(checker: Checker, statement: Node): boolean {
  const { tree, facts } = checker
  if (isIdleStatement(tree, statement)) return true
  const kind = tree.kind(statement)
  if (kind === K_BREAK_STATEMENT) return true
  if (kind === K_RETURN_STATEMENT) {
    const value = statementsOf(tree, statement)[0]
    return value === undefined || isPlainDefault(tree, value)
  }
  const call = expressionOf(tree, statement)
  return (
    call !== NO_NODE && tree.kind(call) === K_CALL && facts.calleeName(call) === 'builtins.print'
  )
}

const FAIL = /^(?:_?fail\w*|skip\w*|xfail)$/

/** True when the block ends in a failure, or the `else` behind it holds one. */
function failsBehind(checker: Checker, clause: Node): boolean {
  const { tree } = checker
  const statement = tree.parent(clause)
  const elseClause = tree.childOfKind(statement, K_ELSE_CLAUSE)
  const ends = [
    statementsOf(tree, bodyOf(tree, statement)).at(-1),
    ...(elseClause === NO_NODE ? [] : statementsOf(tree, bodyOf(tree, elseClause))),
  ]
  return ends.some((end) => {
    if (end === undefined) return false
    const kind = tree.kind(end)
    if (kind === K_RAISE_STATEMENT || kind === K_ASSERT_STATEMENT) return true
    const call = expressionOf(tree, end)
    if (call === NO_NODE || tree.kind(call) !== K_CALL) return false
    return FAIL.test(calleeName(tree, call)) || /^assert/.test(calleeName(tree, call))
  })
}

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
