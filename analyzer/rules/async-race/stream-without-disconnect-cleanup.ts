import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { finallyCovering, withItemsAround } from '../../flow/surroundings.ts'
import { argumentFor, calleeName, receiverOf } from '../../matching/calls.ts'
import { parentOf } from '../../matching/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'stream-without-disconnect-cleanup',
  title: 'Stream that cleans up only when it is read to its end',
  consequence:
    'Every client that disconnects early leaves a subscription, task or session behind, until the service runs out of them.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [772, 404],
  why: `
The generator of a stream is stopped where it waits when the client disconnects: an exception is raised at
its \`yield\` or await, and what stands behind the loop never runs. What it acquired before stays acquired.

| step | client | generator |
|---|---|---|
| 1 | connects | subscribes, yields events |
| 2 | closes the page | is cancelled at the \`yield\` |
| 3 | | \`unsubscribe()\` behind the loop **never runs** |
`,
  fix: `
Put the loop into \`try: ... finally:\` with the clean-up in the \`finally\`, or acquire with \`async with\`
inside of the generator.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'The clean-up stands in a `finally` around the `yield`.',
      quiet: py`
        from starlette.responses import StreamingResponse

        async def events(bus):
            queue = await bus.subscribe()
            try:
                while True:
                    yield await queue.get()
            finally:
                await bus.unsubscribe(queue)

        async def show(bus):
            return StreamingResponse(events(bus))
      `,
    },
    {
      text: 'What is acquired is managed by `async with`.',
      quiet: py`
        from sse_starlette.sse import EventSourceResponse

        async def events(bus):
            async with bus.subscribe() as queue:
                async for event in queue:
                    yield event

        async def show(bus):
            return EventSourceResponse(events(bus))
      `,
    },
    {
      text: 'A stream that holds nothing.',
      quiet: py`
        from fastapi.responses import StreamingResponse

        async def rows(items):
            header = ','.join(items[0])
            yield header
            for item in items:
                yield str(item)

        async def show(items):
            return StreamingResponse(rows(items), media_type='text/csv')
      `,
    },
    {
      text: 'Generators that are read by the code itself.',
      quiet: py`
        async def events(bus):
            queue = await bus.subscribe()
            while True:
                yield await queue.get()

        async def main(bus):
            async for event in events(bus):
                print(event)
      `,
    },
  ],
  limits: [
    'What is acquired is told by the name of the call (`subscribe`, `acquire`, `create_task`, `connect`).',
    'Generators of other files are not looked into.',
  ],
  bad: [
    py`
      from starlette.responses import StreamingResponse

      async def events(bus):
          queue = await bus.subscribe() #!
          while True:
              yield await queue.get()

      async def show(bus):
          return StreamingResponse(events(bus))
    `,
    py`
      import asyncio
      from fastapi.responses import StreamingResponse
      from sse_starlette import EventSourceResponse

      clients = set()

      async def show(request, bus):
          async def events():
              queue = asyncio.Queue()
              clients.add(queue) #!
              while not await request.is_disconnected():
                  yield await queue.get()
              clients.discard(queue)

          return StreamingResponse(content=events(), media_type='text/event-stream')

      class Feed:
          async def stream(self):
              task = asyncio.create_task(self.pump()) #!
              async for item in self.items():
                  yield item
              task.cancel()

          async def get(self):
              body = self.stream()
              return EventSourceResponse(body)
    `,
  ],
  good: [
    py`
      from starlette.responses import StreamingResponse

      async def events(bus):
          queue = await bus.subscribe()
          try:
              while True:
                  yield await queue.get()
          finally:
              await bus.unsubscribe(queue)

      async def show(bus):
          return StreamingResponse(events(bus))
    `,
  ],
  on: {
    [k.K_MODULE](_module, checker) {
      const { tree, facts } = checker
      if (!facts.functions.some((one) => one.isAsync && one.isGenerator)) return
      const seen = new Set<FunctionFacts>()
      for (const call of facts.calls) {
        if (!RESPONSES.test(calleeName(tree, call))) continue
        const generator = generatorOf(checker, argumentFor(tree, call, 0, 'content'))
        if (generator === undefined || seen.has(generator)) continue
        seen.add(generator)
        checkGenerator(checker, generator, call)
      }
    },
  },
})

const RESPONSES =
  /^(?:StreamingResponse|EventSourceResponse|StreamingHttpResponse|ServerSentEvent\w*|Stream)$/

/** The async generator of this file that a call, or the variable for it, makes. */
function generatorOf({ tree, facts }: Checker, given: Node): FunctionFacts | undefined {
  let made = given
  if (made !== NO_NODE && tree.kind(made) === k.K_IDENTIFIER) {
    const [only, second] = facts.resolve(made)?.definitions ?? []
    const assignment = only === undefined ? NO_NODE : tree.parent(only.node)
    if (second !== undefined || assignment === NO_NODE) return undefined
    if (tree.kind(assignment) !== k.K_ASSIGNMENT) return undefined
    made = tree.child(assignment, k.F_RIGHT)
  }
  if (made === NO_NODE || tree.kind(made) !== k.K_CALL) return undefined
  const name = calleeName(tree, made)
  const receiver = receiverOf(tree, made)
  const isOwn = receiver === NO_NODE || tree.text(receiver) === 'self'
  const found = facts.functions.filter((one) => one.name === name && one.isAsync && one.isGenerator)
  return isOwn && found.length === 1 ? found[0] : undefined
}

const ACQUIRING =
  /^(?:subscribe|psubscribe|acquire|create_task|ensure_future|connect|register|add_listener|add_client|open_connection|checkout|listen|incr|increment|enter)$/

function checkGenerator(checker: Checker, owner: FunctionFacts, response: Node): void {
  const { tree, facts } = checker
  const yields = [...facts.nodesOfKind(k.K_YIELD)].filter(
    (node) => facts.enclosingFunction(node) === owner,
  )
  const open = yields.find((node) => finallyCovering(tree, node).length === 0)
  if (open === undefined) return
  const acquiring = facts.calls.find(
    (call) =>
      call < open &&
      facts.enclosingFunction(call) === owner &&
      isAcquiring(checker, call) &&
      finallyCovering(tree, call).length === 0,
  )
  if (acquiring === undefined) return
  checker.report({
    node: acquiring,
    message: `\`${owner.name}\` holds what \`${tree.text(facts.callee(acquiring)).slice(0, 50)}\` acquires, and a client that disconnects ends it at its \`yield\` without any clean-up.`,
    evidence: [
      { kind: 'act', node: acquiring, message: 'acquired here' },
      { kind: 'suspension', node: open, message: 'ends here when the client disconnects' },
      { kind: 'call', node: response, message: 'the stream is handed to the response' },
    ],
  })
}

function isAcquiring(checker: Checker, call: Node): boolean {
  const { tree } = checker
  const name = calleeName(tree, call)
  const parent = parentOf(tree, call)
  const isManaged =
    tree.kind(parent) === k.K_WITH_ITEM ||
    tree.kind(parent) === k.K_AS_PATTERN ||
    withItemsAround(tree, call).some((item) => /TaskGroup|nursery|task_group/.test(tree.text(item)))
  if (isManaged) return false
  if (ACQUIRING.test(name)) return true
  if (name !== 'add' && name !== 'append') return false
  // Put into a collection that outlives the stream.
  const receiver = receiverOf(tree, call)
  return receiver !== NO_NODE && checker.locationOf(receiver)?.isShared === true
}
