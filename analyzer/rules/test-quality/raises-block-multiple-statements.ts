import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { isIdleStatement } from '../../matching/errors/handlers.ts'
import { bodyOf, expressionOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  K_ASSERT_STATEMENT,
  K_CALL,
  K_FOR_STATEMENT,
  K_IF_STATEMENT,
  K_TRY_STATEMENT,
  K_WHILE_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'raises-block-multiple-statements',
  title: 'More than one statement where an exception is expected',
  consequence: 'The test passes whichever statement raises, and what stands behind it never runs.',
  effortHours: { low: 0.05, high: 0.25 },
  why: `
The block of \`raises\` ends with the first exception. If a line of the set-up raises, the test passes without
having reached the call it is about. Assertions behind that call are dead: they look like checks and are never
run.
`,
  fix: `
Keep one statement in the block: the call that must raise. Set-up goes before it, assertions on the exception
behind it: \`assert caught.value.code == 3\`.
`,
  exemptions: [
    {
      text: 'A block with the one call.',
      quiet: py`
        import pytest

        def test_refuses(order):
            order.open()
            with pytest.raises(ValueError) as caught:
                order.add(-1)
            assert "negative" in str(caught.value)
            with pytest.raises(ValueError):
                # nothing may be added twice
                order.add(1)
      `,
    },
    {
      text: 'A context manager or loop whose body does nothing else.',
      quiet: py`
        import pytest

        def test_refuses(order):
            with pytest.raises(ValueError):
                with order.open():
                    pass
            with pytest.raises(ValueError):
                for _ in order.lines():
                    pass
            with pytest.raises(ValueError):
                async def run():
                    pass
      `,
    },
    {
      text: 'Other context managers.',
      quiet: py`
        def test_total(order):
            with order.locked():
                order.add(1)
                order.add(2)
            assert order.total() == 3
      `,
    },
  ],
  limits: ['A single statement that calls several functions is not taken apart.'],
  bad: [
    py`
      import pytest

      def test_refuses():
          with pytest.raises(ValueError): #!
              order = build()
              order.add(-1)
    `,
    py`
      import unittest
      import pytest

      async def test_refuses(order):
          with pytest.raises(ValueError) as caught: #!
              await order.add(-1)
              assert order.lines == []
          with pytest.raises(ValueError, match="x"): #!
              if order:
                  order.add(-1)
          with pytest.raises(ValueError): #!
              with order.locked():
                  order.open()
                  order.add(-1)

      class OrderTest(unittest.TestCase):
          def test_refuses(self):
              with self.assertRaises(ValueError): #!
                  order().add(-1)
                  self.assertEqual(order().lines, [])
    `,
  ],
  good: [
    py`
      import pytest

      def test_refuses():
          order = build()
          with pytest.raises(ValueError, match="negative"):
              order.add(-1)
    `,
  ],
  on: {
    [K_WITH_STATEMENT](statement, checker) {
      const { tree } = checker
      const body = bodyOf(tree, statement)
      if (body === NO_NODE) return
      const form = raisesForm(checker, statement, body)
      if (form === undefined) return
      const statements = statementsOf(tree, body)
      const dead = statements.slice(1).find((one) => isAssertion(tree, one))
      // unittest's form is long established; only what never runs is reported there.
      if (form === 'unittest' && dead === undefined) return
      if (dead === undefined && !isLong(tree, statements)) return
      checker.report({
        node: statement,
        message:
          dead === undefined
            ? '`raises` around more than one statement: any of them may be the one that raises.'
            : `\`${tree.text(dead).split('\n')[0]}\` never runs: the block ends with the exception.`,
        ...(dead === undefined ? {} : { severity: 'medium' as const, related: [dead] }),
      })
    },
  },
})

function raisesForm(
  checker: Checker,
  statement: Node,
  body: Node,
): 'pytest' | 'unittest' | undefined {
  const { tree, facts } = checker
  for (let node = statement; node < body; node += 1) {
    if (tree.kind(node) !== K_CALL) continue
    if (facts.calleeName(node) === 'pytest.raises') return 'pytest'
    if (/^assertRaises(?:Regexp?)?$/.test(calleeName(tree, node))) return 'unittest'
  }
  return undefined
}

function isAssertion(tree: SyntaxTree, statement: Node): boolean {
  if (tree.kind(statement) === K_ASSERT_STATEMENT) return true
  const call = expressionOf(tree, statement)
  return (
    call !== NO_NODE && tree.kind(call) === K_CALL && /^assert[A-Z_]/.test(calleeName(tree, call))
  )
}

const COMPOUND: ReadonlySet<number> = new Set([
  K_IF_STATEMENT,
  K_FOR_STATEMENT,
  K_WHILE_STATEMENT,
  K_TRY_STATEMENT,
  K_WITH_STATEMENT,
])

function isLong(tree: SyntaxTree, statements: readonly Node[]): boolean {
  if (statements.length !== 1) return statements.length > 1
  const [only] = statements
  if (only === undefined || !COMPOUND.has(tree.kind(only))) return false
  const inner = statementsOf(tree, bodyOf(tree, only))
  const kind = tree.kind(only)
  if (kind === K_IF_STATEMENT || kind === K_TRY_STATEMENT) return true
  return (
    inner.some((one) => !isIdleStatement(tree, one)) &&
    (kind !== K_WITH_STATEMENT || inner.length > 1)
  )
}
