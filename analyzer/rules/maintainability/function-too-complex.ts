import { measureFunction } from '../../facts/complexity.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { isStringStatement, statementsOf } from '../../matching/statements/statements.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const MAX_NESTING = 5
/** Parameters that a caller has to give in the right order. */
const MAX_POSITIONAL = 8
/** Lines of code of a function that also decides a lot. */
const MAX_LINES = 150

export default defineRule({
  id: 'function-too-complex',
  title: 'Function with too many ways through it',
  consequence:
    'Nobody can keep all cases in mind, so changes break some of them and tests miss others.',
  effortHours: { low: 2, high: 8 },
  why: `
The number of ways through a function grows with each decision in it. Beyond a dozen or so no reader sees at
a glance which cases there are, and no test suite covers them. Such functions gather defects, and each further
change makes them worse.
`,
  fix: `
Give each case or step a function of its own with a name that says what it does; return early instead of
nesting; put tables in the place of long chains of conditions, and an object in the place of many parameters.
The threshold is set in \`lectern.toml\`.
`,
  exemptions: [
    {
      text: 'A long function without decisions.',
      quiet: `def build():\n${Array.from({ length: 60 }, (_, n) => `    step_${n}()`).join('\n')}\n`,
    },
    {
      text: 'Decisions of functions inside of it, which count for themselves.',
      quiet: `def outer():\n${Array.from(
        { length: 4 },
        (_, n) =>
          `    def inner_${n}(x):\n${Array.from({ length: 6 }, (__, m) => `        if x == ${m}:\n            return ${m}`).join('\n')}`,
      ).join('\n')}\n    return inner_0\n`,
    },
    {
      text: 'Many parameters that can be left out or are given by name.',
      quiet: py`
        class Report:
            def __init__(self, a, b, c, d, e, f, g, *, h, i, j):
                self.parts = [a, b, c, d, e, f, g, h, i, j]

        def show(a, b=1, c=2, d=3, e=4, f=5, g=6, h=7, i=8):
            return a + b + c + d + e + f + g + h + i
      `,
    },
    {
      text: 'A few decisions.',
      quiet: py`
        def price(order):
            if order.is_free:
                return 0
            total = sum(line.price for line in order.lines if line.count)
            return total if total > 0 else 0
      `,
    },
  ],
  limits: ['How hard the single decisions are to understand is not measured.'],
  bad: [
    `def register(request): #!\n${Array.from({ length: 22 }, (_, n) => `    if request.kind == ${n}:\n        request.step_${n}()`).join('\n')}\n    return request\n`,
    py`
      class Router:
          def handle(self, event): #!
              if event.a:
                  for part in event.parts:
                      while part:
                          try:
                              with part:
                                  if part.x:
                                      if part.y:
                                          return part
                          finally:
                              part.close()

      def choose(a, b, c, d): #!
          if a and b or c and d or a and c or b and d or a and d or b and c or a and b and d:
              return a or b or c or d
          return (a and b) or (c and d) or (a and c and d) or (b and c and d) or (a and b and c)

      def ship(order, name, street, number, zip, city, country, weight, price): #!
          return order.send(name, street, number, zip, city, country, weight, price)
    `,
    `def load(rows): #!\n    'Loads.'\n    for row in rows:\n${Array.from({ length: 160 }, (_, n) => `        row.step_${n}(${n % 9 === 0 ? '1 if row.more else 2' : ''})`).join('\n')}\n`,
  ],
  good: [
    py`
      def register(request):
          return STEPS[request.kind](request)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { tree } = checker
      for (const one of checker.facts.functions) {
        if (one.isLambda || one.nameNode === NO_NODE) continue
        const { complexity, nesting } = measureFunction(checker.tree, one)
        const limit = checker.thresholds.complexity
        const positional = neededOf(one)
        const lines = linesOf(tree, one)
        const reasons = [
          ...(complexity > limit ? [`${complexity} ways through it, where ${limit} are fine`] : []),
          ...(nesting > MAX_NESTING ? [`blocks nested ${nesting} deep`] : []),
          ...(positional > MAX_POSITIONAL ? [`${positional} parameters without a default`] : []),
          ...(lines > MAX_LINES && complexity > limit / 2 ? [`${lines} lines`] : []),
        ]
        if (reasons.length === 0) continue
        const isBarely =
          complexity < BARELY * limit &&
          nesting < MAX_NESTING + FAR &&
          positional < MAX_POSITIONAL + FAR &&
          (reasons.length === 1 || lines <= MAX_LINES)
        checker.report({
          node: one.nameNode,
          ...(isBarely && { severity: 'low' as const }),
          message: `\`${one.symbol}\` has ${reasons.join(' and ')}.`,
        })
      }
    },
  },
})

/** Up to this share of the limit a function is a remark, beyond it work for somebody. */
const BARELY = 1.25

/** Levels, and parameters, by which a function may be over a limit and still be a remark. */
const FAR = 2

/** How many parameters each call has to give by their place. */
function neededOf(one: FunctionFacts): number {
  const own = one.class === undefined ? one.parameters : one.parameters.slice(1)
  return own.filter(
    ({ kind, default: value }) => kind.startsWith('positional') && value === NO_NODE,
  ).length
}

/** Lines of a function's body without its docstring. */
function linesOf(tree: SyntaxTree, one: FunctionFacts): number {
  if (one.body === NO_NODE) return 0
  const first = statementsOf(tree, one.body).find((node) => !isStringStatement(tree, node))
  return first === undefined ? 0 : tree.line(tree.endOfSubtree(one.body) - 1) - tree.line(first) + 1
}
