import { describe, expect, it } from 'vitest'
import { link } from '../../../analyzer/project/project-index.ts'
import { summarize } from '../../../analyzer/project/summarize.ts'
import * as k from '../../../analyzer/syntax/kinds.ts'
import { factsOf } from '../facts-of.ts'

const many = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n')

/** Sources that cost quadratic time or a stack where somebody was careless. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['one name with many definitions and uses', many(20_000, (at) => `x = x${at}\nx()`)],
  [
    'many names that feed each other',
    many(3_000, (at) => `x${at + 1} = x${at} or y${at} or z${at}`),
  ],
  [
    'one variable made of itself',
    `def f(x):\n${many(3_000, () => '    x = x.a or x.b or x.c')}\n    x()`,
  ],
  ['a long chain', `a${'.b'.repeat(900)}()`],
  ['a long chain of calls', `a${'.b()'.repeat(400)}`],
  ['deep brackets', `${'('.repeat(900)}x${')'.repeat(900)}`],
  ['deep functions', many(90, (at) => `${' '.repeat(at)}def f${at}(): return lambda: f${at}`)],
  ['deep classes', many(90, (at) => `${' '.repeat(at)}class C${at}(C${at}): x = x`)],
  ['deep lambdas', `x = ${'lambda a: '.repeat(300)}a`],
  ['deep comprehensions', `x = ${'['.repeat(200)}i${' for i in y]'.repeat(200)}`],
  ['deep f-strings', `x = ${'f"{'.repeat(4)}y${'}"'.repeat(4)}`],
  ['deep annotations', `x: ${'list['.repeat(300)}int${']'.repeat(300)} = 1`],
  ['many imports of one name', many(5_000, (at) => `from a${at} import x`)],
  [
    'many star imports',
    `${many(2_000, (at) => `from a${at} import *`)}\n${many(2_000, (at) => `f${at}()`)}`,
  ],
  ['many globals', many(5_000, (at) => `def f${at}():\n    global x${at}\n    x${at} = 1`)],
  ['nonlocal without a function', 'nonlocal x\nx = 1\ndef f():\n    nonlocal y\n    y = 1'],
  [
    'names of every object',
    'constructor = 1\n__proto__ = 2\ntoString()\nclass hasOwnProperty: __proto__ = 1\nconstructor()',
  ],
  ['nothing but errors', '))))(((( def class = = = import from * as as\n  @@ lambda: :::'],
  [
    'broken definitions',
    'def\nclass\ndef f(\nclass C(\nimport\nfrom\nfrom . import\nglobal\ndel\nlambda',
  ],
  ['other characters', 'é = 1\nº = 2\n变量 = é\n𝐱 = 3\ndef λ(ñ: "变量"): return ñ'],
  ['line breaks of all kinds', 'a = 1\r\nb = 2\rc = 3\n\fd = 4\v'],
  ['nothing', ''],
]

describe('hostile sources', () => {
  it.each(HOSTILE)('%s are read to the end', (_what, source) => {
    const facts = factsOf(source)
    for (const call of facts.calls) facts.calleeName(call)
    for (const node of facts.nodesOfKind(k.K_IDENTIFIER)) facts.reach(node)
    const index = link([summarize(facts)])
    for (const call of facts.calls) index.resolveCall(facts, call)
    expect(index.entryPoints).toBeDefined()
    expect(index.reachability).toBeDefined()
  })
})
