import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { K_FUNCTION_DEFINITION } from '../../syntax/kinds.ts'
import { NO_NODE, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'missing-type-hints',
  title: 'Function without type annotations',
  consequence:
    'The type checker cannot see wrong arguments and results, so they show up while the program runs.',
  effortHours: { low: 0.1, high: 0.25 },
  picky: true,
  why: `
Without annotations a type checker takes arguments and results for anything and does not look into the body
(mypy skips unannotated functions altogether). One unannotated function in between breaks the chain: what it
returns is unchecked everywhere. Readers have to find out from the callers what may be passed.
`,
  fix: `
Annotate the parameters and the result, \`-> None\` included. Annotate a whole module at once and let the
checker require it: \`disallow_untyped_defs\`.
`,
  exemptions: [
    {
      text: 'A function whose parameters and result are annotated.',
      quiet: py`
        from typing import Any

        def total(lines: list[int], *rates: float, **options: Any) -> int:
            return sum(lines)

        class Order:
            def __init__(self, lines: list[int]):
                self.lines = lines

            @classmethod
            def empty(cls) -> "Order":
                return cls([])

            @staticmethod
            def add(first: int, second: int) -> int:
                return first + second
      `,
    },
    {
      text: 'Functions inside of others, and lambdas.',
      quiet: py`
        double = lambda x: x * 2

        def orders() -> list[int]:
            def key(order):
                return order

            return sorted([1], key=key)
      `,
    },
    {
      text: 'An `__init__` with an annotated parameter, overrides and property setters.',
      quiet: py`
        from typing import override

        class Order(Base):
            def __init__(self, lines: list[int]):
                self.lines = lines

            def __len__(self) -> int:
                return 3

            @override
            def total(self, rate):
                return 3

            @property
            def size(self) -> int:
                return 3

            @size.setter
            def size(self, value):
                self.lines = [value]
      `,
    },
    {
      text: 'Annotations in comments, and placeholders.',
      quiet: py`
        def total(lines):
            # type: (list[int]) -> int
            return sum(lines)

        def ignore(_, __) -> None:
            pass
      `,
    },
    {
      text: 'Tests and migrations.',
      quiet: {
        'tests/test_order.py': py`
          def test_total(order):
              assert order.total() == 3

          def helper(order):
              return order
        `,
        'app/order.py': 'value = 1\n',
      },
    },
  ],
  limits: ['Stub files beside the module are not read.'],
  bad: [
    py`
      def total(lines, rate=1.0): #!
          return sum(lines) * rate
    `,
    py`
      class Order:
          def __init__(self, lines): #!
              self.lines = lines

          def total(self): #!
              return sum(self.lines)

          @property
          def size(self): #!
              return len(self.lines)

          @classmethod
          def empty(cls): #!
              return cls([])

          @staticmethod
          def add(first, second: int) -> int: #!
              return first + second

          def __contains__(self, line): #!
              return line in self.lines

      def _rate(line): #!
          return 3

      class Line:
          def __init__(self): #!
              self.rate = 1

          def __repr__(self): #!
              return "Line"

      async def fetch(url: str, *args, **kwargs) -> bytes: #!
          return b""

      def send(order: Order): #!
          order.sent = True
    `,
  ],
  good: [
    py`
      def total(lines: list[int], rate: float = 1.0) -> float:
          return sum(lines) * rate
    `,
  ],
  roles: ['source'],
  on: {
    [K_FUNCTION_DEFINITION](node, checker) {
      const { tree, facts } = checker
      const one = facts.functionAt(node)
      if (one === undefined || one.enclosing !== undefined) return
      if (one.decorators.some((decorator) => EXEMPT.test(tree.text(decorator)))) return
      const parameters = unannotated(one, tree)
      const lacksResult = one.returns === NO_NODE && needsResult(one)
      if (parameters.length === 0 && !lacksResult) return
      if (hasTypeComment(checker, one)) return
      const names = parameters.map(({ name }) => `\`${name}\``).join(', ')
      const what = [
        ...(parameters.length === 0 ? [] : [names]),
        ...(lacksResult ? ['the result'] : []),
      ].join(' and ')
      const isBare = one.returns === NO_NODE && parameters.length === countable(one, tree).length
      checker.report({
        node,
        message: `\`${one.name}\` says nothing of the type of ${what}.`,
        ...(isBare && isPublic(one) ? {} : { severity: 'low' as const }),
      })
    },
  },
})

const EXEMPT = /override|overload|\.(?:setter|deleter)\b|fixture|\.command\b|\btask\b/
function isPublic(one: FunctionFacts): boolean {
  if (one.name.startsWith('_')) return false
  for (let owner = one.class; owner; owner = owner.class) {
    if (owner.name.startsWith('_') || owner.enclosing !== undefined) return false
  }
  return true
}

/** Parameters that are to be annotated: not `self`, `cls`, and names that say that they are unused. */
function countable(one: FunctionFacts, tree: SyntaxTree): readonly Parameter[] {
  const isStatic = one.decorators.some((decorator) => tree.text(decorator) === 'staticmethod')
  const isBound = one.isMethod && !isStatic
  return one.parameters.filter(({ name, kind }, at) => {
    if (at === 0 && isBound && kind !== 'rest' && kind !== 'keywords') return false
    return !/^_+$/.test(name)
  })
}

function unannotated(one: FunctionFacts, tree: SyntaxTree): readonly Parameter[] {
  return countable(one, tree).filter(({ annotation }) => annotation === NO_NODE)
}

/** mypy knows the result of an `__init__` of which a parameter is annotated. */
function needsResult(one: FunctionFacts): boolean {
  return one.name !== '__init__' || !one.parameters.some(({ annotation }) => annotation !== NO_NODE)
}

/** `# type: (int) -> str` under the header. */
function hasTypeComment(checker: Checker, one: FunctionFacts): boolean {
  const { tree, facts } = checker
  const first = tree.line(one.node)
  const last = one.body === NO_NODE ? first : tree.line(one.body)
  return facts.comments.some(
    ({ text, line }) => line >= first && line <= last && /^#\s*type:\s*\(/.test(text),
  )
}
