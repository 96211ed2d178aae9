import { domainOf } from '../../domain/domain-of.ts'
import type { Uncollected } from '../../domain/tests/collected.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { ClassFacts } from '../../facts/classes.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Hooks by which a plug-in tells pytest what is a test. */
const COLLECTING =
  /^pytest_(?:pycollect_make(?:item|module)|collect_(?:file|directory)|make_collect_report)$/
const REASONS: Readonly<Record<Uncollected['reason'], string>> = {
  'file-name': 'the name of its file is not one that the test runner looks into',
  'class-has-init': 'its class has a constructor, and the test runner leaves such classes out',
  'class-name': 'the name of its class does not begin as the test runner expects',
  nested: 'it stands inside of another function',
}

export default defineRule({
  id: 'test-not-discovered',
  title: 'Test that is never run',
  consequence: 'The test suite is green because a part of it is not executed.',
  effortHours: { low: 0.05, high: 0.25 },
  confidence: 'medium',
  why: `
The function looks like a test, and everybody counts on it, but the runner collects tests by the names of files,
classes and functions, and this one does not fit. It has never failed because it has never run.
`,
  fix: `
Rename the file to \`test_*.py\`, the class to \`Test*\` without \`__init__\`, move the function to the module, or tell the
runner its name by \`python_files\`, \`python_classes\` and \`python_functions\`.
`,
  exemptions: [
    {
      text: 'A folder of tests under other names, where the configuration of the runner is not here.',
      quiet: {
        'shop/testsuite/keys.py': py`
          import pytest

          def test_key():
              assert len("key") == 3
        `,
        'shop/testsuite/locks.py': py`
          import pytest

          def test_lock():
              assert len("lock") == 4
        `,
        'shop/testsuite/cache.py': py`
          import pytest

          def test_cache():
              assert len("cache") == 5
        `,
      },
    },
    {
      text: 'A project with a plug-in that collects tests by rules of its own.',
      quiet: {
        'tests/conftest.py': py`
          import pytest

          def pytest_pycollect_makeitem(collector, name, obj):
              return collector.session.perform_collect(name)
        `,
        'tests/test_names.py': py`
          class NameTest:
              def test_first(self):
                  assert first() == 'a'
        `,
      },
    },
    {
      text: 'Names that the settings of the project name.',
      quiet: {
        'pytest.ini':
          '[pytest]\npython_files = check_*.py test_*.py\npython_classes = Test* *Spec\n',
        'tests/check_orders.py': py`
          import pytest

          def test_total():
              assert 1 + 1 == 2

          class OrderSpec:
              def test_name(self):
                  assert "a" == "a"
        `,
      },
    },
    {
      text: 'Classes of `unittest`, mixins, and bases of others.',
      quiet: {
        'tests/test_orders.py': py`
          import unittest

          class Orders(unittest.TestCase):
              def __init__(self, *arguments):
                  super().__init__(*arguments)

              def test_total(self):
                  self.assertEqual(1 + 1, 2)

          class OrderMixin:
              def test_name(self):
                  assert self.name

          class Shared:
              def test_key(self):
                  assert self.key

          class TestOne(Shared):
              key = 1
        `,
      },
    },
    {
      text: 'Bases of another framework, which finds its tests by them.',
      quiet: {
        'suite/test_cte.py': py`
          from framework import fixtures

          class CTETest(fixtures.TablesTest):
              def test_select(self):
                  assert self.tables
        `,
        'suite/test_other.py': py`
          def test_other():
              assert 1 + 1 == 2
        `,
      },
    },
    {
      text: 'Helpers, fixtures, and functions of that name in the program itself.',
      quiet: {
        'tests/conftest.py': py`
          import pytest

          @pytest.fixture
          def test_client():
              return 1
        `,
        'app/connection.py': py`
          def test_connection(url):
              return bool(url)
        `,
        'tests/test_a.py': py`
          def test_a():
              def test_value(value):
                  return value
              assert test_value(1)
        `,
      },
    },
  ],
  limits: ['Plugins that collect tests in other ways are not known.'],
  bad: [
    {
      'tests/orders_checks.py': py`
        import pytest

        def test_total(): #!
            assert 1 + 1 == 2
      `,
      'tests/test_other.py': py`
        def test_other():
            assert 2 + 2 == 4
      `,
    },
    {
      'tests/test_orders.py': py`
        import pytest

        class TestOrders: #!
            def __init__(self):
                self.total = 2

            def test_total(self):
                assert self.total == 2

        class OrderTests: #!
            def test_name(self):
                assert "a" == "a"

        def check():
            def test_inner(): #!
                assert 1 + 1 == 2
      `,
    },
  ],
  good: [
    {
      'tests/test_orders.py': py`
        class TestOrders:
            def setup_method(self):
                self.total = 2

            def test_total(self):
                assert self.total == 2
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      const { facts } = checker
      for (const one of checker.project.at(uncollectedByPath, checker.path) ?? []) {
        if (one.reason === 'file-name' && (isNamedOtherwise(checker) || isData(checker))) continue
        const symbol = one.function?.summary.symbol ?? one.class?.summary.symbol
        const found =
          one.function === undefined
            ? facts.classes.find((other) => other.symbol === symbol)
            : facts.functions.findLast((other) => other.symbol === symbol)
        if (found === undefined || found.nameNode === NO_NODE) continue
        if (
          found.name === 'test_suite' ||
          isUsed(checker, found.nameNode) ||
          isOfAnotherRunner(checker, found)
        )
          continue
        checker.report({
          node: found.nameNode,
          message: `\`${found.name}\` is never run: ${REASONS[one.reason]}.`,
        })
      }
    },
  },
})

/**
 * A folder in which several files hold tests and none is named as the runner expects, in a project
 * whose configuration is not here: it was told of other names.
 */
function isNamedOtherwise({ project, path }: Checker): boolean {
  const { tests } = domainOf(project)
  if (tests.configs.length > 0) return false
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const own = project.paths.filter(
    (one) => one.startsWith(folder) && !one.slice(folder.length).includes('/'),
  )
  if (own.some((one) => /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(one))) return false
  const holding = new Set(
    tests.uncollected.filter(({ reason }) => reason === 'file-name').map((one) => one.path),
  )
  return own.filter((one) => holding.has(one)).length > 2
}

export const uncollectedByPath = defineTable({
  id: 'uncollected tests by path',
  make: ({ domain }): ReadonlyMap<string, readonly Uncollected[]> =>
    Map.groupBy(domain.tests.uncollected, ({ path }) => path),
})

/** What tests read or check the types of is no test itself. */
function isData({ path }: Checker): boolean {
  return /(?:^|\/)(?:data|fixtures|samples|snippets|resources|testdata|test_data)\//.test(path)
}

/** Called, handed on, derived from, or named in a text that is run: somebody runs it otherwise. */
function isUsed({ facts, tree }: Checker, name: Node): boolean {
  if ((facts.resolve(name)?.references.length ?? 0) > 0) return true
  return new RegExp(`^${facts.name(name)}\\(`, 'm').test(tree.source)
}

/** Other runners find tests by their base classes, or are told of them. */
function isOfAnotherRunner({ project }: Checker, found: FunctionFacts | ClassFacts): boolean {
  if (found instanceof ClassFacts && found.bases.length > 0) return true
  const { collects, isPytest } = project.table(testRunner)
  return collects || !isPytest
}

/** Whether the project collects tests by itself, and whether it has them run by pytest. */
export const testRunner = defineTable({
  id: 'runner of tests',
  make: ({ domain, index, paths }) => ({
    collects: index.functions.some(({ summary }) => COLLECTING.test(summary.name)),
    isPytest:
      domain.tests.configs.length > 0 ||
      paths.some((path) =>
        index.module(path)?.summary.imports.some((one) => /^pytest\b/.test(one.target ?? '')),
      ),
  }),
})
