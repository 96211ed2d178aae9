import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'function-too-complex',
  title: 'Function too complex to follow',
  consequence:
    'Nobody can tell all of its ways, so nobody tests them, and every change risks a defect.',
  effortHours: { low: 2, high: 8 },
  cwe: [1121],
  picky: true,
  roles: ['source'],
  why: `
Each branch, loop and handler doubles the ways through the function; each parameter and each level of nesting is
something more to keep in mind. Beyond a handful nobody sees whether all of them are right, and a race or a
missing rollback hides in the middle.
`,
  fix: `
Take out what can be named: a step of the work, a branch, a loop body. Leave early instead of nesting, put cases
into a table, group parameters that belong together into an object. The limit for the number of ways is a setting
of the project (\`complexity\`).
`,
  exemptions: [
    {
      text: 'Functions within all limits.',
      quiet: py`
        def few(a, b, c=1, *rest, key=None):
            if a and b:
                return c
            for one in rest:
                if one:
                    return key
            return a
      `,
    },
    {
      text: 'The receiver of a method, and parameters of overloads and stubs.',
      quiet: py`
        from typing import overload

        class Store:
            def save(self, a, b, c, d, e):
                return a

            @overload
            def load(self, a, b, c, d, e, f):
                ...
      `,
    },
    {
      text: 'Branches of functions inside of the function count for these alone.',
      quiet: py`
        def outer(a):
            def one(b):
                return 1 if b else 2 if a else 3

            def two(b):
                return 1 if b else 2 if a else 3

            return one, two
      `,
    },
    {
      text: 'Long tests.',
      quiet: {
        'tests/test_a.py': py`
          def test_many(a, b, c, d, e, f, g):
              assert a
        `,
      },
    },
  ],
  limits: ['How hard the single lines are to read is not measured.'],
  bad: [
    py`
      def price(order): #!
          if order.kind == "a":
              return 1
          if order.kind == "b":
              return 2
          if order.kind == "c":
              return 3
          if order.kind == "d":
              return 4
          if order.kind == "e":
              return 5
          if order.kind == "f":
              return 6
          return 7
    `,
    py`
      def make(a, b, c, d, e, f): #!
          return a

      def walk(rows): #!
          for row in rows:
              if row:
                  for item in row:
                      if item:
                          for part in item:
                              if part:
                                  print(part)

      async def decide(a, b): #!
          return (a and b or a) and (b or a) and (a or b) and (a or b) and (a or b) and (b and a or b) and (
              a if b else [x for x in a if x and b]
          )
    `,
  ],
  good: [
    py`
      PRICES = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}

      def price(order):
          return PRICES.get(order.kind, 7)
    `,
  ],
  on: {
    [k.K_MODULE](_, checker) {
      const measures = measure(checker)
      for (const [owner, own] of measures) {
        const excess = exceeded(checker, owner, own)
        if (excess.length === 0) continue
        checker.report({
          node: owner.nameNode,
          message: `\`${owner.name}\` is hard to follow: ${excess.join(', ')}.`,
        })
      }
    },
  },
})

interface Measures {
  ways: number
  branches: number
  returns: number
  statements: number
  nesting: number
}

const MAX = { branches: 12, returns: 6, statements: 50, nesting: 5, parameters: 5 }

const BRANCHES = [
  k.K_IF_STATEMENT,
  k.K_ELIF_CLAUSE,
  k.K_FOR_STATEMENT,
  k.K_WHILE_STATEMENT,
  k.K_EXCEPT_CLAUSE,
  k.K_CASE_CLAUSE,
]
const WAYS = [
  ...BRANCHES,
  k.K_BOOLEAN_OPERATOR,
  k.K_CONDITIONAL_EXPRESSION,
  k.K_FOR_IN_CLAUSE,
  k.K_IF_CLAUSE,
]
const STATEMENTS = [
  k.K_EXPRESSION_STATEMENT,
  k.K_RETURN_STATEMENT,
  k.K_RAISE_STATEMENT,
  k.K_ASSERT_STATEMENT,
  k.K_DELETE_STATEMENT,
  k.K_IF_STATEMENT,
  k.K_FOR_STATEMENT,
  k.K_WHILE_STATEMENT,
  k.K_TRY_STATEMENT,
  k.K_WITH_STATEMENT,
  k.K_MATCH_STATEMENT,
]
const NESTING: ReadonlySet<number> = new Set([
  k.K_IF_STATEMENT,
  k.K_FOR_STATEMENT,
  k.K_WHILE_STATEMENT,
  k.K_TRY_STATEMENT,
  k.K_WITH_STATEMENT,
  k.K_MATCH_STATEMENT,
])

function measure({ facts, tree }: Checker): ReadonlyMap<FunctionFacts, Measures> {
  const found = new Map<FunctionFacts, Measures>()
  for (const one of facts.functions) {
    if (one.isLambda || one.nameNode === NO_NODE) continue
    found.set(one, { ways: 1, branches: 0, returns: 0, statements: 0, nesting: 0 })
  }
  const count = (kinds: readonly number[], add: (own: Measures, node: Node) => void) => {
    for (const kind of kinds) {
      for (const node of facts.nodesOfKind(kind)) {
        const owner = facts.enclosingFunction(node)
        const own = owner && found.get(owner)
        if (own !== undefined) add(own, node)
      }
    }
  }
  count(WAYS, (own) => {
    own.ways += 1
  })
  count(BRANCHES, (own) => {
    own.branches += 1
  })
  count([k.K_RETURN_STATEMENT], (own) => {
    own.returns += 1
  })
  count(STATEMENTS, (own) => {
    own.statements += 1
  })
  count([...NESTING], (own, node) => {
    let depth = 0
    for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
      const kind = tree.kind(at)
      if (kind === k.K_FUNCTION_DEFINITION || kind === k.K_LAMBDA) break
      if (NESTING.has(kind)) depth += 1
    }
    own.nesting = Math.max(own.nesting, depth)
  })
  return found
}

function exceeded({ thresholds, facts }: Checker, owner: FunctionFacts, own: Measures): string[] {
  const given = owner.parameters.filter(({ kind }) => kind !== 'rest' && kind !== 'keywords')
  const isStatic = owner.decorators.some(
    (one) => facts.qualifiedName(one) === 'builtins.staticmethod',
  )
  const isOverload = owner.decorators.some((one) => /\boverload$/.test(facts.tree.text(one)))
  const parameters = given.length - (owner.isMethod && !isStatic ? 1 : 0)
  const excess: string[] = []
  if (own.ways > thresholds.complexity) excess.push(`${own.ways} ways through it`)
  if (own.branches > MAX.branches) excess.push(`${own.branches} branches`)
  if (own.returns > MAX.returns) excess.push(`${own.returns} returns`)
  if (own.statements > MAX.statements) excess.push(`${own.statements} statements`)
  if (own.nesting > MAX.nesting) excess.push(`${own.nesting} levels of nesting`)
  if (parameters > MAX.parameters && !isOverload) excess.push(`${parameters} parameters`)
  return excess
}
