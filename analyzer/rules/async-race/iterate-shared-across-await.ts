import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Access } from '../../flow/accesses.ts'
import { effectsOf } from '../../flow/effects.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import { changesSize } from '../../flow/mutators.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { racingCoroutines, suspensionsOf } from '../../matching/stale-events.ts'
import { bodyOf, statementsOf } from '../../matching/statements.ts'
import {
  F_RIGHT,
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_IDENTIFIER,
  K_MODULE,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_SLICE,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
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
      message: `\`${owner.name}\` awaits while it loops over \`${read.location.text}\`, which \`${changer}\` changes.`,
      evidence: [
        { kind: 'read', node: read.node, message: 'the loop is over the collection itself' },
        { kind: 'suspension', node: wait, message: `\`${changer}\` can run here` },
      ],
    })
  }
}

function sharedLoops({ accesses }: FunctionAnalysis): Access[] {
  return accesses.filter(
    ({ kind, use, location }) => kind === 'read' && use === 'iterate' && location.isShared,
  )
}

/** Loops over a local name for the collection, as long as the function leaves that in its place. */
function aliasLoops(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  { graph, locations, accesses }: FunctionAnalysis,
): Access[] {
  const found: Access[] = []
  for (const loop of facts.nodesOfKind(K_FOR_STATEMENT)) {
    if (!tree.contains(owner.node, loop) || facts.enclosingFunction(loop) !== owner) continue
    const node = tree.child(loop, F_RIGHT)
    if (node === NO_NODE || tree.kind(node) !== K_IDENTIFIER) continue
    if (locations.of(node)?.isShared) continue
    const location = locations.ofObject(node)
    const event = graph.eventsAt(node)[0]
    if (location?.isShared !== true || event === undefined) continue
    const isTakenOut = accesses.some(
      (access) => access.kind === 'write' && access.location.key === location.key,
    )
    if (!isTakenOut) found.push({ event, node, location, kind: 'read', use: 'iterate' })
  }
  return found
}

/** True for `items[:]`, which is a copy. */
function isSlice(tree: SyntaxTree, node: Node): boolean {
  return tree.kind(node) === K_SUBSCRIPT && tree.hasChildOfKind(node, K_SLICE)
}

/** True if the loop is left behind an await in any case: there is no next step. */
function endsLoop(checker: Checker, loop: Node, wait: Node): boolean {
  const { tree } = checker
  const body = bodyOf(tree, loop)
  for (let at = wait; at !== body && at !== loop; at = tree.parent(at)) {
    const block = tree.parent(at)
    if (tree.kind(block) !== K_BLOCK) continue
    const after = statementsOf(tree, block).filter((statement) => statement >= at)
    if (after.some((statement) => ENDING.has(tree.kind(statement)))) return true
  }
  return false
}

const ENDING: ReadonlySet<number> = new Set([
  K_RETURN_STATEMENT,
  K_RAISE_STATEMENT,
  K_BREAK_STATEMENT,
])

/** Another function that changes how much is in the place. */
function changerOf(checker: Checker, owner: FunctionFacts, read: Access): string | undefined {
  const { location } = read
  // `rooms[name]`: what changes an item is recorded with its container.
  const path = location.path.filter((step) => !step.startsWith('['))
  const name = path[0]
  const isOfObject = location.root === 'self' && name !== undefined && path.length === 1
  if (!isOfObject && !(location.root === 'global' && name === undefined)) return undefined
  const key = isOfObject ? `self${name}` : `.${location.text.replace(/\[.*/, '')}`
  const own = owner.class?.symbol ?? owner.enclosing?.class?.symbol
  return checker.project
    .at(changers, `${checker.path} ${isOfObject ? `${own} ` : ''}${key}`)
    ?.find(
      ({ symbol, method }) =>
        symbol !== owner.symbol &&
        !/(?:^|\.)__(?:init|post_init|new)__$/.test(symbol) &&
        breaksLoop(checker, method, read, symbol),
    )?.symbol
}

/** Two tasks run the function: one loops while the other takes its own entry out. */
function changesItself(
  { tree }: Checker,
  accesses: readonly Access[],
  read: Access,
  loop: Node,
): boolean {
  return accesses.some(
    ({ kind, method, location, node }) =>
      kind === 'mutate' &&
      (method === 'remove' || method === 'discard') &&
      location.key === read.location.key &&
      !tree.contains(loop, node),
  )
}

interface Change {
  readonly symbol: string
  readonly method: string
}

const REMOVES = new Set(['remove', 'discard', 'pop', 'popitem', 'popleft', 'clear'])
const OF_DICTS = new Set(['pop', 'popitem', 'clear', 'setdefault'])
const ADDS_BY_KEY = new Set(['add', 'update', 'setdefault'])
/** Where an application is put together, before anything runs. */
const SETS_UP =
  /(?:^|\.)_?(?:add|register|mount|include|load|use|install|set|configure|init)(?:_\w+)?$/

/** What is appended to a list while it is looped over is only visited as well. */
function breaksLoop(checker: Checker, method: string, read: Access, symbol: string): boolean {
  // `rooms.pop(name)` takes one of many collections away, not something out of it.
  const isItem = read.method === 'get' || read.location.path.at(-1)?.startsWith('[') === true
  if (isItem && OF_DICTS.has(method)) return false
  if (REMOVES.has(method)) return true
  const isByKey = ADDS_BY_KEY.has(method) || (method === '[]' && !isItem && isDict(checker, read))
  return isByKey && !SETS_UP.test(symbol)
}

function isDict({ tree, facts, analysis }: Checker, { method, node }: Access): boolean {
  if (/^(?:items|keys|values)$/.test(method ?? '')) return true
  const [only] = tree.kind(node) === K_IDENTIFIER ? (facts.resolve(node)?.definitions ?? []) : []
  const given = only && writtenValue(tree, only.node)?.node
  return [node, given].some(
    (one) => one !== undefined && analysis.sharedValues.containerKind(one) === 'dict',
  )
}

/** The functions that change the size of each place, by file, class and key. */
export const changers = defineTable({
  id: 'changers of collections',
  make({ index }): ReadonlyMap<string, readonly Change[]> {
    const found = new Map<string, Change[]>()
    for (const one of index.functions) {
      for (const { key, class: owner, method } of effectsOf(one)?.mutations ?? []) {
        if (method !== '[]' && (method === undefined || !changesSize(method))) continue
        const place = `${one.module.summary.path} ${owner === undefined ? '' : `${owner} `}${key}`
        const known = found.get(place)
        const change = { symbol: one.summary.symbol, method }
        if (known === undefined) found.set(place, [change])
        else known.push(change)
      }
    }
    return found
  },
})
