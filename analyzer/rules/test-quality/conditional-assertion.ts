import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { bodyOf, codeOf, parentOf, statementsOf } from '../../matching/statements/statements.ts'
import { assertsItself } from '../../matching/tests/assertions.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import {
  F_ALTERNATIVE,
  F_BODY,
  F_CONDITION,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_ASSERT_STATEMENT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_CASE_CLAUSE,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_FINALLY_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_MODULE,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isFilled } from './matching/filled-iterables.ts'

export default defineRule({
  id: 'conditional-assertion',
  title: 'Assertion that may never run',
  consequence: 'When the condition is not met the test passes without having checked anything.',
  effortHours: { low: 0.25, high: 1 },
  confidence: 'medium',
  why: `
\`if result: assert result.total == 3\` checks the total only if there is a result; without one the test is
green. A loop over what the code returned checks nothing when it returned nothing, which is just the defect
that the test should find. The report shows a pass in both cases.
`,
  fix: `
Assert the condition first (\`assert result is not None\`, \`assert len(rows) == 3\`), or compare the whole
at once: \`assert [row.id for row in rows] == [1, 2]\`. For variants of one test use
\`@pytest.mark.parametrize\`, for a platform \`@pytest.mark.skipif\`.
`,
  exemptions: [
    {
      text: 'A loop over what the test made of fixed numbers and handed to the tested code.',
      quiet: py`
        def test_path():
            graph = path_graph(3)
            found = centrality(graph)
            for node in sorted(graph):
                assert found[node] > 0
      `,
    },
    {
      text: 'The end of the patience of a loop that waits.',
      quiet: py`
        from time import monotonic

        def test_closes(server):
            start = monotonic()
            server.close()
            while server.is_open():
                assert monotonic() < start + 10
      `,
    },
    {
      text: 'A loop over values that stand in the test, or that is known to run.',
      quiet: py`
        CASES = [(1, 2), (2, 3)]

        def test_next():
            for given, wanted in CASES:
                assert following(given) == wanted
            for n in range(3):
                assert following(n) > n

        def test_local():
            names = ["a", "b"]
            for index, name in enumerate(names):
                assert find(name).index == index
            for name, value in {"a": 1}.items():
                assert find(name) == value
            for name in sorted(names):
                assert find(name)
      `,
    },
    {
      text: 'A loop behind an assertion on how much there is, or beside others that always run.',
      quiet: py`
        def test_rows():
            rows = load()
            assert len(rows) == 3
            for row in rows:
                assert row.total > 0

        def test_collected():
            totals = []
            for number in range(3):
                totals.append(load(number))
            for total in totals:
                assert total > 0

        def test_flag():
            found = False
            for row in load():
                found = True
                assert row.total > 0
            assert found
      `,
    },
    {
      text: 'Branches of which each asserts, and a condition that was asserted before.',
      quiet: py`
        def test_both(strict):
            if strict:
                with raises(ValueError):
                    parse("x", strict)
            else:
                assert parse("x", strict) is None

        def test_narrowing():
            result = parse("x")
            assert result is not None
            if result is not None:
                assert result.total == 3
      `,
    },
    {
      text: 'A condition on the platform, the version, a parameter of the test or the test class.',
      quiet: py`
        import os
        import sys
        import pytest

        HAS_YAML = True

        @pytest.mark.parametrize("strict", [True, False])
        def test_parameter(strict):
            result = parse("x")
            assert result
            if strict:
                assert result.strict
            if sys.version_info >= (3, 10):
                assert result.new
            if os.name == "nt":
                assert result.drive
            if HAS_YAML:
                assert result.yaml

        class TestCase:
            def test_own(self):
                if self.is_slow:
                    assert slow()
      `,
    },
    {
      text: 'A condition whose other way fails or skips the test.',
      quiet: py`
        import pytest

        def test_result():
            result = parse("x")
            if not result:
                pytest.fail("nothing")
            for _ in range(10):
                if ready():
                    assert ready()
                    break
            else:
                pytest.fail("never")

        def test_report():
            if parse("x") != 3:
                raise AssertionError("wrong")
            if parse("x") != 3:
                assert False, "wrong"
      `,
    },
  ],
  limits: [
    'Assertions in helpers are not looked at, nor those in a handler, which assert-in-except reports.',
  ],
  bad: [
    py`
      def test_total():
          result = load()
          if result:
              assert result.total == 3 #!
    `,
    py`
      import unittest

      def test_rows():
          for row in load():
              assert row.total > 0 #!
              assert row.name

      def test_nested(client):
          response = client.get("/")
          if response.status_code == 200:
              data = response.json()
              if data:
                  assert data["total"] == 3 #!

      def test_ended():
          result = load()
          if not result:
              return
          assert result.total == 3 #!

      def test_partly():
          result = load()
          assert result
          if result.lines:
              assert result.total == 3 #!

      class RowTest(unittest.TestCase):
          def test_rows(self):
              rows = load()
              for row in rows:
                  self.assertGreater(row.total, 0) #!

          def test_while(self):
              queue = load()
              while queue:
                  self.assertTrue(queue.pop().total) #!

      def test_value():
          value = load()
          if isinstance(value, int):
              assert value > 0 #!
          elif value is None:
              log(value)
    `,
  ],
  good: [
    py`
      def test_total():
          result = load()
          assert result is not None
          assert result.total == 3
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const { facts } = checker
      for (const test of facts.functions) {
        if (!isTest(checker, test) || test.body === NO_NODE) continue
        const checks = checksOf(checker, test)
        const conditional = checks.map((check) => ({
          check,
          by: conditionOf(checker, test, check),
        }))
        const always = conditional.some(({ by }) => by === undefined)
        reportReturn(checker, test, checks)
        const seen = new Set<Node>()
        for (const { check, by } of conditional) {
          if (by === undefined || by === 'excused' || seen.has(by)) continue
          seen.add(by)
          const isLoop = LOOPS.has(checker.tree.kind(by))
          // A loop beside checks that always run is one check more.
          if (isLoop && always) continue
          checker.report({
            node: check,
            message: isLoop
              ? `This runs once for each item: when there is none, \`${test.name}\` passes without checking anything.`
              : `This is checked only under a condition: when it is not met, \`${test.name}\` ${always ? 'leaves it out' : 'passes without checking anything'}.`,
            // What the test made itself is seldom empty.
            ...(always || isLoop ? { severity: 'low' as const } : {}),
            evidence: [
              { kind: 'note', node: by, message: isLoop ? 'may not run at all' : 'may not hold' },
              { kind: 'act', node: check, message: 'the first assertion inside' },
            ],
          })
        }
      }
    },
  },
})

/** `if not rows: return` before the first assertion: the test ends as if all were well. */
function reportReturn(checker: Checker, test: FunctionFacts, checks: readonly Node[]): void {
  const { tree } = checker
  const [first] = checks
  if (first === undefined) return
  for (const statement of statementsOf(tree, test.body)) {
    if (statement > first) return
    if (tree.kind(statement) !== K_IF_STATEMENT || tree.contains(statement, first)) continue
    const last = statementsOf(tree, bodyOf(tree, statement)).at(-1)
    const isBare =
      last !== undefined &&
      tree.kind(last) === K_RETURN_STATEMENT &&
      statementsOf(tree, last).length === 0
    if (!isBare || isFittingIf(checker, test, statement)) continue
    checker.report({
      node: first,
      message: `This is checked only if \`${test.name}\` has not returned before: then it passes without checking anything.`,
      evidence: [
        { kind: 'note', node: statement, message: 'may end the test' },
        { kind: 'act', node: first, message: 'the first assertion behind it' },
      ],
    })
    return
  }
}

/** `assert time() < start + 10` in a loop that waits: the end of its patience. */
const CLOCK = /\b(?:time|monotonic|perf_counter|now)\(\)|deadline|timeout/
const LOOPS: ReadonlySet<number> = new Set([K_FOR_STATEMENT, K_WHILE_STATEMENT])

/** The assertions of a test itself, as statements, in order. */
function checksOf(checker: Checker, test: FunctionFacts): readonly Node[] {
  const { tree } = checker
  const found: Node[] = []
  for (const node of codeOf(tree, test.body)) {
    const kind = tree.kind(node)
    if (kind === K_ASSERT_STATEMENT) found.push(node)
    else if (kind === K_CALL && CHECKING.test(calleeName(tree, node))) {
      if (tree.kind(parentOf(tree, node)) !== K_RAISE_STATEMENT) found.push(node)
    }
  }
  return found
}

const CHECKING = /^(?:_*assert\w*|fail\w*|raises|warns|verify\w*|expect\w*|check\w*|ok_|eq_)$/i

/**
 * The innermost condition or loop without which an assertion does not run; `excused` when it is a fitting
 * one, undefined when the assertion always runs.
 */
function conditionOf(
  checker: Checker,
  test: FunctionFacts,
  check: Node,
): Node | 'excused' | undefined {
  const { tree } = checker
  let isExcused = false
  for (
    let child = check, at = tree.parent(check);
    at !== test.node;
    child = at, at = tree.parent(at)
  ) {
    const kind = tree.kind(at)
    if (kind === K_EXCEPT_CLAUSE || kind === K_CASE_CLAUSE || kind === K_FINALLY_CLAUSE) {
      isExcused = true
    } else if (kind === K_IF_STATEMENT) {
      if (tree.fieldOf(child) === F_CONDITION) continue
      if (isFailing(checker, check) || isFittingIf(checker, test, at)) isExcused = true
      else if (isRequired(checker, at)) isExcused = true
      else return at
    } else if (LOOPS.has(kind) && tree.fieldOf(child) === F_BODY) {
      if (kind === K_WHILE_STATEMENT && CLOCK.test(tree.spelled(check))) return 'excused'
      if (kind === K_WHILE_STATEMENT ? isForever(checker, at) : runs(checker, test, at)) continue
      if (isFailing(checker, check)) isExcused = true
      else return at
    }
  }
  return isExcused ? 'excused' : undefined
}

/** `assert False` and `fail()` are not checks but what follows from one. */
function isFailing(checker: Checker, check: Node): boolean {
  const { tree } = checker
  if (tree.kind(check) === K_CALL) return /^fail/.test(calleeName(tree, check))
  const condition = statementsOf(tree, check)[0]
  return condition !== undefined && /^(?:False|0|None)$/.test(tree.spelled(condition))
}

const ENVIRONMENT =
  /\b(?:sys|os|platform|sysconfig|django|np|numpy|pandas|torch|socket|ssl|support|test_support)\.|\bversion|VERSION|\b[A-Z][A-Z0-9_]{2,}\b|\bself\.|\bcls\.|\bhasattr\(|\b(?:PY3|PY2|is_windows|windows|platform)\b|__debug__|getattr\(/

function isFittingIf(checker: Checker, test: FunctionFacts, statement: Node): boolean {
  const { tree } = checker
  const condition = tree.child(statement, F_CONDITION)
  if (condition === NO_NODE || ENVIRONMENT.test(tree.spelled(condition))) return true
  if (asksEnvironment(checker, condition)) return true
  if (usesParameter(checker, test, condition)) return true
  if (isAssertedBefore(checker, test, condition)) return true
  const last = tree.childrenOf(statement, F_ALTERNATIVE).at(-1)
  if (last === undefined || tree.kind(last) !== K_ELSE_CLAUSE) return false
  return assertsItself(checker.facts, bodyOf(tree, last))
}

/** Parameters of tests come from the table of cases. */
function usesParameter(checker: Checker, test: FunctionFacts, expression: Node): boolean {
  const { tree, facts } = checker
  for (const node of codeOf(tree, expression)) {
    if (tree.kind(node) !== K_IDENTIFIER) continue
    const binding = facts.resolve(node)
    if (binding === undefined) continue
    if (binding.kind === 'parameter' && binding.scope === test.scope) {
      // What is asked of a parameter's method is a result.
      if (tree.kind(parentOf(tree, node)) !== K_ATTRIBUTE) return true
      continue
    }
    // The variable of a loop over the cases.
    const [first] = binding.definitions
    if (first?.kind === 'for') return true
  }
  return false
}

/** True in a loop whose `else` fails: the branch must be taken once. */
function isRequired(checker: Checker, statement: Node): boolean {
  const { tree, facts } = checker
  const loop = tree.ancestor(statement, ...LOOPS, K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || !LOOPS.has(tree.kind(loop))) return false
  const elseClause = tree.childOfKind(loop, K_ELSE_CLAUSE)
  return elseClause !== NO_NODE && assertsItself(facts, bodyOf(tree, elseClause))
}

/** True for a question about the machine or the set-up: an imported or module-wide value. */
function asksEnvironment(checker: Checker, condition: Node): boolean {
  const { tree, facts } = checker
  for (const node of codeOf(tree, condition)) {
    if (tree.kind(node) === K_CALL)
      return /^_*(?:are|can|has|have|is|supports?)_|_(?:supported|available|enabled)$/.test(
        calleeName(tree, node),
      )
    if (tree.kind(node) !== K_IDENTIFIER) continue
    const binding = facts.resolve(node)
    if (binding === undefined) continue
    return binding.scope?.kind === 'module' && binding.kind !== 'function'
  }
  return false
}

function isAssertedBefore(checker: Checker, test: FunctionFacts, condition: Node): boolean {
  const { tree } = checker
  const text = tree.text(condition)
  const before = tree.source.slice(tree.start(test.body), tree.start(condition))
  return before.includes(`assert ${text}`) || before.includes(`assertTrue(${text})`)
}

function isForever(checker: Checker, loop: Node): boolean {
  const condition = checker.tree.child(loop, F_CONDITION)
  return condition !== NO_NODE && /^(?:True|1)$/.test(checker.tree.spelled(condition))
}

/** True for a loop that certainly runs, as far as can be seen. */
function runs(checker: Checker, test: FunctionFacts, loop: Node): boolean {
  const { tree } = checker
  const iterable = tree.child(loop, F_RIGHT)
  if (iterable === NO_NODE || isFilled(checker, iterable)) return true
  if (usesParameter(checker, test, iterable) && tree.kind(iterable) === K_IDENTIFIER) return true
  if (isInput(checker, iterable, loop)) return true
  const elseClause = tree.childOfKind(loop, K_ELSE_CLAUSE)
  return elseClause !== NO_NODE && assertsItself(checker.facts, bodyOf(tree, elseClause))
}

/** `graph = path_graph(3)` that the tested code was given: the test chose what it loops over. */
function isInput(checker: Checker, iterable: Node, loop: Node): boolean {
  const { tree, facts } = checker
  let name = iterable
  while (
    tree.kind(name) === K_CALL &&
    /^(?:sorted|list|set|tuple|enumerate)$/.test(calleeName(tree, name))
  ) {
    name = facts.arguments(name)[0]?.value ?? NO_NODE
    if (name === NO_NODE) return false
  }
  if (tree.kind(name) !== K_IDENTIFIER) return false
  const binding = facts.resolve(name)
  const [only, second] = binding?.definitions ?? []
  if (binding === undefined || only === undefined || second !== undefined) return false
  const made = assignedValue(tree, only.node)
  if (made === NO_NODE || tree.kind(made) !== K_CALL) return false
  const given = facts.arguments(made)
  if (given.length === 0 || !given.every(({ value }) => /^[1-9]\d*$/.test(tree.spelled(value))))
    return false
  return binding.references.some((reference) => {
    if (reference >= loop) return false
    const outer = tree.parent(tree.parent(reference))
    const isArgument = tree.kind(tree.parent(reference)) === K_ARGUMENT_LIST
    return isArgument && tree.kind(tree.parent(outer)) === K_ASSIGNMENT
  })
}
