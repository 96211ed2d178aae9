import type { Checker, FixDraft } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { closestName } from '../../matching/names/closest-name.ts'
import { parentOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_ATTRIBUTE,
  F_NAME,
  F_OBJECT,
  K_ARGUMENT_LIST,
  K_ASSERT_STATEMENT,
  K_ATTRIBUTE,
  K_BOOLEAN_OPERATOR,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_NOT_OPERATOR,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'mock-assert-misuse',
  title: 'Mock assertion that asserts nothing',
  consequence: 'The test seems to check that a call was made, but it passes if it was not.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
A mock answers for every attribute that it is asked for. \`send.called_once_with(1)\` is no assertion but one
more call of a made-up method, which returns a mock, and a mock is true. \`send.assert_called_once\` without
brackets names the method and does not run it. Both lines look like checks; neither can fail.
`,
  fix: `
Call the assertion: \`send.assert_called_once_with(1)\`, \`send.assert_not_called()\`, or compare
\`send.call_args_list\`. \`create_autospec\` and \`spec=\` make a mock refuse names that it does not have.
`,
  exemptions: [
    {
      text: 'The assertions that mocks have, called.',
      quiet: py`
        def test_send(send):
            send.assert_called_once_with(1)
            send.assert_called_once()
            send.assert_not_called()
            send.assert_has_calls([])
            assert send.called
            assert send.call_count == 1
            assert not send.called
            assert send.call_args == ((1,), {})
      `,
    },
    {
      text: 'An assertion that is handed on or replaced.',
      quiet: py`
        def test_send(send, later):
            later(send.assert_called_once)
            check = send.assert_called_once_with
            check(1)
            send.assert_called_once = None
            return send.assert_called
      `,
    },
    {
      text: 'A class of the file that has such a name itself.',
      quiet: py`
        class Recorder:
            def __init__(self):
                self.not_called = True

            def called_with(self, value):
                return value in self.values

        def test_send(recorder):
            assert recorder.called_with(1)
            assert recorder.not_called
      `,
    },
    {
      text: 'A function of that name that is no attribute.',
      quiet: py`
        def test_send(called_once, not_called):
            assert called_once
            assert not_called()
      `,
    },
  ],
  limits: ['Misspelt assertions that begin with `assert` are not reported: mocks raise on them.'],
  bad: [
    py`
      def test_send(send):
          notify(send)
          send.called_once_with(1) #!
    `,
    py`
      import unittest
      from unittest import mock

      def test_send(send):
          assert send.called_once_with(1) #!
          assert send.not_called() #!
          assert send.called_once #!
          assert not send.called_once #!
          assert send.has_calls([mock.call(1)]), "no call" #!
          send.assert_called_once #!
          send.assert_not_called #!
          assert send.assert_called_once #!
          send.return_value.close.assert_called_once_with #!
          assert send.any_call(1) and send.ready #!

      class SendTest(unittest.TestCase):
          def test_send(self):
              self.send.called_with(1) #!
              self.assertTrue(self.send.called_once_with(1)) #!
              self.assertTrue(self.send.assert_called) #!
    `,
  ],
  good: [
    py`
      def test_send(send):
          notify(send)
          send.assert_called_once_with(1)
    `,
  ],
  on: {
    [K_ATTRIBUTE](node, checker) {
      const { tree } = checker
      const nameNode = tree.child(node, F_ATTRIBUTE)
      const name = nameNode === NO_NODE ? '' : tree.text(nameNode)
      const isReal = REAL.has(name)
      const meant = isReal || INVENTED.test(name) ? undefined : misspelt(checker, node, name)
      if (!isReal && !INVENTED.test(name) && meant === undefined) return
      let whole = node
      const call = tree.calledBy(node)
      const isCalled = call !== NO_NODE
      if (isCalled) whole = call
      if (isReal ? isCalled : isDefined(checker, nameNode)) return
      if (name === 'called_once' && !isCalled && isOfAnswers(checker, node)) return
      const use = useOf(checker, whole)
      if (use === undefined) return
      checker.report({
        node: whole,
        message: isReal
          ? `\`${tree.text(node)}\` names the assertion but does not call it: nothing is checked.`
          : `\`${name}\` is no assertion of a mock${meant === undefined ? '' : `, \`${meant}\` is`}: ${isCalled ? 'the call makes up a method and' : 'the attribute is made up and'} checks nothing.`,
        fixes:
          meant === undefined
            ? fixOf(checker, node, whole, isReal, isCalled, use)
            : respelt(checker, nameNode, meant),
      })
    },
  },
})

const REAL: ReadonlySet<string> = new Set(
  [
    'called called_once called_with called_once_with any_call has_calls not_called',
    'awaited awaited_once awaited_with awaited_once_with any_await has_awaits not_awaited',
  ]
    .join(' ')
    .split(' ')
    .map((name) => `assert_${name}`),
)
const INVENTED =
  /^(?:called_once|called_once_with|called_with|not_called|has_calls|any_call|awaited_once|awaited_once_with|awaited_with|not_awaited|has_awaits|any_await)$/

/** `assert_called_onec_with`: a letter or two from an assertion, and no method of its own object. */
function misspelt({ tree, facts }: Checker, attribute: Node, name: string): string | undefined {
  if (!/^a\w{3,6}_\w{5,}$/.test(name)) return undefined
  const object = tree.child(attribute, F_OBJECT)
  if (facts.name(object) === 'self' || facts.name(object) === 'cls') return undefined
  return closestName(name, REAL)
}

function respelt({ tree }: Checker, nameNode: Node, meant: string): FixDraft[] {
  const edits = [replace(tree, nameNode, meant)]
  return [{ title: 'Spell it as the mock does', grade: 'needs-review', edits }]
}

type Use = 'statement' | 'asserted'

/** Where the expression stands alone, or decides an assertion; undefined elsewhere. */
function useOf(checker: Checker, expression: Node): Use | undefined {
  const { tree } = checker
  for (let child = expression, at = parentOf(tree, expression); at !== NO_NODE; ) {
    switch (tree.kind(at)) {
      case K_EXPRESSION_STATEMENT:
        return child === expression ? 'statement' : undefined
      case K_ASSERT_STATEMENT:
        return 'asserted'
      case K_NOT_OPERATOR:
      case K_BOOLEAN_OPERATOR:
        break
      case K_ARGUMENT_LIST:
        return /^assert(?:True|False|_)$/.test(calleeName(tree, tree.parent(at)))
          ? 'asserted'
          : undefined
      default:
        return undefined
    }
    child = at
    at = parentOf(tree, at)
  }
  return undefined
}

/** True when the file itself gives something this name. */
function isDefined(checker: Checker, nameNode: Node): boolean {
  const { facts, tree } = checker
  const name = facts.name(nameNode)
  return facts.identifiersNamed(name).some((node) => {
    const parent = tree.parent(node)
    const kind = tree.kind(parent)
    if (kind === K_FUNCTION_DEFINITION) return tree.fieldOf(node) === F_NAME
    return kind === K_ATTRIBUTE && facts.isWrite(parent)
  })
}

/** The assertion that is meant, where it is plain. */
function fixOf(
  checker: Checker,
  attribute: Node,
  whole: Node,
  isReal: boolean,
  isCalled: boolean,
  use: Use,
): FixDraft[] {
  const { tree } = checker
  const statement = parentOf(tree, whole)
  const isPlain =
    use === 'statement' ||
    (tree.kind(statement) === K_ASSERT_STATEMENT && statementsOf(tree, statement).length === 1)
  if (!isPlain) return []
  const name = tree.text(tree.child(attribute, F_ATTRIBUTE))
  if (!isCalled && /_with$|calls?$|awaits?$/.test(name) && !/not_called$/.test(name)) return []
  const object = tree.text(tree.child(attribute, F_OBJECT))
  const rest = isCalled ? tree.source.slice(tree.end(attribute), tree.end(whole)) : '()'
  return [
    {
      title: 'Call the assertion',
      grade: 'needs-review',
      edits: [replace(tree, statement, `${object}.${isReal ? '' : 'assert_'}${name}${rest}`)],
    },
  ]
}

/**
 * `m = self.requests_mock.get(url)`: what is given back for an address counts its requests itself, and
 * has `called_once`.
 */
function isOfAnswers({ tree }: Checker, attribute: Node): boolean {
  if (!tree.source.includes('requests_mock')) return false
  const receiver = tree.text(tree.child(attribute, F_OBJECT)).replaceAll('.', '\\.')
  return new RegExp(
    `(?:^|[\\s,(])${receiver}\\s*=\\s*(?:self\\.)?\\w+\\.(?:get|post|put|patch|delete|head|options|request|register_uri|stub_\\w+)\\(`,
  ).test(tree.source)
}
