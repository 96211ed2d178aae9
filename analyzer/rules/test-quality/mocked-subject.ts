import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { stringValue } from '../../facts/strings.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { argumentsOf, hasUnpacking, keywordArgument } from '../../matching/calls/calls.ts'
import { directTest, testAround } from '../../matching/tests/collected-tests.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_AS_PATTERN,
  K_AS_PATTERN_TARGET,
  K_ASSERT_STATEMENT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_CALL,
  K_DECORATED_DEFINITION,
  K_DECORATOR,
  K_IDENTIFIER,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const PATCH = /^(?:unittest\.mock\.|mock\.)patch$/
const PATCH_OBJECT = /^(?:unittest\.mock\.|mock\.)patch\.object$/

export default defineRule({
  id: 'mocked-subject',
  title: 'Test of what the test itself has replaced',
  consequence: 'The test passes whatever the code does, because the code is not run.',
  effortHours: { low: 0.25, high: 1 },
  why: `
The test replaces a function by a mock and then asserts what the mock gives back. It would pass with the function empty,
broken or deleted, so that it proves nothing and still counts as coverage.
`,
  fix: `
Replace what the function uses (the network, the clock, the database), never the function under test, and call the real
one.
`,
  exemptions: [
    {
      text: 'Replacing what the tested code uses.',
      quiet: {
        'tests/test_rates.py': py`
          from unittest.mock import patch
          from app import rates

          def test_rate():
              with patch.object(rates, "fetch", return_value=2):
                  assert rates.rate("eur") == 2

          @patch("app.rates.fetch", return_value=2)
          def test_other(fetch):
              assert rates.rate("usd") == 2
        `,
      },
    },
    {
      text: 'A mock that passes calls on to the real function.',
      quiet: {
        'tests/test_rates.py': py`
          from unittest.mock import patch
          from app import rates

          def test_rate():
              with patch.object(rates, "rate", wraps=rates.rate) as rate:
                  assert rates.rate("eur") == 2
                  rate.assert_called_once()
        `,
      },
    },
    {
      text: 'The real function after the replacement ended.',
      quiet: {
        'tests/test_rates.py': py`
          from unittest.mock import patch
          from app import rates

          def test_rate():
              with patch.object(rates, "rate", return_value=1):
                  rates.fill()
              assert rates.rate("eur") == 1
        `,
      },
    },
    {
      text: 'A call whose result is not what is asserted.',
      quiet: {
        'tests/test_rates.py': py`
          from unittest.mock import patch
          from app import rates

          def test_rate(report):
              with patch.object(rates, "rate", return_value=1) as rate:
                  rates.rate("eur")
                  report.run()
                  assert report.total == 1
        `,
      },
    },
  ],
  limits: ['Mocks that are made in fixtures are not followed.'],
  bad: [
    {
      'tests/test_rates.py': py`
        from unittest.mock import patch
        from app import rates

        def test_rate():
            with patch.object(rates, "rate", return_value=2):
                assert rates.rate("eur") == 2 #!
      `,
    },
    {
      'tests/test_rates.py': py`
        from unittest import mock
        from unittest.mock import AsyncMock, MagicMock, patch
        import app.rates
        from app import rates
        from app.store import Store

        @patch("app.rates.rate", return_value=2)
        def test_patched(rate):
            assert rates.rate("eur") == 2 #!

        @mock.patch.object(Store, "total")
        def test_class(total):
            total.return_value = 5
            store = Store()
            result = store.total() #!
            assert result == 5

        def test_monkey(monkeypatch):
            monkeypatch.setattr(app.rates, "rate", lambda name: 2)
            assert app.rates.rate("eur") == 2 #!

        @patch.object(Store, "total", return_value=5)
        def test_made_in_place(total):
            assert Store("eur").total() == 5 #!

        async def test_async():
            store = Store(MagicMock(), AsyncMock())
            store.load = AsyncMock(return_value=3)
            assert await store.load() == 3 #!
      `,
    },
  ],
  good: [
    {
      'tests/test_rates.py': py`
        from unittest.mock import patch
        from app import rates

        def test_rate():
            with patch.object(rates, "fetch", return_value=2):
                assert rates.rate("eur") == 2
      `,
    },
  ],
  on: {
    [K_CALL](call, checker) {
      const patched = patchedBy(checker, call)
      if (patched === undefined) return
      const region = regionOf(checker, call)
      if (region === undefined) return
      reportUses(checker, patched, region)
      reportNamed(checker, call, region)
    },
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      const [target, value] = [tree.firstChild(node), tree.namedChildren(node).at(-1)]
      if (value === undefined || tree.kind(target) !== K_ATTRIBUTE) return
      if (tree.text(tree.child(target, F_ATTRIBUTE)) === 'return_value') {
        checkAnswer(checker, node, tree.child(target, F_OBJECT))
        return
      }
      if (tree.kind(value) !== K_CALL) return
      if (!/(?:^|\.)(?:Async|Magic|Non\w+)?Mock$/.test(facts.calleeName(value) ?? '')) return
      if (keywordArgument(tree, value, 'wraps') !== NO_NODE) return
      const test = directTest(checker, node)
      if (test === undefined) return
      const object = tree.text(tree.child(target, F_OBJECT))
      // A mock of a mock is no subject.
      if (isMock(checker, tree.child(target, F_OBJECT))) return
      const name = tree.text(tree.child(target, F_ATTRIBUTE))
      reportUses(
        checker,
        { objects: [object], name },
        { test, from: node, to: tree.endOfSubtree(test.node) },
      )
    },
  },
})

/** `model.flags.return_value = True`, and the test asserts what `model.flags()` gives. */
function checkAnswer(checker: Checker, node: Node, method: Node): void {
  const { tree } = checker
  if (tree.kind(method) !== K_ATTRIBUTE) return
  const object = tree.child(method, F_OBJECT)
  const test = directTest(checker, node)
  if (test === undefined || tree.kind(object) !== K_IDENTIFIER || !isMock(checker, object)) return
  const name = tree.text(tree.child(method, F_ATTRIBUTE))
  // Where mocks are what is tested, that is the subject.
  if (/mock/i.test(checker.path)) return
  const region = { test, from: node, to: tree.endOfSubtree(test.node) }
  reportUses(checker, { objects: [tree.text(object)], name }, region)
}

interface Patched {
  /** How the object may be written in the test: `rates`, `app.rates`, `Store`. */
  readonly objects: readonly string[]
  readonly name: string
}

interface Region {
  readonly test: FunctionFacts
  readonly from: Node
  readonly to: Node
}

/** What a call of `patch`, `patch.object` or `monkeypatch.setattr` replaces. */
function patchedBy({ tree, facts }: Checker, call: Node): Patched | undefined {
  const name = facts.calleeName(call) ?? tree.text(facts.callee(call))
  const isObject =
    PATCH_OBJECT.test(name) || /^(?:monkeypatch\.setattr|mocker\.patch\.object)$/.test(name)
  if (!isObject && !PATCH.test(name) && name !== 'mocker.patch') return undefined
  if (hasUnpacking(tree, call) || keywordArgument(tree, call, 'wraps') !== NO_NODE) return undefined
  const given = argumentsOf(tree, call)
  const [first, second] = given
  if (first === undefined) return undefined
  if (given.some(({ value }) => /\bside_effect\b|\bwraps\b/.test(tree.text(value))))
    return undefined
  if (keywordArgument(tree, call, 'side_effect') !== NO_NODE) return undefined
  const text = stringValue(tree, first.value)
  if (text !== undefined) {
    const dot = text.lastIndexOf('.')
    return dot === -1
      ? undefined
      : { objects: spellings(text.slice(0, dot)), name: text.slice(dot + 1) }
  }
  const attribute = second === undefined ? undefined : stringValue(tree, second.value)
  if (!isObject || attribute === undefined) return undefined
  return { objects: [tree.text(first.value)], name: attribute }
}

/** `with patch('app.rates.load', return_value=1) as load: assert load() == 1`. */
function reportNamed(checker: Checker, patching: Node, { test, from, to }: Region): void {
  const { tree, facts } = checker
  if (keywordArgument(tree, patching, 'return_value') === NO_NODE) return
  const pattern = tree.parent(patching)
  const target =
    tree.kind(pattern) === K_AS_PATTERN ? tree.childOfKind(pattern, K_AS_PATTERN_TARGET) : NO_NODE
  const name = target === NO_NODE ? '' : tree.text(target)
  for (const call of facts.calls) {
    if (call <= from || call >= to || name === '') continue
    const callee = facts.callee(call)
    if (callee === NO_NODE || tree.kind(callee) !== K_IDENTIFIER) continue
    if (tree.text(callee) !== name || !isAsserted(checker, call, test)) continue
    checker.report({
      node: call,
      message: `\`${name}\` is the mock itself: the test asserts what it has put in.`,
      related: [patching],
    })
  }
}

/** `app.rates.Store` as it may be written: `app.rates.Store`, `rates.Store`, `Store`. */
function spellings(path: string): readonly string[] {
  const parts = path.split('.')
  return parts.map((_, at) => parts.slice(at).join('.'))
}

/** Where the replacement holds: the `with` block, or the whole test. */
function regionOf(checker: Checker, call: Node): Region | undefined {
  const { tree, facts } = checker
  const decorator = tree.ancestor(call, K_DECORATOR)
  if (decorator !== NO_NODE && tree.endOfSubtree(decorator) >= tree.endOfSubtree(call)) {
    const definition = tree.parent(decorator)
    if (tree.kind(definition) !== K_DECORATED_DEFINITION) return undefined
    const test = facts.functions.find((one) => one.statement === definition)
    if (test === undefined || testAround(checker, test.body) !== test) return undefined
    return { test, from: test.body, to: tree.endOfSubtree(test.node) }
  }
  const test = directTest(checker, call)
  if (test === undefined) return undefined
  const block = tree.ancestor(call, K_WITH_STATEMENT)
  const isBlock = block !== NO_NODE && block > test.node
  return { test, from: call, to: tree.endOfSubtree(isBlock ? block : test.node) }
}

/** Calls of what is replaced whose result is asserted. */
function reportUses(checker: Checker, patched: Patched, { test, from, to }: Region): void {
  const { tree, facts } = checker
  for (const call of facts.calls) {
    if (call <= from || call >= to) continue
    const callee = facts.callee(call)
    if (callee === NO_NODE || tree.kind(callee) !== K_ATTRIBUTE) continue
    if (tree.text(tree.child(callee, F_ATTRIBUTE)) !== patched.name) continue
    if (!isOf(checker, tree.child(callee, F_OBJECT), patched.objects)) continue
    if (!isAsserted(checker, call, test)) continue
    checker.report({
      node: call,
      message: `\`${tree.text(callee)}\` is a mock here: the test asserts what it has put in itself.`,
      related: [from],
    })
  }
}

/** The object itself, or an instance of a class that is replaced in part. */
function isOf(checker: Checker, object: Node, names: readonly string[]): boolean {
  const { tree, facts } = checker
  if (names.includes(tree.text(object))) return true
  // `Store().total()`
  if (tree.kind(object) === K_CALL) return names.includes(tree.text(facts.callee(object)))
  const binding = facts.resolve(object)
  const [only] = binding?.definitionCount === 1 ? binding.definitions : []
  if (only?.kind !== 'assignment') return false
  const value = tree.namedChildren(tree.parent(only.node)).at(-1)
  return (
    value !== undefined &&
    tree.kind(value) === K_CALL &&
    names.includes(tree.text(facts.callee(value)))
  )
}

/** Inside of an assertion, or kept in a variable that one compares. */
function isAsserted({ tree, facts }: Checker, call: Node, test: FunctionFacts): boolean {
  if (tree.ancestor(call, K_ASSERT_STATEMENT) > test.node) return true
  let outer = tree.parent(call)
  if (tree.kind(outer) === K_AWAIT) outer = tree.parent(outer)
  if (tree.kind(outer) !== K_ASSIGNMENT) {
    const around = tree.ancestor(call, K_CALL)
    return around > test.node && /\.assert\w+$/.test(tree.spelled(facts.callee(around)))
  }
  const binding = facts.resolve(tree.firstChild(outer))
  return [...(binding?.references ?? [])].some(
    (one) => one > call && tree.ancestor(one, K_ASSERT_STATEMENT) > test.node,
  )
}

function isMock({ tree, facts }: Checker, object: Node): boolean {
  const binding = facts.resolve(object)
  if (binding === undefined || binding.kind === 'parameter') return true
  return binding.definitions.some(({ node }) => {
    const value = writtenValue(tree, node)?.node
    if (value === undefined) return /patch/.test(tree.text(tree.parent(node)))
    // The subject may be given mocks: what counts is what makes it.
    const made = tree.kind(value) === K_CALL ? tree.text(facts.callee(value)) : tree.text(value)
    return /Mock$|patch|create_autospec$|mocker\./.test(made)
  })
}
