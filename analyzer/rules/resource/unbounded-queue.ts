import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import { projectFunction } from '../../matching/shared-state/thread-reach.ts'
import { FROM_REQUEST } from '../../project/reachability.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  T_ASYNC,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'unbounded-queue',
  title: 'Queue without a limit that requests or messages fill',
  consequence:
    'When the consumer is slower than the clients for a while, the process grows until it is killed, and all that waited is lost.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [770, 400],
  why: `
A queue without \`maxsize\` takes whatever it is given. Requests put in as fast as clients send, one consumer takes
out as fast as a file or another server lets it. Nothing tells the clients to slow down: memory holds the
difference, latency grows with it, and in the end the operating system ends the process with all that was queued.
`,
  fix: `
Give the queue a size that fits in memory, \`asyncio.Queue(maxsize=1000)\`, and decide what happens when it is full:
\`await queue.put(...)\` makes the producer wait, \`put_nowait\` with \`except QueueFull\` drops, or the request is
answered with 503.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'A queue with a limit, and one that no request fills.',
      quiet: py`
        import asyncio
        from fastapi import FastAPI

        app = FastAPI()
        limited = asyncio.Queue(maxsize=100)
        own = asyncio.Queue()

        @app.post('/events')
        async def take(event: dict):
            limited.put_nowait(event)

        async def crawl(addresses):
            for address in addresses:
                await own.put(address)
      `,
    },
    {
      text: 'A queue of one request.',
      quiet: py`
        import asyncio
        from fastapi import FastAPI

        app = FastAPI()

        @app.post('/chat')
        async def chat(question: dict):
            parts = asyncio.Queue()
            await parts.put(question)
            return await parts.get()
      `,
    },
  ],
  limits: ['Queues that another module fills by its own name for them are not followed.'],
  bad: [
    py`
      import asyncio
      from fastapi import FastAPI

      app = FastAPI()
      events = asyncio.Queue() #!

      @app.post('/events')
      async def take(event: dict):
          events.put_nowait(event)

      async def write():
          while True:
              store(await events.get())
    `,
    py`
      import asyncio
      import queue
      from fastapi import FastAPI

      app = FastAPI()

      class Bridge:
          def __init__(self, client):
              self.client = client
              self.inbox = asyncio.Queue() #!
              self.outbox = asyncio.Queue()

          async def run(self):
              async for message in self.client.messages:
                  self.inbox.put_nowait(message)

          async def copy(self, rows):
              async for row in rows.walk():
                  self.outbox.put_nowait(row)

      class Journal:
          def __init__(self):
              self.lines: asyncio.Queue[str] = asyncio.Queue() #!
              self.files = queue.Queue(0) #!

          def note(self, line):
              self.lines.put_nowait(line)

          def keep(self, file):
              self.files.put(file)

      journal = Journal()

      @app.post('/notes')
      async def note(line: str):
          journal.note(line)
          journal.keep(line)
    `,
  ],
  good: [
    py`
      import asyncio
      from fastapi import FastAPI

      app = FastAPI()
      events = asyncio.Queue(1000)

      @app.post('/events')
      async def take(event: dict):
          await events.put(event)
    `,
  ],
  roles: ['source'],
  calls: callsTo(
    [
      'asyncio.Queue',
      'asyncio.queues.Queue',
      'asyncio.PriorityQueue',
      'queue.Queue',
      'queue.PriorityQueue',
    ],
    (call, checker) => {
      const { tree, facts } = checker
      if (isLimited(checker, call)) return
      const assignment = tree.parent(call)
      const target =
        tree.kind(assignment) === K_ASSIGNMENT ? tree.child(assignment, F_LEFT) : NO_NODE
      const name = target === NO_NODE ? undefined : keptName(checker, target)
      if (name === undefined) return
      const producer = facts.calls.find((one) => isFilledBy(checker, one, name))
      if (producer === undefined) return
      checker.report({
        node: call,
        message: `\`${tree.text(target)}\` has no limit, and ${isFromOutside(checker, producer) ? 'messages from outside' : 'requests'} fill it.`,
        evidence: [{ kind: 'call', node: producer, message: 'something from outside is put in' }],
      })
    },
  ),
})

function isLimited({ tree, facts }: Checker, call: Node): boolean {
  const size = keywordArgument(tree, call, 'maxsize')
  const given = size === NO_NODE ? facts.arguments(call)[0]?.value : size
  return given !== undefined && tree.text(given) !== '0'
}

/** `self.lines`, or the name of a variable of the module. */
function keptName({ tree, facts }: Checker, target: Node): string | undefined {
  const text = tree.text(target)
  if (tree.kind(target) === K_ATTRIBUTE) return /^self\.\w+$/.test(text) ? text : undefined
  const isOfModule = tree.kind(target) === K_IDENTIFIER && facts.scopeOf(target).kind === 'module'
  return isOfModule ? text : undefined
}

/** `self.lines.put_nowait(line)` in a function that requests lead to. */
function isFilledBy(checker: Checker, call: Node, name: string): boolean {
  const { tree, facts, project } = checker
  if (!/^\w[\w.]*\.put(?:_nowait)?$/.test(tree.spelled(facts.callee(call)))) return false
  if (tree.text(facts.callee(call)).replace(/\.put(?:_nowait)?$/, '') !== name) return false
  const owner = facts.enclosingFunction(call)
  const own = owner === undefined ? undefined : projectFunction(checker, owner)
  if (own === undefined) return false
  const kind = project.index.reachability.way(own, FROM_REQUEST)?.entry.kind
  return kind === 'route' || kind === 'websocket' || isFromOutside(checker, call)
}

const INCOMING =
  /^(?:(?:self|\w+)\.)*(?:messages|events|updates|notifications|incoming)$|\b(?:pubsub|subscription|consumer|websocket|ws|socket)\w*(?:\.(?:listen|iterator|messages))?(?:\(\))?$/

/** In a loop over what a broker or a connection sends, as fast as it sends it. */
function isFromOutside({ tree, facts }: Checker, call: Node): boolean {
  const loop = tree.ancestor(call, K_FOR_STATEMENT, K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) !== K_FOR_STATEMENT) return false
  const isAsync = tree.kind(tree.firstChild(loop)) === T_ASYNC || tree.kind(loop + 1) === T_ASYNC
  if (!isAsync || facts.enclosingFunction(call)?.isAsync !== true) return false
  return INCOMING.test(tree.text(tree.child(loop, F_RIGHT)))
}
