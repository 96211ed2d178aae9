import type { Checker } from '../../engine/checker.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'identity-with-literal',
  title: 'Identity compared where equality is meant',
  consequence:
    'The comparison depends on which objects the interpreter happens to share: it holds in a test and not with real input.',
  effortHours: { low: 0.1, high: 0.1 },
  cwe: [597],
  why: `
\`is\` asks whether two names hold the same object. Whether an equal text or number is the same object is up to the
interpreter: short texts of the source are shared, the same text read from a request or a database is not. With a
list, dict or set the answer is always \`False\`. Python 3.8 and later warn of it when they compile the file.
`,
  fix: 'Compare with `==` or `!=`; ask for an empty collection with `not items`.',
  exemptions: [
    {
      text: 'Objects of which there is one: `None`, `True`, `False`, `...`, a mark of the module, a class, a member of an enum.',
      quiet: py`
        MISSING = object()

        def same(value, kind, state):
            if value is None or value is True or value is not False:
                return value is ...
            if value is MISSING or kind is str or state is State.OPEN:
                return type(value) is int
            return value is not kind
      `,
    },
    {
      text: 'Equality, also of literals.',
      quiet: py`
        def same(value):
            return value == "open" or value != 5 or value in ("a", "b")
      `,
    },
  ],
  limits: ['A literal behind a name is not followed.'],
  bad: [
    py`
      def price(order):
          if order.state is "open": #!
              return 0
          if order.count is not 5: #!
              return 1
          if order.lines is (): #!
              return 2
          if order.notes is []: #!
              return 3
          return -1 is order.total #!
    `,
  ],
  good: [
    py`
      def price(order):
          if order.state == "open":
              return 0
    `,
  ],
  on: {
    [k.K_COMPARISON_OPERATOR](comparison, checker) {
      const { tree } = checker
      const operators = tree.childrenOf(comparison, k.F_OPERATORS)
      if (!operators.some((one) => isIdentity(checker, one))) return
      const operands = tree
        .namedChildren(comparison)
        .filter((one) => tree.fieldOf(one) !== k.F_OPERATORS && tree.kind(one) !== k.K_COMMENT)
      for (const [at, operator] of operators.entries()) {
        if (!isIdentity(checker, operator)) continue
        const literal = [operands[at], operands[at + 1]].find(
          (one) => one !== undefined && isLiteral(checker, one),
        )
        if (literal === undefined) continue
        const isNot = tree.text(operator).includes('not')
        const isNew = NEW.has(tree.kind(withoutParentheses(tree, literal)))
        checker.report({
          node: comparison,
          message: isNew
            ? `\`${tree.text(literal)}\` is a new object each time: \`${tree.text(operator)}\` is always ${isNot ? 'true' : 'false'}.`
            : `\`${tree.text(operator)}\` asks for the same object, not for the value \`${tree.text(literal)}\`.`,
          fixes: [
            {
              title: `Compare with \`${isNot ? '!=' : '=='}\``,
              grade: 'needs-review',
              edits: [replace(tree, operator, isNot ? '!=' : '==')],
            },
          ],
        })
        return
      }
    },
  },
})

const isIdentity = ({ tree }: Checker, operator: Node): boolean =>
  tree.kind(operator) === k.T_IS || tree.kind(operator) === k.T__IS_NOT

const NEW: ReadonlySet<number> = new Set([k.K_LIST, k.K_DICTIONARY, k.K_SET])

function isLiteral(checker: Checker, expression: Node): boolean {
  const { tree } = checker
  const node = withoutParentheses(tree, expression)
  switch (tree.kind(node)) {
    case k.K_STRING:
    case k.K_CONCATENATED_STRING:
    case k.K_INTEGER:
    case k.K_FLOAT:
    case k.K_LIST:
    case k.K_DICTIONARY:
    case k.K_SET:
      return true
    case k.K_TUPLE:
      return tree.namedChildren(node).every((one) => isLiteral(checker, one))
    case k.K_UNARY_OPERATOR: {
      const inner = tree.child(node, k.F_ARGUMENT)
      return inner !== NO_NODE && isLiteral(checker, inner)
    }
    default:
      return false
  }
}
