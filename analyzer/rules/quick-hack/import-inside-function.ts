import type { Checker, FixDraft } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { indentOf, lineBreakOf } from '../../matching/edits/edits.ts'
import { newImport } from '../../matching/edits/import-edits.ts'
import { removeStatements } from '../../matching/edits/removals.ts'
import { loadedWith, modulesOn, packageOf } from '../../matching/names/import-reach.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import { STDLIB_MODULES } from '../../project/stdlib-names.ts'
import {
  K_EXCEPT_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_MODULE,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Words of comments that say why an import is where it is. */
const REASON =
  /circular|cycl|import loop|lazy|lazily|optional|avoid|delay|defer|heavy|slow|expensive|start-?up|on demand|only (?:needed|when|if|here)|not at the top|may not be|isn't always|not always|local import|inner import|prevent|bootstrap|import time|because|since|imported (?:here|late|only|inside)|takes (?:long|time|\w+ (?:milli)?seconds?)|costly|pulls in/i

export default defineRule({
  id: 'import-inside-function',
  title: 'Import hidden inside a function',
  consequence:
    'A missing or broken dependency shows only when the function first runs, and readers do not see what the module needs.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
Imports at the top of a file say what it depends on and fail when the program starts. An import inside a
function fails at the first request that comes along, is looked up at each call, and often hides that two
modules need each other. Tools and readers that look at the head of the file do not find it.
`,
  fix: `
Move the import to the top of the file. If that makes a cycle, move what both need into a third module. Where
it has to stay, for an optional or slow dependency, say so in a comment.
`,
  exemptions: [
    {
      text: 'An optional dependency, and one whose place is explained.',
      quiet: py`
        def load(path):
            try:
                import yaml
            except ImportError:
                yaml = None
            # Imported here, since starting up must not load it.
            import numpy
            import pandas  # optional dependency

            # Imported here: it takes two seconds.
            import polars
            return yaml, numpy, pandas
      `,
    },
    {
      text: 'A cycle that an import at the top would close.',
      quiet: {
        'app/users.py': py`
          from app.orders import Order

          def orders(user):
              return [Order(user)]
        `,
        'app/orders.py': py`
          class Order:
              def owner(self):
                  from app.users import orders
                  return orders(self)
        `,
      },
    },
    {
      text: 'A cycle over several modules and over the package of what is imported.',
      quiet: {
        'shop/a.py': py`
          def price(order):
              from shop.parts.d import VAT
              return order.sum * VAT
        `,
        'shop/parts/__init__.py': 'from shop import b\n',
        'shop/parts/d.py': 'VAT = 1.19\n',
        'shop/b.py': 'import shop.c\n',
        'shop/c.py': 'from shop.a import price\n',
      },
    },
    {
      text: 'Imports for types, for one platform, and those of hooks that exist for them.',
      quiet: py`
        import sys
        from typing import TYPE_CHECKING

        from django.apps import AppConfig

        if TYPE_CHECKING:
            from app.models import User

        class Config(AppConfig):
            def ready(self):
                import app.signals

        def __getattr__(name):
            from app import late
            return getattr(late, name)

        def terminal():
            if sys.platform == "win32":
                import msvcrt
                return msvcrt
      `,
    },
  ],
  limits: ['That a library is slow to load is not known.'],
  bad: [
    py`
      def enqueue(job):
          import json #!
          from telemetry.prom import record
          record(json.dumps(job))
    `,
    py`
      class Store:
          def save(self, row):
              if row.is_new:
                  from datetime import datetime #!
                  row.made_at = datetime.now()

          async def load(self, key):
              import app.models as models #!
              return await models.load(key)
    `,
  ],
  good: [
    py`
      import json

      from telemetry.prom import record

      def enqueue(job):
          record(json.dumps(job))
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { tree, facts } = checker
      if (PACKAGE.test(checker.path)) return
      const imports = [K_IMPORT_STATEMENT, K_IMPORT_FROM_STATEMENT]
        .flatMap((kind) => [...facts.nodesOfKind(kind)])
        .filter((node) => isHidden(checker, node))
        .toSorted((a, b) => a - b)
      const byFunction = Map.groupBy(imports, (node) => facts.enclosingFunction(node))
      for (const [owner, [first, ...more]] of byFunction) {
        if (owner === undefined || first === undefined) continue
        const text = tree.text(first).replace(/\s+/g, ' ').slice(0, 100)
        const others = more.length === 0 ? '' : ` and ${more.length} more`
        checker.report({
          node: first,
          ...([first, ...more].every((one) => isLatePart(checker, one)) && {
            severity: 'low' as const,
          }),
          message: `\`${text}\`${others} ${more.length === 0 ? 'stands' : 'stand'} inside of \`${owner.name}\`, where nobody looks for it.`,
          related: more,
          fixes: fixOf(checker, owner, [first, ...more]),
        })
      }
    },
  },
})

/**
 * The imports at the top of the file. Only where their names mean the same there: nothing else in
 * the file goes by them.
 */
function fixOf(checker: Checker, owner: FunctionFacts, statements: readonly Node[]): FixDraft[] {
  const { facts, tree } = checker
  const names = facts.imports.filter(({ statement }) => statements.includes(statement))
  const isFree = names.every(
    ({ form, bound }) =>
      form !== 'star' &&
      facts.identifiersNamed(bound).every((one) => {
        if (tree.contains(owner.node, one)) return true
        const scope = facts.resolve(one)?.scope
        return scope !== undefined && scope.kind !== 'module'
      }),
  )
  const removals = isFree ? removeStatements(tree, statements) : undefined
  if (removals === undefined || statements.some((one) => tree.text(one).includes('#'))) return []
  const lines = statements.map((one) => {
    const indent = indentOf(tree, one)
    return tree.text(one).replaceAll(`\n${indent}`, '\n')
  })
  return [
    {
      title: 'Move to the top of the file',
      grade: 'needs-review',
      edits: [newImport(facts, lines.join(lineBreakOf(tree))), ...removals],
    },
  ]
}

function isHidden(checker: Checker, node: Node): boolean {
  const owner = checker.facts.enclosingFunction(node)
  if (owner === undefined || HOOKS.has(owner.name) || isOptional(checker, node)) return false
  if (INSTALLING.test(checker.tree.text(node))) return false
  return !isExplained(checker, node) && !closesCycle(checker, node)
}

/**
 * What only some users of the function have installed, or what is not ready when the module is loaded:
 * a package that neither the project nor the language brings, the models of a framework.
 */
function isLatePart(checker: Checker, node: Node): boolean {
  const { facts, tree, project, path } = checker
  const own = project.index.module(path)
  if (own === undefined || !path.includes('/')) return false
  return facts.imports
    .filter((one) => tree.contains(node, one.node))
    .every(({ module, target }) => {
      if (/(?:^|\.)models(?:\.|$)/.test(target ?? module)) return true
      const top = module.split('.')[0] ?? ''
      if (top === '' || STDLIB_MODULES.has(top)) return false
      if (modulesOn(project, target ?? module, own).length > 0) return false
      return !facts.imports.some(
        (other) =>
          other.module.split('.')[0] === top && facts.enclosingFunction(other.node) === undefined,
      )
    })
}

/** The import of the reactor chooses and installs it: Twisted wants it as late as can be. */
const INSTALLING = /^from twisted\.internet import reactor\b/

/** A package's own file loads its parts when they are asked for. */
const PACKAGE = /(?:^|\/)__(?:init|main)__\.py$/

const HOOKS = new Set(
  'ready __getattr__ main _main test _test demo _demo includeme pytest_configure setup create_app __del__ interact'.split(
    ' ',
  ),
)

/** In a \`try\` with handlers, a handler, or a branch that asks for the platform or a module. */
function isOptional({ tree }: Checker, node: Node): boolean {
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_FUNCTION_DEFINITION) break
    if (kind === K_TRY_STATEMENT || kind === K_EXCEPT_CLAUSE) return true
    if (kind === K_IF_STATEMENT) {
      const head = tree.text(at).split(':')[0] ?? ''
      if (/TYPE_CHECKING|platform|os\.name|version|find_spec|__debug__|debug/i.test(head))
        return true
    }
  }
  return isBehindGuard(tree, node)
}

/** `if not apps.is_installed("sites"): raise ...` above: it may not be there. */
function isBehindGuard(tree: SyntaxTree, node: Node): boolean {
  return statementsOf(tree, tree.parent(node)).some(
    (one) =>
      one < node &&
      tree.kind(one) === K_IF_STATEMENT &&
      /is_installed|find_spec|is_available|HAS_|has_/.test(tree.text(conditionOf(tree, one))),
  )
}

const LINES = {}

/** A comment on the line, or on the lines above the group of imports, that gives a reason. */
function isExplained(checker: Checker, node: Node): boolean {
  const { tree } = checker
  const lines = checker.once(LINES, () => tree.source.split('\n'))
  const line = tree.line(node) - 1
  if (
    /#(?!\s*(?:noqa|pylint|type:)\b).{3,}/.test(lines[line] ?? '') &&
    /#.*\w/.test(lines[line] ?? '')
  ) {
    return true
  }
  for (let at = line - 1; at >= 0 && at > line - 12; at -= 1) {
    const text = (lines[at] ?? '').trim()
    if (text.startsWith('#')) {
      if (REASON.test(text)) return true
      continue
    }
    if (!/^(?:import|from)\b/.test(text)) return false
  }
  return false
}

/** True when loading what is imported loads this module: at the top it would be a cycle. */
function closesCycle(checker: Checker, node: Node): boolean {
  const { facts, tree, project } = checker
  const own = project.index.module(checker.path)
  if (own === undefined) return false
  return facts.imports
    .filter((one) => tree.contains(node, one.node))
    .flatMap(({ form, module, target }) => {
      const path = form === 'import' ? module : target
      if (path === undefined) return []
      const loaded = modulesOn(project, path, own)
      const around = form === 'import' ? undefined : packageOf(project, path, own)
      return around === undefined ? loaded : [...loaded, around]
    })
    .some((module) => module !== own && loadedWith(project, module).has(own))
}
