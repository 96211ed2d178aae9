import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import { K_CLASS_DEFINITION, K_FUNCTION_DEFINITION, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'missing-docstring',
  title: 'Public name without documentation',
  consequence:
    'Users of the code guess what it promises: units, errors, whether it may be called from two threads.',
  effortHours: { low: 0.1, high: 0.5 },
  picky: true,
  roles: ['source'],
  why: `
Others call this name and cannot see from its signature what it promises: what it gives back when there is nothing, which
errors it raises, who may call it at the same time. They read the body instead and rely on what it happens to do today.
`,
  fix: 'Say in one sentence what it does for its caller, and then what the signature does not tell.',
  exemptions: [
    {
      text: 'Private names, and names inside of functions and private classes.',
      quiet: py`
        """Tools."""

        def _help():
            return 1

        class _Inner:
            def run(self):
                return 2

        def outer():
            """Runs."""
            def inner():
                return 3
            return inner
      `,
    },
    {
      text: 'Methods of the language, overrides, overloads, setters and tests.',
      quiet: {
        'app/box.py': py`
          """Boxes."""
          from typing import overload, override

          class Box:
              """Holds things."""

              def __init__(self):
                  self.size = 1

              @property
              def width(self):
                  """In metres."""
                  return 1

              @width.setter
              def width(self, value):
                  self.size = value

              @override
              def run(self):
                  return 2
        `,
        'tests/test_box.py': py`
          def test_box():
              assert True
        `,
      },
    },
    {
      text: 'An empty module.',
      quiet: {
        'app/__init__.py': py`
          # nothing
        `,
      },
    },
  ],
  limits: ['What the documentation says is not judged.'],
  bad: [
    {
      'app/prices.py': py`
        import math #!

        def price(order): #!
            return math.floor(order.total)
      `,
    },
    py`
      """Stores."""

      class Store: #!
          def save(self, row): #!
              return row

          async def load(self, key): #!
              # the key of the row
              return key
    `,
  ],
  good: [
    {
      'app/prices.py': py`
        """Prices of orders."""
        import math

        def price(order):
            """The total in whole euros, rounded down."""
            return math.floor(order.total)
      `,
    },
  ],
  on: {
    [K_MODULE](node, checker) {
      const { tree, facts, path } = checker
      const [first] = statementsOf(tree, node)
      const isPrivate = /(?:^|\/)_[^/_]/.test(path) || path.endsWith('.ipynb')
      if (first === undefined || facts.docstring !== NO_NODE || isPrivate) return
      report(checker, first, 'This module')
    },
    [K_CLASS_DEFINITION](node, checker) {
      const one = checker.facts.classAt(node)
      if (one === undefined || one.docstring !== NO_NODE || !isPublic(checker, node)) return
      report(checker, one.nameNode, `Class \`${one.name}\``)
    },
    [K_FUNCTION_DEFINITION](node, checker) {
      const one = checker.facts.functionAt(node)
      if (one === undefined || one.docstring !== NO_NODE || !isPublic(checker, node)) return
      if (isSecondary(checker, one)) return
      report(checker, one.nameNode, `\`${one.name}\``)
    },
  },
})

/** At the top of a module or in public classes only. */
function isPublic({ facts }: Checker, node: Node): boolean {
  const own = facts.functionAt(node) ?? facts.classAt(node)
  if (own === undefined || own.enclosing !== undefined) return false
  return !own.symbol.split('.').some((name) => name.startsWith('_'))
}

function isSecondary({ tree }: Checker, one: FunctionFacts): boolean {
  return one.decorators.some((decorator) =>
    /(?:^|\.)(?:setter|deleter|overload|override|register)$/.test(tree.spelled(decorator)),
  )
}

function report(checker: Checker, node: Node, what: string): void {
  checker.report({ node, message: `${what} is public and says nothing of what it promises.` })
}
