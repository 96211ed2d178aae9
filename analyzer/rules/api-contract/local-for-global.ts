import type { Checker } from '../../engine/checker.ts'
import type { Binding } from '../../facts/scopes.ts'
import {
  F_LEFT,
  K_ASSIGNMENT,
  K_EXPRESSION_STATEMENT,
  K_MODULE,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'local-for-global',
  title: 'Assignment that does not reach the global it is meant for',
  consequence: 'The global keeps its old value; everybody who reads it goes on with that.',
  effortHours: { low: 0.1, high: 0.5 },
  confidence: 'medium',
  why: `
An assignment in a function makes a local name, also where the module has a variable of that name. Here the local is
never read: the value is lost when the function returns, and the functions that read the global still see what stood
there before.
`,
  fix: `
Say \`global name\` in the function, or better, return the value or keep it in an object that both sides know. If the
value is not needed, delete the assignment.
`,
  exemptions: [
    {
      text: 'A local that is read, and a global that is declared.',
      quiet: py`
        config = None

        def load(path):
            global config
            config = read(path)

        def show(path):
            config = read(path)
            print(config)

        def current():
            return config
      `,
    },
    {
      text: 'Constants, targets of loops and of several values at once, and names that no function reads from the module.',
      quiet: py`
        rest = None
        total = 0
        LIMIT = 10

        def split(text, rows):
            first, rest = text.split(":", 1)
            for total in rows:
                pass
            return first

        def add(rows):
            result = sum(rows)
            LIMIT = 10
            return rows

        def current():
            return rest, total, LIMIT

        result = add([])
        print(result)
      `,
    },
  ],
  limits: ['A local that is also read may be meant for the global as well.'],
  bad: [
    py`
      current_config = None

      class Config:
          def __init__(self, path):
              self.path = path
              current_config = self #!

      def get_config():
          return current_config or Config("/etc/app")
    `,
    py`
      _client = None
      is_ready = False

      def connect(address):
          global _client
          _client = Client(address)
          is_ready = True #!

      def disconnect():
          _client.close()
          is_ready = False #!

      def ask(question):
          if not is_ready:
              connect("localhost")
          return _client.ask(question)
    `,
  ],
  good: [
    py`
      current_config = None

      class Config:
          def __init__(self, path):
              global current_config
              self.path = path
              current_config = self

      def get_config():
          return current_config or Config("/etc/app")
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](module, checker) {
      const { facts } = checker
      for (const global of facts.bindingsOf(facts.scopeOf(module))) {
        if (global.kind !== 'variable' || global.references.length === 0) continue
        // A constant is not meant to change: the local is a copy that was left behind.
        if (global.name === global.name.toUpperCase() && global.definitionCount === 1) continue
        if (!isReadByFunctions(checker, global)) continue
        for (const node of facts.identifiersNamed(global.name)) {
          const local = facts.isWrite(node) ? facts.resolve(node) : undefined
          if (local === undefined || local === global || local.scope?.kind !== 'function') continue
          if (local.kind !== 'variable' || local.references.length > 0) continue
          if (local.definitionCount > 1 || !isPlainAssignment(checker, node)) continue
          checker.report({
            node,
            message: `\`${global.name}\` is a local here that nobody reads: the global of that name keeps its value. \`global ${global.name}\` is missing.`,
            evidence: [
              {
                kind: 'definition',
                node: global.definitions[0]?.node ?? node,
                message: `the \`${global.name}\` of the module`,
              },
            ],
          })
        }
      }
    },
  },
})

function isReadByFunctions({ facts }: Checker, global: Binding): boolean {
  return Array.from(global.references).some((read) => {
    const owner = facts.enclosingFunction(read)
    return owner !== undefined && facts.reach(read) === 'global'
  })
}

/** `name = value` alone; in a \`try\` it may be there for the failure only. */
function isPlainAssignment({ tree }: Checker, node: number): boolean {
  const assignment = tree.parent(node)
  if (tree.kind(assignment) !== K_ASSIGNMENT || tree.fieldOf(node) !== F_LEFT) return false
  if (tree.kind(tree.parent(assignment)) !== K_EXPRESSION_STATEMENT) return false
  return tree.ancestor(node, K_TRY_STATEMENT) === NO_NODE
}
