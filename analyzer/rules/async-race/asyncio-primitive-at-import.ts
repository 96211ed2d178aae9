import { callsTo } from '../../matching/calls/call-table.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { K_IF_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const PRIMITIVES = [
  'Lock',
  'Event',
  'Condition',
  'Semaphore',
  'BoundedSemaphore',
  'Barrier',
  'Queue',
  'LifoQueue',
  'PriorityQueue',
  'Future',
].flatMap((name) => [`asyncio.${name}`, `asyncio.locks.${name}`, `asyncio.queues.${name}`])

export default defineRule({
  id: 'asyncio-primitive-at-import',
  title: 'Lock, event or queue of asyncio made at import',
  consequence:
    'Tests and second instances of the application share a hidden lock or queue and fail or hang in ways that do not repeat.',
  effortHours: { low: 0.5, high: 2 },
  why: `
A lock, event or queue made at module level or in a class body is one hidden global. It binds itself to
the first event loop that waits on it: in a second loop, as in the next test, it raises
\`RuntimeError: ... is bound to a different event loop\`. In a class body all instances share it.
`,
  fix: `
Make it where its owner is made: in \`__init__\`, in the lifespan of the application, or in the coroutine
that starts the tasks which use it.
`,
  exemptions: [
    {
      text: 'Made for each object or call.',
      quiet: py`
        import asyncio

        class Worker:
            def __init__(self):
                self.queue = asyncio.Queue()

        async def main():
            done = asyncio.Event()
            await done.wait()
      `,
    },
    {
      text: 'A factory that is called later.',
      quiet: py`
        import asyncio
        from collections import defaultdict
        from dataclasses import dataclass, field

        make = lambda: asyncio.Lock()

        @dataclass
        class Worker:
            lock: asyncio.Lock = field(default_factory=asyncio.Lock)
      `,
    },
    {
      text: 'A script that makes it when it is run, not when it is imported.',
      quiet: py`
        import asyncio

        if __name__ == '__main__':
            queue = asyncio.Queue()
      `,
    },
  ],
  limits: ['A primitive made in a function that is called at import is not seen.'],
  bad: [
    py`
      import asyncio

      lock = asyncio.Lock() #!

      async def save(db):
          async with lock:
              await db.save()
    `,
    py`
      from asyncio import Queue, Event as Signal
      import asyncio as aio

      jobs: Queue = Queue(maxsize=10) #!

      class Worker:
          stopped = Signal() #!
          slots = {'io': aio.Semaphore(4)} #!
    `,
  ],
  good: [
    py`
      import asyncio

      class Store:
          def __init__(self):
              self.lock = asyncio.Lock()

          async def save(self, db):
              async with self.lock:
                  await db.save()
    `,
  ],
  calls: callsTo(PRIMITIVES, (call, checker) => {
    const { tree, facts } = checker
    if (facts.enclosingFunction(call) !== undefined) return
    for (
      let at = tree.ancestor(call, K_IF_STATEMENT);
      at !== NO_NODE;
      at = tree.ancestor(at, K_IF_STATEMENT)
    ) {
      const condition = conditionOf(tree, at)
      if (condition !== NO_NODE && tree.text(condition).includes('__name__')) return
    }
    const owner = facts.enclosingClass(call)
    const whose = owner === undefined ? 'the module' : `all instances of \`${owner.name}\``
    checker.report({
      node: call,
      message: `\`${tree.text(call)}\` is made at import and shared by ${whose}, across applications and event loops.`,
    })
  }),
})
