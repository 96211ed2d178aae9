import { stringValue } from '../../facts/strings.ts'
import { replace } from '../../matching/edits/edits.ts'
import { K_CALL } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { lostPatch } from './matching/lost-patches.ts'

export default defineRule({
  id: 'patch-without-effect',
  title: 'Patch that the tested code does not see',
  consequence:
    'The test runs with the real thing: it sends, pays or deletes, or it passes for another reason than it says.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
\`from app.rates import fetch\` gives the importing module a name of its own when it is loaded. A patch of
\`app.rates.fetch\` afterwards changes the name in \`app.rates\` alone: the tested code goes on with the function that it
has. The mock is never called, and a test that does not ask for that passes with the real one behind it.
`,
  fix: `
Patch the name where it is looked up: \`patch("app.prices.fetch")\` for a function of \`app.prices\`. Assert that the mock
was called, so that a patch without effect fails.
`,
  exemptions: [
    {
      text: 'The name is patched where it is looked up, or is looked up in its module each time.',
      quiet: {
        'app/rates.py': py`
          def fetch(day):
              return day
        `,
        'app/prices.py': py`
          from app.rates import fetch

          def price(day):
              return fetch(day)
        `,
        'app/costs.py': py`
          import app.clock
          from app import clock

          def cost(day):
              return clock.now()
        `,
        'app/clock.py': py`
          def now():
              return 0
        `,
        'tests/test_prices.py': py`
          from unittest.mock import patch
          from app.costs import cost
          from app.prices import price

          def test_price():
              with patch("app.prices.fetch", return_value=2):
                  assert price(1) == 2

          def test_cost():
              with patch("app.clock.now", return_value=2):
                  assert cost(1) == 2
        `,
      },
    },
    {
      text: 'Others see the patch: a late import, the module itself, the test.',
      quiet: {
        'app/mail.py': py`
          def connect():
              return 1

          def send(text):
              return connect()

          def drop(text):
              return text
        `,
        'app/signup.py': py`
          from app.mail import connect, drop, send

          def welcome(user):
              from app.mail import drop
              drop(user)
              return send(connect())
        `,
        'tests/test_signup.py': py`
          from unittest.mock import patch
          from app import mail
          from app.signup import welcome

          @patch("app.mail.connect")
          def test_connect(connect):
              assert welcome(1)

          @patch("app.mail.drop")
          def test_drop(drop):
              assert welcome(1)

          def test_send(monkeypatch):
              monkeypatch.setattr(mail, "send", print)
              assert welcome(1) == mail.send(1)
        `,
      },
    },
  ],
  limits: [
    'Only calls that the test itself makes are followed: what a client of the application runs is not seen.',
    'Values that are passed on without being called may be seen by ways that are not followed.',
  ],
  bad: [
    {
      'app/rates.py': py`
        def fetch(day):
            return day

        class Store:
            def load(self):
                return 1

        def save(row):
            return row
      `,
      'app/prices.py': py`
        from app.rates import Store, fetch, save

        def price(day):
            save(day)
            return fetch(day) + Store().load()
      `,
      'tests/test_prices.py': py`
        from unittest import mock
        from unittest.mock import patch
        from app.prices import price

        def test_price():
            with patch("app.rates.fetch", return_value=2): #!
                assert price(1) == 2

        @mock.patch("app.rates.Store") #!
        def test_store(store):
            assert price(1) == 2

        def test_save(monkeypatch):
            monkeypatch.setattr("app.rates.save", print) #!
            assert price(1) == 2
      `,
    },
  ],
  good: [
    {
      'app/rates.py': py`
        def fetch(day):
            return day
      `,
      'app/prices.py': py`
        from app.rates import fetch

        def price(day):
            return fetch(day)
      `,
      'tests/test_prices.py': py`
        from unittest.mock import patch
        from app.prices import price

        def test_price():
            with patch("app.prices.fetch", return_value=2) as fetch:
                assert price(1) == 2
            fetch.assert_called_once_with(1)
      `,
    },
  ],
  on: {
    [K_CALL](call, checker) {
      const patch = lostPatch(checker, call)
      if (patch === undefined) return
      const { tree } = checker
      const { target, text, tested, taking, module } = patch
      const place = `${module}.${taking.bound}`
      const isWritten = text !== NO_NODE && stringValue(tree, text) === target
      const hasOneRoot = taking.target === target
      checker.report({
        node: call,
        message: `\`${taking.path}\` took \`${taking.bound}\` when it was loaded: the patch of \`${target}\` does not reach it. Patch \`${place}\`.`,
        evidence: [
          { kind: 'write', node: call, message: 'replaces the name in its own module' },
          { kind: 'call', node: tested, message: 'runs with the real one' },
        ],
        fixes:
          isWritten && hasOneRoot
            ? [
                {
                  title: 'Patch it where it is looked up',
                  grade: 'needs-review',
                  edits: [replace(tree, text, JSON.stringify(place))],
                },
              ]
            : [],
      })
    },
  },
})
