import type { TestFunction } from '../../domain/tests/collected.ts'
import type { Checker, FixDraft } from '../../engine/checker.ts'
import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { indentOf, insertBefore, lineBreakOf } from '../../matching/edits/edits.ts'
import { importedModule } from '../../matching/edits/import-edits.ts'
import { K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Tests of a project by the path of their file. */
const _TESTS_BY_PATH = {}

export default defineRule({
  id: 'async-test-not-run',
  title: 'Async test that is never awaited',
  consequence: 'The test is reported as passed or skipped although not one line of it was run.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
Calling an \`async def\` gives a coroutine object and runs nothing. pytest needs a plug-in that awaits it:
with pytest-asyncio in its strict mode (the default) only tests marked \`@pytest.mark.asyncio\` are run, the
others are skipped with a warning. \`unittest.TestCase\` calls the method, drops the coroutine and counts a
pass.
`,
  fix: `
Mark the test (\`@pytest.mark.asyncio\`, \`@pytest.mark.anyio\`), or set \`asyncio_mode = "auto"\` under
\`[tool.pytest.ini_options]\`. With unittest derive from \`unittest.IsolatedAsyncioTestCase\`.
`,
  exemptions: [
    {
      text: 'A test with a marker, on itself, its class or its module.',
      quiet: {
        'tests/test_a.py': py`
          import pytest

          @pytest.mark.asyncio
          async def test_fetch(client):
              assert await client.fetch()

          @pytest.mark.anyio
          class TestClient:
              async def test_fetch(self, client):
                  assert await client.fetch()
        `,
        'tests/test_b.py': py`
          import pytest

          pytestmark = [pytest.mark.trio]

          async def test_fetch(client):
              assert await client.fetch()
        `,
      },
    },
    {
      text: 'A project whose configuration lets every async test run.',
      quiet: {
        'pyproject.toml': '[tool.pytest.ini_options]\nasyncio_mode = "auto"\n',
        'tests/test_a.py': py`
          async def test_fetch(client):
              assert await client.fetch()
        `,
      },
    },
    {
      text: 'A test case class that awaits its methods.',
      quiet: py`
        import unittest

        class LoopCase(unittest.TestCase):
            def _callTestMethod(self, method):
                run(method())

        class LoopTest(LoopCase):
            async def test_fetch(self):
                self.assertTrue(await fetch())

        class FetchTest(unittest.IsolatedAsyncioTestCase):
            async def test_fetch(self):
                self.assertTrue(await fetch())
      `,
    },
    {
      text: 'A decorator or fixture that may run the test, and a hook that adds markers.',
      quiet: {
        'tests/conftest.py': py`
          def pytest_collection_modifyitems(items):
              for item in items:
                  item.add_marker("asyncio")
        `,
        'tests/test_a.py': py`
          async def test_fetch(client):
              assert await client.fetch()

          @run_in_loop
          async def test_other(client):
              assert await client.fetch()
        `,
      },
    },
    {
      text: 'A helper, a fixture and a test that is not async.',
      quiet: py`
        import pytest

        @pytest.fixture
        async def client():
            return await connect()

        async def fetch(client):
            return await client.get("/")

        def test_fetch(client):
            assert run(fetch(client))

        @run_in_loop
        async def test_more(client):
            assert await client.fetch()

        async def test_server(aiohttp_client):
            assert await aiohttp_client(app())
      `,
    },
  ],
  limits: ['Plug-ins that run async tests without a marker or a setting are not known.'],
  bad: [
    {
      'pyproject.toml': '[tool.pytest.ini_options]\naddopts = "-q"\n',
      'tests/test_fetch.py': py`
        async def test_fetch(client): #!
            assert await client.fetch() == 200
      `,
    },
    {
      'tests/test_case.py': py`
        import unittest

        class FetchTest(unittest.TestCase):
            async def test_fetch(self): #!
                self.assertEqual(await fetch(), 200)
      `,
    },
    {
      'pytest.ini': '[pytest]\nasyncio_mode = strict\n',
      'tests/test_fetch.py': py`
        import pytest

        @pytest.mark.asyncio
        async def test_marked(client):
            assert await client.fetch() == 200

        @pytest.mark.parametrize("path", ["/", "/a"])
        async def test_paths(client, path): #!
            assert await client.fetch(path) == 200

        class TestFetch:
            async def test_method(self, client): #!
                assert await client.fetch() == 200
      `,
    },
    py`
      async def test_fetch(client): #!
          assert await client.fetch() == 200
    `,
  ],
  good: [
    py`
      import pytest

      @pytest.mark.asyncio
      async def test_fetch(client):
          assert await client.fetch() == 200
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const all = checker.project.at(unawaitedTests, checker.path) ?? []
      const tests = all.filter(({ runs }) => runs !== 'yes')
      for (const test of tests) {
        const { summary } = test.function
        const own = checker.facts.functions.find(
          ({ symbol, isAsync }) => isAsync && symbol === summary.symbol,
        )
        if (own === undefined || own.isGenerator || mayBeRun(checker, own)) continue
        if (test.fixtures.some((name) => RUNNING_FIXTURE.test(name))) continue
        const isMarkedElsewhere = tests.length < all.length
        const isSure = test.runs === 'no'
        checker.report({
          node: own.node,
          message:
            test.runner === 'unittest'
              ? `\`${own.name}\` is a coroutine: \`TestCase\` calls it, drops it and counts a pass.`
              : `\`${own.name}\` is async and nothing awaits it: no marker, and no setting that runs every async test.`,
          ...(isSure || isMarkedElsewhere ? {} : { confidence: 'medium' as const }),
          fixes: fixOf(checker, own, test),
        })
      }
    },
  },
})

const RUNNING_FIXTURE =
  /^(?:aiohttp_\w+|test_client|test_server|loop|event_loop|anyio_backend|nursery|autojump_clock)$/
const HARMLESS_DECORATOR =
  /^(?:pytest\.mark\.\w+|unittest\.(?:skip\w*|expectedFailure|mock\.patch.*)|mock\.patch.*|hypothesis\.\w+|freezegun\.freeze_time)$/

export const unawaitedTests = defineTable({
  id: 'async tests by path',
  make(project): ReadonlyMap<string, readonly TestFunction[]> {
    const hasHook = project.index.functions.some(({ summary }) =>
      /^pytest_(?:collection_modifyitems|pyfunc_call|pycollect_makeitem|itemcollected)$/.test(
        summary.name,
      ),
    )
    // A plug-in is set up in a file that is not among those that are looked at.
    const hasPlugin =
      project.configs.length === 0 &&
      project.index.functions.some(
        ({ summary }) => summary.name === 'event_loop' && summary.decorators.length > 0,
      )
    const { tests } = project.domain.tests
    // A hook may mark all tests; what unittest runs it does not reach.
    const open = tests.filter(
      (test) =>
        test.runs !== undefined &&
        (test.runner === 'unittest' ? !hasOwnRunner(project, test) : !hasHook && !hasPlugin),
    )
    return Map.groupBy(open, (test) => test.function.module.summary.path)
  },
})

/** True for a base class of the project that runs its methods itself. */
function hasOwnRunner(project: Project, { class: owner }: TestFunction): boolean {
  if (owner === undefined) return false
  const { hierarchy } = project.index
  return ['run', '__call__', '_callTestMethod', '_run', 'runTest', 'deferTestMethod'].some(
    (name) => hierarchy.findMethod(owner, name) !== undefined,
  )
}

/** True for tests under a decorator that is no plain marker. */
function mayBeRun(checker: Checker, test: FunctionFacts): boolean {
  const { tree, facts } = checker
  return test.decorators.some((decorator) => {
    const callee = tree.kind(decorator) === K_CALL ? tree.callee(decorator) : decorator
    return !HARMLESS_DECORATOR.test(facts.qualifiedName(callee) ?? '')
  })
}

/** The marker above the test, where pytest is imported. */
function fixOf(checker: Checker, own: FunctionFacts, test: TestFunction): FixDraft[] {
  const { tree, facts } = checker
  if (test.runner === 'unittest') return []
  const pytest = importedModule(facts, 'pytest', own.node)
  const lineBreak = lineBreakOf(tree)
  const marker = `@${pytest.text}.mark.asyncio${lineBreak}${indentOf(tree, own.statement)}`
  return [
    {
      title: 'Mark the test for pytest-asyncio',
      grade: 'needs-review',
      edits: [...pytest.edits, insertBefore(tree, own.statement, marker)],
    },
  ]
}
