import type { Checker } from '../../engine/checker.ts'
import { parentOf } from '../../matching/statements.ts'
import { K_COMPARISON_OPERATOR, K_FLOAT, K_INTEGER, K_UNARY_OPERATOR } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'magic-number',
  title: 'Number without a name in a comparison',
  consequence:
    'Nobody can tell where the limit comes from, and it is changed in one place and not in others.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [547],
  picky: true,
  roles: ['source'],
  why: `
The number decides what the code does, and nothing says what it stands for or who agreed to it. The same number
elsewhere may mean the same or not, and a search finds both.
`,
  fix: `
Give it a name: a constant at the top of the module, an enum, or a setting where it may differ between
installations. Numbers that need no name are a setting of the project (\`magicNumbers\`).
`,
  exemptions: [
    {
      text: 'Numbers that explain themselves: -1, 0, 1, 2 and what the settings add.',
      quiet: py`
        def check(items):
            return len(items) > 1 and items[0] != -1 and len(items) % 2 == 0
      `,
    },
    {
      text: 'Named constants and comparisons of two constants.',
      quiet: py`
        LIMIT = 42

        def check(value):
            return value > LIMIT or 3 < 4
      `,
    },
    {
      text: 'Versions of Python.',
      quiet: py`
        import sys

        if sys.version_info[0] >= 3 or sys.version_info >= (3, 8):
            modern = True
      `,
    },
    {
      text: 'Tests.',
      quiet: {
        'tests/test_total.py': py`
          def test_total(order):
              assert order.total == 42
        `,
      },
    },
  ],
  limits: ['Numbers that are passed as arguments are not looked at.'],
  bad: [
    py`
      def check(order):
          return order.total > 500 #!
    `,
    py`
      def grade(points, ratio):
          if 90 <= points: #!
              return "a"
          while ratio != 0.25: #!
              ratio = 0.25
          return "b" if points == -7 else "c" #!
    `,
  ],
  good: [
    py`
      FREE_SHIPPING_FROM = 500

      def check(order):
          return order.total > FREE_SHIPPING_FROM
    `,
  ],
  on: {
    [K_COMPARISON_OPERATOR](node, checker) {
      const { tree } = checker
      const operands = tree.namedChildren(node)
      const numbers = operands.filter((operand) => numberOf(checker, operand) !== undefined)
      if (numbers.length === 0 || numbers.length === operands.length) return
      if (/\bversion(?:_info)?\b|hexversion/.test(tree.text(node).slice(0, 200))) return
      for (const number of numbers) {
        const value = numberOf(checker, number)
        if (value === undefined || checker.thresholds.magicNumbers.includes(value)) continue
        if (isAssertion(checker, node)) continue
        checker.report({
          node: number,
          message: `\`${tree.text(number)}\` decides here, and no name says what it stands for.`,
        })
      }
    },
  },
})

/** The value of a plain or negative number. */
function numberOf({ tree }: Checker, operand: Node): number | undefined {
  const kind = tree.kind(operand)
  const isNumber = kind === K_INTEGER || kind === K_FLOAT
  const isSigned = kind === K_UNARY_OPERATOR
  if (!isNumber && !isSigned) return undefined
  const value = Number(tree.text(operand).replaceAll('_', '').replace(/\s/g, ''))
  return Number.isNaN(value) ? undefined : value
}

/** \`assert number == 3\` in product code is a note to the reader already. */
function isAssertion({ tree }: Checker, node: Node): boolean {
  const parent = parentOf(tree, node)
  return parent !== NO_NODE && tree.text(parent).startsWith('assert ')
}
