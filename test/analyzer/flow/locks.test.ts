import { expect, test } from 'vitest'
import { analysisOf } from '../analysis-of.ts'

const HEAD = `import asyncio, threading
from collections import defaultdict
import redis.asyncio as redis
LOCK = threading.Lock()

class FairLock:
    async def __aenter__(self): ...
    async def __aexit__(self, *failure): ...
`

/**
 * Lines of a method with `#: a, b` must hold exactly those locks where their first call or
 * suspension takes place.
 */
function check(body: string): void {
  const lines = body.split('\n').map((line) => `        ${line}`)
  const source = `${HEAD}class Store:
    def __init__(self, client: redis.Redis):
        self.client = client
        self._lock = asyncio.Lock()
        self._plain = threading.RLock()
        self._locks = defaultdict(asyncio.Lock)
        self._one = asyncio.Semaphore(1)
        self._many = asyncio.Semaphore(5)
        self._fair = FairLock()
    async def run(self, key, other):
${lines.join('\n')}
`
  const analysis = analysisOf(source)
  const one = analysis.of(analysis.flow.facts.functions.find(({ name }) => name === 'run'))
  const { tree } = one.graph
  const text = source.split('\n')
  const found: string[] = []
  const expected: string[] = []
  for (const [at, line] of text.entries()) {
    const mark = /#: ?(.*)$/.exec(line)
    if (mark === null) continue
    expected.push(`${at + 1}: ${mark[1]}`)
    const call = one.graph.order.reduce((best, point) => {
      for (
        let event = one.graph.firstEvent(point);
        event < one.graph.endOfEvents(point);
        event += 1
      ) {
        const isHere = tree.line(one.graph.eventNode(event)) === at + 1
        if (isHere && best === -1) return event
      }
      return best
    }, -1)
    if (call === -1) throw new Error(`nothing happens in line ${at + 1}`)
    const held = one.locksHeldAt(call).map(({ lock }) => lock.text)
    found.push(`${at + 1}: ${held.join(', ')}`)
  }
  expect(found).toEqual(expected)
}

test.each([
  ['inside of async with', 'async with self._lock:\n    self.a() #: self._lock\nself.b() #:'],
  ['two items', 'async with self._lock, self._one:\n    self.a() #: self._lock, self._one'],
  [
    'nested with',
    'with LOCK:\n    with self._plain:\n        self.a() #: LOCK, self._plain\n    self.b() #: LOCK',
  ],
  [
    'early return',
    'async with self._lock:\n    if key:\n        return\n    self.a() #: self._lock\nself.b() #:',
  ],
  [
    'break out of with',
    'for x in key:\n    with LOCK:\n        if x:\n            break\n        self.a() #: LOCK\n    self.b() #:\nself.c() #:',
  ],
  ['one side only', 'if key:\n    LOCK.acquire()\nself.a() #:'],
  [
    'acquire and release',
    'LOCK.acquire()\ntry:\n    self.a() #: LOCK\nfinally:\n    LOCK.release()\nself.b() #:',
  ],
  [
    'handler after release',
    'LOCK.acquire()\ntry:\n    self.a() #: LOCK\nexcept ValueError:\n    self.b() #: LOCK\nfinally:\n    LOCK.release()\nself.c() #:',
  ],
  [
    'awaited acquire',
    'await self._lock.acquire()\ntry:\n    self.a() #: self._lock\nfinally:\n    self._lock.release()\nself.b() #:',
  ],
  [
    'tried acquire',
    'if LOCK.acquire(blocking=False):\n    self.a() #: LOCK\nelse:\n    self.b() #:',
  ],
  [
    'tried acquire, negated',
    'if not LOCK.acquire(False):\n    self.b() #:\n    return\nself.a() #: LOCK',
  ],
  ['a class of the project', 'async with self._fair:\n    self.a() #: self._fair'],
  ['lock per key', 'async with self._locks[key]:\n    self.a() #: self._locks[key]'],
  [
    'lock through a local',
    'lock = self._locks[key]\nasync with lock:\n    self.a() #: self._locks[key]',
  ],
  ['redis lock', 'async with self.client.lock("x"):\n    self.a() #: self.client.lock("x")'],
  ['not a lock', 'with open(key) as f:\n    self.a() #:'],
  ['name of a lock', 'async with self.refresh_lock:\n    self.a() #: self.refresh_lock'],
  ['handed out', 'async with self.lock_for(key):\n    self.a() #: self.lock_for(key)'],
])('%s', (_, body) => check(body))

function locksIn(source: string) {
  const analysis = analysisOf(source)
  const last = analysis.flow.facts.functions.at(-1)
  return analysis.of(last).lockRegions.regions
}

test.each([
  ['asyncio.Lock()', 'asyncio', 'lock', true],
  ['asyncio.Semaphore(1)', 'asyncio', 'semaphore', true],
  ['asyncio.Semaphore()', 'asyncio', 'semaphore', true],
  ['asyncio.Semaphore(3)', 'asyncio', 'semaphore', false],
  ['asyncio.Semaphore(LIMIT)', 'asyncio', 'semaphore', undefined],
  ['asyncio.Condition()', 'asyncio', 'condition', true],
  ['threading.Lock()', 'threading', 'lock', true],
  ['threading.BoundedSemaphore(2)', 'threading', 'semaphore', false],
  ['multiprocessing.Lock()', 'process', 'lock', true],
])('%s keeps order among %s', (made, world, kind, isExclusive) => {
  const source = `import asyncio, threading, multiprocessing
GUARD = ${made}
class A:
    def __init__(self):
        self.guard = ${made}
    async def run(self):
        with GUARD:
            pass
        with self.guard:
            pass
`
  const found = locksIn(source).map(({ lock }) => [lock.world, lock.kind, lock.isExclusive])
  expect(found).toEqual([
    [world, kind, isExclusive],
    [world, kind, isExclusive],
  ])
})

test('two regions of one lock are told apart', () => {
  const source = `import asyncio
class A:
    def __init__(self):
        self.lock = asyncio.Lock()
    async def run(self):
        async with self.lock:
            x = self.n
        async with self.lock:
            self.n = x
`
  const analysis = analysisOf(source)
  const one = analysis.of(analysis.flow.facts.functions[1])
  const [read, write] = ['read', 'write'].map((kind) =>
    one.accesses.find((access) => access.kind === kind && access.location.text === 'self.n'),
  )
  const at = (event: number | undefined) => one.locksHeldAt(event ?? -1)
  expect(at(read?.event)).toHaveLength(1)
  expect(at(read?.event)[0]?.lock.key).toBe(at(write?.event)[0]?.lock.key)
  expect(one.lockRegions.heldAtAll([read?.event ?? -1, write?.event ?? -1])).toEqual([])
})
