import type { Checker } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'duplicate-test-name',
  title: 'Test hidden by a later one of the same name',
  consequence:
    'The first of the two tests never runs, although it stands in the file and is counted on.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [561],
  why: `
A second \`def\` of the same name replaces the first. The runner sees one test where the file shows two;
the first, often the older and better known, is never run again and can be broken for years. It happens
by copying a test and forgetting to rename it. The same goes for a test class and for \`setUp\`.
`,
  fix: `
Give each test a name that says what it checks. Run the one that was hidden: it may fail by now. If both
check the same, delete one.
`,
  exemptions: [
    {
      text: 'The same name in another class, function or branch.',
      quiet: py`
        import sys

        class TestOrder:
            def test_total(self):
                assert order().total() == 3

        class TestInvoice:
            def test_total(self):
                assert invoice().total() == 3

        if sys.platform == "win32":
            def test_path():
                assert path() == "\\\\"
        else:
            def test_path():
                assert path() == "/"

        try:
            import yaml
            def test_yaml():
                assert yaml
        except ImportError:
            def test_yaml():
                skip()
      `,
    },
    {
      text: 'The first is used before the second replaces it.',
      quiet: py`
        def test_total():
            assert order().total() == 3

        test_first = test_total

        def test_total():
            assert order().total() == 4

        class Test:
            def test_name(self):
                pass
            del test_name
            def test_name(self):
                assert True
      `,
    },
    {
      text: 'Functions that are no tests, and overloads and property setters.',
      quiet: py`
        from functools import singledispatch
        from typing import overload

        @overload
        def test_value(x: int) -> int: ...
        @overload
        def test_value(x: str) -> str: ...
        def test_value(x):
            return x

        @singledispatch
        def test_kind(x):
            assert x

        @test_kind.register
        def test_kind(x: int):
            assert x

        class TestThing:
            @property
            def testing(self):
                return 1

            @testing.setter
            def testing(self, value):
                pass

        def run():
            def helper():
                pass
            def helper():
                pass
      `,
    },
  ],
  limits: ['A test that a subclass replaces is not reported: that is how tests are adapted.'],
  bad: [
    py`
      def test_total():
          assert order([1, 2]).total() == 3

      def test_total(): #!
          assert order([]).total() == 0
    `,
    py`
      import unittest
      import pytest

      class OrderTest(unittest.TestCase):
          def setUp(self):
              self.order = order()

          def test_total(self):
              self.assertEqual(self.order.total(), 3)

          @unittest.skipIf(WINDOWS, "not there")
          def test_total(self): #!
              self.assertEqual(self.order.total(), 4)

          def setUp(self): #!
              self.order = None

      @pytest.mark.parametrize("x", [1])
      def test_x(x):
          assert x

      @pytest.mark.parametrize("x", [2])
      async def test_x(x): #!
          assert x

      class TestName:
          def test_a(self):
              assert name()

      class TestName: #!
          def test_b(self):
              assert name()
    `,
  ],
  good: [
    py`
      def test_total():
          assert order([1, 2]).total() == 3

      def test_total_of_empty_order():
          assert order([]).total() == 0
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const { facts, tree } = checker
      const first = new Map<string, { readonly node: Node; readonly nameNode: Node }>()
      const definitions = [...facts.functions, ...facts.classes].toSorted((a, b) => a.node - b.node)
      for (const one of definitions) {
        const { node, name, nameNode, statement } = one
        if (nameNode === NO_NODE || !RUN_BY_NAME.test(name)) continue
        if (one.decorators.some((decorator) => MANY_OF_A_NAME.test(tree.text(decorator)))) continue
        const key = `${tree.parent(statement)} ${name}`
        const earlier = first.get(key)
        first.set(key, { node, nameNode })
        if (earlier === undefined || isUsedBetween(checker, earlier.nameNode, nameNode)) continue
        // `@api_version('1.0')` and `@api_version('1.2')`: the decorator keeps both.
        if (isOfDecorator(checker, definitions, earlier.node, one)) continue
        const line = tree.line(earlier.nameNode)
        checker.report({
          node,
          message: `\`${name}\` replaces the one defined in line ${line}, which is never run.`,
          related: [earlier.node],
          evidence: [
            { kind: 'note', node: earlier.node, message: 'never run' },
            { kind: 'act', node, message: 'takes its name' },
          ],
        })
      }
    },
  },
})

const RUN_BY_NAME =
  /^(?:test\w*|Test\w*|\w+Tests?|setUp(?:Class|Module)?|tearDown(?:Class|Module)?|asyncSetUp|asyncTearDown|(?:setup|teardown)_(?:method|class|module|function))$/
const MANY_OF_A_NAME =
  /overload|\.(?:setter|getter|deleter|register)\b|dispatch|multimethod|\bwhen\b|typing/

/** Both are decorated by a call of the same function with other arguments. */
function isOfDecorator(
  { tree }: Checker,
  definitions: readonly (FunctionFacts | ClassFacts)[],
  earlier: Node,
  { decorators }: FunctionFacts | ClassFacts,
): boolean {
  const before = definitions.find(({ node }) => node === earlier)?.decorators ?? []
  const split = (one: Node) => /^([\w.]+)(\(.*)$/s.exec(tree.text(one))
  return before.some((first) =>
    decorators.some((second) => {
      const [a, b] = [split(first), split(second)]
      return (
        a !== null &&
        b !== null &&
        a?.[1] === b?.[1] &&
        a?.[2] !== b?.[2] &&
        !/(?:^|\.)(?:patch\w*|parametrize|skip\w*|mark\.\w+|given|override_settings|object)$/.test(
          a?.[1] ?? '',
        )
      )
    }),
  )
}

/** True when something reads or deletes the name before it is bound again. */
function isUsedBetween(checker: Checker, first: Node, second: Node): boolean {
  const binding = checker.facts.resolve(first)
  if (binding === undefined) return true
  const isBetween = (node: Node): boolean => node > first && node < second
  return (
    binding.references.some(isBetween) ||
    binding.definitions.some(({ kind, node }) => kind === 'delete' && isBetween(node))
  )
}
