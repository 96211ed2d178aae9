import type { Checker } from '../../engine/checker.ts'
import type { Binding } from '../../facts/scopes.ts'
import {
  K_CALL,
  K_CLASS_DEFINITION,
  K_DECORATED_DEFINITION,
  K_DECORATOR,
  K_FUNCTION_DEFINITION,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'duplicate-definition',
  title: 'Definition that a later one replaces',
  consequence:
    'The first definition never runs; a test among them passes because it is never called.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [561],
  why: `
Two functions, methods or classes of one scope have the same name. Python keeps the last one: the first is gone
before anybody could use it. Mostly a copy was not renamed, and what it was meant to do, or to test, does not happen.
`,
  fix: 'Rename one of them, or delete the one that is not meant.',
  exemptions: [
    {
      text: 'Overloads, accessors of properties, registered cases: what a decorator keeps.',
      quiet: py`
        from functools import singledispatch
        from typing import overload

        class Box:
            @property
            def size(self):
                return 1

            @size.setter
            def size(self, value):
                pass

        @overload
        def get(a: int) -> int: ...
        @overload
        def get(a: str) -> str: ...
        def get(a):
            return a

        @singledispatch
        def show(value):
            return value

        @show.register
        def _(value: int):
            return 1

        @show.register
        def _(value: str):
            return 2
      `,
    },
    {
      text: 'Definitions in different branches.',
      quiet: py`
        import sys

        if sys.platform == "win32":
            def start():
                return 1
        else:
            def start():
                return 2

        try:
            from fast import load
        except ImportError:
            def load():
                return 3
      `,
    },
    {
      text: 'A definition that is used before it is replaced.',
      quiet: py`
        def step():
            return 1

        import os.path
        import os.abc
        try:
            import fast as parser
        except ImportError:
            import slow as parser

        first = step

        def step():
            return first() + 1
      `,
    },
  ],
  limits: ['A value that a definition replaces is not looked at.'],
  bad: [
    py`
      def test_saves():
          assert save(1)

      def test_saves(): #!
          assert save(2)
    `,
    py`
      class Store:
          def load(self):
              return 1

          def save(self):
              return 2

          def load(self): #!
              return 3

      class Store: #!
          async def load(self):
              return 4

      def outer():
          def inner():
              return 1
          def inner(): #!
              return 2
          return inner

      class Box:
          @staticmethod
          def make():
              return 1

          @classmethod
          def make(cls): #!
              return 2

          @property
          def size(self):
              return 1

          @property
          def size(self): #!
              return 2
    `,
    py`
      import json
      import os
      from app.models import Order
      import json #!
      from app.schemas import Order #!

      def os(): #!
          return json.dumps(Order)
    `,
  ],
  good: [
    py`
      def test_saves_one():
          assert save(1)

      def test_saves_two():
          assert save(2)
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const binding of checker.facts.bindings()) {
        if (binding.definitionCount > 1 && binding.scope !== undefined) check(checker, binding)
      }
    },
  },
})

function check(checker: Checker, binding: Binding): void {
  if (binding.name === '_') return
  const { tree } = checker
  let previous: Node | undefined
  for (const { kind, node } of binding.definitions) {
    const own = tree.kind(tree.parent(node))
    if (kind === 'import') {
      const first = previous
      previous = importStatementOf(checker, node)
      if (first === undefined || previous === undefined) continue
      if (tree.kind(first) !== K_IMPORT_STATEMENT && tree.kind(first) !== K_IMPORT_FROM_STATEMENT)
        continue
      if (first === previous || !isReplaced(checker, binding, first, previous)) continue
      checker.report({
        node,
        severity: 'low',
        message: `\`${binding.name}\` is imported before, and nothing used it in between.`,
        related: [first],
      })
      continue
    }
    const isDefined =
      (kind === 'function' || kind === 'class') &&
      (own === K_FUNCTION_DEFINITION || own === K_CLASS_DEFINITION)
    const definition = isDefined ? wholeDefinition(checker, tree.parent(node)) : undefined
    if (definition === undefined) {
      previous = undefined
      continue
    }
    if (previous !== undefined && isReplaced(checker, binding, previous, definition)) {
      checker.report({
        node: tree.parent(node),
        message: `\`${binding.name}\` is defined before in the same place, and this one replaces it unused.`,
        related: [previous],
      })
    }
    previous = definition
  }
}

/** Decorators that give the name a value and leave no other trace of what they decorate. */
const KEEPS_NOTHING =
  /^(?:builtins\.(?:staticmethod|classmethod|property)|functools\.(?:cached_property|lru_cache|cache|wraps)|abc\.abstractmethod|contextlib\.(?:async)?contextmanager|typing(?:_extensions)?\.(?:override|final))$/

/** The definition with its decorators; undefined where one of them may keep it somewhere. */
function wholeDefinition({ tree, facts }: Checker, definition: Node): Node | undefined {
  const around = tree.parent(definition)
  if (tree.kind(around) !== K_DECORATED_DEFINITION) return definition
  const isLost = tree.namedChildren(around).every((one) => {
    if (tree.kind(one) !== K_DECORATOR) return true
    const named = tree.namedChildren(one)[0] ?? NO_NODE
    if (named === NO_NODE) return false
    const name = tree.kind(named) === K_CALL ? facts.calleeName(named) : facts.qualifiedName(named)
    return name !== undefined && KEEPS_NOTHING.test(name)
  })
  return isLost ? around : undefined
}

/** In the same block, and nothing between the two uses the first. */
function isReplaced({ tree }: Checker, binding: Binding, first: Node, second: Node): boolean {
  if (tree.parent(first) !== tree.parent(second)) return false
  return ![...binding.references].some((use) => use > first && use < tree.endOfSubtree(second))
}

/** The statement of an import that binds its own name; `import a.b` binds the package as others do. */
function importStatementOf({ facts }: Checker, node: Node): Node | undefined {
  const one = facts.importAt(node)
  if (one === undefined || one.form === 'star' || one.form === 'future') return undefined
  if (
    one.form === 'import' &&
    one.module.includes('.') &&
    one.bound !== one.module.split('.').at(-1)
  )
    return undefined
  return one.statement
}
