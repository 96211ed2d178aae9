import type { Checker } from '../../engine/checker.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { threadReach } from '../../matching/shared-state/thread-reach.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { readPath } from '../../types/library.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const OBJECT = /^asyncio\.(?:(?:Priority|Lifo)?Queue|Event|Future|Task)$/
const LOOP =
  /^asyncio\.(?:AbstractEventLoop|BaseEventLoop|SelectorEventLoop|get_event_loop|get_running_loop|new_event_loop)$/

export default defineRule({
  id: 'loop-object-from-thread',
  title: 'Object of the event loop changed from a thread',
  consequence:
    'The waiting task is not woken, or much later, and the queues of the loop are damaged: it hangs now and then.',
  effortHours: { low: 0.5, high: 1 },
  cwe: [366, 662],
  why: `
Queues, events, futures and \`call_soon\` of \`asyncio\` are made for the thread of the event loop. From another thread
\`put_nowait\` or \`set_result\` marks the waiting task as ready, but the loop sleeps in its selector and does not look;
it wakes when something else happens. Meanwhile both threads change the same lists without a lock.
`,
  fix: `
Hand the call to the loop: \`loop.call_soon_threadsafe(queue.put_nowait, item)\`, or
\`asyncio.run_coroutine_threadsafe(queue.put(item), loop)\`.
`,
  exemptions: [
    {
      text: 'Calls that are handed to the loop, and queues that are made for threads.',
      quiet: py`
        import asyncio
        import queue
        import threading

        class Radio:
            def __init__(self, loop):
                self.loop = loop
                self.lines = asyncio.Queue(9)
                self.raw = queue.Queue(9)

            def start(self):
                threading.Thread(target=self.listen).start()

            def listen(self):
                for line in open('/dev/radio'):
                    self.raw.put(line)
                    self.loop.call_soon_threadsafe(self.lines.put_nowait, line)
      `,
    },
    {
      text: 'A thread with a loop of its own, and functions that tasks run.',
      quiet: py`
        import asyncio
        import threading

        class Radio:
            def __init__(self):
                self.lines = asyncio.Queue(9)

            def start(self):
                threading.Thread(target=self.run).start()

            def run(self):
                loop = asyncio.new_event_loop()
                self.lines = asyncio.Queue(9)
                self.lines.put_nowait('a')
                loop.run_until_complete(self.read())

            async def read(self):
                self.lines.put_nowait(await self.lines.get())
      `,
    },
  ],
  limits: ['Objects that come in as a parameter count only with their type.'],
  bad: [
    py`
      import asyncio
      import threading

      class Radio:
          def __init__(self):
              self.lines = asyncio.Queue(9)
              self.closed = asyncio.Event()
              self.loop = asyncio.get_running_loop()

          def start(self):
              threading.Thread(target=self.listen, daemon=True).start()

          def listen(self):
              for line in open('/dev/radio'):
                  self.lines.put_nowait(line) #!
              self.loop.call_soon(print, 'closed') #!
              self.closed.set() #!
    `,
  ],
  good: [
    py`
      import asyncio
      import threading

      class Radio:
          def __init__(self):
              self.lines = asyncio.Queue(9)
              self.loop = asyncio.get_running_loop()

          def start(self):
              threading.Thread(target=self.listen, daemon=True).start()

          def listen(self):
              for line in open('/dev/radio'):
                  self.loop.call_soon_threadsafe(self.lines.put_nowait, line)
    `,
  ],
  methods: {
    put_nowait: check,
    set: check,
    set_result: check,
    set_exception: check,
    call_soon: checkLoop,
    call_later: checkLoop,
    create_task: checkLoop,
  },
})

function check(call: Node, checker: Checker): void {
  report(checker, call, OBJECT)
}

function checkLoop(call: Node, checker: Checker): void {
  report(checker, call, LOOP)
}

function report(checker: Checker, call: Node, kinds: RegExp): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  const object = receiverOf(tree, call)
  if (owner === undefined || owner.isAsync || owner.isLambda || object === NO_NODE) return
  const value = checker.valueOf(object)
  if (value?.kind !== 'external') return
  const name = readPath(value.name)?.name ?? value.name.replace(/\(\)$/, '')
  if (!kinds.test(name)) return
  const threads = threadReach(checker, owner)
  if (threads === undefined || threads.entry.kind !== 'thread') return
  // A loop of its own runs in this thread, or the object is made there.
  const code = tree.text(owner.node)
  const { summary, module } = threads.entry.function
  const isHere = module.summary.path === checker.path
  const entry = isHere ? facts.functions.find((one) => one.symbol === summary.symbol) : undefined
  const runsLoop = [code, entry === undefined ? '' : tree.text(entry.node)].some((text) =>
    /new_event_loop\(|asyncio\.run\(|run_until_complete\(|run_forever\(/.test(text),
  )
  if (runsLoop || code.includes(`${tree.text(object)} =`)) return
  checker.report({
    node: call,
    message: `\`${owner.name}\` runs in a thread; \`${tree.text(object)}.${calleeName(tree, call)}\` is for the thread of the event loop, which is not woken by it.`,
    evidence: [
      ...threads.steps,
      { kind: 'act', node: call, message: 'changes what the loop owns' },
    ],
  })
}
