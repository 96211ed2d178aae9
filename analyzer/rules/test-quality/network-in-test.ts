import type { Checker } from '../../engine/checker.ts'
import { stringTemplate } from '../../facts/strings.ts'
import { typedName } from '../../matching/calls/typed-calls.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import { valueBehind } from '../../matching/values/named-values.ts'
import { K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const ASKS =
  /^(?:requests|httpx)\.(?:(?:Session|Client)\(\)\.)?(?:get|post|put|patch|delete|head|request)$|^urllib\.request\.(?:urlopen|urlretrieve)$/
/** Hosts of this machine, of containers, and those that are reserved for examples that nobody reaches. */
const NEAR =
  /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker\.internal|test(?:server)?(?:[:/]|$)|[^/:.]+(?:[:/]|$)|[^/]*\.(?:test|local|localhost|invalid|internal)(?:[:/]|$)|\{\})/
const DOUBLED =
  /\b(?:responses|requests_mock|respx|httpretty|vcr|pook|aioresponses|pytest_httpserver|httpserver|betamax|MockTransport|pytest_socket)\b|patch(?:\.object)?\(\s*['"]?(?:requests|httpx|urllib)|setattr\(\s*['"]?(?:requests|httpx|urllib)/
/** In the test itself: what is put in the place of anything may be the connection. */
const PATCHED = /\b(?:monkeypatch|mock\w*|patch\w*)\b/i
const MARKED =
  /@(?:pytest\.mark|unittest)\.\w*(?:network|online|integration|e2e|internet|live|remote|slow|external|skip)/i

export default defineRule({
  id: 'network-in-test',
  title: 'Test that asks a server on the internet',
  consequence:
    'The test fails without a network or when the other server changes its answer, and sends requests at each run.',
  effortHours: { low: 0.3, high: 1 },
  why: `
A test that asks a real server tests that server, the network and the certificate of the day as well. It fails in a build
without a network, is slow, and nobody can make the server answer with the error that the program must survive.
`,
  fix: 'Let the test answer in the place of the server (`responses`, `respx`, `httpx.MockTransport`), or mark it so that it runs on request only.',
  exemptions: [
    {
      text: 'A server on this machine, an answer that the test gives itself, a test that is marked.',
      quiet: {
        'tests/test_near.py': py`
          import pytest
          import requests

          def test_own(port):
              assert requests.get('http://localhost:8000/', timeout=3).ok
              assert requests.get(f'http://127.0.0.1:{port}/', timeout=3).ok

          @pytest.mark.network
          def test_marked():
              assert requests.get('https://api.example.org/', timeout=3).ok
        `,
        'tests/test_double.py': py`
          import requests
          import responses

          @responses.activate
          def test_double():
              responses.get('https://api.example.org/', json=[])
              assert requests.get('https://api.example.org/', timeout=3).json() == []
        `,
      },
    },
    {
      text: 'Tests in a folder for integration.',
      quiet: {
        'tests/integration/test_api.py': py`
          import requests

          def test_api():
              assert requests.get('https://api.example.org/', timeout=3).ok
        `,
      },
    },
  ],
  limits: ['Requests that the program makes are not followed.'],
  bad: [
    {
      'tests/test_api.py': py`
        import urllib.request
        import httpx
        import requests

        URL = 'https://api.example.org/status'

        def test_status():
            assert requests.get(URL, timeout=3).status_code == 200 #!

        def test_page():
            page = urllib.request.urlopen('https://www.example.com/').read() #!
            assert b'nail' in page

        def test_stock():
            assert httpx.get(f'https://api.example.org/stock/{1}').json() == [] #!
      `,
    },
  ],
  good: [
    {
      'tests/test_api.py': py`
        import httpx

        def test_status():
            transport = httpx.MockTransport(lambda request: httpx.Response(200))
            client = httpx.Client(transport=transport)
            assert client.get('https://api.example.org/').status_code == 200
      `,
    },
  ],
  on: {
    [K_MODULE](_module, checker) {
      const { facts, tree, path } = checker
      if (/(?:^|\/)(?:integration|e2e|functional|live|online|network|smoke|acceptance)/i.test(path))
        return
      if (DOUBLED.test(tree.source) || MARKED.test(tree.source)) return
      for (const call of facts.calls) {
        const name = typedName(checker, call)
        if (name === undefined || !ASKS.test(name)) continue
        const test = facts.enclosingFunction(call)
        if (test === undefined || !isTest(checker, test)) continue
        if (PATCHED.test(tree.text(test.statement))) continue
        const url = facts.arguments(call).find(({ name: key, value }) => {
          return (
            (key === undefined || key === 'url') &&
            tree.kind(value) !== K_CALL &&
            isFar(checker, value)
          )
        })
        if (url === undefined) continue
        checker.report({
          node: call,
          message: `\`${test.name}\` asks ${tree.text(url.value)}: it fails without a network, and with whatever that server answers.`,
        })
      }
    },
  },
})

function isFar(checker: Checker, value: number): boolean {
  const text = stringTemplate(checker.tree, valueBehind(checker, value))
  return text !== undefined && /^https?:\/\//.test(text) && !NEAR.test(text)
}
