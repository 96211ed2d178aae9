import type { Checker } from '../../engine/checker.ts'
import { numberValue } from '../../facts/literals.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { computedFloat } from './matching/computed-floats.ts'

export default defineRule({
  id: 'float-equality',
  title: 'Computed float compared for equality',
  consequence:
    'The comparison fails for values that are equal on paper: a branch is never taken, a loop never ends.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [1077],
  why: `
Most decimal fractions have no exact float: \`0.1 + 0.2 == 0.3\` is false, and \`1.1 ** 2\` is not \`1.21\`. A value that was
computed carries such a remainder, so it hardly ever equals the number that was meant.
`,
  fix: 'Compare with `math.isclose`, with a bound (`>=`), or compute in `Decimal` or whole units.',
  confidence: 'medium',
  exemptions: [
    {
      text: 'Zero, which guards a division; whole numbers; and a value that is compared with its own rounding.',
      quiet: py`
        import math

        def ratio(a, b, n, x):
            size = math.hypot(a, b)
            if size == 0.0 or n / 2 == n // 2 or x == int(x):
                return 0
            folder = a.root / b
            return a / size == round(a / size) or a.folder / b == a.path or folder == a.path
      `,
    },
    {
      text: 'A value that nobody computed, and a fraction that a float holds exactly.',
      quiet: py`
        def mode(opacity, rate, step):
            if opacity == 1.0 or rate == 0.1:
                return 'plain'
            return step * 2 == 4 or step + 1 == 0.5
      `,
    },
  ],
  limits: ['Values that other functions compute are not followed.'],
  bad: [
    py`
      import math

      class Scale:
          def is_full(self, level):
              return level / self.step == 0.1 #!

      def same(a, b, prices):
          distance = math.hypot(a.x - b.x, a.y - b.y)
          if distance == 0.3: #!
              return True
          total = 0.0
          for price in prices:
              total += price * 1.19
          if total != 119.0: #!
              return False
          return a.rate * 1.1 == b.rate * 1.2 #!

      def step(limit):
          x = 0.0
          while x != 1.0: #!
              x += 0.1
    `,
  ],
  good: [
    py`
      import math

      class Scale:
          def is_full(self, level):
              return math.isclose(level / self.step, 0.1)
    `,
  ],
  // A test that compares computed numbers shows at once when they differ.
  roles: ['source', 'migration'],
  on: {
    [k.K_COMPARISON_OPERATOR](comparison, checker) {
      const { tree } = checker
      const [operator, more] = tree.childrenOf(comparison, k.F_OPERATORS)
      if (operator === undefined || more !== undefined) return
      const kind = tree.kind(operator)
      if (kind !== k.T_EQ_EQ && kind !== k.T_BANG_EQ) return
      const sides = tree
        .namedChildren(comparison)
        .filter((one) => tree.fieldOf(one) !== k.F_OPERATORS && tree.kind(one) !== k.K_COMMENT)
      const [left, right] = sides
      if (left === undefined || right === undefined) return
      if (sides.some((one) => isZeroOrWhole(checker, one))) return
      const isOfNumbers = sides.some((one) => isNumber(checker, one))
      const computed =
        computedFloat(checker, left, isOfNumbers) ?? computedFloat(checker, right, isOfNumbers)
      if (computed === undefined) return
      checker.report({
        node: comparison,
        message: `\`${tree.text(computed)}\` is computed in floats: \`${tree.text(comparison)}\` fails by the last digit.`,
      })
    },
  },
})

function isNumber({ tree }: Checker, expression: number): boolean {
  const kind = tree.kind(withoutBrackets(tree, expression))
  return kind === k.K_INTEGER || kind === k.K_FLOAT
}

/** `0`, `int(x)`, `round(x)`, `x // 2`: asked on purpose. */
function isZeroOrWhole({ tree, facts }: Checker, expression: number): boolean {
  const node = withoutBrackets(tree, expression)
  const kind = tree.kind(node)
  if (kind === k.K_INTEGER || kind === k.K_FLOAT) return numberValue(tree.text(node)) === 0
  if (kind === k.K_CALL) return !/^math\./.test(facts.calleeName(node) ?? '')
  if (kind !== k.K_BINARY_OPERATOR) return kind === k.K_STRING || kind === k.K_NONE
  const operator = tree.kind(tree.child(node, k.F_OPERATOR))
  return operator === k.T_SLASH_SLASH || operator === k.T_PERCENT
}
