import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { hasUnpacking, keywordArgument, positionalArgument } from '../../matching/calls/calls.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_NAME,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_DECORATOR,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LIST,
  K_RAISE_STATEMENT,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'test-skipped-without-reason',
  title: 'Test switched off without a reason',
  consequence: 'A check is gone and nobody can say why, or when it may come back.',
  effortHours: { low: 0.25, high: 1 },
  why: `
A skipped test is a hole in the suite that looks like a test. Without a reason nobody knows whether it was
flaky, broken, or waits for something, so nobody dares to switch it on again; the feature it covered is
untested from then on. An \`xfail\` without reason hides a known defect in the same way.
`,
  fix: `
Mend the test or delete it. If it has to wait, say for what: \`@pytest.mark.skip(reason="needs #214")\`,
\`@unittest.skip("needs #214")\`.
`,
  exemptions: [
    {
      text: 'A condition given as text, which the runner shows.',
      quiet: py`
        import pytest

        @pytest.mark.skipif("sys.platform == 'win32'")
        def test_fork():
            assert fork() == 0
      `,
    },
    {
      text: 'A reason, by keyword or position.',
      quiet: py`
        import unittest
        import pytest

        @pytest.mark.skip(reason="needs #214")
        def test_a():
            assert run()

        @pytest.mark.skip("needs #214")
        def test_b():
            assert run()

        @pytest.mark.skipif(WINDOWS, reason="no fork")
        def test_c():
            pytest.skip("not today")
            pytest.xfail(reason="known")

        @unittest.skip("needs #214")
        class TestD(unittest.TestCase):
            def test_d(self):
                self.skipTest("no network")
                raise unittest.SkipTest("no network")
      `,
    },
    {
      text: 'A comment that gives the reason.',
      quiet: py`
        import pytest

        # The server of the vendor is down until autumn.
        @pytest.mark.skip
        def test_a():
            assert run()

        def test_b():
            pytest.skip()  # the vendor has no test system
      `,
    },
    {
      text: 'A condition that says it all: an expected failure with the type that is expected.',
      quiet: py`
        import pytest

        @pytest.mark.xfail(raises=NotImplementedError)
        def test_a():
            assert run()

        @pytest.mark.usefixtures("skip")
        def test_b():
            assert run()
      `,
    },
  ],
  limits: ['Whether the reason still holds is for the reviewer.'],
  bad: [
    py`
      import pytest

      @pytest.mark.skip #!
      def test_a():
          assert run()
    `,
    py`
      import unittest
      from unittest import skip
      import pytest

      @pytest.mark.skip() #!
      def test_a():
          assert run()

      @pytest.mark.skipif(WINDOWS) #!
      def test_b():
          pytest.skip() #!

      @pytest.mark.xfail #!
      def test_c():
          pytest.xfail() #!

      @pytest.mark.skip(reason="") #!
      def test_d():
          assert run()

      pytestmark = pytest.mark.skip #!

      class ETest(unittest.TestCase):
          @skip #!
          def test_e(self):
              self.skipTest("") #!

          def test_f(self):
              raise unittest.SkipTest #!
    `,
  ],
  good: [
    py`
      import pytest

      @pytest.mark.skip(reason="needs the new parser, #214")
      def test_a():
          assert run()
    `,
  ],
  on: {
    [K_ATTRIBUTE]: check,
    [K_IDENTIFIER](node, checker) {
      if (/^(?:skip|skipIf|skipUnless|SkipTest|xfail)$/.test(checker.facts.name(node)))
        check(node, checker)
    },
  },
})

const MARKS =
  /^(?:pytest\.mark\.(?:skip|skipif|xfail)|unittest\.(?:skip|SkipTest|case\.SkipTest)|pytest\.(?:skip|xfail))$/

function check(node: Node, checker: Checker): void {
  const { tree, facts } = checker
  const parent = tree.parent(node)
  if (tree.kind(parent) === K_ATTRIBUTE && tree.child(parent, F_ATTRIBUTE) === node) return
  const isOwn = tree.kind(node) === K_ATTRIBUTE && /^(?:self|cls)\.skipTest$/.test(tree.text(node))
  const name = isOwn ? 'self.skipTest' : facts.qualifiedName(node)
  if (name === undefined || (!isOwn && !MARKS.test(name))) return
  if (tree.kind(parent) === K_ATTRIBUTE) return
  const call = tree.calledBy(node)
  const whole = call === NO_NODE ? node : call
  if (call === NO_NODE ? !isMark(checker, node) : hasReason(checker, call, name)) return
  if (isExplained(checker, whole)) return
  checker.report({
    node: whole,
    message: `\`${tree.text(whole)}\` does not say why the test is not run.`,
  })
}

/** True where a mark without call does its work: as a decorator, in `pytestmark`, raised. */
function isMark(checker: Checker, node: Node): boolean {
  const { tree } = checker
  const parent = tree.parent(node)
  switch (tree.kind(parent)) {
    case K_DECORATOR:
    case K_RAISE_STATEMENT:
      return true
    case K_ASSIGNMENT:
      return tree.text(tree.child(parent, F_LEFT)) === 'pytestmark'
    case K_KEYWORD_ARGUMENT:
      return tree.text(tree.child(parent, F_NAME)) === 'marks'
    case K_LIST:
      return /^pytestmark\b/.test(tree.text(tree.parent(parent)))
    default:
      return false
  }
}

function hasReason(checker: Checker, call: Node, name: string): boolean {
  const { tree } = checker
  if (hasUnpacking(tree, call)) return true
  const takesCondition = /skipif|xfail$/.test(name) && name.includes('.mark.')
  const isEmpty = (value: Node): boolean => constantValue(tree, value) === ''
  for (const key of ['reason', 'msg']) {
    const value = keywordArgument(tree, call, key)
    if (value !== NO_NODE) return !isEmpty(value)
  }
  // pytest shows a condition that is given as text as the reason.
  const condition = positionalArgument(tree, call, 0)
  if (takesCondition && condition !== NO_NODE && tree.kind(condition) === K_STRING) return true
  if (takesCondition) return /xfail/.test(name) && keywordArgument(tree, call, 'raises') !== NO_NODE
  const first = positionalArgument(tree, call, 0)
  return first !== NO_NODE && !isEmpty(first)
}

function isExplained(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  const line = tree.line(node)
  return facts.comments.some(
    (one) =>
      (one.line === line || (one.isOwnLine && one.line === line - 1)) &&
      !/^#\s*(?:noqa|type:|pylint|pragma|nosec|todo\s*$)/i.test(one.text) &&
      (one.text.match(/[\p{L}']{2,}/gu) ?? []).length >= 2,
  )
}
