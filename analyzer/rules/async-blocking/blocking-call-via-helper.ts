import { effectsOf } from '../../flow/effects.ts'
import { functionKey } from '../../gather/define.ts'
import { helperCalls, stepsOf } from '../../matching/blocking-chains.ts'
import { functionsThatWait } from '../../matching/blocking-methods.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'blocking-call-via-helper',
  title: 'Coroutine that calls a blocking helper',
  consequence:
    'While the helper waits, every other request of the process stands still, and the call looks harmless.',
  effortHours: { low: 0.5, high: 4 },
  cwe: [833],
  why: `
The helper is a plain function, and somewhere below it sleeps, starts a program or waits for another
server. Called from a coroutine it does so on the thread of the event loop, so that no other task runs.
At the place of the call nothing shows it.
`,
  fix: `
Run the helper in a thread: \`await asyncio.to_thread(helper, ...)\`. Or make it and what it calls
\`async\`, with async counterparts of the calls that wait.
`,
  exemptions: [
    {
      text: 'The helper runs in a thread.',
      quiet: py`
        import asyncio
        import time

        def pause():
            time.sleep(1)

        async def main(loop):
            await asyncio.to_thread(pause)
            await loop.run_in_executor(None, pause)
            await loop.run_in_executor(None, lambda: pause())
      `,
    },
    {
      text: 'The helper is a coroutine itself, or only makes one.',
      quiet: py`
        import asyncio

        async def pause():
            await asyncio.sleep(1)

        def make():
            return pause()

        async def main():
            await pause()
            await make()
      `,
    },
    {
      text: 'The helper does not block by itself: it defines or starts what does.',
      quiet: py`
        import threading
        import time

        def start():
            def work():
                time.sleep(1)

            thread = threading.Thread(target=work)
            thread.start()
            return thread

        async def main():
            start()
      `,
    },
    {
      text: 'Sync code that calls a blocking helper.',
      quiet: py`
        import time

        def pause():
            time.sleep(1)

        def main():
            pause()
      `,
    },
  ],
  limits: ['Calls through unknown objects and overridden methods are not followed.'],
  bad: [
    py`
      import time

      def pause():
          time.sleep(1)

      async def main():
          pause() #!
    `,
    {
      'app/shell.py': py`
        import subprocess

        def run(command):
            return subprocess.run(command, check=True)

        class Builder:
            def __init__(self, name):
                self.name = name

            def build(self):
                return run(['make', self.name])
      `,
      'app/api.py': py`
        from app.shell import Builder, run
        from app import shell

        async def build(name):
            builder = Builder(name)
            builder.build() #!
            shell.run(['ls']) #!
            return run(['ls']) #!
      `,
    },
    {
      'app/store.py': py`
        import requests
        from sqlalchemy.orm import Session

        def user_of(session: Session, name):
            return session.query(User).filter_by(name=name).first()

        class Client:
            def __init__(self):
                self.http = requests.Session()

            def get(self, path):
                return self.http.get(path)

            def later(self, pool, path):
                return pool.submit(self.http.get, path)
      `,
      'app/api.py': py`
        import asyncio
        from sqlalchemy.orm import Session
        from app.store import Client, user_of

        async def show(name, session: Session, client: Client, pool):
            client.later(pool, '/old')
            await asyncio.to_thread(user_of, session, name)
            client.get('/names') #!
            return user_of(session, name) #!
      `,
    },
  ],
  good: [
    py`
      import asyncio
      import time

      def pause():
          time.sleep(1)

      async def main():
          await asyncio.to_thread(pause)
    `,
  ],
  // Nobody waits beside the one coroutine of a test.
  roles: ['source', 'migration'],
  on: {
    [K_MODULE](_module, checker) {
      const blocksBy = (of: ProjectFunction) =>
        effectsOf(of)?.blocks?.[0] ?? checker.project.at(functionsThatWait, functionKey(of))
      for (const owner of checker.facts.functions) {
        if (!owner.isAsync) continue
        for (const one of helperCalls(checker, owner, blocksBy)) {
          const { symbol } = one.edge.callee.summary
          checker.report({
            node: one.call,
            message: `\`${symbol}\` blocks the event loop in the coroutine \`${owner.name}\`: it ends in \`${one.chain.blocks.name}\`.`,
            evidence: stepsOf(one),
          })
        }
      }
    },
  },
})
