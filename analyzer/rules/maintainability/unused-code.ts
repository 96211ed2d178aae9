import type { Checker, FixDraft, TextEdit } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { ImportFacts } from '../../facts/imports.ts'
import type { Binding, Definition } from '../../facts/scopes.ts'
import { replace } from '../../matching/edits/edits.ts'
import { removeImport, removeStatements } from '../../matching/edits/removals.ts'
import {
  F_LEFT,
  F_RIGHT,
  F_VALUE,
  K_AS_PATTERN,
  K_AS_PATTERN_TARGET,
  K_ASSIGNMENT,
  K_AWAIT,
  K_CALL,
  K_CLASS_DEFINITION,
  K_DECORATED_DEFINITION,
  K_EXCEPT_CLAUSE,
  K_FALSE,
  K_FLOAT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_INTEGER,
  K_INTERPOLATION,
  K_MODULE,
  K_NAMED_EXPRESSION,
  K_NONE,
  K_STRING,
  K_TRUE,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'unused-code',
  title: 'Import or variable that nothing uses',
  consequence:
    'Readers look for a use that is not there, and a result that was meant to be used is dropped.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [563],
  why: `
Nothing reads the name. An import costs time at the start and ties the module to another one for nothing; a variable that
is set and never read is often a step that was forgotten: a result that is not returned, an error that is not logged.
`,
  fix: 'Delete it, or use it where it was meant. A value that is not wanted is called `_`.',
  exemptions: [
    {
      text: 'Names that are handed on: packages, `__all__`, the form `import x as x`.',
      quiet: {
        'app/__init__.py': py`
          from app.a import run
          import app.b
        `,
        'app/a.py': py`
          from app.b import size as size
          from app.c import weight
          import app_io as app_io

          __all__ = ["weight"]

          def run():
              return 1
        `,
      },
    },
    {
      text: 'Names that another module imports from here, and modules that only hand names on.',
      quiet: {
        'app/compat.py': py`
          import sys
          from json import dumps
          from urllib.parse import quote

          def version():
              return sys.version
        `,
        'app/api.py': py`
          from app.compat import dumps, quote

          def run(value):
              return quote(dumps(value))
        `,
        'app/names.py': py`
          from app.compat import version
        `,
      },
    },
    {
      text: 'Imports that try whether something is there, or have an effect.',
      quiet: py`
        from __future__ import annotations
        try:
            import fast
            available = True
        except ImportError:
            available = False
        import readline  # noqa: F401
      `,
    },
    {
      text: 'Names in annotations as text, in type comments and doctests.',
      quiet: py`
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from app.models import Order, User

        def run(order: "Order"):
            users = []  # type: list[User]
            return order, users
      `,
    },
    {
      text: 'Variables with a leading underscore, parts of what is unpacked, and what locals() gives on.',
      quiet: py`
        def run(pair):
            _unused = 1
            dummy = 2
            unused_result = 3
            first, second = pair
            for number in range(3):
                print(first)
            title = "x"
            return "{title}".format(**locals())
      `,
    },
    {
      text: 'A name in a text of the same function, which may be looked up there.',
      quiet: py`
        def cheap(frame):
            limit = 3
            return frame.query("price < @limit")

        def weigh(text):
            unit = 3
            return eval(text)

        def wait(lock):
            state = None

            def change():
                nonlocal state
                state = lock.state
            return change
      `,
    },
  ],
  limits: [
    'Unused parameters, functions of modules and members with one underscore are not reported.',
  ],
  bad: [
    py`
      import os
      import json #!

      def read(path):
          return os.path.getsize(path)
    `,
    py`
      from collections import OrderedDict, deque #!
      import a.b as ab #!
      import glob, shutil #!2
      from functools import (
          cache, #!
          partial,
          reduce, #!
          wraps, #!
      )

      def run(items):
          total = sum(items) #!
          with open("x") as handle:
              handle.read()
          try:
              queue = deque(partial(items))
              first = 0 #!
          except ValueError as error: #!
              return None
          return queue
    `,
    py`
      def run(lock, names):
          with lock as held: #!
              names.clear()
          if (count := len(names)): #!
              names.pop()
          def show(): #!
              return names
          return names

      def count(names):
          total = 0
          if names:
              total = len(names) #!
          path = "names.txt"
          for kind in names["path"]:
              names.pop(kind)
          rows = load(path)
          kind = len(rows)
          return names, kind

      class Store:
          def load(self):
              return 1

          def __check(self): #!
              return 2

      def text(title):
          return "{title}".format(**locals())
    `,
  ],
  good: [
    py`
      import os

      def read(path):
          return os.path.getsize(path)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const isPackage = checker.path.endsWith('__init__.py') || checker.path.endsWith('.ipynb')
      const { facts } = checker
      const asked = new Set(
        ['locals', 'eval', 'exec', 'vars']
          .flatMap((name) => facts.callsTo(`builtins.${name}`))
          .map((call) => facts.enclosingFunction(call)),
      )
      const imports: ImportFacts[] = []
      for (const binding of facts.bindings()) {
        if (binding.references.length > 0 || binding.scope === undefined) continue
        if (binding.name.startsWith('_')) continue
        if (binding.kind === 'import') {
          if (binding.definitionCount !== 1) continue
          const unused = isPackage ? undefined : unusedImport(checker, binding)
          if (unused !== undefined) imports.push(unused)
        } else if (!asked.has(binding.scope.function) && !UNWANTED.test(binding.name)) {
          checkVariable(checker, binding)
        }
      }
      reportImports(checker, imports)
    },
    [K_CLASS_DEFINITION](node, checker) {
      for (const method of checker.facts.classAt(node)?.methods ?? []) {
        const { name, nameNode } = method
        if (!/^__\w*[^_]_?$/.test(name) || method.decorators.length > 0) continue
        if (checker.facts.identifiersNamed(name).length > 1 || isInText(checker, name)) continue
        checker.report({
          node: nameNode,
          message: `\`${name}\` can only be called from its class, which does not.`,
        })
      }
    },
  },
})

/** Names that say that nobody wants the value. */
const UNWANTED = /^(?:dummy|unused|ignored?)(?:_|$)/

function unusedImport(checker: Checker, binding: Binding): ImportFacts | undefined {
  const { facts, tree } = checker
  const node = binding.definitions[0]?.node ?? NO_NODE
  const one = facts.importAt(node)
  if (one === undefined || one.form === 'future' || one.form === 'star') return undefined
  const name = one.form === 'import' ? one.module : one.name
  const isRepeated = name === one.bound && isAliased(checker, node)
  if (isRepeated || tree.ancestor(node, K_TRY_STATEMENT) !== NO_NODE) return undefined
  if (binding.scope?.kind === 'class' || isSaidToBeWanted(checker, node)) return undefined
  if (isInText(checker, binding.name) || isImportedElsewhere(checker, binding.name))
    return undefined
  // A module that defines nothing is there to hand names on.
  if (facts.functions.length + facts.classes.length === 0) return undefined
  const exports = facts.exports
  if (exports !== undefined && (!exports.isComplete || exports.names.includes(binding.name)))
    return undefined
  return one
}

function reportImports(checker: Checker, imports: readonly ImportFacts[]): void {
  const unused = new Set(imports.map(({ node }) => node))
  for (const one of imports) {
    const edits = removeImport(checker.facts, one, unused)
    checker.report({
      node: one.node,
      message: `\`${one.bound}\` is imported and never used.`,
      fixes: fixWith('Delete the import', 'needs-review', edits),
    })
  }
}

function fixWith(
  title: string,
  grade: FixDraft['grade'],
  edits: readonly TextEdit[] | undefined,
): FixDraft[] {
  return edits === undefined ? [] : [{ title, grade, edits }]
}

/** What the modules of the project import, star imports by their module. */
export const importedNames = defineTable({
  id: 'imported names',
  make({ index }): ReadonlySet<string> {
    const all = index.graph.modules.flatMap(({ summary }) => summary.imports)
    return new Set(
      all.map(({ form, target }) => (form === 'star' ? `${target}.*` : (target ?? ''))),
    )
  },
})

/** True if another module takes the name from this one. */
function isImportedElsewhere({ project, facts }: Checker, name: string): boolean {
  const home = facts.moduleName === '' ? '' : `${facts.moduleName}.`
  return project.has(importedNames, `${home}${name}`) || project.has(importedNames, `${home}*`)
}

function isAliased({ tree }: Checker, node: Node): boolean {
  return / as /.test(tree.text(tree.parent(node)))
}

/** A comment of another tool on the same line. */
function isSaidToBeWanted({ tree }: Checker, node: Node): boolean {
  const start = tree.lineStarts[tree.line(node) - 1] ?? 0
  const end = tree.source.indexOf('\n', tree.end(node))
  return /#.*(?:noqa|pylint:|F401|flake8|type:)/.test(
    tree.source.slice(start, end === -1 ? undefined : end),
  )
}

function checkVariable(checker: Checker, binding: Binding): void {
  const { facts, tree } = checker
  if (binding.scope?.kind !== 'function') return
  const owner = binding.scope.function
  const { definitions } = binding
  const only = definitions.at(-1)
  if (only === undefined || definitions.some((one) => facts.enclosingFunction(one.node) !== owner))
    return
  const parent = tree.parent(only.node)
  const isPlain = definitions.every((one) => isPlainTarget(tree, one))
  if (!isPlain && definitions.length > 1) return
  const isCaught =
    only.kind === 'except' && tree.ancestor(only.node, K_AS_PATTERN, K_EXCEPT_CLAUSE) !== NO_NODE
  const isEntered = only.kind === 'with' && tree.kind(parent) === K_AS_PATTERN_TARGET
  const isInline = tree.kind(parent) === K_NAMED_EXPRESSION
  const isInner = only.kind === 'function' && tree.kind(parent) === K_FUNCTION_DEFINITION
  if (isInner && tree.kind(tree.parent(parent)) === K_DECORATED_DEFINITION) return
  if (!isPlain && !isCaught && !isEntered && !isInline && !isInner) return
  const place = owner?.node ?? NO_NODE
  if (isInTextOf(checker, place, binding.name) || isSaidToBeWanted(checker, only.node)) return
  checker.report({
    node: only.node,
    message: isInner
      ? `\`${binding.name}\` is defined here and never used.`
      : `\`${binding.name}\` is given a value that nothing reads.`,
    fixes: isPlain
      ? definitions.length > 1
        ? []
        : withoutTarget(tree, parent)
      : isCaught || isEntered
        ? withoutAlias(tree, only.node)
        : isInline
          ? fixWith('Keep the value alone', 'safe', [
              replace(tree, parent, tree.text(tree.child(parent, F_VALUE))),
            ])
          : [],
  })
}

function isPlainTarget(tree: SyntaxTree, { kind, node }: Definition): boolean {
  const parent = tree.parent(node)
  return (
    kind === 'assignment' &&
    tree.kind(parent) === K_ASSIGNMENT &&
    tree.child(parent, F_LEFT) === node &&
    tree.kind(node) === K_IDENTIFIER
  )
}

/** Some libraries read the variables around them: `frame.query("price > @limit")`. */
function isInTextOf({ facts, tree }: Checker, owner: Node, name: string): boolean {
  if (owner === NO_NODE) return false
  const word = new RegExp(`\\b${name}\\b`)
  const alone = new RegExp(`^["']+${name}["']+$`)
  return [...facts.nodesIn(owner, K_STRING)].some((node) => {
    const text = tree.text(node)
    return word.test(text) && !alone.test(text)
  })
}

/** `error` of `except ValueError as error`, `held` of `with lock as held`. */
function withoutAlias(tree: SyntaxTree, name: Node): FixDraft[] {
  const pattern = tree.ancestor(name, K_AS_PATTERN)
  if (pattern === NO_NODE) return []
  const value = tree.firstChild(pattern)
  const edit = { start: tree.end(value), end: tree.end(pattern), newText: '' }
  return fixWith('Leave the name out', 'safe', [edit])
}

/** The call alone, for what it does; nothing where the value does nothing. */
function withoutTarget(tree: SyntaxTree, assignment: Node): FixDraft[] {
  const value = tree.child(assignment, F_RIGHT)
  if (value === NO_NODE) return []
  const kind = tree.kind(value)
  if (kind === K_CALL || kind === K_AWAIT) {
    return fixWith('Keep the call alone', 'needs-review', [
      replace(tree, assignment, tree.text(value)),
    ])
  }
  if (!IDLE.has(kind) || tree.hasChildOfKind(value, K_INTERPOLATION)) return []
  const edits = removeStatements(tree, [tree.parent(assignment)])
  return fixWith('Delete the assignment', 'needs-review', edits)
}

/** Values that do nothing by being read. */
const IDLE: ReadonlySet<number> = new Set([
  K_IDENTIFIER,
  K_STRING,
  K_INTEGER,
  K_FLOAT,
  K_NONE,
  K_TRUE,
  K_FALSE,
])

const KEY = {}

/** In a text that may be an annotation or a doctest, or in a type comment. */
function isInText(checker: Checker, name: string): boolean {
  const words = checker.once(KEY, ({ facts, tree }) => {
    const found = new Set<string>()
    const texts = [...facts.nodesOfKind(K_STRING)].map((node) => tree.text(node))
    const comments = facts.comments.map(({ node }) => tree.text(node))
    for (const text of [...texts, ...comments.filter((one) => /type:|>>>/.test(one))]) {
      for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) found.add(word)
    }
    return found
  })
  return words.has(name)
}
