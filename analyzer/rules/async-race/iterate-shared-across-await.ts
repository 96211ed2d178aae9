import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { isEndingName } from '../../matching/errors/at-stake.ts'
import {
  aliasLoops,
  endsLoop,
  isSlice,
  sharedLoops,
} from '../../matching/shared-state/shared-loops.ts'
import { changerOf, changesItself } from '../../matching/shared-state/size-changers.ts'
import { racingCoroutines, suspensionsOf } from '../../matching/shared-state/stale-events.ts'
import { K_FOR_IN_CLAUSE, K_FOR_STATEMENT, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'iterate-shared-across-await',
  title: 'Loop with an await over a collection that others change',
  consequence:
    'Under load loops stop with "changed size during iteration" or skip entries, so some clients or jobs get nothing.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [362],
  why: `
At every await of the loop another task can add to the collection or remove from it. A dictionary or set
then raises \`RuntimeError\`; a list silently skips an entry or shows one twice.

| step | task A | task B |
|---|---|---|
| 1 | sends to the first client, awaits | |
| 2 | | client 2 leaves: \`self.clients.remove(...)\` |
| 3 | next step of the loop: **RuntimeError**, or one is skipped | |
`,
  fix: `
Loop over a copy, \`for client in list(self.clients):\`, or hold one \`asyncio.Lock\` in the loop and in all
methods that change the collection.
`,
  exemptions: [
    {
      text: 'A copy.',
      quiet: py`
        class Hub:
            async def send(self, text):
                for client in list(self.clients):
                    await client.send(text)
                for name, client in sorted(self.by_name.items()):
                    await client.send(name)
                for client in [one for one in self.clients]:
                    await client.send(text)

            def leave(self, client):
                self.clients.remove(client)
                self.by_name.pop(client)
      `,
    },
    {
      text: 'A slice, a collection that was taken out of its place, and a loop that ends behind the await.',
      quiet: py`
        class Hub:
            async def send(self, text):
                for client in self.clients[:]:
                    await client.send(text)
                clients, self.clients = self.clients, []
                for client in clients:
                    await client.close()

            async def drop(self, name):
                for client in self.clients:
                    if client.name == name:
                        self.clients.remove(client)
                        await client.close()
                        break

            def leave(self, client):
                self.clients.remove(client)
      `,
    },
    {
      text: 'No await in the loop.',
      quiet: py`
        class Hub:
            async def send(self, text):
                for client in self.clients:
                    client.queue.put_nowait(text)
                await self.flush()

            def leave(self, client):
                self.clients.remove(client)
      `,
    },
    {
      text: 'A collection that nothing changes after it was filled, or that is only replaced.',
      quiet: py`
        class Hub:
            def __init__(self, clients):
                self.clients = []
                for client in clients:
                    self.clients.append(client)

            async def send(self, text):
                for client in self.clients:
                    await client.send(text)

            def reset(self):
                self.clients = []
      `,
    },
    {
      text: 'A list to which others only append, and what is registered while the application is put together.',
      quiet: py`
        class Router:
            async def route(self, request):
                for route in self.routes:
                    await route.match(request)
                for hook in self.hooks.values():
                    await hook(request)

            def append(self, route):
                self.routes.append(route)

            def add_hook(self, name, hook):
                self.hooks[name] = hook
      `,
    },
    {
      text: 'A lock held over the loop.',
      quiet: py`
        class Hub:
            async def send(self, text):
                async with self.lock:
                    for client in self.clients:
                        await client.send(text)

            async def leave(self, client):
                async with self.lock:
                    self.clients.remove(client)
      `,
    },
  ],
  limits: ['Changes by other classes and through other names are not seen.'],
  bad: [
    py`
      class Hub:
          async def send(self, text):
              for client in self.clients: #!
                  await client.send(text)

          def leave(self, client):
              self.clients.remove(client)
    `,
    py`
      sessions = {}

      class Hub:
          async def send(self, text):
              for name, client in self.by_name.items(): #!
                  if client.is_open:
                      await client.send(text)
              results = [await client.send(text) for client in self.by_name.values()] #!
              for client in self.clients: #!
                  async with client:
                      client.write(text)
              return results

          async def join(self, name, client):
              self.by_name[name] = client
              self.clients.add(client)

      async def close():
          for session in sessions.values(): #!
              await session.close()

      def forget(name):
          del sessions[name]

      class Topics:
          def __init__(self):
              self.named = {}
              self.topics = {}

          async def send(self, topic, text):
              for at, client in enumerate(self.topics.get(topic, [])): #!
                  await client.send(at, text)
              named = self.named
              for name in named: #!
                  await self.tell(name)
              for name in self.named: #!
                  await self.tell(name)

          def leave(self, topic, client):
              self.topics[topic].remove(client)
              del self.named[client.name]

      class Rates:
          def __init__(self, client):
              self.client = client
              self.rates = {}

          async def rate(self, currency):
              if currency not in self.rates:
                  found = await self.client.fetch(currency)
                  self.rates[currency] = found
              return self.rates[currency]

          async def refresh(self):
              for currency in self.rates: #!
                  self.rates[currency] = await self.client.fetch(currency)

      rooms = {}

      async def talk(socket, room):
          rooms[room].add(socket)
          try:
              async for message in socket:
                  for peer in rooms[room]: #!
                      await peer.send(message)
          finally:
              rooms[room].discard(socket)
    `,
    py`
      from collections import defaultdict

      class Room:
          def __init__(self, name):
              self.members = set()

      class Hub:
          def __init__(self):
              self._rooms: dict[str, Room] = {}
              self._topics: defaultdict[str, list] = defaultdict(list)

          def _room(self, name):
              room = self._rooms.get(name)
              if room is None:
                  room = self._rooms[name] = Room(name)
              return room

          def _listeners(self, topic):
              return self._topics.get(topic, [])

          def join(self, name, socket):
              self._room(name).members.add(socket)

          def leave(self, topic, one):
              listeners = self._listeners(topic)
              if one in listeners:
                  listeners.remove(one)

          async def send(self, name, text):
              room = self._room(name)
              for socket in room.members: #!
                  await socket.send(text)

          async def publish(self, topic, event):
              for one in self._listeners(topic): #!
                  await one.offer(event)
    `,
  ],
  good: [
    py`
      class Hub:
          async def send(self, text):
              for client in list(self.clients):
                  await client.send(text)

          def leave(self, client):
              self.clients.remove(client)
    `,
    py`
      class Hub:
          def __init__(self):
              self._topics: dict[str, list] = {}
              self._names: dict[str, tuple] = {}

          def _listeners(self, topic):
              return list(self._topics.get(topic, []))

          def _known(self, topic):
              return self._names.get(topic, ())

          def leave(self, topic, one):
              self._topics[topic].remove(one)
              self._names.pop(topic)

          async def publish(self, topic, event):
              for one in self._listeners(topic):
                  await one.offer(event)
              for one in self._known(topic):
                  await one.offer(event)
    `,
  ],
  on: {
    [K_MODULE](_module, checker) {
      for (const owner of racingCoroutines(checker)) checkCoroutine(checker, owner)
    },
  },
})

function checkCoroutine(checker: Checker, owner: FunctionFacts): void {
  const { tree } = checker
  const analysis = checker.analysis.of(owner)
  const loops = [...sharedLoops(analysis), ...aliasLoops(checker, owner, analysis)]
  if (loops.length === 0) return
  const waits = suspensionsOf(analysis).map((at) => analysis.graph.eventNode(at))
  const seen = new Set<Node>()
  for (const read of loops) {
    const loop = tree.ancestor(read.node, K_FOR_STATEMENT, K_FOR_IN_CLAUSE)
    if (loop === NO_NODE || seen.has(loop) || isSlice(tree, read.node)) continue
    seen.add(loop)
    const isStatement = tree.kind(loop) === K_FOR_STATEMENT
    const outer = isStatement ? loop : tree.parent(loop)
    const wait = waits.find(
      (node) =>
        node !== loop &&
        tree.contains(outer, node) &&
        !tree.contains(read.node, node) &&
        (!isStatement || (node > read.node && !endsLoop(checker, loop, node))),
    )
    if (wait === undefined || analysis.locksHeldAt(read.event).length > 0) continue
    const changer =
      changerOf(checker, owner, read) ??
      (changesItself(checker, analysis.accesses, read, outer) ? owner.name : undefined)
    if (changer === undefined) continue
    checker.report({
      node: isStatement ? loop : read.node,
      // What ends or clears everything is done once, when little else runs.
      ...(isEndingName(owner.name) && { severity: 'medium' as const }),
      message: `\`${owner.name}\` awaits while it loops over \`${read.location.text}\`, which \`${changer}\` changes.`,
      evidence: [
        { kind: 'read', node: read.node, message: 'the loop is over the collection itself' },
        { kind: 'suspension', node: wait, message: `\`${changer}\` can run here` },
      ],
    })
  }
}
