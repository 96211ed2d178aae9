import { expect, test } from 'vitest'
import { buildFacts } from '../../../analyzer/facts/file-facts.ts'
import { FileFlow } from '../../../analyzer/flow/file-flow.ts'
import { FileAnalysis } from '../../../analyzer/flow/function-analysis.ts'
import { link } from '../../../analyzer/project/project-index.ts'
import { summarize } from '../../../analyzer/project/summarize.ts'
import { createParser } from '../../../analyzer/syntax/parser.ts'
import { FileTypes } from '../../../analyzer/types/file-types.ts'

const parse = createParser({
  budget: { maxDepth: 1_000_000, maxNodes: 4_000_000, maxMilliseconds: 60_000 },
})

/** Size of all that is computed for a source: points, edges, events and joins. */
function sizeOf(source: string): number {
  const tree = parse(source)
  if (typeof tree === 'string') throw new Error(tree)
  const facts = buildFacts(tree, 'm.py')
  const flow = new FileFlow(facts)
  const analysis = new FileAnalysis(flow, new FileTypes(facts, flow, link([summarize(facts)])))
  let size = 0
  for (const owner of [undefined, ...facts.functions]) {
    const one = analysis.of(owner)
    const { graph } = one
    one.guardsOf(graph.order.at(-1) ?? 0)
    one.postDominators.dominates(0, 1)
    one.locksHeldAt(0)
    size += graph.pointCount + graph.edgeCount + graph.events.length + one.accesses.length
  }
  return size
}

const blocks = (depth: number, head: string, body: string) =>
  Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}${head}\n`).join('') +
  `${' '.repeat(depth)}${body}\n`

const nestedTries = (depth: number) => {
  let text = `${' '.repeat(depth)}g()\n`
  for (let at = depth - 1; at >= 0; at -= 1) {
    const pad = ' '.repeat(at)
    text = `${pad}try:\n${text}${pad}finally:\n${pad} h()\n`
  }
  return text
}

const nestedFinallies = (depth: number) => {
  let text = `${' '.repeat(depth)}g()\n`
  for (let at = depth - 1; at >= 0; at -= 1) {
    const pad = ' '.repeat(at)
    text = `${pad}try:\n${pad} h()\n${pad}finally:\n${text}`
  }
  return text
}

test.each<[string, (n: number) => string, number]>([
  [
    'elif',
    (n) =>
      `if a0:\n x=0\n${Array.from({ length: n }, (_, i) => `elif a${i}:\n x=${i}\n`).join('')}`,
    2_500,
  ],
  ['statements', (n) => 'x = f(x)\n'.repeat(n), 5_000],
  ['statements in one try', (n) => `try:\n${' x = f(x)\n'.repeat(n)}except E:\n g(x)\n`, 5_000],
  ['nested if', (n) => blocks(n, 'if a:', 'x()'), 90],
  ['nested while', (n) => blocks(n, 'while a:', 'x = x + 1'), 90],
  ['nested with', (n) => blocks(n, 'with a:', 'return_ = x()'), 90],
  ['nested try', nestedTries, 45],
  ['finally in finally', nestedFinallies, 45],
  [
    'with items',
    (n) => `with ${Array.from({ length: n }, (_, i) => `a${i}`).join(', ')}:\n g()\n`,
    1_000,
  ],
  ['brackets', (n) => `x = ${'('.repeat(n)}y${')'.repeat(n)}\n`, 5_000],
  ['not', (n) => `x = ${'not '.repeat(n)}y\n`, 5_000],
  ['attributes', (n) => `x = a${'.b'.repeat(n)}\n`, 5_000],
  ['calls', (n) => `x = a${'.b()'.repeat(n)}\n`, 5_000],
  ['sum', (n) => `x = a${' + a.b'.repeat(n)}\n`, 5_000],
  ['and', (n) => `x = a${' and a.b'.repeat(n)}\n`, 5_000],
  ['comparison', (n) => `x = a${' < b'.repeat(n)}\n`, 5_000],
  ['conditional', (n) => `x = ${'a if b else '.repeat(n)}c\n`, 2_500],
  ['await', (n) => `async def f():\n x = ${'await (a, '.repeat(n)}b${')'.repeat(n)}\n`, 2_500],
  ['lambda', (n) => `x = ${'lambda: '.repeat(n)}y\n`, 500],
  [
    'comprehension',
    (n) =>
      `x = [${Array.from({ length: n }, (_, i) => `for a${i} in b`)
        .join(' ')
        .replace(/^/, 'y ')}]\n`,
    1_000,
  ],
  [
    'match',
    (n) => `match x:\n${Array.from({ length: n }, (_, i) => ` case A(x=${i}): pass\n`).join('')}`,
    2_500,
  ],
  [
    'variables',
    (n) => Array.from({ length: n }, (_, i) => `if c:\n x${i} = x${i - 1}\n`).join(''),
    2_500,
  ],
  [
    'loops that rename',
    (n) =>
      `while c:\n${Array.from({ length: n }, (_, i) => ` x${i} = x${(i + 1) % n}\n`).join('')}`,
    2_500,
  ],
  [
    'returns in a with',
    (n) => `def f():\n with a, b, c:\n${'  if x: return 1\n'.repeat(n)}`,
    2_500,
  ],
])(
  '%s: twice the source gives no more than twice the work',
  (_, make, n) => {
    const [small, large] = [sizeOf(make(n)), sizeOf(make(2 * n))]
    expect(large).toBeGreaterThanOrEqual(small)
    expect(large / small).toBeLessThan(2.2)
  },
  60_000,
)
