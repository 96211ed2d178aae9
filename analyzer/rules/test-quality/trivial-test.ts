import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { constantValue } from '../../facts/literals.ts'
import { isString } from '../../facts/strings.ts'
import { codeOf, statementsOf } from '../../matching/statements/statements.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'trivial-test',
  title: 'Test of nothing but names and constants',
  consequence: 'The number of tests is higher than what they check; behaviour can break unseen.',
  effortHours: { low: 0.1, high: 1 },
  why: `
The test imports something and asserts that it is there, or that a constant has the value that is written in the code.
It runs no code of the program. An import that fails would fail every other test as well, and a constant that is
changed on purpose only makes the test a second place to change.
`,
  fix: `
Replace it by a test of what the function does with the constant, or delete it. Where a public name must stay, one
parametrised test of all of them says so.
`,
  exemptions: [
    {
      text: 'A test that calls the program.',
      quiet: {
        'tests/test_a.py': py`
          from app import orders

          def test_total():
              assert orders.total([1, 2]) == 3

          def test_names():
              assert "total" in dir(orders)
              assert orders.names() == ["a"]

          async def test_async(client):
              assert (await client.get("/")).status_code == 200
        `,
      },
    },
    {
      text: 'A test of what a fixture or parameter gives, and of what raises.',
      quiet: {
        'tests/test_a.py': py`
          import pytest
          from app import orders

          def test_settings(settings):
              assert settings.debug is False

          @pytest.mark.parametrize("name", orders.__all__)
          def test_exported(name):
              assert hasattr(orders, name)

          def test_frozen(order):
              with pytest.raises(AttributeError):
                  order.key = 1
        `,
      },
    },
    {
      text: 'Relations between values that can break each other.',
      quiet: {
        'tests/test_a.py': py`
          from app import limits, orders

          def test_limits():
              assert limits.LOW < limits.HIGH

          def test_states():
              assert set(orders.LABELS) == set(orders.STATES)

          def test_all():
              for name in orders.__all__:
                  assert hasattr(orders, name)
        `,
      },
    },
  ],
  limits: ['Values that an import computes count as constants.'],
  bad: [
    {
      'tests/test_api.py': py`
        import app

        def test_exports(): #!
            assert "router" in app.__all__
            assert app.router is not None
      `,
    },
    {
      'tests/test_more.py': py`
        import unittest
        from app import settings
        from app.orders import Order, total

        def test_import(): #!
            import app.orders
            assert app.orders

        def test_constant(): #!
            assert settings.LIMIT == 10
            assert settings.NAME == "shop"

        class TestOrder:
            def test_has_total(self): #!
                assert hasattr(Order, "total")
                assert callable(total)

            def test_subclass(self): #!
                assert issubclass(Order, object)

        class Cases(unittest.TestCase):
            def test_constant(self): #!
                self.assertEqual(settings.LIMIT, 10)
                self.assertIsNotNone(total)
      `,
    },
  ],
  good: [
    {
      'tests/test_api.py': py`
        from app import create_app

        def test_routes():
            paths = [route.path for route in create_app().routes]
            assert "/orders" in paths
      `,
    },
  ],
  on: {
    [k.K_FUNCTION_DEFINITION](node, checker) {
      const owner = checker.facts.functionAt(node)
      if (owner === undefined || !isTest(checker, owner) || takesFixtures(owner)) return
      if (owner.decorators.length > 0 || owner.nameNode === NO_NODE) return
      const assertions = assertionsOf(checker, owner)
      if (assertions === undefined) return
      if (assertions.length === 0) {
        if (onlyImports(checker, owner)) {
          checker.report({
            node: owner.nameNode,
            message: `\`${owner.name}\` only imports: every other test would fail as well if that did.`,
          })
        }
        return
      }
      const made = madeByDefault(checker, owner)
      if (!assertions.every((one) => isTrivial(checker, one, made))) return
      checker.report({
        node: owner.nameNode,
        message: `\`${owner.name}\` asserts ${made.size > 0 ? 'defaults' : 'names and constants'} only: no code of the program runs.`,
        related: assertions,
      })
    },
  },
})

function takesFixtures({ parameters, class: around }: FunctionFacts): boolean {
  return parameters.length > (around === undefined ? 0 : 1)
}

/** All assertions of a test that does nothing else than import; undefined if it does more. */
function assertionsOf(checker: Checker, owner: FunctionFacts): Node[] | undefined {
  const { tree, facts } = checker
  const found: Node[] = []
  for (const statement of statementsOf(tree, owner.body)) {
    const kind = tree.kind(statement)
    if (kind === k.K_ASSERT_STATEMENT) found.push(statement)
    else if (kind === k.K_EXPRESSION_STATEMENT && !isMadeByDefault(checker, statement)) {
      const inner = statementsOf(tree, statement)[0] ?? NO_NODE
      if (inner === NO_NODE) continue
      if (isString(tree, inner)) continue
      const isCall = tree.kind(inner) === k.K_CALL
      if (!isCall || !/^self\.assert\w+$/.test(tree.spelled(facts.callee(inner)))) return undefined
      found.push(inner)
    } else if (
      kind !== k.K_IMPORT_STATEMENT &&
      kind !== k.K_IMPORT_FROM_STATEMENT &&
      kind !== k.K_PASS_STATEMENT &&
      !isMadeByDefault(checker, statement)
    ) {
      return undefined
    }
  }
  return found
}

function onlyImports({ tree }: Checker, owner: FunctionFacts): boolean {
  const kinds = statementsOf(tree, owner.body).map((statement) => tree.kind(statement))
  return kinds.some((kind) => kind === k.K_IMPORT_STATEMENT || kind === k.K_IMPORT_FROM_STATEMENT)
}

/** Locals of `order = Order()`, and the calls that make them: a class of the project, no arguments. */
function madeByDefault({ tree, facts }: Checker, owner: FunctionFacts): ReadonlySet<string> {
  return new Set(
    statementsOf(tree, owner.body).flatMap((statement) => {
      const assignment = tree.namedChildren(statement)[0] ?? NO_NODE
      if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return []
      return [facts.name(tree.child(assignment, k.F_LEFT))]
    }),
  )
}

function isMadeByDefault(checker: Checker, statement: Node): boolean {
  const { tree } = checker
  const assignment = tree.namedChildren(statement)[0] ?? NO_NODE
  if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return false
  const target = tree.child(assignment, k.F_LEFT)
  const value = tree.child(assignment, k.F_RIGHT)
  return target !== NO_NODE && tree.kind(target) === k.K_IDENTIFIER && isDefaultCall(checker, value)
}

/** `Order()`: fields of a class that has no code of its own for making one. */
function isDefaultCall(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL || facts.arguments(call).length > 0) {
    return false
  }
  const value = checker.valueOf(facts.callee(call))
  return value?.kind === 'class' && !value.class.methods.has('__init__')
}

const ASKING = /^builtins\.(?:hasattr|callable|issubclass|isinstance|type|dir|getattr|len)$/
const UNITTEST =
  /^self\.assert(?:Equal|Equals|Is|IsNot|IsNone|IsNotNone|True|False|In|IsInstance|HasAttr)$/

/** Nothing but imported names, their attributes and literals; at most one side is no literal. */
function isTrivial(checker: Checker, assertion: Node, made: ReadonlySet<string>): boolean {
  const { tree, facts } = checker
  if (made.size > 0 && /\b(?:hasattr|callable|isinstance)\(|__\w+__/.test(tree.text(assertion))) {
    return false
  }
  let places = 0
  let hasName = false
  for (const node of codeOf(tree, assertion)) {
    const kind = tree.kind(node)
    if (kind === k.K_AWAIT || kind === k.K_SUBSCRIPT || COMPUTING.has(kind)) return false
    if (kind === k.K_CALL) {
      const name = facts.calleeName(node) ?? ''
      const isAssertion = node === assertion && UNITTEST.test(tree.spelled(facts.callee(node)))
      if (!isAssertion && !ASKING.test(name) && !isDefaultCall(checker, node)) return false
    }
    if (kind !== k.K_IDENTIFIER) continue
    const binding = facts.resolve(node)
    if (binding === undefined || binding.scope === undefined) continue
    if (tree.text(node) === 'self') continue
    const isMade = made.has(tree.text(node)) && binding.scope.kind === 'function'
    if (!isMade && !binding.definitions.every((one) => one.kind === 'import')) return false
    hasName = true
    places += 1
  }
  return hasName && (places === 1 || isSameThing(checker, assertion))
}

const COMPUTING = new Set([
  k.K_BINARY_OPERATOR,
  k.K_LIST_COMPREHENSION,
  k.K_GENERATOR_EXPRESSION,
  k.K_SET_COMPREHENSION,
  k.K_DICTIONARY_COMPREHENSION,
  k.K_LAMBDA,
])

/** `isinstance(app, FastAPI)`, `issubclass(Order, Base)`: two names, and nothing that runs. */
function isSameThing({ tree, facts }: Checker, assertion: Node): boolean {
  const [inner] = statementsOf(tree, assertion)
  if (inner === undefined || tree.kind(inner) !== k.K_CALL) return false
  if (constantValue(tree, inner) !== undefined) return false
  return /^builtins\.(?:isinstance|issubclass)$/.test(facts.calleeName(inner) ?? '')
}
