import { DELETE, isWrite } from '../../facts/roles.ts'
import { K_GLOBAL_STATEMENT, K_IDENTIFIER } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'module-global-rebound',
  title: 'Function that gives a global another value',
  consequence:
    'Who calls what in which order decides what the program does; threads and tests disturb each other.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [1108],
  picky: true,
  why: `
The value belongs to the whole process and any call may change it. Two requests, threads or tests that need different
values cannot run side by side, and copies that others took of the name (\`from module import name\`) keep the old
value.
`,
  fix: 'Keep the value in an object that is made where the program starts and is handed in, or in a `ContextVar`.',
  exemptions: [
    {
      text: 'Declared but only read, or changed in place.',
      quiet: py`
        names = []

        def add(name):
            global names
            names.append(name)
            return names
      `,
    },
    {
      text: 'Variables of functions and enclosing functions.',
      quiet: py`
        def outer():
            count = 0

            def inner():
                nonlocal count
                count += 1

            return inner
      `,
    },
    {
      text: 'Assignments of the module itself.',
      quiet: py`
        debug = False
        debug = True
        def show():
            return debug
      `,
    },
  ],
  limits: ['Attributes of modules that are set from outside are not looked at.'],
  bad: [
    py`
      mode = "slow"

      def speed_up():
          global mode #!
          mode = "fast"
    `,
    py`
      total = 0
      handle = None
      config = {}

      def add(number):
          global total, config #!2
          total += number
          config = {"n": number}

      class Loader:
          def open(self, path):
              global handle #!
              with open(path) as handle:
                  return handle.read()
    `,
  ],
  good: [
    py`
      class Engine:
          def __init__(self):
              self.mode = "slow"

          def speed_up(self):
              self.mode = "fast"
    `,
  ],
  on: {
    [K_GLOBAL_STATEMENT](node, checker) {
      const { tree, facts } = checker
      const owner = facts.enclosingFunction(node)
      if (owner === undefined) return
      for (const name of tree.namedChildren(node)) {
        if (tree.kind(name) !== K_IDENTIFIER) continue
        const binding = facts.resolve(name)
        const isRebound = binding?.definitions.some(
          ({ node: place }) =>
            facts.enclosingFunction(place) === owner &&
            (isWrite(facts.roleOf(place)) || facts.roleOf(place) === DELETE),
        )
        if (!isRebound) continue
        checker.report({
          node: name,
          message: `\`${owner.name}\` gives the global \`${facts.name(name)}\` another value for the whole process.`,
        })
      }
    },
  },
})
