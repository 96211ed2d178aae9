import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TreePacker } from '../../../analyzer/syntax/packed-tree.ts'
import { createParser } from '../../../analyzer/syntax/parser.ts'

const parse = createParser()

function nodesOf(source: string): Int32Array {
  const tree = parse(source)
  if (typeof tree === 'string') throw new Error(`Not parsed: ${tree}`)
  return tree.nodes
}

test('trees of real sources come back as they were, and are an eighth as large', () => {
  const packer = new TreePacker()
  const folder = join(import.meta.dirname, '../../../node_modules/node-gyp/gyp')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const trees = names
    .filter((name) => name.endsWith('.py'))
    .map((name) => nodesOf(readFileSync(join(folder, name), 'utf8')))
  expect(trees.length).toBeGreaterThan(20)
  const packed = trees.map((nodes) => packer.pack(nodes))
  for (const [index, nodes] of trees.entries()) {
    expect(packer.unpack(packed[index] ?? new Uint8Array())).toEqual(nodes)
  }
  const size = (all: readonly (Uint8Array | Int32Array | undefined)[]) =>
    all.reduce((total, one) => total + (one?.byteLength ?? 0), 0)
  expect(size(packed)).toBeLessThan(size(trees) / 8)
})

test.each([
  ['an empty file', ''],
  ['syntax errors and tokens that the parser invents', 'def f(:\n  x = = 2\nclass (\n(a'],
  ['a text that takes more than two bytes to count', `"""${'long '.repeat(60_000)}"""\nx = 1\n`],
  ['deep nesting', `x = ${'['.repeat(300)}${']'.repeat(300)}\n`],
  ['characters outside ASCII', 'é = "😀"\nprint(é)  # ж\n'],
])('%s', (_, source) => {
  const packer = new TreePacker()
  const nodes = nodesOf(source)
  expect(packer.unpack(packer.pack(nodes) ?? new Uint8Array())).toEqual(nodes)
})

test('a tree whose nodes are out of order is not packed', () => {
  const outOfOrder = Int32Array.of(1, 5, 9, -1, 2, 1, 3, 4, 0, 2)
  expect(new TreePacker().pack(outOfOrder)).toBeUndefined()
})
