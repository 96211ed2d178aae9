import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { isStaticMethod } from '../../facts/receivers.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'missing-type-hints',
  title: 'Public function without types',
  consequence:
    'Callers have to read the body to learn what they may pass, and no tool finds wrong calls.',
  effortHours: { low: 0.1, high: 0.5 },
  picky: true,
  why: `
The function is meant to be called from elsewhere and does not say what it takes and gives. Type checkers treat
everything that touches it as unknown, so that a wrong argument is found at run time, by a user. Editors cannot
help, and the next change of the function breaks callers unseen.
`,
  fix: `
Annotate all parameters and the result: \`def find(key: int) -> User | None:\`. A function that gives nothing
back returns \`None\`.
`,
  exemptions: [
    {
      text: 'A function with all types.',
      quiet: py`
        class Store:
            def find(self, key: int, *, limit: int = 10) -> list[str]:
                return []

            @classmethod
            def make(cls) -> "Store":
                return cls()
      `,
    },
    {
      text: 'Functions that are not meant for others, and those inside of functions.',
      quiet: py`
        def _helper(x):
            return x

        class _Private:
            def run(self, x):
                return x

        def outer() -> None:
            def inner(x):
                return x
            inner(1)
      `,
    },
    {
      text: 'Special methods, whose types are given, and constructors without parameters.',
      quiet: py`
        class Point:
            def __init__(self):
                self.x = 1

            def __repr__(self):
                return "Point"

            def __eq__(self, other):
                return self is other
      `,
    },
  ],
  limits: ['Types in comments and in stub files beside the module are not read.'],
  bad: [
    py`
      def find(key, limit=10): #!
          return []
    `,
    py`
      class Store:
          def load(self, key: int): #!
              return key

          async def save(self, row) -> None: #!
              await row.save()

          def __init__(self, url): #!
              self.url = url

          @staticmethod
          def key(name) -> str: #!
              return name
    `,
  ],
  good: [
    py`
      def find(key: int, limit: int = 10) -> list[str]:
          return []
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { functions } = checker.facts
      const open = functions.filter((one) => isPublic(one) && one.nameNode !== NO_NODE)
      const [first, ...others] = open
      // Where nothing is annotated at all, that is one decision.
      if (first !== undefined && open.length >= MANY && !functions.some(isAnnotated)) {
        checker.report({
          node: first.nameNode,
          message: `None of the ${open.length} public functions of this file says the types of what it takes and gives.`,
          related: others.map(({ nameNode }) => nameNode),
        })
        return
      }
      for (const one of open) {
        const missing = missingOf(checker.facts, one)
        if (missing.length === 0) continue
        checker.report({
          node: one.nameNode,
          message: `\`${one.symbol}\` does not say the type of ${missing.join(', ')}.`,
        })
      }
    },
  },
})

/** From how many functions on a file without any annotation is told of once. */
const MANY = 4

function isAnnotated({ returns, parameters }: FunctionFacts): boolean {
  return returns !== NO_NODE || parameters.some(({ annotation }) => annotation !== NO_NODE)
}

function isPublic(one: FunctionFacts): boolean {
  if (one.isLambda || one.enclosing !== undefined) return false
  if (one.class?.name.startsWith('_')) return false
  return !one.name.startsWith('_') || one.name === '__init__' || one.name === '__call__'
}

function missingOf(facts: FileFacts, one: FunctionFacts): string[] {
  const isBound =
    one.class !== undefined && one.parameters.length > 0 && !isStaticMethod(facts, one)
  const own =
    isBound && !/^(?:\*|$)/.test(one.parameters[0]?.name ?? '')
      ? one.parameters.slice(1)
      : one.parameters
  const missing = own
    .filter(({ annotation, name }) => annotation === NO_NODE && name !== '_')
    .map(({ name }) => `\`${name}\``)
  const needsResult = one.returns === NO_NODE && one.name !== '__init__'
  return needsResult ? [...missing, 'its result'] : missing
}
