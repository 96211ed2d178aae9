import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { createParser } from '../../../analyzer/syntax/parser.ts'
import type { SyntaxTree } from '../../../analyzer/syntax/tree.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lectern-flatten-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function buildAddon(): string | undefined {
  try {
    return execFileSync(process.execPath, [join(root, 'build/flattener.mjs'), folder], {
      encoding: 'utf8',
      env: { ...process.env, npm_config_nodedir: process.env.npm_config_nodedir ?? headers() },
    }).trim()
  } catch {
    return undefined
  }
}

function headers(): string {
  return ['/usr', '/usr/local'].find((at) => existsSync(`${at}/include/node/node_api.h`)) ?? ''
}

const addon = buildAddon()
const portable = createParser()

describe.skipIf(addon === undefined)('the C flattener', () => {
  const native = createParser({ addon })

  test('gives the same integers as the cursor for real Python sources', () => {
    const gyp = join(root, 'node_modules/node-gyp/gyp')
    const files = readdirSync(gyp, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.py'),
    )
    expect(files.length).toBeGreaterThan(20)
    for (const file of files) expectSame(readFileSync(join(gyp, file), 'utf8'))
  })

  test.each([
    ['empty', ''],
    ['characters outside ASCII', 'é = "😀"\nprint(é)  # ж\n'],
    ['line breaks of every kind', 'a = 1\r\nb = 2\rc = 3\n\f\nd = 4'],
    ['errors', 'def f(:\n  x = = 2\nclass (\n'],
    ['Python 2', 'print "a", b\nexec "x"\n'],
    ['a NUL character', 'a = "\u0000"\n'],
    ['a lone surrogate', 'a = "\ud800"\n'],
  ])('agrees on %s', (_, source) => expectSame(source))

  test('names the budget that a file exceeds', () => {
    const budget = { maxDepth: 50, maxNodes: 1_000, maxMilliseconds: 5_000 }
    const small = createParser({ addon, budget })
    const outcomes = [
      small(`x = ${'['.repeat(60)}${']'.repeat(60)}\n`),
      small('a = 1\n'.repeat(500)),
    ]
    expect(outcomes).toEqual(['too-deep', 'too-many-nodes'])
  })

  function expectSame(source: string): void {
    const [a, b] = [portable(source), native(source)] as [SyntaxTree, SyntaxTree]
    expect(
      Buffer.from(b.nodes.buffer, b.nodes.byteOffset, b.nodes.byteLength).equals(
        Buffer.from(a.nodes.buffer, a.nodes.byteOffset, a.nodes.byteLength),
      ),
    ).toBe(true)
  }
})

test('positions count lines and UTF-16 columns', () => {
  const tree = portable('é = "😀"\r\nfoo(1)\rbar\n') as SyntaxTree
  const foo = tree.source.indexOf('foo')
  const bar = tree.source.indexOf('bar')
  expect([tree.position(foo), tree.position(bar), tree.position(5), tree.lineCount]).toEqual([
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 1, column: 6 },
    3,
  ])
})
