import { expect, test } from 'vitest'
import { WRITE_ATTRIBUTE, WRITE_ITEM } from '../../../analyzer/flow/events.ts'
import { findPath } from '../../../analyzer/flow/paths.ts'
import { analysisOf, functionOf } from '../analysis-of.ts'

const indented = (body: string) =>
  body
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n')

function methodOf(body: string) {
  return functionOf(analysisOf(`class A:\n    async def run(self, key):\n${indented(body)}\n`))
}

/** Lines of the reads behind the last write of an attribute or item, with what they read. */
function readsBehind(body: string): string[] {
  const one = methodOf(body)
  const { graph } = one
  let write = -1
  for (let event = 0; event < graph.events.length; event += 1) {
    const kind = graph.eventKind(event)
    if (kind === WRITE_ATTRIBUTE || kind === WRITE_ITEM) write = event
  }
  return one
    .readsBehind(write)
    .filter(({ use, location }) => use !== 'through' && location.isShared)
    .map(({ node, location }) => `${graph.tree.line(node) - 2} ${location.text}`)
}

test.each([
  ['n = self.n\nawait f()\nself.n = n + 1', ['1 self.n']],
  ['n = self.n\nm = n * 2\nk = [m]\nself.n = k', ['1 self.n']],
  ['n = self.n\nn = self.n\nself.n = n', ['2 self.n']],
  ['n = 0\nif key:\n    n = self.n\nself.n = n', ['3 self.n']],
  ['self.n += 1', ['1 self.n']],
  ['n = self.n\nn += 1\nself.n = n', ['1 self.n']],
  ['self.n = 0', []],
  ['n = self.n\nself.n = 0', []],
  ['n = self.d.get(key)\nself.d[key] = n + 1', ['1 self.d']],
  ['for i in self.items:\n    key = i\nself.n = key', ['1 self.items']],
  ['n = self.n\nfor i in key:\n    n = n + i\nself.n = n', ['1 self.n']],
  ['a, b = self.a, self.b\nself.n = b', ['1 self.b']],
])('%s comes from %j', (body, expected) => {
  expect(readsBehind(body)).toEqual(expected)
})

/** Whether a way leads from a read of self.n to a write of it past a suspension; its line. */
function suspensionBetween(body: string): number | undefined {
  const one = methodOf(body)
  const { graph } = one
  const isAccess = (event: number, kind: string) =>
    one
      .accessesAt(event)
      .some((access) => access.kind === kind && access.location.text === 'self.n')
  for (const { event, kind, location } of one.accesses) {
    if (kind !== 'read' || location.text !== 'self.n') continue
    const found = findPath(graph, {
      from: event,
      via: (at) => one.suspends(at),
      to: (at) => isAccess(at, 'write'),
      avoid: (at) => isAccess(at, 'read'),
    })
    if (found !== undefined) return graph.tree.line(graph.eventNode(found.via)) - 2
  }
  return undefined
}

test.each([
  ['x = self.n\nawait f()\nself.n = x', 2],
  ['x = self.n\nself.n = x\nawait f()', undefined],
  ['x = self.n\nawait f()\nx = self.n\nself.n = x', undefined],
  ['self.n += await f()', 1],
  ['self.n = await f() + self.n', undefined],
  ['x = self.n\nif key:\n    await f()\nself.n = x', 3],
  ['x = self.n\nasync for y in key:\n    self.n = x', 2],
  ['x = self.n\ntry:\n    await f()\nexcept E:\n    self.n = x', 3],
  ['x = self.n\nif key:\n    await f()\n    return\nself.n = x', undefined],
  ['while key:\n    self.n = 1\n    x = self.n\n    await f()', 4],
])('%s: the suspension on the way stands in line %s', (body, line) => {
  expect(suspensionBetween(body)).toBe(line)
})

/** The tests on every way to the line, with their outcome. */
function guardsAt(body: string, line: number): string[] {
  const one = methodOf(body)
  const { graph } = one
  const point = graph.order.find(
    (at) => graph.statementOf(at) > 0 && graph.tree.line(graph.statementOf(at)) === line + 2,
  )
  return one
    .guardsOf(point ?? -1)
    .map(({ condition, holds }) => `${holds ? '' : 'not '}${graph.tree.text(condition)}`)
}

test.each([
  ['if a:\n    x()', 2, ['a']],
  ['if a:\n    return\nx()', 3, ['not a']],
  ['if a and not b:\n    x()', 2, ['not b', 'a']],
  ['if a or b:\n    x()', 2, []],
  ['if not (a or b):\n    x()', 2, ['not b', 'not a']],
  ['if a:\n    y()\nelif b:\n    x()', 4, ['b', 'not a']],
  ['if a:\n    y()\nx()', 3, []],
  ['while a:\n    x()', 2, ['a']],
  ['assert a\nx()', 2, ['a']],
])('%s: line %i is guarded by %j', (body, line, expected) => {
  expect(guardsAt(body, line)).toEqual(expected)
})
