import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { isIdleStatement } from '../../matching/errors/handlers.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import {
  K_ATTRIBUTE,
  K_COMMENT,
  K_FLOAT,
  K_IDENTIFIER,
  K_INTEGER,
  K_MODULE,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'duplicate-test',
  title: 'Tests with the same body',
  consequence:
    'Several tests have to be read and changed together, and the copies hide which cases are missing.',
  effortHours: { low: 0.25, high: 1 },
  why: `
Two tests with the same body check the same thing twice: one of them was copied and never changed, so the
case in its name is not tested at all. Tests that differ in their values only are one test with a table of
cases; as copies they drift apart, and a change has to be made in each.
`,
  fix: `
Delete the copy, or make it check what its name says. Turn copies with other values into one test:
\`@pytest.mark.parametrize("given, wanted", [(1, 2), (2, 3)])\`, or \`self.subTest\` with unittest.
`,
  exemptions: [
    {
      text: 'Tests that call something else or assert something else.',
      quiet: py`
        def test_total(order):
            order.add(3)
            order.add(4)
            assert order.total() == 7

        def test_count(order):
            order.add(3)
            order.add(4)
            assert order.count() == 2

        def test_largest(order):
            order.add(3)
            order.add(4)
            assert order.total() > 2
      `,
    },
    {
      text: 'Short tests that differ in their values: a line each reads as well as a table.',
      quiet: py`
        def test_one():
            assert following(1) == 2

        def test_two():
            assert following(2) == 3
      `,
    },
    {
      text: 'The same body with other fixtures, parameters or decorators, or in classes with a set-up of their own.',
      quiet: py`
        import unittest
        import pytest

        def test_empty(empty_order):
            order = empty_order
            order.add(3)
            assert order.total() == 3

        def test_full(full_order):
            order = full_order
            order.add(3)
            assert order.total() == 3

        @pytest.mark.parametrize("n", [1, 2])
        def test_small(n):
            order = build(n)
            assert order.total() == n

        @pytest.mark.parametrize("n", [1000, 2000])
        def test_large(n):
            order = build(n)
            assert order.total() == n

        class FirstTest(unittest.TestCase):
            def test_total(self):
                order = self.order
                self.assertEqual(order.total(), 3)

        class SecondTest(unittest.TestCase):
            def test_total(self):
                order = self.order
                self.assertEqual(order.total(), 3)
      `,
    },
    {
      text: 'Empty and skipped tests.',
      quiet: py`
        def test_first():
            pass

        def test_second():
            pass

        def test_third():
            """To be written."""

        def test_fourth():
            """To be written."""
      `,
    },
  ],
  limits: ['Tests in different files are not compared.'],
  bad: [
    py`
      def test_add():
          order = build(3)
          assert order.total() == 3

      def test_add_again(): #!
          order = build(3)
          assert order.total() == 3
    `,
    py`
      import unittest

      def test_small():
          order = build()
          order.add("apple", 1)
          order.add("pear", 2)
          assert order.total() == 3

      def test_large(): #!
          basket = build()
          basket.add("apple", 100)
          basket.add("pear", 200)
          assert basket.total() == 300

      def test_huge():
          order = build()
          order.add("apple", 1000)
          order.add("pear", 2000)
          assert order.total() == 3000

      class OrderTest(unittest.TestCase):
          def test_name(self):
              """A name is kept."""
              order = build("x")
              self.assertEqual(order.name, "x")

          def test_title(self): #!
              order = build("x")
              self.assertEqual(order.name, "x")
    `,
  ],
  good: [
    py`
      import pytest

      @pytest.mark.parametrize("count", [3, 300, 3000])
      def test_add(count):
          order = build(count)
          assert order.total() == count
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const { facts, tree } = checker
      const exact = new Map<string, FunctionFacts[]>()
      const similar = new Map<string, FunctionFacts[]>()
      const tests = facts.functions.filter((one) => isTest(checker, one) && one.body !== NO_NODE)
      for (const test of ofEqualShape(checker, tests)) {
        const form = formOf(checker, test)
        if (form === undefined) continue
        put(exact, form.exact, test)
        if (form.size >= SIMILAR_SIZE) put(similar, form.similar, test)
      }
      const reported = new Set<FunctionFacts>()
      for (const [first, second, ...others] of exact.values()) {
        if (first === undefined || second === undefined) continue
        for (const one of [second, ...others]) reported.add(one)
        checker.report({
          node: second.node,
          message: `\`${second.name}\` does exactly what \`${first.name}\` in line ${tree.line(first.node)} does.`,
          related: [first, ...others].map(({ node }) => node),
        })
      }
      for (const group of similar.values()) {
        const [first, second, ...others] = group.filter((one) => !reported.has(one))
        if (first === undefined || second === undefined) continue
        const names =
          group.length === 2 ? `\`${first.name}\`` : `\`${first.name}\` and ${others.length} more`
        checker.report({
          node: second.node,
          severity: 'low',
          confidence: 'medium',
          message: `\`${second.name}\` differs from ${names} in its values only: one test with a table of cases.`,
          related: [first, ...others].map(({ node }) => node),
        })
      }
    },
  },
})

/** Tokens from which on tests that differ in their values are worth a table. */
const SIMILAR_SIZE = 24

function put(map: Map<string, FunctionFacts[]>, key: string, test: FunctionFacts): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [test])
  else known.push(test)
}

/** Tests that share their shape with another one: only these can do the same. */
function ofEqualShape(
  { tree }: Checker,
  tests: readonly FunctionFacts[],
): readonly FunctionFacts[] {
  const shapes = tests.map((test) => shapeOf(tree, test))
  const counts = new Map<number, number>()
  for (const shape of shapes) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  return tests.filter((_, at) => (counts.get(shapes[at] ?? 0) ?? 0) > 1)
}

/** A number that is equal for tests of equal form; cheap, and seldom equal for others. */
function shapeOf(tree: SyntaxTree, test: FunctionFacts): number {
  let shape = test.parameters.length
  for (const statement of statementsOf(tree, test.body)) {
    if (isIdleStatement(tree, statement)) continue
    const end = tree.endOfSubtree(statement)
    for (let node = statement; node < end; node += 1) {
      const kind = tree.kind(node)
      const isLeaf = tree.endOfSubtree(node) === node + 1
      if (LITERALS.has(kind)) {
        if (kind === K_STRING) node = tree.endOfSubtree(node) - 1
        shape = (Math.imul(shape, 31) + (kind === K_STRING ? 1 : 2)) | 0
      } else if (isLeaf && kind !== K_COMMENT) {
        shape = (Math.imul(shape, 31) + kind + 3) | 0
      }
    }
  }
  return shape
}

interface Form {
  readonly exact: string
  readonly similar: string
  readonly size: number
}

const LITERALS: ReadonlySet<number> = new Set([K_STRING, K_INTEGER, K_FLOAT])

/** The tokens of a test, its local names numbered; undefined for one that does nothing. */
function formOf(checker: Checker, test: FunctionFacts): Form | undefined {
  const { tree, facts } = checker
  const statements = statementsOf(tree, test.body).filter((one) => !isIdleStatement(tree, one))
  const [first] = statements
  if (first === undefined) return undefined
  const head = [
    test.isAsync ? 'async' : '',
    test.parameters.map(({ name }) => name).join(','),
    test.decorators.map((decorator) => tree.text(decorator)).join(';'),
  ].join('|')
  const names = new Map<number, number>()
  const exact: string[] = [head]
  const similar: string[] = [head]
  let usesState = false
  let literals = 0
  for (const statement of statements) {
    for (let node = statement; node < tree.endOfSubtree(statement); ) {
      const kind = tree.kind(node)
      const isLeaf = tree.endOfSubtree(node) === node + 1
      if (LITERALS.has(kind) && !/^[rb]*[ft]/i.test(tree.text(node))) {
        exact.push(tree.text(node))
        similar.push(kind === K_STRING ? 'S' : 'N')
        literals += 1
        node = tree.endOfSubtree(node)
        continue
      }
      if (kind === K_IDENTIFIER) {
        const binding = facts.resolve(node)
        const isLocal = binding?.scope === test.scope && binding.kind === 'variable'
        if (isLocal && !names.has(binding.id)) names.set(binding.id, names.size)
        const token = isLocal ? `#${names.get(binding.id)}` : tree.text(node)
        exact.push(token)
        similar.push(token)
      } else if (isLeaf && kind !== K_COMMENT) {
        exact.push(tree.text(node))
        similar.push(tree.text(node))
      }
      if (kind === K_ATTRIBUTE && /^self\.(?!assert|fail|subTest)/.test(tree.text(node)))
        usesState = true
      node += 1
    }
    exact.push('\n')
    similar.push('\n')
  }
  const place = usesState || test.class !== undefined ? (test.class?.symbol ?? '') : ''
  return {
    exact: `${place}\n${exact.join(' ')}`,
    // Without a value there is nothing for a table.
    similar: literals === 0 ? `${test.symbol}` : `${place}\n${similar.join(' ')}`,
    size: exact.length,
  }
}
