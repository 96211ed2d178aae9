import { expect, test } from 'vitest'
import type { FunctionEffects } from '../../../analyzer/flow/effects.ts'
import { SUSPEND } from '../../../analyzer/flow/events.ts'
import { summarizeEffects } from '../../../analyzer/flow/summarize-effects.ts'
import { analysisOf, functionOf, ownerOf } from '../analysis-of.ts'
import { factsOf } from '../facts-of.ts'

function effectsIn(body: string): FunctionEffects {
  const lines = body.split('\n').map((line) => `        ${line}`)
  const facts = factsOf(`import time, requests, settings
TOTAL = 0
class A:
    def helper(self): pass
    async def run(self, db):
${lines.join('\n')}
`)
  const found = summarizeEffects(facts).get(ownerOf(facts, 'A.run'))
  if (found === undefined) throw new Error('no effects')
  return found
}

const places = (list: FunctionEffects['reads']) =>
  (list ?? []).map(({ key, method, isLocked }) =>
    [key, method, isLocked && 'locked'].filter(Boolean).join(' '),
  )

test.each([
  ['self.n = 1', 'writes', ['self.n']],
  ['self.n += 1', 'writes', ['self.n']],
  ['self.n += 1', 'reads', ['self.n']],
  ['return self.n', 'reads', ['self.n']],
  ['self.helper()', 'reads', []],
  ['self.items.append(1)', 'mutations', ['self.items append']],
  ['self.d[1] = 2', 'mutations', ['self.d []']],
  ['del self.d[1]', 'mutations', ['self.d []']],
  ['self.state.n = 1', 'mutations', ['self.state .n']],
  ['global TOTAL\nTOTAL += 1', 'writes', ['.TOTAL']],
  ['print(TOTAL)', 'reads', ['.TOTAL']],
  ['settings.X = 1', 'writes', ['settings.X']],
  ['async with self.lock:\n    self.n = 1', 'writes', ['self.n locked']],
  ['def inner():\n    self.n = 1', 'writes', []],
] as const)('%s: %s are %j', (body, kind, expected) => {
  expect(places(effectsIn(body)[kind])).toEqual(expected)
})

test.each([
  ['time.sleep(1)', 'blocks', ['time.sleep']],
  ['requests.post("u")', 'blocks', ['requests.post']],
  ['requests.post("u")', 'emits', ['requests.post']],
  ['await db.commit()', 'commits', ['.commit']],
  ['db.flush()\ndb.rollback()', 'rollbacks', ['.rollback']],
  ['task.delay(1)', 'emits', ['.delay']],
] as const)('%s: %s are %j', (body, kind, expected) => {
  expect(effectsIn(body)[kind]?.map(({ name }) => name)).toEqual(expected)
})

test.each([
  ['await f()', true],
  ['async for x in y: pass', true],
  ['async with y: pass', true],
  ['x = [i async for i in y]', true],
  ['yield 1', true],
  ['x = f()', false],
  ['async def inner():\n    await f()', false],
])('%s suspends: %s', (body, expected) => {
  expect(effectsIn(body).suspends).toBe(expected)
})

test.each([
  ['raise ValueError("x")', ['builtins.ValueError']],
  ['try:\n    raise ValueError\nexcept ValueError:\n    pass', undefined],
  ['try:\n    raise ValueError\nexcept KeyError:\n    pass', ['builtins.ValueError']],
  ['try:\n    f()\nexcept KeyError:\n    raise', ['']],
])('%s raises %j', (body, expected) => {
  expect(effectsIn(body).raises).toEqual(expected)
})

test.each([
  ['return 1', 'value'],
  ['return', 'nothing'],
  ['pass', 'nothing'],
  ['if db:\n    return 1\nreturn None', 'mixed'],
])('%s returns %s', (body, expected) => {
  expect(effectsIn(body).returns).toBe(expected)
})

/** For each suspension by syntax, whether it lets other tasks run in fact. */
function suspensionsIn(body: string): boolean[] {
  const lines = body.split('\n').map((line) => `        ${line}`)
  const analysis = analysisOf(
    `import asyncio
from app.lib import never, always
class A:
    def __init__(self):
        self.lock = asyncio.Lock()
    async def quick(self): return 1
    async def slow(self): await asyncio.sleep(1)
    async def over(self): return 1
    async def run(self, x):
${lines.join('\n')}
class B(A):
    async def over(self): await asyncio.sleep(1)
`,
    { 'app/lib.py': 'async def never(): return 1\nasync def always(): await x\n' },
  )
  const one = functionOf(analysis, 'A.run')
  return Array.from(one.graph.events.keys())
    .filter((event) => one.graph.eventKind(event) === SUSPEND)
    .map((event) => one.suspends(event))
}

test.each([
  ['await asyncio.sleep(0)', [true]],
  ['await x()', [true]],
  ['await self.quick()', [false]],
  ['await self.slow()', [true]],
  ['await self.over()', [true]],
  ['await never()', [false]],
  ['await always()', [true]],
  ['await x', [true]],
  // On the way in a lock may wait; on the way out it never does, nor by an exception.
  ['async with self.lock:\n    self.n = 1', [true, false, false]],
])('%s lets other tasks run: %j', (body, expected) => {
  expect(suspensionsIn(body)).toEqual(expected)
})
