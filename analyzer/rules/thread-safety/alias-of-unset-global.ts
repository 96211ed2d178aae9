import type { Checker } from '../../engine/checker.ts'
import type { Binding } from '../../facts/scopes.ts'
import { F_LEFT, F_RIGHT, K_ASSIGNMENT, K_IDENTIFIER, K_NONE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'alias-of-unset-global',
  title: 'Second name for a global that is still None',
  consequence:
    'Whoever uses the second name gets None for ever, although the value was set long ago.',
  effortHours: { low: 0.25, high: 1 },
  why: `
\`public = _private\` copies what \`_private\` holds at that moment: \`None\`, since it is set later by a function
with \`global\`. That function binds \`_private\` anew; \`public\` is another name and keeps the \`None\`. The same
happens with \`from module import _private\` in another file.
`,
  fix: `
Give access through a function: \`def get_client(): return _client\`, or import the module and read
\`module._client\` where it is used.
`,
  exemptions: [
    {
      text: 'A function that reads the global when it is called.',
      quiet: py`
        _client = None

        def connect():
            global _client
            _client = object()

        def get_client():
            return _client
      `,
    },
    {
      text: 'A global that is never bound again, or is set before it is copied.',
      quiet: py`
        _default = None
        default = _default
        _table = None
        _table = {}
        table = _table

        def change():
            global _table
            _table = {"a": 1}
      `,
    },
    {
      text: 'A second name that is bound again together with the first.',
      quiet: py`
        _client = None
        client = _client

        def connect():
            global _client, client
            _client = object()
            client = _client
      `,
    },
  ],
  limits: ['Imports of the unset global into other files are not reported.'],
  bad: [
    py`
      _client = None
      client = _client #!

      def connect():
          global _client
          _client = object()
    `,
    py`
      import threading

      _lock = threading.Lock()
      _engine = None
      _settings: dict | None = None
      engine = _engine #!
      settings = _settings #!

      def setup(url):
          global _engine, _settings
          with _lock:
              _engine = url
              _settings = {"url": url}
    `,
  ],
  good: [
    py`
      _client = None

      def client():
          return _client

      def connect():
          global _client
          _client = object()
    `,
  ],
  roles: ['source'],
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      if (facts.scopeOf(node).kind !== 'module') return
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE || target === NO_NODE) return
      if (tree.kind(value) !== K_IDENTIFIER || tree.kind(target) !== K_IDENTIFIER) return
      const source = facts.resolve(value)
      const alias = facts.resolve(target)
      if (source === undefined || alias === undefined || source === alias) return
      if (!isUnset(checker, source, node) || !isSetLater(checker, source)) return
      if (isSetLater(checker, alias)) return
      checker.report({
        node,
        message: `\`${tree.text(target)}\` gets what \`${tree.text(value)}\` holds now: None. When \`${tree.text(value)}\` is set later, \`${tree.text(target)}\` stays None.`,
      })
    },
  },
})

/** True when all that the module has bound to a name in front of a node is None. */
function isUnset({ tree }: Checker, binding: Binding, before: Node): boolean {
  const values = binding.definitions
    .filter(({ node }) => node < before)
    .map(({ node }) => tree.child(tree.ancestor(node, K_ASSIGNMENT), F_RIGHT))
  return (
    values.length > 0 && values.every((value) => value !== NO_NODE && tree.kind(value) === K_NONE)
  )
}

/** True when a function binds the global. */
function isSetLater({ facts }: Checker, binding: Binding): boolean {
  return binding.definitions.some(
    ({ node }) => facts.enclosingFunction(node) !== undefined && binding.scope?.kind === 'module',
  )
}
