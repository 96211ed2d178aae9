import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'average-of-nothing',
  title: 'Division by the number of items, which may be none',
  consequence:
    'The first empty input ends in a ZeroDivisionError: the page of a new customer, the first report of a day.',
  effortHours: { low: 0.1, high: 0.3 },
  cwe: [369],
  why: `
The average divides by the number of items, and nothing asks whether there are any. With test data there are; the first
new account, empty day or filter that finds nothing raises, mostly in a part of the program that only shows something.
`,
  fix: 'Say what the average of nothing is: `sum(values) / len(values) if values else None`.',
  confidence: 'medium',
  exemptions: [
    {
      text: 'A test that there are some, before or around it, and a divisor that is at least one.',
      quiet: py`
        def mean(values):
            if not values:
                return 0
            return sum(values) / len(values)

        def first(values):
            return sum(values) / max(len(values), 1)

        class Station:
            def mean(self):
                count = len(self.readings)
                return sum(self.readings) / len(self.readings) if count else None

            def guarded(self):
                try:
                    return sum(self.readings) / len(self.readings)
                except ZeroDivisionError:
                    return None
      `,
    },
    {
      text: 'A list that is written out, or gets an item before.',
      quiet: py`
        def mean(number, rows):
            values = [number, 2, 3]
            rows = list(rows)
            rows.append(number)
            return sum(values) / len(values) + sum(rows) / len(rows)
      `,
    },
  ],
  limits: ['Callers that never pass an empty list are not seen.'],
  bad: [
    py`
      def mean(values):
          return sum(values) / len(values) #!

      class Station:
          def __init__(self):
              self.readings = []

          def mean(self):
              return sum(self.readings) / len(self.readings) #!

          def late(self, limit):
              late = [one for one in self.readings if one > limit]
              return sum(late) / len(late) #!
    `,
  ],
  good: [
    py`
      def mean(values):
          return sum(values) / len(values) if values else None
    `,
  ],
  roles: ['source', 'migration'],
  on: {
    [k.K_BINARY_OPERATOR](division, checker) {
      const { tree, facts } = checker
      if (tree.kind(tree.child(division, k.F_OPERATOR)) !== k.T_SLASH) return
      const over = withoutBrackets(tree, tree.child(division, k.F_LEFT))
      const under = withoutBrackets(tree, tree.child(division, k.F_RIGHT))
      const summed = argumentOf(checker, over, 'builtins.sum')
      const counted = argumentOf(checker, under, 'builtins.len')
      if (summed === NO_NODE || counted === NO_NODE) return
      const kind = tree.kind(counted)
      if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) return
      const text = tree.text(counted)
      if (!new RegExp(`(?<![\\w.])${text.replaceAll('.', '\\.')}(?!\\w)`).test(tree.text(summed)))
        return
      const owner = facts.enclosingFunction(division)
      if (owner === undefined || owner.isLambda) return
      if (isAsked(checker, owner, division, text) || isNeverEmpty(checker, counted)) return
      checker.report({
        node: division,
        message: `Nothing asks whether there is anything in \`${text}\`: without items this divides by zero.`,
      })
    },
  },
})

/** The only argument of a call of one builtin. */
function argumentOf({ tree, facts }: Checker, call: Node, name: string): Node {
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL || facts.calleeName(call) !== name)
    return NO_NODE
  return facts.arguments(call)[0]?.value ?? NO_NODE
}

/** Any test of it in the function, its length included, and a handler for the division. */
function isAsked({ tree }: Checker, owner: FunctionFacts, division: Node, text: string): boolean {
  const code = tree.text(owner.node)
  if (/ZeroDivision|ArithmeticError|except(?: Exception)?\b/.test(code)) return true
  const at = tree.start(division) - tree.start(owner.node)
  const name = text.replaceAll('.', '\\.')
  const around = code.slice(0, at) + code.slice(at + (tree.end(division) - tree.start(division)))
  const asks = new RegExp(
    `\\b(?:if|elif|while|and|or|not|assert|else)\\b[^\\n]*(?<![\\w.])${name}(?![\\w(])(?!\\s+if\\b)|\\bfor\\b[^\\n]*\\bin ${name}\\s*:|len\\(${name}\\)|${name}\\.append\\(|${name}\\.add\\(|${name}\\[`,
  )
  return asks.test(around)
}

/** A list that is written out, or one that is never set to an empty one. */
function isNeverEmpty({ tree, facts }: Checker, counted: Node): boolean {
  if (tree.kind(counted) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(counted)
  // A table of the module has what is written there.
  if (binding?.scope?.function === undefined) return true
  if (binding.kind === 'parameter') return false
  return binding.definitions.some(({ node }) => {
    const assignment = tree.parent(node)
    if (tree.kind(assignment) !== k.K_ASSIGNMENT) return true
    const value = tree.child(assignment, k.F_RIGHT)
    if (value === NO_NODE) return true
    const isFiltered =
      tree.kind(value) === k.K_LIST_COMPREHENSION && tree.hasChildOfKind(value, k.K_IF_CLAUSE)
    return !isFiltered
  })
}
