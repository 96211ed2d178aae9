import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { assertingMethods, assertingNames } from '../../gather/tables.ts'
import { argumentsOf, calleeName } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import { assertingOf, isAssertingName } from '../../matching/tests/assertions.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import {
  K_ASSERT_STATEMENT,
  K_CALL,
  K_MODULE,
  K_RAISE_STATEMENT,
  K_YIELD,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { precisely } from './matching/precise-checks.ts'
import { type Weakness, weaknesses, weaknessOfCall } from './matching/weak-checks.ts'

export default defineRule({
  id: 'weak-assertion',
  title: 'Assertion that hardly any defect can break',
  consequence: 'The test passes on wrong results as long as there is a result at all.',
  effortHours: { low: 0.25, high: 0.5 },
  confidence: 'medium',
  why: `
\`assert result is not None\` and \`assert isinstance(result, Order)\` hold for a right order and for a wrong
one. \`response.status_code == 200\` says that the handler ran to its end, not what it answered; a 400 may
come from another check than the one the test is about. \`assertTrue(a == b)\` checks the right thing but
says only "False is not true" when it fails.
`,
  fix: `
Assert the value that the test is about: the fields of the result, the body of the response and its error
code, the state that was changed. With unittest use the method that knows both sides: \`assertEqual(a, b)\`,
\`assertIn(a, b)\`, \`assertIsNone(a)\`.
`,
  exemptions: [
    {
      text: 'A weak assertion beside one that looks at the value.',
      quiet: py`
        def test_total():
            result = load()
            assert result is not None
            assert isinstance(result, Order)
            assert result.total == 3

        def test_post(client):
            response = client.post("/orders", json={})
            assert response.status_code == 422
            assert response.json()["detail"] == "no lines"
      `,
    },
    {
      text: 'A test whose name promises no more than that: a health check, a type, that something exists.',
      quiet: py`
        def test_health(client):
            assert client.get("/health").status_code == 200

        def test_returns_instance_of_order():
            assert isinstance(load(), Order)

        def test_id_is_set():
            assert load().id is not None

        def test_page_exists(client):
            response = client.get("/page")
            assert response.status_code == 200
      `,
    },
    {
      text: 'A test that also expects an exception, checks a mock or calls a helper that asserts.',
      quiet: py`
        import pytest

        def same(a, b):
            assert a == b

        def test_refuses():
            with pytest.raises(ValueError):
                order(-1)
            assert order(1) is not None

        def test_sends(send):
            assert notify() is not None
            send.assert_called_once_with(1)

        def test_helper():
            assert load() is not None
            same(load().total, 3)
      `,
    },
    {
      text: 'A flag, a predicate and a comparison.',
      quiet: py`
        def test_flags(order):
            is_open = order.open()
            assert is_open

        def test_predicate(order):
            assert order.is_paid()

        def test_absent(order):
            assert order.find("x") is None

        def test_comparison(order):
            assert order.total > 3

        def test_attribute(order):
            assert order.paid
      `,
    },
    {
      text: 'A comparison in a test of that operator.',
      quiet: py`
        import unittest

        class MoneyTest(unittest.TestCase):
            def test_equality(self):
                self.assertTrue(Money(1) == Money(1))
                self.assertFalse(Money(1) == Money(2))

            def test_money(self):
                self.assertTrue(Money(1) == Money(1))
                self.assertTrue(Money(1) != Money(2))
      `,
    },
    {
      text: 'A message that is put together and says what the values were.',
      quiet: py`
        import unittest

        class ChunkTest(unittest.TestCase):
            def test_size(self):
                self.assertTrue(size() == 3, f"size is {size()}")
                self.assertFalse(size() > 3, "too long: %d" % size())
                self.assertEqual(name(), "x")
      `,
    },
    {
      text: 'The methods of unittest that know both sides, and conditions that are no comparison.',
      quiet: py`
        import unittest

        class OrderTest(unittest.TestCase):
            def test_total(self):
                self.assertEqual(order().total, 3)
                self.assertTrue(order().is_paid())
                self.assertTrue(1 < order().total < 5)
                self.assertTrue(order().total == 3 or order().free)
      `,
    },
  ],
  limits: ['What a good assertion would be is not known; helpers of libraries count as strong.'],
  bad: [
    py`
      def test_create():
          order = create_order([1, 2])
          assert order is not None #!
    `,
    py`
      import unittest

      def test_load():
          result = load("x")
          assert isinstance(result, dict) #!
          assert len(result) > 0

      def test_result():
          result = load("x")
          assert result #!

      def test_negative_amount_is_refused(client):
          response = client.post("/orders", json={"amount": -1})
          assert response.status_code == 422 #!

      def test_list_orders(client):
          response = client.get("/orders")
          assert response.status_code == status.HTTP_200_OK #!
          assert response.json()

      class OrderTest(unittest.TestCase):
          def test_create(self):
              order = create_order([1])
              self.assertIsNotNone(order) #!

          def test_list(self):
              response = self.client.get("/orders")
              self.assertEqual(response.status_code, 200) #!

          def test_total(self):
              self.assertTrue(order().total == 3) #!
              self.assertTrue(order().lines == 3)
              self.assertEqual(order().name, "x")

          def test_lines(self):
              self.assertFalse("x" in order().lines) #!
              self.assertEqual(order().name, "x")

          def test_limit(self):
              self.assertFalse(order().lines > 3) #!
              self.assertEqual(order().name, "x")

          def test_none(self):
              self.assertTrue(order() is None) #!
              self.assertEqual(order().name, "x")
    `,
  ],
  good: [
    py`
      def test_create():
          order = create_order([1, 2])
          assert order.lines == [1, 2]
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const { facts } = checker
      checkComparisons(checker)
      const tests = facts.functions.filter((one) => isTest(checker, one) && one.body !== NO_NODE)
      if (tests.length === 0) return
      const asserting = assertingOf(checker)
      for (const test of tests) {
        const weak = weakChecks(checker, test, asserting)
        const [first] = weak
        if (first === undefined) continue
        const kinds = [...new Set(weak.map(({ kind }) => kind))]
        if (weak.some((check) => isPromised(check, test.name))) continue
        const what = kinds.map((kind) => DESCRIPTIONS[kind]).join(' and ')
        checker.report({
          node: first.node,
          // Which class it is may be what was asked.
          ...(kinds.includes('own-type') &&
            kinds.every((kind) => kind === 'own-type' || kind === 'presence') && {
              severity: 'low' as const,
            }),
          message: `\`${test.name}\` only checks ${what}: a wrong result passes as well.`,
          evidence: weak.map(({ node, kind }) => ({
            kind: 'note' as const,
            node,
            message: `checks ${DESCRIPTIONS[kind]}`,
          })),
        })
      }
    },
  },
})

/** `assertTrue(a == b)`: reported once for each test. */
function checkComparisons(checker: Checker): void {
  const { tree, facts } = checker
  const byTest = Map.groupBy(
    Array.from(facts.calls).flatMap((call) => precisely(checker, call) ?? []),
    ({ test }) => test,
  )
  for (const [test, found] of byTest) {
    const [first, ...others] = found
    if (first === undefined || speaksOfOperators(checker, test)) continue
    checker.report({
      node: first.call,
      severity: 'low',
      confidence: 'high',
      message: `\`${calleeName(tree, first.call)}\` of a comparison does not say what the values were when it fails; \`${first.method}\` does.`,
      related: others.map(({ call }) => call),
      fixes: [
        {
          title: `Use ${first.method}`,
          grade: 'needs-review',
          edits: found.map(({ call, text }) => replace(tree, call, text)),
        },
      ],
    })
  }
}

const OPERATORS =
  /eq|compar|order|sort|hash|identi|same|contain|member|subset|relation|richcmp|operator|(?:^|_)(?:lt|le|gt|ge|ne|cmp|in)(?:_|$)|__/i

/** In a test of an operator the comparison itself is the subject. */
function speaksOfOperators(checker: Checker, test: FunctionFacts): boolean {
  if (OPERATORS.test(test.name)) return true
  const { tree } = checker
  const text = tree.text(test.node)
  return /assert(?:True|False)\([^\n]*==/.test(text) && /assert(?:True|False)\([^\n]*!=/.test(text)
}

interface WeakCheck {
  readonly node: Node
  readonly kind: Weakness
}

const DESCRIPTIONS: Readonly<Record<Weakness, string>> = {
  presence: 'that there is a result',
  type: 'the type of the result',
  'own-type': 'the class of the result',
  truth: 'that the result is not empty',
  status: 'the status code',
  'failed-status': 'the status code, not why the request was refused',
}

/** Names that promise no more than what is checked. */
const PROMISES: Readonly<Record<Weakness, RegExp>> = {
  presence:
    /none|exist|(?:is|was|gets?)_set|has_|present|available|defined|import|smoke|instan|init|construct/i,
  type: /type|instance|subclass|class|returns?_an?_|interface|protocol|inherit/i,
  'own-type':
    /type|instance|subclass|class|returns?_an?_|interface|protocol|inherit|factory|proxy|wrap|dispatch|singleton|backend|driver|unsupported/i,
  truth: /truth|bool|non_?empty|not_empty|exist|has_|is_|import|smoke/i,
  status:
    /status|_2\d\d|returns_ok|_ok$|health|ping|alive|ready|smoke|reachab|exist|available|access|allowed|permission|login|public|load|render|docs|openapi|home|index|root|head|options|redirect|auth|cors/i,
  'failed-status':
    /status|_[45]\d\d|unauth|forbidden|not_found|denied|permission|method_not_allowed|auth|login|token|access|credential|anonym|health|missing_page|nonexist|does_?n_?t_exist|unknown|admin/i,
}

function isPromised({ kind }: WeakCheck, name: string): boolean {
  return PROMISES[kind].test(name)
}

/** The assertions of a test if all are weak, else none. */
function weakChecks(
  checker: Checker,
  test: FunctionFacts,
  asserting: ReadonlySet<FunctionFacts>,
): readonly WeakCheck[] {
  const { tree, facts } = checker
  const found: WeakCheck[] = []
  for (let node = test.body; node < tree.endOfSubtree(test.body); node += 1) {
    const kind = tree.kind(node)
    if (kind === K_RAISE_STATEMENT || kind === K_YIELD) return []
    if (kind === K_ASSERT_STATEMENT) {
      const condition = statementsOf(tree, node)[0]
      const weak = condition === undefined ? [] : weaknesses(checker, condition)
      if (weak.length === 0) return []
      found.push(...weak.map((one) => ({ node, kind: one })))
    } else if (kind === K_CALL) {
      const name = calleeName(tree, node)
      const weakness = weaknessOfCall(checker, node, name)
      if (weakness !== undefined) found.push({ node, kind: weakness })
      else if (isAssertingName(name) || callsAsserting(checker, node, asserting)) return []
      else if (argumentsOf(tree, node).some(({ value }) => facts.dottedText(value) === 'self'))
        return []
    }
  }
  return found
}

/** The first function of each symbol. */
function functionsBySymbol({ facts }: Checker): ReadonlyMap<string, FunctionFacts> {
  return new Map(facts.functions.toReversed().map((one) => [one.symbol, one]))
}

/** True for a helper of this file or another that asserts. */
function callsAsserting(
  checker: Checker,
  call: Node,
  asserting: ReadonlySet<FunctionFacts>,
): boolean {
  const { facts, tree } = checker
  const { project } = checker
  const name = facts.calleeName(call)
  if (name !== undefined && project.has(assertingNames, name)) return true
  const attribute = receiverAttribute(facts, tree.callee(call))
  if (attribute !== undefined && !/^(?:client|get|post)$/.test(attribute.name)) {
    const own = attribute.class.method(attribute.name)
    if (own === undefined ? project.has(assertingMethods, attribute.name) : asserting.has(own))
      return true
  }
  if (name === undefined || !name.startsWith('.')) return false
  const target = checker.once(functionsBySymbol, functionsBySymbol).get(name.slice(1))
  return target !== undefined && asserting.has(target)
}
