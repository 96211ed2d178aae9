import { describe, expect, it } from 'vitest'
import { readDirectives } from '../../../analyzer/facts/comments.ts'
import { factsOf } from '../facts-of.ts'

describe('comments', () => {
  it('tells where they stand and whether they have the line to themselves', () => {
    const facts = factsOf('#!/usr/bin/python\nx = 1  # one\n\n\t# own\ny = "# none"\n')
    expect(facts.comments.map(({ text, line, isOwnLine }) => [line, text, isOwnLine])).toEqual([
      [1, '#!/usr/bin/python', true],
      [2, '# one', false],
      [4, '# own', true],
    ])
  })

  it.each([
    ['# nothing', []],
    ['# type: ignore', ['type-ignore']],
    [
      '# type: ignore[attr-defined, misc]  # untyped library',
      ['type-ignore attr-defined,misc = untyped library'],
    ],
    ['# pyright: ignore[reportAny]', ['type-ignore reportAny']],
    ['#noqa', ['noqa']],
    ['# noqa: E501,F401 long link', ['noqa E501,F401 = long link']],
    ['# NOQA:E501 F401', ['noqa E501,F401']],
    ['# ruff: noqa: D100', ['noqa D100']],
    ['# nosec B602 - fixed input', ['nosec B602 = fixed input']],
    ['# pylint: disable=too-many-locals,C0103', ['pylint too-many-locals,C0103']],
    ['# pragma: no cover', ['no-cover']],
    ['# fmt: off', ['formatter']],
    ['# TODO(ann): later', ['todo ann = later']],
    ['# FIXME', ['todo']],
    ['# a todolist', []],
    [
      '# lectern: ignore[todo-comment, magic-number] asked by the bank',
      ['lectern todo-comment,magic-number = asked by the bank'],
    ],
    ['# lectern: ignore', ['lectern']],
    ['# type: ignore  # noqa: E501  # TODO: both', ['type-ignore', 'noqa E501', 'todo = both']],
    ['# type: List[int]', ['type-comment List[int]']],
    ['# the type: ignored here', []],
  ])('directives of %s', (text, expected) => {
    const found = readDirectives(text).map(({ kind, codes, reason }) =>
      [kind, codes.join(','), reason && `= ${reason}`].filter(Boolean).join(' '),
    )
    expect(found).toEqual(expected)
  })
})
