import type { Checker } from '../../engine/checker.ts'
import { lateSetter } from '../../gather/late-globals.ts'
import { lateSetters } from '../../gather/tables.ts'
import { placeOfName } from '../../matching/project-places.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_IDENTIFIER,
  K_IMPORT_FROM_STATEMENT,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'alias-of-unset-global',
  title: 'Name bound to a global that is still None',
  consequence:
    'The name stays None for good, though the global that it was taken from is set later.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [457],
  why: `
An assignment or a \`from ... import\` copies the reference that a global holds at that moment. Here that is
\`None\`: the global is filled later by a function that says \`global\`. The copy does not follow; every use of it
fails, or silently takes the way for "not set".
`,
  fix: `
Read the global where it is used: \`import app.db\` and \`app.db.engine\`, or better a function
\`get_engine()\` that returns it, or an object that is passed in.
`,
  exemptions: [
    {
      text: 'A global that no function sets again, or one that has its value when it is copied.',
      quiet: py`
        _default = None
        default = _default

        _limit = None
        _limit = 3
        limit = _limit

        def reset():
            global _limit
            _limit = 4
      `,
    },
    {
      text: 'A copy that is taken when it is needed.',
      quiet: py`
        _engine = None

        def setup():
            global _engine
            _engine = object()

        def query():
            engine = _engine
            return engine
      `,
    },
    {
      text: 'The module instead of the name, or an import inside of a function.',
      quiet: {
        'app/db.py': py`
          engine = None

          def setup():
              global engine
              engine = object()
        `,
        'app/api.py': py`
          from app import db

          def query():
              from app.db import engine
              return db.engine, engine
        `,
      },
    },
    {
      text: 'Names for type checkers alone.',
      quiet: {
        'app/db.py': py`
          engine = None

          def setup():
              global engine
              engine = object()
        `,
        'app/api.py': py`
          from typing import TYPE_CHECKING

          if TYPE_CHECKING:
              from app.db import engine
        `,
      },
    },
  ],
  limits: ['That the function which sets the global has run before is not seen.'],
  bad: [
    py`
      _client = None
      client = _client #!

      def setup(url):
          global _client
          _client = connect(url)
    `,
    {
      'app/db.py': py`
        engine = None

        def setup(url):
            global engine
            engine = connect(url)
      `,
      'app/api.py': py`
        from app.db import engine #!
        from .db import engine as shared #!

        def query():
            return engine.execute("SELECT 1"), shared
      `,
    },
  ],
  good: [
    py`
      _client = None

      def setup(url):
          global _client
          _client = connect(url)

      def client():
          return _client
    `,
  ],
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      if (facts.scopeOf(node).kind !== 'module') return
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE || tree.kind(value) !== K_IDENTIFIER) return
      const binding = facts.resolve(value)
      const target = tree.child(node, F_LEFT)
      if (binding?.scope?.kind !== 'module' || tree.kind(target) !== K_IDENTIFIER) return
      if (facts.name(target) === binding.name) return
      const setter = lateSetter(checker.facts, binding, node)
      if (setter === undefined) return
      checker.report({
        node,
        message: `\`${tree.text(target)}\` is bound to \`${binding.name}\` while that is \`None\`, and does not follow when it is set.`,
        evidence: [
          { kind: 'write', node: setter, message: `\`${binding.name}\` is set here, later` },
        ],
      })
    },
    [K_MODULE](_, checker) {
      for (const one of checker.facts.imports) {
        if (one.form === 'from' && isTopLevel(checker, one.node)) checkImport(checker, one)
      }
    },
  },
})

function isTopLevel({ facts, tree }: Checker, node: Node): boolean {
  const statement = tree.ancestor(node, K_IMPORT_FROM_STATEMENT)
  const at = statement === NO_NODE ? node : statement
  return facts.scopeOf(at).kind === 'module' && tree.kind(tree.parent(at)) === K_MODULE
}

function checkImport(
  checker: Checker,
  { node, target, bound }: Checker['facts']['imports'][number],
): void {
  const { index } = checker.project
  const dot = target?.lastIndexOf('.') ?? -1
  const from = index.module(checker.path)
  if (target === undefined || dot <= 0 || from === undefined) return
  const home = index.resolveName(from, target.slice(0, dot))
  if (home?.kind !== 'module' || home.entry.kind !== 'module' || home.entry === from) return
  const name = target.slice(dot + 1)
  const { path } = home.entry.summary
  const setter = checker.project.at(lateSetters, `${path} ${name}`)
  const variable = index.symbols(home.entry).variables.get(name)
  if (setter === undefined || variable === undefined) return
  const place = placeOfName(path, variable.at, name)
  checker.report({
    node,
    message: `\`${bound}\` is imported while \`${name}\` is \`None\`, and does not follow when \`${setter}\` sets it.`,
    evidence: [{ kind: 'definition', location: place, message: `\`${name}\` starts as \`None\`` }],
    related: [place],
  })
}
