import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, argumentsOf, keywordArgument } from '../../matching/calls/calls.ts'
import { isExpectedToRaise } from '../../matching/errors/expected-raise.ts'
import { missingTarget, namedTasks } from '../../matching/names/dotted-names.ts'
import { isSettings } from '../../matching/routes/settings-places.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Lists and tables of settings whose texts are names that the framework imports. */
const IMPORTED_SETTINGS =
  /^(?:MIDDLEWARE(?:_CLASSES)?|AUTHENTICATION_BACKENDS|ROOT_URLCONF|WSGI_APPLICATION|ASGI_APPLICATION|TEST_RUNNER|REST_FRAMEWORK|TEMPLATES|TEMPLATE_CONTEXT_PROCESSORS|FORM_RENDERER|EMAIL_BACKEND|DATABASE_ROUTERS|DEFAULT_FILE_STORAGE|STATICFILES_STORAGE|STORAGES|LOGGING|CACHES|CELERY_BEAT_SCHEDULE|CELERYBEAT_SCHEDULE|CELERY_TASK_ROUTES|beat_schedule|task_routes)$/

export default defineRule({
  id: 'unknown-dotted-name',
  title: 'Name in a text that leads nowhere',
  consequence:
    'The worker, the server or the test fails when it looks the name up: no check before that sees a text.',
  effortHours: { low: 0.1, high: 0.3 },
  cwe: [758],
  why: `
A task that is sent by its name, a middleware in the settings, a target of \`mock.patch\` and a function in
\`entry_points\` are texts. Nothing follows them when the function is renamed or moved: the broker refuses the message,
the server does not start, the installed command ends in an \`ImportError\`.
`,
  fix: 'Name what is there. Where the framework takes it, give the function itself: a checker and a rename see it.',
  exemptions: [
    {
      text: 'Names that are there, through imports, stars, `__getattr__` or a name of their own.',
      quiet: {
        'shop/__init__.py': '',
        'shop/rates.py': py`
          from shop.store import load
          RATES = {}

          def fetch(day):
              return load(day)
        `,
        'shop/store.py': py`
          def load(day):
              return day

          def save(day):
              return day
        `,
        'shop/lazy.py': py`
          def __getattr__(name):
              return name

          def own():
              return 1
        `,
        'shop/all.py': py`
          from shop.outside import *

          def own():
              return 1
        `,
        'shop/tasks.py': py`
          from celery import Celery

          app = Celery('shop')

          @app.task(name='shop.tasks.nightly')
          def clean():
              return 1

          def start():
              app.send_task('shop.tasks.nightly')
              app.send_task('billing.tasks.close')
        `,
        'tests/test_rates.py': py`
          from unittest import mock
          import pytest

          def test_names(monkeypatch):
              with mock.patch('shop.rates.load') as load:
                  assert load
              with mock.patch('shop.rates.RATES', {}), mock.patch('shop.lazy.thing'), mock.patch('shop.all.thing'):
                  assert mock
              with mock.patch('shop.rates.open'), mock.patch('shop.rates.other', create=True):
                  assert mock
              monkeypatch.setattr('shop.rates.gone', 1, raising=False)
              with pytest.raises(AttributeError):
                  monkeypatch.setattr('shop.rates.gone', 1)
        `,
      },
    },
  ],
  limits: ['Modules alone: names that a package lacks may be a part that is no Python.'],
  bad: [
    {
      'shop/__init__.py': '',
      'shop/tasks.py': py`
        from celery import Celery

        app = Celery('shop')
        app.conf.beat_schedule = {
            'nightly': {'task': 'shop.tasks.clean_up', 'schedule': 3600}, #!
            'hourly': {'task': 'shop.tasks.poll', 'schedule': 60},
        }

        @app.task
        def cleanup():
            return 1

        @app.task
        def poll():
            return 1
      `,
      'shop/views.py': py`
        from shop.tasks import app

        def close(order):
            app.send_task('shop.tasks.close', args=[order]) #!
            app.send_task('shop.tasks.poll')
      `,
    },
    {
      'setup.py': py`
        from setuptools import setup

        setup(
            name='shop',
            entry_points={'console_scripts': ['shop = shop.cli:main', 'shop-admin = shop.cli:run']}, #!
        )
      `,
      'shop/__init__.py': '',
      'shop/cli.py': py`
        def main():
            return 0

        class Guard:
            pass
      `,
      'shop/settings.py': py`
        ROOT_URLCONF = 'shop.urls'
        MIDDLEWARE = [
            'django.middleware.common.CommonMiddleware',
            'shop.cli.Guard',
            'shop.cli.Guards', #!
        ]
      `,
      'shop/serve.py': py`
        import uvicorn

        def serve():
            uvicorn.run('shop.cli:app', port=8000) #!
      `,
      'tests/test_cli.py': py`
        from unittest.mock import patch

        @patch('shop.cli.mian') #!
        def test_main(main):
            assert main
      `,
    },
  ],
  good: [
    {
      'shop/__init__.py': '',
      'shop/tasks.py': py`
        from celery import Celery

        app = Celery('shop')

        @app.task
        def cleanup():
            return 1

        def start():
            app.send_task('shop.tasks.cleanup')
      `,
    },
  ],
  calls: {
    ...callsTo(
      [
        'unittest.mock.patch',
        'mock.patch',
        'django.utils.module_loading.import_string',
        'werkzeug.utils.import_string',
        'uvicorn.run',
        'pydoc.locate',
        'pkgutil.resolve_name',
      ],
      (call, checker) => checkFirst(checker, call),
    ),
    ...callsTo(['setuptools.setup', 'distutils.core.setup'], (call, checker) =>
      checkEntryPoints(checker, call),
    ),
  },
  methods: {
    send_task: (call, checker) => checkFirst(checker, call),
    enqueue: (call, checker) => checkFirst(checker, call),
    add_job: (call, checker) => checkFirst(checker, call),
    from_object: (call, checker) => checkFirst(checker, call),
    patch(call, checker) {
      if (checker.tree.text(checker.facts.callee(call)) === 'mocker.patch')
        checkFirst(checker, call)
    },
    setattr(call, checker) {
      const { tree, facts } = checker
      if (!/^(?:monkeypatch|mp)\.setattr$/.test(tree.spelled(facts.callee(call)))) return
      if (keywordArgument(tree, call, 'raising') === NO_NODE) checkFirst(checker, call)
    },
  },
  on: {
    [k.K_ASSIGNMENT](assignment, checker) {
      const { tree } = checker
      const left = tree.child(assignment, k.F_LEFT)
      const name = /\w+$/.exec(tree.text(left))?.[0] ?? ''
      if (!IMPORTED_SETTINGS.test(name)) return
      const isPlan = /^(?:beat_schedule|task_routes|CELERY)/.test(name)
      if (!isPlan && !isSettings(checker, assignment)) return
      for (const text of checker.facts.nodesIn(tree.child(assignment, k.F_RIGHT), k.K_STRING)) {
        checkText(checker, text, stringValue(tree, text))
      }
    },
  },
})

function checkFirst(checker: Checker, call: Node): void {
  const { tree } = checker
  const given = argumentsOf(tree, call)
  const first = argumentFor(tree, call, 0, 'target')
  if (first === NO_NODE || given.some(({ name }) => name === 'create')) return
  if (isExpectedToRaise(checker.facts, call)) return
  checkText(checker, first, stringValue(tree, first))
}

/** `'shop = shop.cli:main'` in the lists of `entry_points`. */
function checkEntryPoints(checker: Checker, call: Node): void {
  const { tree, facts } = checker
  const points = keywordArgument(tree, call, 'entry_points')
  if (points === NO_NODE) return
  for (const text of facts.nodesIn(points, k.K_STRING)) {
    const target = /=\s*([\w.]+:\w+)/.exec(stringValue(tree, text) ?? '')?.[1]
    if (target !== undefined) checkText(checker, text, target)
  }
}

function checkText(checker: Checker, node: Node, text: string | undefined): void {
  if (text === undefined) return
  const missing = missingTarget(checker, text)
  if (missing === undefined || checker.project.has(namedTasks, text)) return
  const { path, name, candidate } = missing
  const hint = candidate === undefined ? '' : ` Perhaps \`${candidate}\` is meant.`
  checker.report({
    node,
    message: `\`${text}\` leads nowhere: \`${path}\` has no \`${name}\`.${hint}`,
  })
}
