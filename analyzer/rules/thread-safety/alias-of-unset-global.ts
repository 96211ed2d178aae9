import type { Checker } from '../../engine/checker.ts'
import type { Binding } from '../../facts/scopes.ts'
import { lateSetter, runsOnImport } from '../../gather/late-globals.ts'
import { lateSetters } from '../../gather/tables.ts'
import { loadedWith } from '../../matching/names/import-reach.ts'
import { placeOfName } from '../../matching/names/project-places.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { isTestPath } from '../../project/test-paths.ts'
import {
  F_KEY,
  F_LEFT,
  F_RIGHT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_DEFAULT_PARAMETER,
  K_IDENTIFIER,
  K_IMPORT_FROM_STATEMENT,
  K_MODULE,
  K_PAIR,
  K_TYPED_DEFAULT_PARAMETER,
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
      text: 'A global that the module itself sets by a call.',
      quiet: py`
        _client = None

        def setup():
            global _client
            _client = object()

        setup()
        client = _client
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
  limits: [
    'That the function which sets the global has run before is only seen where the module itself calls it.',
  ],
  bad: [
    py`
      _client = None
      client = _client #!
      CLIENTS = {"main": _client} #!

      def setup(url):
          global _client
          _client = connect(url)

      class Service:
          client = _client #!

          def send(self, client=_client): #!
              return client
    `,
    {
      'app/db.py': py`
        engine = None

        def setup(url):
            global engine
            engine = connect(url)
      `,
      'app/api.py': py`
        from app import db
        from app.db import engine #!
        from .db import engine as shared #!

        copied = db.engine #!

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
    [K_MODULE](_, checker) {
      const { facts } = checker
      for (const binding of facts.bindings()) {
        if (binding.scope?.kind === 'module' && binding.definitionCount > 1) {
          checkCopies(checker, binding)
        }
      }
      for (const one of facts.imports) {
        if (one.form === 'from' && isTopLevel(checker, one.node)) {
          checkOrigin(checker, one.node, one.target, `\`${one.bound}\` is imported`)
        }
      }
    },
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      if (facts.enclosingFunction(node) !== undefined) return
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE || tree.kind(value) !== K_ATTRIBUTE) return
      const copied = `\`${tree.text(tree.child(node, F_LEFT))}\` is bound`
      checkOrigin(checker, node, facts.qualifiedName(value), copied)
    },
  },
})

/** Copies of a global of the file that are taken while it is imported. */
function checkCopies(checker: Checker, binding: Binding): void {
  const { tree, facts } = checker
  for (const reference of binding.references) {
    const place = copyAt(checker, reference)
    if (place === undefined || place.name === binding.name) continue
    const setter = lateSetter(facts, binding, reference)
    if (setter === undefined || runsOnImport(facts, setter)) continue
    checker.report({
      node: place.node,
      message: `\`${place.name}\` is bound to \`${binding.name}\` while that is \`None\`, and does not follow when it is set.`,
      evidence: [
        { kind: 'write', node: setter, message: `\`${tree.text(setter)}\` is set here, later` },
      ],
    })
  }
}

interface Copy {
  readonly node: Node
  /** What holds the copy. */
  readonly name: string
}

/** `x = _client`, `{'a': _client}` and `def f(c=_client)`, in code that runs on import. */
function copyAt({ tree, facts }: Checker, reference: Node): Copy | undefined {
  const parent = tree.parent(reference)
  switch (tree.kind(parent)) {
    case K_DEFAULT_PARAMETER:
    case K_TYPED_DEFAULT_PARAMETER: {
      const owner = facts.functionAt(tree.parent(tree.parent(parent)))
      const isImported = owner?.enclosing === undefined && tree.fieldOf(reference) === F_VALUE
      return isImported ? { node: parent, name: tree.text(tree.firstChild(parent)) } : undefined
    }
    case K_ASSIGNMENT: {
      if (tree.fieldOf(reference) !== F_RIGHT) return undefined
      if (facts.enclosingFunction(reference) !== undefined) return undefined
      const target = tree.child(parent, F_LEFT)
      return tree.kind(target) === K_IDENTIFIER
        ? { node: parent, name: facts.name(target) }
        : undefined
    }
    case K_PAIR: {
      if (tree.fieldOf(reference) !== F_VALUE) return undefined
      const assignment = tree.parent(tree.parent(parent))
      const isTable = tree.kind(assignment) === K_ASSIGNMENT
      if (!isTable || facts.enclosingFunction(reference) !== undefined) return undefined
      const key = tree.text(tree.child(parent, F_KEY))
      return { node: parent, name: `${tree.text(tree.child(assignment, F_LEFT))}[${key}]` }
    }
    default:
      return undefined
  }
}

function isTopLevel({ facts, tree }: Checker, node: Node): boolean {
  const statement = tree.ancestor(node, K_IMPORT_FROM_STATEMENT)
  const at = statement === NO_NODE ? node : statement
  return facts.scopeOf(at).kind === 'module' && tree.kind(tree.parent(at)) === K_MODULE
}

/** A copy of a global of another module. */
function checkOrigin(
  checker: Checker,
  node: Node,
  target: string | undefined,
  copied: string,
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
    message: `${copied} while \`${name}\` is \`None\`, and does not follow when \`${setter}\` sets it.`,
    ...(!isSetAfter(checker, from, home.entry, setter) && {
      severity: 'medium' as const,
      confidence: 'medium' as const,
    }),
    evidence: [{ kind: 'definition', location: place, message: `\`${name}\` starts as \`None\`` }],
    related: [place],
  })
}

/** As many callers are looked at in search of where a global is set. */
const MAX_CALLERS = 40

/**
 * True if the program shows that the copy is there first: what has the global set is in a module that
 * loads the one with the copy at once. Elsewhere it may be set before the copy is taken.
 */
function isSetAfter(
  { project }: Checker,
  from: ModuleEntry,
  home: ModuleEntry,
  setter: string,
): boolean {
  const { calls } = project.index
  const first = project.index.function(home.summary.path, setter)
  const open = new Set(first === undefined ? [] : [first])
  for (const one of open) {
    if (open.size > MAX_CALLERS) return false
    for (const { caller, module } of calls.callers(one)) {
      if (isTestPath(module.summary.path)) continue
      if (module !== home && loadedWith(project, module).has(from)) return true
      if (caller !== undefined) open.add(caller)
    }
  }
  return false
}
