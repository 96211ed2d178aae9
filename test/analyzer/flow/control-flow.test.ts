import { expect, test } from 'vitest'
import { buildFlow } from '../../../analyzer/flow/build-flow.ts'
import { EDGE_NAMES } from '../../../analyzer/flow/edges.ts'
import type { FlowGraph } from '../../../analyzer/flow/graph.ts'
import {
  finallyCovering,
  handlersCovering,
  loopsAround,
  withItemsAround,
} from '../../../analyzer/flow/surroundings.ts'
import { nodeWith } from '../analysis-of.ts'
import { factsOf } from '../facts-of.ts'

function graphOf(body: string): FlowGraph {
  const lines = body.split('\n').map((line) => `    ${line}`)
  const facts = factsOf(`def f(self, a, b):\n${lines.join('\n')}\n`)
  return buildFlow(facts, facts.functions[0]?.node ?? 0)
}

/** `1 -> 2 true`: the ways from line to line of the body; `end` and `raise` are the exits. */
function waysOf(body: string): string[] {
  const graph = graphOf(body)
  const name = (point: number) => {
    if (point < 3) return ['start', 'end', 'raise'][point]
    const statement = graph.statementOf(point)
    return statement < 0 ? 'unhandled' : String(graph.tree.line(statement) - 1)
  }
  const ways = new Set<string>()
  for (const point of graph.order) {
    for (const edge of graph.edgesOut(point)) {
      const [from, to] = [name(point), name(graph.target(edge))]
      const kind = EDGE_NAMES[graph.kindOfEdge(edge)]
      if (from !== to) ways.add(kind === 'flow' ? `${from} -> ${to}` : `${from} -> ${to} ${kind}`)
    }
  }
  return [...ways].sort()
}

test.each([
  ['x = 1\ny = x\npass', ['1 -> 2', '2 -> 3', '3 -> end', 'start -> 1']],
  ['x = a.b', ['1 -> end', '1 -> raise fault', 'start -> 1']],
  ['g()', ['1 -> end', '1 -> raise exception', 'start -> 1']],
  ['return 1\npass', ['1 -> end', 'start -> 1']],
  ['raise E', ['1 -> raise exception', 'start -> 1']],
  [
    'if a:\n    pass\nelse:\n    pass',
    ['1 -> 2 true', '1 -> 4 false', '2 -> end', '4 -> end', 'start -> 1'],
  ],
  ['while True:\n    pass', ['1 -> 2', '2 -> 1', 'start -> 1']],
  ['while 1:\n    break', ['1 -> 2', '2 -> end', 'start -> 1']],
  ['if False:\n    pass\nx = 1', ['1 -> 3', '3 -> end', 'start -> 1']],
  ['try:\n    x = 1\nexcept E:\n    y = 1', ['1 -> 2', '2 -> end', 'start -> 1']],
  [
    'try:\n    g()\nexcept E:\n    x = 1\nelse:\n    y = 1',
    [
      '1 -> 2',
      '2 -> 3 exception',
      '2 -> 6',
      '3 -> 4 true',
      '3 -> unhandled false',
      '4 -> end',
      '6 -> end',
      'start -> 1',
      'unhandled -> raise exception',
    ],
  ],
  [
    'try:\n    g()\nexcept:\n    x = 1',
    ['1 -> 2', '2 -> 3 exception', '2 -> end', '3 -> 4', '4 -> end', 'start -> 1'],
  ],
  [
    'try:\n    g()\nfinally:\n    return 1',
    ['1 -> 2', '2 -> 4', '2 -> 4 exception', '4 -> end', 'start -> 1'],
  ],
  ['assert a, b', ['1 -> end true', '1 -> raise exception', 'start -> 1']],
  [
    'match a:\n    case 1:\n        x = 1\n    case y:\n        x = 2',
    ['1 -> 2', '2 -> 3 true', '2 -> 4 false', '3 -> end', '4 -> 5', '5 -> end', 'start -> 1'],
  ],
])('%s', (body, expected) => {
  expect(waysOf(body)).toEqual(expected)
})

test('a return inside of try runs finally on its own way', () => {
  const ways = waysOf('try:\n    if a:\n        return 1\n    x = 1\nfinally:\n    y = 1\nz = 1')
  expect(ways).toContain('3 -> 6')
  expect(ways).toContain('6 -> end')
  expect(ways).toContain('6 -> 7')
  const graph = graphOf('try:\n    if a:\n        return 1\n    x = 1\nfinally:\n    y = 1\nz = 1')
  const final = nodeAtLine(graph, 7)
  // One copy goes on behind the statement, the other returns: no way leads from one to the other.
  expect(graph.pointsOf(final)).toHaveLength(2)
})

function nodeAtLine(graph: FlowGraph, line: number): number {
  const found = graph.order.map((point) => graph.statementOf(point))
  return found.find((node) => node > 0 && graph.tree.line(node) === line) ?? -1
}

test.each([
  ['with contextlib.suppress(E):\n    g()\nx = 1', '1 -> 3 suppressed'],
  ['with pytest.raises(E):\n    g()\nx = 1', '1 -> 3 suppressed'],
  ['with self.assertRaises(E):\n    g()\nx = 1', '1 -> 3 suppressed'],
  ['with something():\n    g()\nx = 1', '1 -> 3 maybe-suppressed'],
])('%s: %s', (body, way) => {
  expect(waysOf(`import contextlib, pytest\n${body}`)).toContain(
    way.replace(/\d/g, (n) => String(Number(n) + 1)),
  )
})

test.each([
  'open(a)',
  'self.lock',
  'self._locks[a]',
  'session.begin()',
  'Session() as s',
  'a.acquire()',
])('with %s swallows nothing', (manager) => {
  const ways = waysOf(`with ${manager}:\n    g()\nx = 1`)
  expect(ways.filter((way) => way.includes('suppressed'))).toEqual([])
})

test.each(['sys.exit(1)', 'os._exit(1)', 'pytest.fail("x")', 'self.skipTest("x")'])(
  'nothing follows %s',
  (call) => {
    const graph = graphOf(`import sys, os, pytest\n${call}\nx = 1`)
    expect(graph.isStatementReachable(nodeAtLine(graph, 4))).toBe(false)
  },
)

test('broken source gives a graph of what is there', () => {
  for (const source of [
    'def f(:\n  x = (\n',
    'def f():\n  break\n  continue\n',
    'with :\n  x\n',
    'try:\n  x\n',
    'class',
    'match x:\n',
    'for in y: z\n',
    'a = \n',
    'async def f(): return await\n',
  ]) {
    const facts = factsOf(source)
    for (const node of [0, ...facts.functions.map((one) => one.node)]) {
      expect(buildFlow(facts, node).pointCount).toBeGreaterThan(2)
    }
  }
})

test('what surrounds a node is known up to its function', () => {
  const facts = factsOf(`for x in y:
    def f():
        while a:
            try:
                with l1, l2(b):
                    c()
            except E:
                d()
            else:
                e()
            finally:
                g()
`)
  const { tree } = facts
  const texts = (nodes: number[]) => nodes.map((node) => tree.text(node).split('\n')[0])
  const at = (text: string) => nodeWith(facts, text)
  expect(texts(loopsAround(tree, at('c()')))).toEqual(['while a:'])
  expect(texts(withItemsAround(tree, at('c()')))).toEqual(['l2(b)', 'l1'])
  expect(texts(withItemsAround(tree, at('b')))).toEqual(['l1'])
  expect(texts(handlersCovering(tree, at('c()')))).toEqual(['except E:'])
  expect(texts(handlersCovering(tree, at('e()')))).toEqual([])
  expect(texts(handlersCovering(tree, at('d()')))).toEqual([])
  expect(texts(finallyCovering(tree, at('d()')))).toEqual(['finally:'])
  expect(texts(finallyCovering(tree, at('g()')))).toEqual([])
  expect(texts(loopsAround(tree, at('y')))).toEqual([])
})
