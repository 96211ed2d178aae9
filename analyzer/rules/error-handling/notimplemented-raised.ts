import type { Checker } from '../../engine/checker.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { expectsTypeError } from '../../matching/calls/own-callees.ts'
import { replace } from '../../matching/edits/edits.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_CONCATENATED_STRING,
  K_FLOAT,
  K_IDENTIFIER,
  K_INTEGER,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_STRING,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Methods of operators, which may leave the answer to the other operand. */
const OPERATOR =
  /^__(?:eq|ne|lt|le|gt|ge|r?(?:add|sub|mul|matmul|truediv|floordiv|mod|divmod|pow|and|or|xor|lshift|rshift)|i\w+)__$/

export default defineRule({
  id: 'notimplemented-raised',
  title: 'Something raised that is no exception',
  consequence:
    'The line raises a `TypeError` that says nothing of what is missing, and handlers of `NotImplementedError` let it pass.',
  effortHours: { low: 0.1, high: 0.1 },
  why: `
\`NotImplemented\` is a value that comparisons and operators return so that Python tries the other operand. It is no
exception: raising it ends in "exceptions must derive from BaseException", calling it in "object is not callable".
Code that catches \`NotImplementedError\`, to fall back to something else, does not see it. A text or a number is no
exception either: \`raise 'no such order'\` tells of a wrong \`raise\` and not of the order.
`,
  fix: 'Raise `NotImplementedError`. In `__eq__`, `__add__` and their like, return `NotImplemented`. Put a text into an exception: `raise ValueError(text)`.',
  exemptions: [
    {
      text: 'The value where it belongs, and the exception.',
      quiet: py`
        class Money:
            def __add__(self, other):
                if not isinstance(other, Money):
                    return NotImplemented
                return Money(self.cents + other.cents)

            def convert(self, currency):
                raise NotImplementedError(currency)
      `,
    },
    {
      text: 'A class of the project of that name.',
      quiet: py`
        class NotImplemented(Exception):
            pass

        def export(book):
            raise NotImplemented("export")
      `,
    },
    {
      text: 'A text inside an exception, and what only a run can tell.',
      quiet: py`
        def find(key, error, errors):
            if not key:
                raise ValueError('no key')
            if error:
                raise error
            if errors:
                raise errors[0]
            raise (KeyError)(f'{key}')
      `,
    },
    {
      text: 'A test that wants the `TypeError`.',
      quiet: py`
        import pytest

        def test_text():
            with pytest.raises(TypeError):
                raise 'text'
            try:
                raise (IndexError, KeyError)
            except TypeError:
                pass
      `,
    },
    {
      text: 'The old form with a comma: Python 3 does not read such a file at all.',
      quiet: py`
        def find(key):
            raise KeyError, 'no order'
      `,
    },
  ],
  limits: ['A name that was given the value elsewhere is not followed.'],
  bad: [
    py`
      class Store:
          def load(self, key):
              raise NotImplemented #!

          def save(self, key, value):
              raise NotImplemented("save") #!

          def drop(self, key):
              raise NotImplemented() from None #!
    `,
    py`
      def find(key, orders):
          if key is None:
              raise 'no key' #!
          if key not in orders:
              raise f'no order {key}' #!
          if not orders:
              raise ('no order %s' % key) #!
          if key < 0:
              raise 404 #!
          if key == 0:
              raise 'no order {}'.format(key) #!
          raise (ValueError, 'no order') #!
    `,
  ],
  good: [
    py`
      class Store:
          def load(self, key):
              raise NotImplementedError
    `,
  ],
  on: {
    [K_RETURN_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const value = tree.namedChildren(statement)[0] ?? NO_NODE
      if (value === NO_NODE || tree.kind(value) !== K_IDENTIFIER) return
      if (facts.qualifiedName(value) !== 'builtins.NotImplementedError') return
      if (!OPERATOR.test(facts.enclosingFunction(statement)?.name ?? '')) return
      checker.report({
        node: value,
        message:
          'An operator returns `NotImplemented` for what it does not know; this class counts as true.',
        fixes: [
          {
            title: 'Return `NotImplemented`',
            grade: 'needs-review',
            edits: [replace(tree, value, 'NotImplemented')],
          },
        ],
      })
    },
    [K_RAISE_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const raised = tree.namedChildren(statement)[0] ?? NO_NODE
      if (raised === NO_NODE) return
      const display = displayRaised(checker, raised)
      if (display !== undefined && !expectsTypeError(checker, raised)) {
        checker.report({
          node: raised,
          message: `This is ${display} and no exception: raising it ends in a \`TypeError\`.`,
        })
        return
      }
      const name = tree.kind(raised) === K_CALL ? tree.callee(raised) : raised
      if (name === NO_NODE || tree.kind(name) !== K_IDENTIFIER) return
      if (facts.qualifiedName(name) !== 'builtins.NotImplemented') return
      checker.report({
        node: raised,
        message: '`NotImplemented` is no exception: this raises a `TypeError`.',
        fixes: [
          {
            title: 'Raise `NotImplementedError`',
            grade: 'safe',
            edits: [replace(tree, name, 'NotImplementedError')],
          },
        ],
      })
    },
  },
})

/** What stands in a `raise` and can never be an exception; undefined where it may be one. */
function displayRaised(checker: Checker, expression: Node): string | undefined {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, expression)
  switch (tree.kind(node)) {
    case K_STRING:
    case K_CONCATENATED_STRING:
      return 'a text'
    case K_INTEGER:
    case K_FLOAT:
      return 'a number'
    case K_TUPLE:
      return 'a tuple'
    case K_BINARY_OPERATOR:
      return tree.kind(tree.child(node, F_LEFT)) === K_STRING ? 'a text' : undefined
    case K_CALL: {
      const callee = facts.callee(node)
      if (callee === NO_NODE || tree.kind(callee) !== K_ATTRIBUTE) return undefined
      const isFormat = tree.text(tree.child(callee, F_ATTRIBUTE)) === 'format'
      return isFormat && tree.kind(tree.child(callee, F_OBJECT)) === K_STRING ? 'a text' : undefined
    }
    default:
      return undefined
  }
}
