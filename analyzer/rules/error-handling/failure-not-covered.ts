import { handlerText } from '../../matching/errors/handlers.ts'
import * as k from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { uncoveredFailure } from './matching/uncovered-failures.ts'

export default defineRule({
  id: 'failure-not-covered',
  title: 'Handler that leaves out a failure of the same call',
  consequence:
    'The failure that the code was to survive ends the request, the worker or the program after all, in the form that nobody thought of.',
  effortHours: { low: 0.1, high: 0.3 },
  cwe: [755],
  why: `
Calls to another machine or program fail in several ways, and libraries give them exceptions that are no relatives:
the time that aiohttp allows for a request ends in \`asyncio.TimeoutError\`, which is no \`aiohttp.ClientError\`;
\`subprocess.TimeoutExpired\` is no \`CalledProcessError\`; \`requests.ReadTimeout\` is no \`ConnectionError\`; a mail
server that is down is an \`OSError\`, not an \`SMTPException\`. The handler is there for the failure, and does not get it.
`,
  fix: `
Name both exceptions, or the base that they have in common: \`except (aiohttp.ClientError, asyncio.TimeoutError)\`,
\`except subprocess.SubprocessError\`, \`except requests.RequestException\`, \`except (smtplib.SMTPException, OSError)\`.
`,
  exemptions: [
    {
      text: 'Handlers that take both, here or around, and calls that cannot fail in the other way.',
      quiet: py`
        import asyncio
        import subprocess
        from contextlib import suppress
        from decimal import Decimal, InvalidOperation

        import aiohttp
        import requests

        async def fetch(session: aiohttp.ClientSession, url):
            try:
                return await session.get(url)
            except (aiohttp.ClientError, asyncio.TimeoutError):
                return None

        async def poll(session: aiohttp.ClientSession, url):
            try:
                try:
                    return await session.get(url)
                except aiohttp.ClientError:
                    return None
            except TimeoutError:
                return None

        def convert(path):
            try:
                subprocess.run(['convert', path], check=True)
            except subprocess.CalledProcessError:
                return False
            with suppress(subprocess.SubprocessError):
                try:
                    subprocess.run(['touch', path], check=True, timeout=3)
                except subprocess.CalledProcessError:
                    return False
            return True

        def load(url):
            try:
                return requests.get(url, timeout=3)
            except requests.ConnectionError:
                return None
            except requests.Timeout:
                return None

        def amount(text, count: int):
            try:
                return Decimal(text) / Decimal(count)
            except (ValueError, InvalidOperation):
                return None
      `,
    },
    {
      text: 'Handlers for an answer that was refused: the rest is left to the caller.',
      quiet: py`
        import requests

        def load(url):
            try:
                answer = requests.get(url, timeout=3)
                answer.raise_for_status()
            except requests.HTTPError:
                return None
            return answer
      `,
    },
  ],
  limits: [
    'Callers are looked at in the same file only.',
    'Libraries and failures are those of a list.',
  ],
  bad: [
    py`
      import aiohttp

      async def rates(session: aiohttp.ClientSession, url):
          try:
              async with session.get(url) as answer:
                  return await answer.json()
          except aiohttp.ClientError: #!
              return {}
    `,
    py`
      import smtplib
      import subprocess
      from base64 import b64decode
      from decimal import Decimal

      import requests
      from requests.exceptions import ConnectionError

      def convert(path):
          try:
              subprocess.run(['convert', path], check=True, timeout=30)
          except subprocess.CalledProcessError: #!
              return False
          return True

      def ask(path):
          process = subprocess.Popen(['convert', path])
          try:
              process.wait(timeout=5)
          except OSError: #!
              return None

      def load(url):
          try:
              return requests.get(url, timeout=3)
          except ConnectionError: #!
              return None

      def send(host, text):
          try:
              with smtplib.SMTP(host, timeout=3) as server:
                  server.send_message(text)
          except smtplib.SMTPException: #!
              return False
          return True

      def amount(text):
          try:
              return Decimal(text)
          except ValueError: #!
              return None

      def decoded(text):
          try:
              return b64decode(text)
          except TypeError: #!
              return None
    `,
    py`
      import asyncio

      async def serve(reader: asyncio.StreamReader, writer):
          try:
              while True:
                  head = await reader.readexactly(4)
                  writer.write(head)
          except ConnectionResetError: #!
              pass
          finally:
              writer.close()
    `,
  ],
  good: [
    py`
      import asyncio

      import aiohttp

      async def rates(session: aiohttp.ClientSession, url):
          try:
              async with session.get(url) as answer:
                  return await answer.json()
          except (aiohttp.ClientError, asyncio.TimeoutError):
              return {}
    `,
  ],
  on: {
    [k.K_TRY_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const found = uncoveredFailure(checker, statement)
      if (found === undefined) return
      const { call, clause, raised, occasion } = found
      const callee = tree.text(facts.callee(call))
      checker.report({
        node: clause,
        message: `\`${callee}\` also raises \`${raised}\`, ${occasion}; \`${handlerText(tree, clause)}\` does not take it.`,
        evidence: [{ kind: 'act', node: call, message: `raises \`${raised}\` as well` }],
      })
    },
  },
})
