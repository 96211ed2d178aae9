import type { FileFacts } from '../../facts/file-facts.ts'
import { insertBefore, replace } from '../../matching/edits/edits.ts'
import { importedModule } from '../../matching/edits/import-edits.ts'
import { F_FUNCTION } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Async libraries with a `sleep` of their own, in the order in which a file's imports decide. */
const LIBRARIES = ['trio', 'anyio', 'curio'] as const

export default defineRule({
  id: 'blocking-sleep-in-async',
  title: 'Blocking sleep in a coroutine',
  consequence:
    'While one task sleeps, every other request, timer and heartbeat of the process stands still.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [833],
  why: `
\`time.sleep()\` stops the thread, and all tasks of an event loop share one thread. Nothing else runs
until it returns: no other request is served, no timeout fires, no connection is kept alive.

| time | task A | task B |
|---|---|---|
| 0.0 s | \`time.sleep(5)\` | waits for its response |
| 0.1 s | | response has arrived, nobody reads it |
| 5.0 s | goes on | reads the response, 4.9 s late or after its timeout |
`,
  fix: `
\`await asyncio.sleep(...)\` (or the \`sleep\` of the async library in use). Where the code really has
to block, run it in a thread: \`await asyncio.to_thread(...)\`.
`,
  exemptions: [
    {
      text: 'A sync function inside of a coroutine, such as one that is handed to a thread.',
      quiet: py`
        import asyncio
        import time

        async def main():
            def work():
                time.sleep(1)
                return 1

            await asyncio.to_thread(work)
            await asyncio.to_thread(time.sleep, 1)
            await asyncio.get_running_loop().run_in_executor(None, lambda: time.sleep(1))
      `,
    },
    {
      text: 'The awaited sleep of an async library, under whatever name.',
      quiet: py`
        from asyncio import sleep
        import trio as time

        async def main():
            await sleep(1)
            await time.sleep(1)
      `,
    },
    {
      text: 'Sync code that merely stands in a file with coroutines.',
      quiet: py`
        import time

        def worker():
            time.sleep(1)

        async def handler(sleep=time.sleep):
            return worker
      `,
    },
  ],
  limits: [
    'A sync helper that sleeps and is called from a coroutine is reported by blocking-call-via-helper.',
    'A sleep that is reached through a parameter or attribute is not seen.',
  ],
  bad: [
    py`
      import time

      async def poll(client):
          while not await client.ready():
              time.sleep(1) #!
    `,
    py`
      from time import sleep as pause
      import time as clock

      class Worker:
          async def run(self, items):
              pause(0.5) #!
              results = [clock.sleep(item) for item in items] #!
              async with self.lock:
                  clock.sleep(self.delay) #!
              return results
    `,
    py`
      import time
      import trio

      async def main():
          async def inner():
              time.sleep(3) #!
          async with trio.open_nursery() as nursery:
              nursery.start_soon(inner)
    `,
  ],
  good: [
    py`
      import asyncio

      async def poll(client):
          while not await client.ready():
              await asyncio.sleep(1)
    `,
  ],
  calls: {
    'time.sleep'(call, checker) {
      const { facts, tree } = checker
      const coroutine = facts.enclosingFunction(call)
      if (coroutine === undefined || !coroutine.isAsync) return
      const library = libraryOf(facts)
      const module = importedModule(facts, library, call)
      checker.report({
        node: call,
        message: `\`${tree.text(call)}\` blocks the event loop in the coroutine \`${coroutine.name}\`: no other task runs meanwhile.`,
        fixes: [
          {
            title: `Await \`${library}.sleep\``,
            grade: 'safe',
            edits: [
              ...module.edits,
              insertBefore(tree, call, 'await '),
              replace(tree, tree.child(call, F_FUNCTION), `${module.text}.sleep`),
            ],
          },
        ],
      })
    },
  },
})

/** asyncio unless the file works with another library and not with asyncio. */
function libraryOf(facts: FileFacts): string {
  const roots = new Set(facts.imports.map((one) => one.target?.split('.')[0]))
  if (roots.has('asyncio')) return 'asyncio'
  return LIBRARIES.find((library) => roots.has(library)) ?? 'asyncio'
}
