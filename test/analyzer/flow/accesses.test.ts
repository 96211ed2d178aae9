import { expect, test } from 'vitest'
import { analysisOf, functionOf } from '../analysis-of.ts'

/** Accesses of shared locations of method `run`, those that only reach further left out. */
function accessesIn(body: string, all = false): string[] {
  const source = `import settings
TOTAL = 0
CACHE = {}
class A:
    async def run(self, key, row):
${body
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
`
  const one = functionOf(analysisOf(source), 'A.run')
  return one.accesses
    .filter(({ use, location }) => use !== 'through' && (all || location.isShared))
    .map(({ kind, use, location, method }) => {
      const how = method === undefined ? use : `${use} ${method}`
      return `${kind} ${location.text} (${how})`
    })
}

test.each([
  ['self.n = 1', ['write self.n (value)']],
  ['self.n += 1', ['read self.n (update)', 'write self.n (update)']],
  ['self.n = self.n + await f()', ['read self.n (value)', 'write self.n (value)']],
  ['global TOTAL\nTOTAL += 1', ['read TOTAL (update)', 'write TOTAL (update)']],
  ['CACHE[key] = 1', ['write CACHE[key] (value)']],
  ['self.d["a"]["b"] = 1', ['write self.d["a"]["b"] (value)']],
  ['self.d[key].n += 1', ['read self.d[key].n (update)', 'write self.d[key].n (update)']],
  ['del self.d[key]', ['delete self.d[key] (value)']],
  ['self.items.append(key)', ['mutate self.items (method append)']],
  ['x = self.items.pop()', ['mutate self.items (method pop)']],
  ['if key in self.d:\n    pass', ['read self.d (test)']],
  ['if not self.busy:\n    pass', ['read self.busy (test)']],
  ['if len(self.items) > 3:\n    pass', ['read self.items (test)']],
  ['if self.d.get(key) is None:\n    pass', ['read self.d (test get)']],
  ['while self.queue:\n    pass', ['read self.queue (test)']],
  ['x = 1 if self.x else 2', ['read self.x (test)']],
  ['for x in self.items:\n    pass', ['read self.items (iterate)']],
  ['for x in self.d.values():\n    pass', ['read self.d (iterate values)']],
  ['for x in list(self.items):\n    pass', ['read self.items (value)']],
  ['for i, x in enumerate(self.items):\n    pass', ['read self.items (iterate)']],
  [
    'found = CACHE.get(key)\nfound.n = 1',
    ['read CACHE (method get)', 'write CACHE[key].n (value)'],
  ],
  ['x = [i for i in self.items]', ['read self.items (iterate)']],
  [
    'cache = self.cache\ncache[key] = 1',
    ['read self.cache (value)', 'write self.cache[key] (value)'],
  ],
  [
    'cache = self.cache\nif key:\n    cache = CACHE\ncache[key] = 1',
    ['read self.cache (value)', 'read CACHE (value)'],
  ],
  [
    'items = self.items\nitems.append(1)',
    ['read self.items (value)', 'mutate self.items (method append)'],
  ],
  ['n = self.n\nn += 1', ['read self.n (value)']],
  [
    'for item in self.items:\n    item.n = 1',
    ['read self.items (iterate)', 'write self.items[*].n (value)'],
  ],
  ['settings.LEVEL = 1', ['write settings.LEVEL (value)']],
  ['A.count = A.count + 1', ['read A.count (value)', 'write A.count (value)']],
  [
    'import heapq\nheapq.heappush(self.heap, key)',
    ['read self.heap (value)', 'mutate self.heap (method heapq.heappush)'],
  ],
  ['local = {}\nlocal[key] = 1', []],
  ['def inner():\n    self.n = 1', []],
])('%s', (body, expected) => {
  expect(accessesIn(body)).toEqual(expected)
})

test('paths that start with a parameter are seen, but not as shared', () => {
  expect(accessesIn('row.n = row.n + 1')).toEqual([])
  expect(accessesIn('row.n = row.n + 1', true)).toEqual([
    'read row.n (value)',
    'write row.n (value)',
  ])
})

test('a variable of an enclosing function is shared with what is nested in it', () => {
  const analysis = analysisOf(`async def outer():
    count = 0
    async def inner():
        nonlocal count
        n = count
        await f()
        count = n + 1
    return inner, count
`)
  const texts = (symbol: string) =>
    functionOf(analysis, symbol).accesses.map(
      ({ kind, location }) => `${kind} ${location.root} ${location.text}`,
    )
  expect(texts('outer.<locals>.inner')).toEqual(['read closure count', 'write closure count'])
  expect(texts('outer')).toEqual(['write closure count', 'read closure count'])
})

test('the same attribute is the same place in all methods of a class', () => {
  const analysis = analysisOf(`class A:
    def f(self):
        self.n = 1
    def g(this):
        def inner():
            return this.n
class B:
    def f(self):
        self.n = 1
`)
  const keys = ['A.f', 'A.g.<locals>.inner', 'B.f'].map(
    (symbol) => functionOf(analysis, symbol).accesses.at(-1)?.location.key,
  )
  expect(keys[0]).toBe(keys[1])
  expect(keys[0]).not.toBe(keys[2])
})
