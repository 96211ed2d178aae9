import { describe, expect, it } from 'vitest'
import { constantValue } from '../../../analyzer/facts/literals.ts'
import { readString, stringTemplate, stringValue } from '../../../analyzer/facts/strings.ts'
import * as k from '../../../analyzer/syntax/kinds.ts'
import { factsOf } from '../facts-of.ts'

/** The facts of `x = <source>` and the node of the value. */
function value(source: string) {
  const facts = factsOf(`x = ${source}`)
  const [assignment = 0] = facts.nodesOfKind(k.K_ASSIGNMENT)
  return { tree: facts.tree, node: facts.tree.child(assignment, k.F_RIGHT) }
}

describe('strings', () => {
  it.each([
    ['plain', "'a'", 'a'],
    ['adjacent', "'a' \"b\"\\\n 'c'", 'abc'],
    ['in brackets over lines', "('a' # c\n 'b')", 'ab'],
    ['escapes', String.raw`'\n\t\x41\u00e9\U0001F600\101\'\\'`, "\n\tAé😀A'\\"],
    ['unknown escapes stay', String.raw`'\d\N{BULLET}'`, String.raw`\d\N{BULLET}`],
    ['a line break that is continued', "'a\\\nb'", 'ab'],
    ['raw', String.raw`r'\n'`, String.raw`\n`],
    ['raw bytes', String.raw`Rb'\n'`, String.raw`\n`],
    ['bytes know no \\u', String.raw`b'\u0041'`, String.raw`\u0041`],
    ['triple quotes', '"""a\n"b" c"""', 'a\n"b" c'],
    ['an f-string without values', "f'a{{b}}'", 'a{b}'],
    ['an f-string with values', "f'a{b}'", undefined],
    ['a number', '1', undefined],
    ['backquotes of Python 2', '`a`', undefined],
    ['empty', "''", ''],
  ])('value: %s', (_what, source, expected) => {
    const { tree, node } = value(source)
    expect(stringValue(tree, node)).toBe(expected)
  })

  it.each([
    ["f'user:{u.id}:cart'", 'user:{}:cart'],
    ["'lock:' f'{a!r:>{w}}'", 'lock:{}'],
    ["t'{a}{b}'", '{}{}'],
    ["f'{{{a}}}'", '{{}}'],
  ])('template: %s', (source, expected) => {
    const { tree, node } = value(source)
    expect(stringTemplate(tree, node)).toBe(expected)
  })

  it('tells conversion, format and kind of a template', () => {
    const { tree, node } = value('rf"a{x.y!r:>{w}}" t"{z = }"')
    const facts = readString(tree, node)
    const parts = facts?.parts.map((part) =>
      part.kind === 'text' ? part.text : [tree.text(part.expression), part.conversion, part.format],
    )
    expect(parts).toEqual(['a', ['x.y', 'r', '>{w}'], ['z', '', '']])
    expect([facts?.isFormatted, facts?.isTemplate, facts?.isBytes]).toEqual([true, true, false])
  })

  it.each([
    ['None', null],
    ['True', true],
    ['-1_000', -1000],
    ['0xff', 255],
    ['017', 15],
    ['10L', 10],
    ['1.5e3', 1500],
    ['+2', 2],
    ['~1', undefined],
    ['1j', undefined],
    ['(3)', 3],
    ['a', undefined],
  ])('constant: %s', (source, expected) => {
    const { tree, node } = value(source)
    expect(constantValue(tree, node)).toBe(expected)
  })
})
