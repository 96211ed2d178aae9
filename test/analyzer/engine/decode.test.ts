import { describe, expect, test } from 'vitest'
import { decodeSource } from '../../../analyzer/syntax/decode.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))

describe('source text is decoded as Python does it', () => {
  test.each([
    ['UTF-8 without a word', bytes("x = 'ä€😀'\n"), "x = 'ä€😀'\n"],
    ['a byte order mark', bytes([0xef, 0xbb, 0xbf], 'x = 1\n'), 'x = 1\n'],
    [
      'latin-1 by cookie',
      bytes('# -*- coding: latin-1 -*-\n', [0xe4, 0x85]),
      '# -*- coding: latin-1 -*-\nä\u0085',
    ],
    [
      'a cookie in the second line',
      bytes('#!/bin/sh\n# vim: set fileencoding=iso8859-15 :\n', [0xa4]),
      '#!/bin/sh\n# vim: set fileencoding=iso8859-15 :\n€',
    ],
    [
      'no cookie behind code',
      bytes('x = 1\n# coding: latin-1\n', 'ä'),
      'x = 1\n# coding: latin-1\nä',
    ],
    ['a Windows code page', bytes('# coding: cp1252\n', [0x80]), '# coding: cp1252\n€'],
    ['line breaks of every kind', bytes('a\r\nb\rc\n'), 'a\r\nb\rc\n'],
    ['an empty file', bytes(''), ''],
  ])('%s', (_, source, text) => {
    expect(decodeSource(source)).toBe(text)
  })

  test.each([
    [
      'invalid UTF-8',
      bytes('x = 1\n', [0xff, 0x20]),
      { issue: 'undecodable', detail: 'Not valid utf-8 text at byte 6.' },
    ],
    [
      'a sequence cut off at the end',
      bytes('ab', [0xe2, 0x82]),
      { issue: 'undecodable', detail: 'Not valid utf-8 text at byte 2.' },
    ],
    [
      'a NUL byte',
      bytes('x', [0], 'y'),
      { issue: 'binary', detail: 'Not Python source text: a NUL byte at byte 1.' },
    ],
    [
      'an unknown encoding',
      bytes('# coding: klingon\n'),
      { issue: 'undecodable', detail: "Unknown source encoding 'klingon'." },
    ],
    [
      'ASCII that is not',
      bytes('# coding: ascii\n', [0xe4]),
      { issue: 'undecodable', detail: 'Not valid ascii text at byte 16.' },
    ],
  ])('%s is refused with its place', (_, source, failure) => {
    expect(decodeSource(source)).toEqual(failure)
  })
})
