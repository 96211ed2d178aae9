// What the runner collects, how async tests run, and what tests reach.
import { describe, expect, test } from 'vitest'
import type { TestTable } from '../../../analyzer/domain/tests/test-table.ts'
import { appFiles, appText } from './app-files.ts'
import { projectOf } from './project-of.ts'

const ids = (table: TestTable) =>
  table.tests.map(({ id, runs }) => (runs === undefined ? id : `${id} runs:${runs}`))

describe('the review application', () => {
  const configs = [
    { path: 'backend/pyproject.toml', text: appText('review_api', 'backend/pyproject.toml') },
  ]
  const { tests } = projectOf(appFiles('review_api'), configs).domain

  test('tests are collected, and async ones without a mark do not run', () => {
    expect(ids(tests)).toEqual([
      'backend/tests/test_reviews.py::test_transition',
      'backend/tests/test_reviews.py::test_without_marker runs:no',
      'backend/tests/test_reviews.py::TestAssign::test_assigns_an_engineer runs:yes',
      'backend/tests/test_reviews.py::TestAssign::test_decision_needs_a_submitted_review runs:yes',
    ])
    expect(tests.uncollected.map((one) => `${one.class?.summary.name} ${one.reason}`)).toEqual([
      'TestHelper class-has-init',
    ])
    expect(tests.configs.map((one) => [one.folder, one.testpaths, one.markers])).toEqual([
      ['backend', ['tests'], ['slow']],
    ])
  })

  test('requests reach handlers through helpers, fixtures and paths', () => {
    const reached = (name: string) => {
      const found = tests.tests.find(({ id }) => id.endsWith(name))
      return found && [...tests.reached(found)].map(({ summary }) => summary.symbol).toSorted()
    }
    expect(reached('test_assigns_an_engineer')).toEqual(['assign_review_to_engineer', 'create_app'])
    expect(reached('test_decision_needs_a_submitted_review')).toEqual([
      'create_app',
      'make_review_decision',
    ])
    expect(reached('test_transition')).toEqual(['EngineerReview.can_transition_to'])
    expect(reached('test_without_marker')).toEqual(['create_app', 'health'])
  })

  test('the way back: which tests reach a function, which files import a module', () => {
    const handler = tests.routeFor('POST', '/api/v1/admin/incidents/1/assign')?.handler
    expect(handler && tests.testsOf(handler).map(({ id }) => id)).toEqual([
      'backend/tests/test_reviews.py::TestAssign::test_assigns_an_engineer',
    ])
    expect(tests.filesImporting('backend/app/models/engineer_review.py')).toEqual([
      'backend/tests/test_reviews.py',
    ])
  })
})

describe('the job queue', () => {
  const configs = [{ path: 'tests/pytest.ini', text: appText('job_queue', 'tests/pytest.ini') }]
  const { tests } = projectOf(appFiles('job_queue'), configs).domain

  test('unittest classes and fixtures that give objects', () => {
    expect(ids(tests)).toEqual([
      'tests/test_dual_write.py::test_enqueue',
      'tests/test_dual_write.py::test_update_status',
      'tests/test_dual_write.py::QueueCase::test_missing',
      'tests/test_router.py::test_submit',
      'tests/test_router.py::test_malformed_name',
      'tests/test_router.py::test_claim runs:yes',
    ])
    const update = tests.tests.find(({ id }) => id.endsWith('test_update_status'))
    const names = update && [...tests.reached(update)].map(({ summary }) => summary.name).toSorted()
    expect(names).toEqual(['__init__', 'enqueue', 'get_job', 'update_status'])
    const submit = tests.tests.find(({ id }) => id.endsWith('test_submit'))
    const routes =
      submit && [...tests.reached(submit)].map(({ summary }) => summary.name).toSorted()
    expect(routes).toEqual(['register_job', 'submit_task'])
  })
})

test.each([
  ['pytest.ini', '[pytest]\nasyncio_mode = auto\n', 'yes'],
  ['setup.cfg', '[metadata]\nname = x\n[tool:pytest]\naddopts = -q --asyncio-mode=auto\n', 'yes'],
  ['tox.ini', '[pytest]\n# comment\nasyncio_mode=strict\n', 'no'],
  [
    'pyproject.toml',
    '[tool.pytest.ini_options]\nasyncio_mode = "auto"\nmarkers = [\n  "slow: x",\n]\n',
    'yes',
  ],
  ['pyproject.toml', '[tool.black]\nline-length = 100\n', 'unknown'],
  ['pyproject.toml', 'not = [toml\n', 'unknown'],
  ['setup.cfg', '[pytest]\nasyncio_mode = auto\n', 'unknown'],
])('%s: %j', (path, text, expected) => {
  const source = 'async def test_a():\n    assert True\n'
  const { tests } = projectOf({ 'tests/test_a.py': source }, [{ path, text }]).domain
  expect(tests.tests.map(({ runs }) => runs)).toEqual([expected])
})

test('what is collected depends on names, files and classes', () => {
  const { tests } = projectOf(
    {
      'tests/checks.py': 'def test_in_wrong_file():\n    assert True\n',
      'tests/test_all.py': `
import pytest
from unittest import IsolatedAsyncioTestCase, TestCase

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

class BaseCase:
    def test_shared(self):
        assert True

class TestOne(BaseCase):
    @pytest.mark.usefixtures("db")
    def test_own(self, client, size=3):
        assert True

class OrderTests:
    def test_never(self):
        assert True

class AsyncCase(IsolatedAsyncioTestCase):
    async def test_runs(self):
        self.assertTrue(True)

class SyncCase(TestCase):
    async def test_is_never_awaited(self):
        self.assertTrue(True)

@pytest.fixture
def test_data():
    return 1

async def test_marked():
    def test_inner():
        assert False

def testing():
    pass
`,
    },
    [{ path: 'pytest.ini', text: '[pytest]\npython_functions = test_*\n' }],
  ).domain
  expect(ids(tests)).toEqual([
    'tests/test_all.py::test_marked runs:yes',
    'tests/test_all.py::TestOne::test_own',
    'tests/test_all.py::TestOne::test_shared',
    'tests/test_all.py::AsyncCase::test_runs runs:yes',
    'tests/test_all.py::SyncCase::test_is_never_awaited runs:no',
  ])
  expect(
    tests.uncollected.map(
      (one) => `${one.function?.summary.symbol ?? one.class?.summary.name} ${one.reason}`,
    ),
  ).toEqual([
    'test_in_wrong_file file-name',
    'test_marked.<locals>.test_inner nested',
    'OrderTests class-name',
  ])
  const own = tests.tests.find(({ id }) => id.endsWith('test_own'))
  expect(own?.fixtures).toEqual(['client', 'db'])
  expect(own?.marks).toEqual(['usefixtures', 'anyio', 'slow'])
})
