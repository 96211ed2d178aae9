import { describe, expect, it } from 'vitest'
import { decodeSource } from '../../../analyzer/syntax/decode.ts'

const text = (source: string): Uint8Array => new TextEncoder().encode(source)
const bytes = (head: string, ...rest: number[]): Uint8Array =>
  Uint8Array.from([...text(head), ...rest])

describe('decoding', () => {
  it.each([
    ['plain ASCII', text('x = 1'), 'utf-8', 'x = 1'],
    ['UTF-8', text('x = "é😀"'), 'utf-8', 'x = "é😀"'],
    ['a byte order mark', Uint8Array.from([0xef, 0xbb, 0xbf, ...text('x')]), 'utf-8', 'x'],
    [
      'Latin-1',
      bytes('# -*- coding: latin-1 -*-\nx = "', 0xe9, 0x80, 0x22),
      'iso-8859-1',
      '# -*- coding: latin-1 -*-\nx = "é\u0080"',
    ],
    ['Windows-1252', bytes('# coding=cp1252\n#', 0x80), 'windows-1252', '# coding=cp1252\n#€'],
    ['Latin-9', bytes('# coding: iso8859_15\n#', 0xa4), 'iso-8859-15', '# coding: iso8859_15\n#€'],
    [
      'Cyrillic in the second line',
      bytes('#!/usr/bin/python\n# vim: set fileencoding=koi8-r :\n#', 0xc1),
      'koi8-r',
      '#!/usr/bin/python\n# vim: set fileencoding=koi8-r :\n#а',
    ],
    ['Japanese', bytes('# coding: euc_jp\n#', 0xa4, 0xa2), 'euc-jp', '# coding: euc_jp\n#あ'],
    ['Chinese', bytes('# coding: gbk\n#', 0xb0, 0xa1), 'gbk', '# coding: gbk\n#啊'],
    [
      'a cookie after a line of code counts for nothing',
      text('x\n# coding: latin-1\n"é"'),
      'utf-8',
      'x\n# coding: latin-1\n"é"',
    ],
    ['utf-8 by another name', text('# coding: UTF8\n"é"'), 'utf-8', '# coding: UTF8\n"é"'],
    ['an unknown name over ASCII alone', text('# coding: rot13\nx'), 'rot13', '# coding: rot13\nx'],
    ['line breaks of all kinds', text('a\r\nb\rc\n\fd'), 'utf-8', 'a\r\nb\rc\n\fd'],
    ['nothing', text(''), 'utf-8', ''],
  ])('reads %s', (_what, source, encoding, expected) => {
    expect(decodeSource(source)).toMatchObject({ ok: true, encoding, text: expected })
  })

  it.each([
    ['a NUL byte', bytes('x = 1', 0, 0x61), 'binary', 5],
    [
      'a pointer of Git LFS',
      bytes('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n'),
      'binary',
      0,
    ],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x61, 0]), 'binary', 3],
    ['broken UTF-8', bytes('é = "', 0xe9, 0x22), 'undecodable', 6],
    ['a character cut off', bytes('x', 0xe2, 0x82), 'undecodable', 1],
    [
      'broken UTF-8 behind a mark',
      Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0xff]),
      'undecodable',
      4,
    ],
    ['other characters than ASCII', bytes('# coding: ascii\n#', 0xe9), 'undecodable', 17],
    ['an unknown encoding', bytes('# coding: rot13\n#', 0xe9), 'undecodable', 0],
  ])('refuses %s', (_what, source, issue, offset) => {
    expect(decodeSource(source)).toMatchObject({ ok: false, issue, offset })
  })
})
