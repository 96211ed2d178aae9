import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { buildFlow } from '../../../analyzer/flow/build-flow.ts'
import { edgeBit, NORMAL_EDGES } from '../../../analyzer/flow/edges.ts'
import { EVENT_NAMES } from '../../../analyzer/flow/events.ts'
import { EXIT_POINT, type FlowGraph } from '../../../analyzer/flow/graph.ts'
import { factsOf } from '../facts-of.ts'
import { decisionsOf, PythonProcess } from './python-process.ts'
import { modules } from './python-statements.ts'

const oracle = new PythonProcess('order-oracle.py')
afterAll(() => oracle.close())

const TOLD = new Set([
  'read',
  'write',
  'read-attribute',
  'write-attribute',
  'delete-attribute',
  'read-item',
  'write-item',
  'delete-item',
  'call',
  'suspend',
  'enter',
  'exit',
  'next',
])

/** What an event is called in Python's log; undefined for events that objects are not told of. */
function told(graph: FlowGraph, event: number): string | undefined {
  const name = EVENT_NAMES[graph.eventKind(event)] ?? ''
  if (!TOLD.has(name)) return undefined
  const text = graph.tree.text(graph.eventNode(event))
  if (name === 'read' || name === 'write') return text === 'i' ? undefined : `${name} ${text}`
  if (name.endsWith('-attribute')) return `${name} ${text.slice(text.lastIndexOf('.') + 1)}`
  return name
}

/** How far a log can be followed along the ordinary edges of the graph; true if to the end. */
function accepts(graph: FlowGraph, log: readonly string[]): boolean {
  const seen = new Set<string>()
  const work: [point: number, at: number][] = [[0, 0]]
  for (let state = work.pop(); state !== undefined; state = work.pop()) {
    const [point, start] = state
    let at = start
    let fits = true
    for (let event = graph.firstEvent(point); event < graph.endOfEvents(point); event += 1) {
      const word = told(graph, event)
      if (word === undefined) continue
      if (log[at] !== word) {
        fits = false
        break
      }
      at += 1
    }
    if (!fits) continue
    if (point === EXIT_POINT && at === log.length) return true
    for (const edge of graph.edgesOut(point)) {
      if ((NORMAL_EDGES & edgeBit(graph.kindOfEdge(edge))) === 0) continue
      const next = `${graph.target(edge)} ${at}`
      if (seen.has(next)) continue
      seen.add(next)
      work.push([graph.target(edge), at])
    }
  }
  return false
}

test('events stand in the order in which Python does things, awaits included', async () => {
  await fc.assert(
    fc.asyncProperty(modules, fc.integer(), async (source, seed) => {
      const graph = buildFlow(factsOf(source), 0)
      const runs = decisionsOf(seed, 12, 40)
      const logs = (await oracle.ask({ source, runs })) as (string[] | null)[] | null
      // A walrus may not stand everywhere.
      fc.pre(logs !== null)
      for (const log of logs) {
        if (log === null) continue
        expect({ log, accepted: accepts(graph, log) }).toEqual({ log, accepted: true })
      }
    }),
    { numRuns: Number(process.env.ORDER_RUNS ?? 300) },
  )
}, 600_000)

test.each([
  ['x = await f() + a.x', 'read f|call|suspend|read a|read-attribute x|write x'],
  ['a.x += await f()', 'read a|read-attribute x|read f|call|suspend|write-attribute x'],
  ['a[k] = await f()', 'read f|call|suspend|read a|read k|write-item'],
  ['a[k] += await f()', 'read a|read k|read-item|read f|call|suspend|write-item'],
  [
    'x = [a.x, await f(), a.y]',
    'read a|read-attribute x|read f|call|suspend|read a|read-attribute y|write x',
  ],
  ['f(a.x, k=await g())', 'read f|read a|read-attribute x|read g|call|suspend|call'],
  [
    'a.x = b.y = await f()',
    'read f|call|suspend|read a|write-attribute x|read b|write-attribute y',
  ],
])('%s runs as %s', (source, expected) => {
  const graph = buildFlow(factsOf(`${source}\n`), 0)
  const words: string[] = []
  for (let event = 0; event < graph.events.length; event += 1) {
    words.push(told(graph, event) ?? '')
  }
  expect(words.join('|')).toBe(expected)
})
