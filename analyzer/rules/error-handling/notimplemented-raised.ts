import { replace } from '../../matching/edits/edits.ts'
import {
  F_FUNCTION,
  K_CALL,
  K_IDENTIFIER,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Methods of operators, which may leave the answer to the other operand. */
const OPERATOR =
  /^__(?:eq|ne|lt|le|gt|ge|r?(?:add|sub|mul|matmul|truediv|floordiv|mod|divmod|pow|and|or|xor|lshift|rshift)|i\w+)__$/

export default defineRule({
  id: 'notimplemented-raised',
  title: '`NotImplemented` raised in place of `NotImplementedError`',
  consequence:
    'The line raises a `TypeError` that says nothing of what is missing, and handlers of `NotImplementedError` let it pass.',
  effortHours: { low: 0.1, high: 0.1 },
  why: `
\`NotImplemented\` is a value that comparisons and operators return so that Python tries the other operand. It is no
exception: raising it ends in "exceptions must derive from BaseException", calling it in "object is not callable".
Code that catches \`NotImplementedError\`, to fall back to something else, does not see it.
`,
  fix: 'Raise `NotImplementedError`. In `__eq__`, `__add__` and their like, return `NotImplemented`.',
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
      const name = tree.kind(raised) === K_CALL ? tree.child(raised, F_FUNCTION) : raised
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
