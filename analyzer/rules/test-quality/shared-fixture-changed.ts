import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { stringValue } from '../../facts/strings.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import { usageOf } from '../../matching/shared-state/mutation.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import { valueBehind } from '../../matching/values/named-values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const WIDE = /^(?:module|session|package|class)$/

export default defineRule({
  id: 'shared-fixture-changed',
  title: 'Test that changes what other tests are given too',
  consequence:
    'What one test leaves behind decides whether the next one passes: results hang on the order of the tests.',
  effortHours: { low: 0.2, high: 1 },
  why: `
A fixture of scope \`module\`, \`class\` or \`session\` is made once and given to many tests. A list, dictionary or object
that one of them changes is changed for all that come after it. Each of them passes alone; together they pass or fail
by their order.
`,
  fix: 'Give the fixture the scope of a function, or let the test change a copy.',
  exemptions: [
    {
      text: 'A fixture that each test gets anew, a test that only reads, and one that changes a copy.',
      quiet: py`
        import copy
        import pytest

        @pytest.fixture
        def cart():
            return {'items': []}

        @pytest.fixture(scope='session')
        def settings():
            return {'currency': 'EUR'}

        def test_cart(cart):
            cart['items'].append('tea')
            assert cart['items']

        def test_settings(settings):
            own = copy.deepcopy(settings)
            own['currency'] = 'USD'
            assert settings['currency'] == 'EUR'

        def test_other(settings):
            assert settings
      `,
    },
    {
      text: 'A change that the test takes back, and one test alone.',
      quiet: py`
        import pytest

        @pytest.fixture(scope='module')
        def settings():
            return {'currency': 'EUR'}

        @pytest.fixture(scope='module')
        def names():
            return []

        def test_settings(settings):
            settings['currency'] = 'USD'
            try:
                assert settings
            finally:
                settings['currency'] = 'EUR'

        def test_other(settings):
            assert settings

        def test_names(names):
            names.append('ann')
            assert names
      `,
    },
  ],
  limits: [
    'Objects of the project are not followed: only collections, and attributes that a test sets, are told.',
  ],
  bad: [
    py`
      import pytest
      import shop

      @pytest.fixture(scope='module')
      def basket():
          return shop.Basket(items=['tea'])

      @pytest.fixture(scope='session')
      def settings():
          yield {'currency': 'EUR'}

      def test_add(basket):
          basket.items.append('milk') #!
          assert len(basket.items) == 2

      def test_count(basket):
          assert len(basket.items) == 1

      def test_currency(settings):
          settings['currency'] = 'USD' #!
          assert shop.price('tea', settings) == 2

      def test_owner(basket):
          basket.owner = 'ann' #!
          assert shop.bill(basket)

      def test_price(settings):
          assert shop.price('tea', settings) == 1
    `,
  ],
  good: [
    py`
      import pytest
      import shop

      @pytest.fixture
      def basket():
          return shop.Basket(items=['tea'])

      def test_add(basket):
          basket.items.append('milk')
          assert len(basket.items) == 2

      def test_count(basket):
          assert len(basket.items) == 1
    `,
  ],
  on: {
    [k.K_MODULE](_module, checker) {
      const { facts } = checker
      const shared = new Map<string, FunctionFacts>()
      for (const one of facts.functions) if (isShared(checker, one)) shared.set(one.name, one)
      if (shared.size === 0) return
      const tests = facts.functions.filter((one) => isTest(checker, one))
      for (const [name, fixture] of shared) {
        const takers = tests.filter((one) => one.parameters.some((given) => given.name === name))
        if (takers.length < 2 || !isPlain(checker, fixture)) continue
        for (const test of takers) report(checker, test, name, fixture)
      }
    },
  },
})

/** `@pytest.fixture(scope='module')` */
function isShared({ tree, facts }: Checker, one: FunctionFacts): boolean {
  return one.decorators.some((decorator) => {
    if (tree.kind(decorator) !== k.K_CALL) return false
    if (facts.calleeName(decorator) !== 'pytest.fixture') return false
    const scope = keywordArgument(tree, decorator, 'scope')
    return scope !== NO_NODE && WIDE.test(stringValue(tree, scope) ?? '')
  })
}

/** Gives a collection that is written out, or an object of a class: no mock, server or client. */
function isPlain(checker: Checker, fixture: FunctionFacts): boolean {
  const { tree } = checker
  for (const node of codeOf(tree, fixture.body)) {
    const kind = tree.kind(node)
    if (kind !== k.K_RETURN_STATEMENT && kind !== k.K_YIELD) continue
    const named = tree.namedChildren(node)[0]
    if (named === undefined) return false
    const value = valueBehind(checker, named)
    const given = tree.kind(value)
    if (given === k.K_DICTIONARY || given === k.K_LIST || given === k.K_SET) return true
    if (given !== k.K_CALL) return false
    return /(?:^|\.)_*[A-Z]\w*$/.test(tree.text(tree.callee(value))) && !isDouble(tree.text(value))
  }
  return false
}

const isDouble = (text: string): boolean =>
  /Mock|Client|Server|Path|Engine|Driver|Session|Stub/.test(text)

function report(checker: Checker, test: FunctionFacts, name: string, fixture: FunctionFacts): void {
  const { tree, facts } = checker
  const binding = facts.lookup(test.scope, name)
  if (binding === undefined || binding.definitionCount !== 1) return
  for (const read of binding.references) {
    if (facts.enclosingFunction(read) !== test) continue
    const changed = changedBy(checker, read)
    if (changed === NO_NODE) continue
    // What is put back at the end, or what the next line takes away again.
    if (tree.ancestor(read, k.K_FINALLY_CLAUSE) > test.node) return
    if (tree.text(test.node).includes('finally:')) return
    checker.report({
      node: changed,
      message: `\`${name}\` is made once for many tests: what \`${test.name}\` changes in it is changed for those that come after it.`,
      related: [fixture.nameNode],
    })
    return
  }
}

/** What a test changes of a fixture: an item, an attribute, a collection in it. */
function changedBy({ tree, facts }: Checker, read: Node): Node {
  if (usageOf(facts, read) === 'changes') return read
  const attribute = tree.parent(read)
  if (tree.kind(attribute) !== k.K_ATTRIBUTE || tree.fieldOf(read) !== k.F_OBJECT) return NO_NODE
  if (facts.isWrite(attribute)) return attribute
  const parent = tree.parent(attribute)
  if (tree.kind(parent) === k.K_CALL) return NO_NODE
  return usageOf(facts, attribute) === 'changes' ? attribute : NO_NODE
}
