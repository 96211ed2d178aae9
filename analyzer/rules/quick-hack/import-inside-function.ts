import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { caughtTypes, isBroadHandler } from '../../matching/handlers.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { Value } from '../../project/values.ts'
import {
  F_CONDITION,
  K_EXCEPT_CLAUSE,
  K_IF_STATEMENT,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'import-inside-function',
  title: 'Import inside of a function',
  consequence:
    'A missing dependency shows only when that code path is taken, and the parts of the program hang together in a way nobody sees.',
  effortHours: { low: 0.1, high: 1 },
  picky: true,
  why: `
Imports at the top of a module say what it depends on and fail at start-up. Inside of a function the
dependency is hidden, an \`ImportError\` waits for the first call in production, and the look-up is repeated on
every call. Often it is there to break an import cycle, which is the defect that should be mended.
`,
  fix: `
Move it to the top. For a cycle move what both modules need into a third one, or import under
\`TYPE_CHECKING\` if only annotations need it. Where the import has to be late (an optional or slow
dependency, a platform), say so in a comment.
`,
  exemptions: [
    {
      text: 'An optional dependency, which a handler for `ImportError` surrounds.',
      quiet: py`
        def load(path):
            try:
                import yaml
            except ImportError:
                yaml = None
            try:
                import ujson as json
            except ModuleNotFoundError:
                import json
            return yaml or json
      `,
    },
    {
      text: 'An import with a comment that says why it is late.',
      quiet: py`
        def plot(rows):
            # Slow to load, and only plots need it.
            import matplotlib

            import numpy  # loaded here to keep start-up short
            return matplotlib, numpy
      `,
    },
    {
      text: 'An import that would make a cycle of modules at the top.',
      quiet: {
        'app/orders.py': py`
          def total():
              from app.invoices import tax
              return tax()
        `,
        'app/invoices.py': py`
          from app import orders

          def tax():
              return orders.total()
        `,
      },
    },
    {
      text: 'Imports at the top, under `TYPE_CHECKING`, under a condition, and in a class body.',
      quiet: py`
        import os
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            import decimal

        if os.name == "nt":
            import msvcrt

        class Paths:
            import posixpath
      `,
    },
    {
      text: 'Module-level `__getattr__`, the main function of a script, and an import under a condition on platform or version.',
      quiet: py`
        import sys

        def __getattr__(name):
            import importlib
            return importlib.import_module(name)

        def main():
            import argparse
            return argparse

        def terminal():
            if sys.platform == "win32":
                import msvcrt
                return msvcrt
            return None
      `,
    },
  ],
  limits: ['Cycles that go through modules outside of the project are not known.'],
  bad: [
    py`
      def load(path):
          import json #!
          with open(path) as file:
              return json.load(file)
    `,
    py`
      class Store:
          def save(self, row):
              from datetime import datetime, timezone #!
              import os.path as paths #!
              return datetime.now(timezone.utc), paths

          async def load(self):
              if self.rows:
                  from .rows import parse #!
                  return parse(self.rows)

      def outer():
          def inner():
              import sys #!
              return sys
          return inner
    `,
  ],
  good: [
    py`
      import json

      def load(path):
          with open(path) as file:
              return json.load(file)
    `,
  ],
  roles: ['source', 'migration'],
  on: {
    [K_IMPORT_STATEMENT]: checkImport,
    [K_IMPORT_FROM_STATEMENT]: checkImport,
  },
})

const LATE_FUNCTIONS =
  /^(?:__getattr__|main|_main|run_main|ready|pytest_\w+|setup|load_ipython_extension)$/
const PLATFORM = /platform|version|os\.name|TYPE_CHECKING|sys\.|WINDOWS|__debug__|has_|HAS_|PY\d/

function checkImport(statement: Node, checker: Checker): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(statement)
  if (owner === undefined || facts.scopeOf(statement).kind !== 'function') return
  for (let one: FunctionFacts | undefined = owner; one; one = one.enclosing) {
    if (LATE_FUNCTIONS.test(one.name)) return
  }
  for (let at = tree.parent(statement); at !== owner.node; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_EXCEPT_CLAUSE) return
    if (kind === K_TRY_STATEMENT && catchesImport(tree, at)) return
    if (kind === K_IF_STATEMENT && PLATFORM.test(tree.text(tree.child(at, F_CONDITION)))) return
  }
  if (isExplained(checker, statement)) return
  const own = facts.imports.filter((one) => one.statement === statement)
  if (own.some(({ target }) => makesCycle(checker, target))) return
  checker.report({
    node: statement,
    message: `\`${tree.text(statement).replace(/\s+/g, ' ').slice(0, 60)}\` runs only when \`${owner.name}\` is called.`,
  })
}

function catchesImport(tree: SyntaxTree, statement: Node): boolean {
  return tree
    .namedChildren(statement)
    .some(
      (child) =>
        tree.kind(child) === K_EXCEPT_CLAUSE &&
        (isBroadHandler(tree, child) ||
          caughtTypes(tree, child).some((type) =>
            /ImportError|ModuleNotFoundError|AttributeError|OSError/.test(tree.text(type)),
          )),
    )
}

/** A comment of some words on the line of the import or in the lines above it. */
function isExplained(checker: Checker, statement: Node): boolean {
  const { tree, facts } = checker
  const line = tree.line(statement)
  const byLine = facts.comments.filter((one) => {
    const isSame = one.line === line
    return isSame || (one.isOwnLine && one.line >= line - 3 && one.line < line)
  })
  return byLine.some(
    ({ text }) =>
      !/^#\s*(?:noqa|type:|pylint|pragma|todo)/i.test(text) &&
      (text.match(/[\p{L}']{2,}/gu) ?? []).length >= 2,
  )
}

/** True when the imported module leads back to this one by imports at the top of modules. */
function makesCycle(checker: Checker, target: string | undefined): boolean {
  if (target === undefined) return false
  const { index } = checker.project
  const own = index.module(checker.path)
  if (own === undefined) return false
  const open = [moduleOf(index.resolveName(own, target))]
  const seen = new Set<ModuleEntry>()
  for (let at = open.pop(); open.length > 0 || at !== undefined; at = open.pop()) {
    if (at === undefined || seen.has(at)) continue
    if (at === own) return true
    seen.add(at)
    for (const one of at.summary.imports) {
      if (one.isLate || one.isTypeChecking || one.target === undefined) continue
      open.push(moduleOf(index.resolveName(at, one.target)))
    }
  }
  return false
}

function moduleOf(value: Value | undefined): ModuleEntry | undefined {
  switch (value?.kind) {
    case 'module':
      return value.entry.kind === 'module' ? value.entry : undefined
    case 'function':
      return value.function.module
    case 'class':
    case 'instance':
      return value.class.module
    case 'variable':
      return value.module
    default:
      return undefined
  }
}
