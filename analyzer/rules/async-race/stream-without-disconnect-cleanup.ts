import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { finallyCovering, handlersCovering } from '../../flow/surroundings.ts'
import { argumentFor, calleeName } from '../../matching/calls/calls.ts'
import { caughtTypes } from '../../matching/errors/handlers.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { lateCleanUp } from './matching/connection-cleanup.ts'
import { acquisitionsOf } from './matching/stream-acquisitions.ts'

export default defineRule({
  id: 'stream-without-disconnect-cleanup',
  title: 'Stream or connection that cleans up only when it ends well',
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

A handler of a WebSocket or of a raw connection ends the same way: the wait for the next message raises,
and the clean-up that stands behind the loop is skipped.
`,
  fix: `
Put the loop into \`try: ... finally:\` with the clean-up in the \`finally\`, or acquire with \`async with\`
inside of the generator or handler.
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
      text: 'A handler that is run when the stream is ended, and what is over before the first item.',
      quiet: py`
        import asyncio
        from starlette.responses import StreamingResponse

        async def show(bus, pool):
            async def events():
                queue = await bus.subscribe()
                try:
                    while True:
                        yield await queue.get()
                except asyncio.CancelledError:
                    await bus.unsubscribe(queue)
                    raise

            async def rows():
                task = asyncio.create_task(bus.warm())
                await task
                connection = await pool.acquire()
                try:
                    found = await connection.fetch()
                finally:
                    await pool.release(connection)
                for row in found:
                    yield row

            if bus:
                return StreamingResponse(events())
            return StreamingResponse(rows())
      `,
    },
    {
      text: 'A list of what was sent, or a count of it.',
      quiet: py`
        from starlette.responses import StreamingResponse

        class Feed:
            async def events(self, items):
                for item in items:
                    self.sent.append(item)
                    self.last[item.topic] = item
                    self.count += 1
                    yield item

            async def show(self, items):
                return StreamingResponse(self.events(items))
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
    {
      text: 'A handler of a connection whose clean-up runs when the connection is lost.',
      quiet: py`
        from fastapi import FastAPI, WebSocket, WebSocketDisconnect

        app = FastAPI()
        clients = set()

        @app.websocket('/feed')
        async def feed(websocket: WebSocket):
            await websocket.accept()
            clients.add(websocket)
            try:
                while True:
                    await websocket.send_text(await websocket.receive_text())
            except WebSocketDisconnect:
                pass
            clients.discard(websocket)
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
    py`
      import asyncio
      from fastapi.responses import StreamingResponse as Streaming

      queues = {}
      active = 0

      async def show(name):
          async def events():
              queues[name] = asyncio.Queue() #!
              yield 'hello'
              while True:
                  yield await queues[name].get()

          return Streaming(events())

      async def count(session_factory):
          async def events():
              global active
              yield 'start'
              active += 1 #!
              for step in range(10):
                  yield str(step)
              active -= 1

          return Streaming(events())

      async def rows(session_factory):
          async def events():
              session = session_factory() #!
              for row in await session.execute('select 1'):
                  yield row
              await session.close()

          return Streaming(events())
    `,
    py`
      import asyncio

      class Hub:
          async def lines(self, site):
              found = asyncio.Queue()
              pump = asyncio.create_task(self.pump(site, found)) #!
              while not pump.done():
                  yield await found.get()
              pump.cancel()
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
    py`
      import asyncio

      class Hub:
          async def lines(self, site):
              found = asyncio.Queue()
              pump = asyncio.create_task(self.pump(site, found))
              try:
                  while not pump.done():
                      yield await found.get()
              finally:
                  pump.cancel()

          async def single(self, site):
              task = asyncio.create_task(self.load(site))
              row = await task
              task.cancel()
              yield row
    `,
  ],
  on: {
    [k.K_MODULE](_module, checker) {
      const { tree, facts } = checker
      for (const owner of facts.functions) checkConnection(checker, owner)
      if (!facts.functions.some((one) => one.isAsync && one.isGenerator)) return
      const seen = new Set<FunctionFacts>()
      for (const call of facts.calls) {
        const called = facts.calleeName(call)?.split('.').at(-1) ?? calleeName(tree, call)
        if (!RESPONSES.test(called)) continue
        const generator = generatorOf(checker, argumentFor(tree, call, 0, 'content'))
        if (generator === undefined || seen.has(generator)) continue
        seen.add(generator)
        checkGenerator(checker, generator, call)
      }
      for (const owner of facts.functions) {
        if (owner.isAsync && owner.isGenerator && !seen.has(owner)) checkLateRelease(checker, owner)
      }
    },
  },
})

function checkConnection(checker: Checker, owner: FunctionFacts): void {
  const found = lateCleanUp(checker, owner)
  if (found === undefined) return
  const { acquiring, waiting, release } = found
  const isOwn = checker.facts.enclosingFunction(release) === owner
  checker.report({
    node: acquiring,
    message: isOwn
      ? `\`${owner.name}\` gives back what \`${shownOf(checker, acquiring)}\` takes only behind the wait that a lost connection ends with an exception.`
      : `\`${owner.name}\` takes \`${shownOf(checker, acquiring)}\` for the connection and never gives it back when the connection ends.`,
    evidence: [
      { kind: 'act', node: acquiring, message: 'taken for the connection here' },
      { kind: 'suspension', node: waiting, message: 'a lost connection raises here' },
      {
        kind: 'call',
        node: release,
        message: isOwn ? 'given back only if nothing was raised' : 'another handler gives it back',
      },
    ],
  })
}

const RESPONSES =
  /^(?:StreamingResponse|EventSourceResponse|StreamingHttpResponse|ServerSentEvent\w*|Stream)$/

/** The async generator of this file that a call, or the variable for it, makes. */
function generatorOf(checker: Checker, given: Node): FunctionFacts | undefined {
  const { tree, facts } = checker
  let made = given
  if (made !== NO_NODE && tree.kind(made) === k.K_IDENTIFIER) {
    const [only, second] = facts.resolve(made)?.definitions ?? []
    const assignment = only === undefined ? NO_NODE : tree.parent(only.node)
    if (second !== undefined || assignment === NO_NODE) return undefined
    if (tree.kind(assignment) !== k.K_ASSIGNMENT) return undefined
    made = tree.child(assignment, k.F_RIGHT)
  }
  if (made === NO_NODE || tree.kind(made) !== k.K_CALL) return undefined
  const found = functionOf(checker, facts.callee(made))
  return found?.isAsync && found.isGenerator ? found : undefined
}

function functionOf(checker: Checker, callee: Node): FunctionFacts | undefined {
  const { tree, facts } = checker
  if (tree.kind(callee) === k.K_IDENTIFIER) {
    const [only, second] = facts.resolve(callee)?.definitions ?? []
    if (only?.kind !== 'function' || second !== undefined) return undefined
    return facts.functionAt(tree.parent(only.node))
  }
  const value = checker.valueOf(callee)
  if (value?.kind !== 'method' || value.function.module.summary.path !== checker.path) {
    return undefined
  }
  return facts.functions.find((one) => one.symbol === value.function.summary.symbol)
}

function checkGenerator(checker: Checker, owner: FunctionFacts, response: Node): void {
  const { tree, facts } = checker
  const yields = [...facts.nodesOfKind(k.K_YIELD)].filter(
    (node) => facts.enclosingFunction(node) === owner && !isCleanedUp(tree, node),
  )
  if (yields.length === 0) return
  for (const acquiring of acquisitionsOf(checker, owner)) {
    if (finallyCovering(tree, acquiring).length > 0) continue
    const open = yields.find((node) => isHeldAt(checker, acquiring, node))
    if (open === undefined) continue
    checker.report({
      node: acquiring,
      message: `\`${owner.name}\` holds what \`${shownOf(checker, acquiring)}\` acquires, and a client that disconnects ends it at its \`yield\` without any clean-up.`,
      evidence: [
        { kind: 'act', node: acquiring, message: 'acquired here' },
        { kind: 'suspension', node: open, message: 'ends here when the client disconnects' },
        { kind: 'call', node: response, message: 'the stream is handed to the response' },
      ],
    })
    return
  }
}

/**
 * A stream that gives back what it took, but only behind its last item: a consumer that stops early
 * never comes that far.
 */
function checkLateRelease(checker: Checker, owner: FunctionFacts): void {
  const { tree, facts } = checker
  if (owner.decorators.length > 0) return
  const yields = facts
    .nodesIn(owner.node, k.K_YIELD)
    .filter((node) => facts.enclosingFunction(node) === owner)
  const [first] = yields
  if (first === undefined || yields.some((node) => isCleanedUp(tree, node))) return
  for (const acquiring of acquisitionsOf(checker, owner)) {
    if (finallyCovering(tree, acquiring).length > 0 || !isHeldAt(checker, acquiring, first))
      continue
    const release = releaseOf(checker, acquiring)
    if (release === NO_NODE || yields.some((node) => node > release)) continue
    checker.report({
      node: acquiring,
      message: `\`${owner.name}\` gives back what \`${shownOf(checker, acquiring)}\` takes only behind its last \`yield\`: a consumer that stops early leaves it.`,
      evidence: [
        { kind: 'act', node: acquiring, message: 'acquired here' },
        { kind: 'suspension', node: first, message: 'ends here when the consumer stops' },
        { kind: 'call', node: release, message: 'given back only if all was consumed' },
      ],
    })
    return
  }
}

const RELEASING = /^(?:cancel|a?close|unsubscribe|release|disconnect|stop|leave)$/

/** `task.cancel()`: the first call that gives back what was taken under a local name. */
function releaseOf({ tree, facts }: Checker, acquiring: Node): Node {
  const assignment = tree.ancestor(acquiring, k.K_ASSIGNMENT, k.K_EXPRESSION_STATEMENT)
  if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return NO_NODE
  const target = tree.child(assignment, k.F_LEFT)
  if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return NO_NODE
  for (const one of facts.resolve(target)?.references ?? []) {
    const attribute = tree.parent(one)
    if (one < acquiring || tree.kind(attribute) !== k.K_ATTRIBUTE) continue
    const call = tree.calledBy(attribute)
    if (call !== NO_NODE && RELEASING.test(calleeName(tree, call))) return call
  }
  return NO_NODE
}

function shownOf({ tree, facts }: Checker, node: Node): string {
  const shown = tree.kind(node) === k.K_CALL ? facts.callee(node) : node
  return tree.text(shown).slice(0, 50)
}

/** Cleaned up when the stream is ended at this `yield`: by a `finally`, or a handler that sees it. */
function isCleanedUp(tree: SyntaxTree, node: Node): boolean {
  if (finallyCovering(tree, node).length > 0) return true
  return handlersCovering(tree, node).some((clause) => {
    const caught = caughtTypes(tree, clause)
    return caught.length === 0 || caught.some((type) => ENDING.test(tree.text(type)))
  })
}

const ENDING = /(?:CancelledError|GeneratorExit|BaseException|get_cancelled_exc_class\(\))$/

/** Behind what is acquired, and nothing let it go or waited for it in between. */
function isHeldAt({ tree, facts }: Checker, acquiring: Node, open: Node): boolean {
  if (open < acquiring) return false
  const assignment = tree.ancestor(acquiring, k.K_ASSIGNMENT, k.K_EXPRESSION_STATEMENT)
  const target =
    assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT
      ? NO_NODE
      : tree.child(assignment, k.F_LEFT)
  const isBetween = (node: Node) => node > acquiring && tree.endOfSubtree(node) <= open
  for (const clause of facts.nodesOfKind(k.K_FINALLY_CLAUSE)) {
    if (isBetween(tree.parent(clause))) return false
  }
  if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return true
  // `await task` before the first item: it is over by then.
  const references = facts.resolve(target)?.references ?? []
  return !references.some((one) => isBetween(one) && tree.kind(tree.parent(one)) === k.K_AWAIT)
}
