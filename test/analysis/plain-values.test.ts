import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInterner } from '../../electron/analysis/interner.ts'
import { decodeValue, encodeValue } from '../../electron/analysis/plain-values.ts'

function back(value: unknown): unknown {
  return decodeValue(encodeValue(value), createInterner())
}

describe('values kept as few bytes', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['whole numbers', [0, 1, -1, 2 ** 26, -(2 ** 26), 2 ** 40]],
    ['other numbers', [-0, 0.5, Number.NaN, Number.POSITIVE_INFINITY]],
    ['texts', ['', 'plain', 'Grüße', '日本', '\u{1F40D}', '\uD800 alone']],
    ['a missing and an undefined property', [{ a: undefined }, {}]],
    ['a hostile key', JSON.parse('{"__proto__": {"x": 1}, "a\\nb": 2}')],
    ['what is no plain data', [new Map([['a', 1]]), new Int32Array([1, 2]), 10n ** 30n]],
    ['nested lists', [[], [[]], [[], [1, [2, [3]]]]]],
  ])('gives back %s', (_, value) => {
    expect(back(value)).toStrictEqual(value)
  })

  it('gives back whatever JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = structuredClone(value)
        expect(back(copy)).toStrictEqual(copy)
      }),
    )
  })

  it('holds equal parts once', () => {
    const [a, b] = back([{ at: { line: 1 } }, { at: { line: 1 } }]) as object[]
    expect(a).toBe(b)
  })

  it('holds places and simple expressions once for all values that share an interner', () => {
    const interner = createInterner()
    const value = {
      at: { line: 1, column: 2 },
      name: { kind: 'name', text: 'int', origin: 'builtins.int' },
      zero: { kind: 'constant', value: 0 },
      own: { first: { line: 1, column: 2 }, second: 0 },
    }
    const one = decodeValue(encodeValue(value), interner) as typeof value
    const other = decodeValue(encodeValue(value), interner) as typeof value
    expect(other.at).toBe(one.at)
    expect(other.name).toBe(one.name)
    expect(other.zero).toBe(one.zero)
    expect(other.own).not.toBe(one.own)
    const negative = { kind: 'constant', value: -0 }
    expect(decodeValue(encodeValue(negative), interner)).toStrictEqual(negative)
  })

  it('gives back objects of more keys than a form is made for', () => {
    const table = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`name${at}`, at]))
    expect(back([table, table])).toStrictEqual([table, table])
  })

  it('refuses damaged bytes or reads something else, and never hangs', () => {
    const bytes = encodeValue({ names: ['a', 'b', 'a'], at: { line: 3, column: 4 }, ratio: 0.5 })
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeValue(bytes.subarray(0, length), createInterner())).toThrow()
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Uint8Array.from(bytes)
        damaged[at] = byte
        try {
          decodeValue(damaged, createInterner())
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })
})
