import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Binding } from '../../facts/scopes.ts'
import { usageOf } from '../../matching/shared-state/mutation.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'test-order-dependence',
  title: 'Test that needs another test to have run',
  consequence:
    'The test fails alone, in another order and in parallel; when the first one fails, the second does too, for no reason of its own.',
  effortHours: { low: 0.2, high: 1 },
  why: `
One test puts something into a variable of the module or of the test class, another takes it from there. Alone the
second test cannot pass, and a runner that shuffles, runs in parallel or repeats the last failure makes it fail at
random. A failure of the first is reported twice, and the second says nothing about its cause.
`,
  fix: 'Let each test make what it needs: in a fixture, in `setUp`, or in a helper that both call.',
  exemptions: [
    {
      text: 'State that a fixture or `setUp` makes, and that a test makes for itself.',
      quiet: py`
        import unittest
        import pytest

        rows = []

        @pytest.fixture(autouse=True)
        def clean():
            rows.clear()
            rows.append('tea')

        def test_add():
            rows.append('milk')
            assert len(rows) == 2

        def test_first():
            assert rows[0] == 'tea'

        class StockTest(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.item = 1

            def test_change(self):
                StockTest.item = 2
                assert StockTest.item == 2

            def test_item(self):
                assert self.item
      `,
    },
    {
      text: 'Recorders that tests empty or fill before they look.',
      quiet: py`
        calls = []
        state = {}

        def record(name):
            calls.append(name)

        def test_one():
            calls.append('a')
            assert calls

        def test_two():
            calls.clear()
            record('b')
            assert calls == ['b']

        def test_three():
            state['a'] = 1
            assert state['a'] == 1

        def test_four():
            state['b'] = 2
            assert state['b'] == 2
      `,
    },
    {
      text: 'Tables of the module that no test changes.',
      quiet: py`
        CASES = {'a': 1}

        def test_one():
            assert CASES['a'] == 1

        def test_two():
            cases = dict(CASES)
            cases['b'] = 2
            assert cases
      `,
    },
  ],
  limits: ['State in files, databases and other modules is not seen.'],
  bad: [
    py`
      import unittest
      import shop

      created = []
      token = None
      state = {}

      def test_create():
          created.append(shop.create('tea'))
          assert created

      def test_cancel():
          assert shop.cancel(created[0]) #!

      def test_login():
          global token
          token = shop.login('ann')
          state['user'] = 'ann'
          assert token

      def test_profile():
          assert shop.profile(token) #!

      def test_user():
          assert shop.user(state['user']) #!

      class StockTest(unittest.TestCase):
          item = None

          def test_1_add(self):
              StockTest.item = shop.add('nail')

          def test_2_remove(self):
              self.assertTrue(shop.remove(self.item)) #!
    `,
  ],
  good: [
    py`
      import pytest
      import shop

      @pytest.fixture
      def order():
          return shop.create('tea')

      def test_create(order):
          assert order.name == 'tea'

      def test_cancel(order):
          assert shop.cancel(order)
    `,
  ],
  on: {
    [k.K_MODULE](_module, checker) {
      const { facts } = checker
      const tests = facts.functions.filter((one) => isTest(checker, one))
      if (tests.length < 2) return
      for (const binding of facts.bindings()) {
        if (binding.scope?.kind === 'module' && binding.kind === 'variable') {
          reportVariable(checker, tests, binding)
        }
      }
      reportFields(checker, tests)
    },
  },
})

interface Use {
  readonly test: FunctionFacts
  readonly node: Node
  /** `created[0]`, `state['user']`: there must be something in it. */
  readonly isNeeded: boolean
}

function reportVariable(checker: Checker, tests: readonly FunctionFacts[], binding: Binding): void {
  const { facts } = checker
  if (!startsEmpty(checker, binding)) return
  const writes: Use[] = []
  const reads: Use[] = []
  const all = [...binding.definitions.map(({ node }) => node), ...binding.references]
  for (const node of new Set(all)) {
    const test = facts.enclosingFunction(node)
    if (test === undefined) continue
    const isWrite = facts.isWrite(node) || usageOf(facts, node) === 'changes'
    // Helpers and fixtures that touch it may give each test what it needs.
    if (!tests.includes(test)) return
    ;(isWrite ? writes : reads).push({ test, node, isNeeded: isNeeded(checker, binding, node) })
  }
  report(checker, binding.name, writes, reads)
}

/** The first read of a test that writes nothing of it, where another test writes it. */
function report(
  checker: Checker,
  name: string,
  writes: readonly Use[],
  reads: readonly Use[],
): void {
  const seen = new Set<FunctionFacts>()
  for (const { test, node, isNeeded: needed } of reads) {
    if (!needed || seen.has(test) || writes.some((one) => one.test === test)) continue
    const maker = writes.find((one) => one.test !== test)
    if (maker === undefined) continue
    seen.add(test)
    checker.report({
      node,
      message: `\`${test.name}\` needs what \`${maker.test.name}\` puts into \`${name}\`: it fails alone and in another order.`,
      evidence: [
        { kind: 'write', node: maker.node, message: `${maker.test.name} puts it there` },
        { kind: 'read', node, message: `${test.name} takes it from there` },
      ],
    })
  }
}

/** Given nothing at the level of the module: `None`, an empty collection. */
function startsEmpty({ tree, facts }: Checker, binding: Binding): boolean {
  const own = binding.definitions.filter(({ node }) => facts.enclosingFunction(node) === undefined)
  return (
    own.length === 1 &&
    own.every(({ node }) => {
      const assignment = tree.parent(node)
      if (tree.kind(assignment) !== k.K_ASSIGNMENT) return false
      const value = tree.child(assignment, k.F_RIGHT)
      return value !== NO_NODE && EMPTY.test(tree.text(value))
    })
  )
}

const EMPTY = /^(?:None|\[\s*\]|\{\s*\}|dict\(\)|list\(\)|set\(\)|0|''|"")$/

function isNeeded(checker: Checker, binding: Binding, node: Node): boolean {
  const { tree } = checker
  const parent = tree.parent(node)
  if (tree.kind(parent) === k.K_SUBSCRIPT) return tree.fieldOf(node) === k.F_VALUE
  // What is `None` at first is of no use to anybody.
  return binding.definitions.some(({ node: target }) => {
    const assignment = tree.parent(target)
    if (tree.kind(assignment) !== k.K_ASSIGNMENT) return false
    return tree.text(tree.child(assignment, k.F_RIGHT)) === 'None'
  })
}

/** `StockTest.item = ...` in one test, `self.item` in another, `item = None` in the class. */
function reportFields(checker: Checker, tests: readonly FunctionFacts[]): void {
  const { tree, facts } = checker
  for (const owner of new Set(tests.map((one) => one.class))) {
    if (owner === undefined) continue
    for (const { name, value } of owner.attributes) {
      if (value === undefined || value === NO_NODE || tree.text(value) !== 'None') continue
      const writes: Use[] = []
      const reads: Use[] = []
      let isElsewhere = false
      for (const identifier of facts.identifiersNamed(name)) {
        const attribute = tree.parent(identifier)
        if (tree.kind(attribute) !== k.K_ATTRIBUTE || !tree.contains(owner.node, attribute))
          continue
        const object = tree.text(tree.child(attribute, k.F_OBJECT))
        const test = facts.enclosingFunction(attribute)
        if (test === undefined) continue
        if (!tests.includes(test)) isElsewhere ||= facts.isWrite(attribute)
        else if (facts.isWrite(attribute)) {
          if (object !== 'self') writes.push({ test, node: attribute, isNeeded: true })
          else isElsewhere ||= reads.some((one) => one.test === test)
        } else if (object === 'self' || object === owner.name) {
          reads.push({ test, node: attribute, isNeeded: true })
        }
      }
      if (!isElsewhere) report(checker, `${owner.name}.${name}`, writes, reads)
    }
  }
}
