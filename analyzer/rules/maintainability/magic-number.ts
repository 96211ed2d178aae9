import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import {
  K_COMPARISON_OPERATOR,
  K_FLOAT,
  K_INTEGER,
  K_SUBSCRIPT,
  K_UNARY_OPERATOR,
} from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'magic-number',
  title: 'Number whose meaning is nowhere said',
  consequence:
    'A limit that stands in several places is changed in some of them, and nobody knows what it meant.',
  effortHours: { low: 0.1, high: 0.5 },
  picky: true,
  why: `
The code compares with a number that has no name. Its reason is in the head of whoever wrote it: a limit of a
protocol, a guess, a rule of the business. The next reader cannot tell, cannot search for it, and cannot know
which other numbers of the same value mean the same.
`,
  fix: `
Give it a name where others will look for it: \`MAX_ATTEMPTS = 5\`, a setting, or a member of an enum such as
\`HTTPStatus.NOT_FOUND\`. Numbers that need no name are listed in \`lectern.toml\`.
`,
  exemptions: [
    {
      text: 'Numbers that mean nothing but themselves: 0, 1, 2 and -1.',
      quiet: py`
        def check(items, index):
            return len(items) > 1 and index != -1 and index == 0 or index >= 2
      `,
    },
    {
      text: 'Versions, lengths of fixed things, characters, answers of HTTP.',
      quiet: py`
        import sys

        def check(response, parts, code):
            if sys.version_info >= (3, 11) or sys.version_info[0] == 3:
                return len(parts) == 3
            return response.status_code == 404 or ord(code) == 65 or code.value % 10 == 5
      `,
    },
    {
      text: 'Constants, and comparisons with names.',
      quiet: py`
        MAX_ATTEMPTS = 5
        IS_LARGE = 12 > MAX_ATTEMPTS

        def check(attempt, limit=30):
            return attempt > MAX_ATTEMPTS or attempt > limit
      `,
    },
  ],
  limits: ['Numbers in arguments and calculations are not looked at.'],
  bad: [
    py`
      def check(order, attempts):
          if attempts > 5: #!
              raise TimeoutError
          return order.total < 99.5 #!
    `,
    py`
      class Account:
          def is_large(self):
              return 1000 < self.balance #!

          def level(self):
              while self.points >= 250: #!
                  self.promote()
    `,
  ],
  good: [
    py`
      MAX_ATTEMPTS = 5

      def check(attempts):
          if attempts > MAX_ATTEMPTS:
              raise TimeoutError
    `,
  ],
  roles: ['source'],
  on: {
    [K_COMPARISON_OPERATOR](node, checker) {
      const { tree, facts, thresholds } = checker
      if (facts.enclosingFunction(node) === undefined) return
      const operands = tree.namedChildren(node)
      if (operands.length !== 2) return
      const number = operands.find((one) => isNumber(checker, one))
      const other = operands.find((one) => one !== number)
      if (number === undefined || other === undefined || isNumber(checker, other)) return
      const value = constantValue(tree, number)
      if (typeof value !== 'number' || thresholds.magicNumbers.includes(value)) return
      if (isPlain(checker, other, value)) return
      checker.report({
        node,
        message: `\`${tree.text(number)}\` has no name that says what it means.`,
      })
    },
  },
})

function isNumber({ tree }: Checker, node: Node): boolean {
  const kind = tree.kind(node)
  if (kind === K_INTEGER || kind === K_FLOAT) return true
  return kind === K_UNARY_OPERATOR && /^-\s*[\d.]+$/.test(tree.text(node))
}

/** What is compared says by itself what the number means. */
function isPlain({ tree }: Checker, other: Node, value: number): boolean {
  const text = tree.text(other)
  if (/version|status|code\b|errno|returncode|ord\(|%/.test(text)) return true
  const isSmall = Number.isInteger(value) && Math.abs(value) <= 10
  return (
    isSmall &&
    (/^len\(/.test(text) ||
      tree.kind(other) === K_SUBSCRIPT ||
      /\.(?:ndim|argc|count)\b/.test(text))
  )
}
