import { describe, expect, it } from 'vitest'
import { blankMagics } from '../../../analyzer/syntax/magics.ts'
import { cellOfLine, readNotebook } from '../../../analyzer/syntax/notebook.ts'

const code = (source: string | string[]) => ({ cell_type: 'code', source })
const text = (source: string) => ({ cell_type: 'markdown', source })

describe('notebooks', () => {
  it.each([
    ['version 4', { nbformat: 4, cells: [text('# a'), code(['x = 1\n', 'y = 2']), code('z\n')] }],
    [
      'version 5',
      {
        nbformat: 5,
        metadata: { language_info: { name: 'python' } },
        cells: [text('# a'), code('x = 1\ny = 2'), code('z')],
      },
    ],
    [
      'version 3',
      {
        nbformat: 3,
        worksheets: [
          {
            cells: [
              { cell_type: 'heading' },
              { cell_type: 'code', input: ['x = 1\n', 'y = 2'] },
              { cell_type: 'code', input: 'z' },
            ],
          },
        ],
      },
    ],
  ])('of %s become one module with a map to cells', (_what, notebook) => {
    const found = readNotebook(JSON.stringify(notebook))
    expect(found).toMatchObject({ ok: true, text: 'x = 1\ny = 2\nz\n' })
    const cells = found.ok ? found.cells : []
    expect([1, 2, 3, 4].map((line) => cellOfLine(cells, line))).toEqual([
      { number: 2, line: 1 },
      { number: 2, line: 2 },
      { number: 3, line: 1 },
      undefined,
    ])
  })

  it.each([
    ['broken JSON', '{"cells": [', 'It is not a notebook: its JSON cannot be read.'],
    ['something else', '[1]', 'It is not a notebook: it has no cells.'],
    [
      'another language',
      '{"metadata": {"kernelspec": {"language": "R"}}, "cells": []}',
      'It is written in R.',
    ],
  ])('refuses %s', (_what, json, detail) => {
    expect(readNotebook(json)).toEqual({ ok: false, detail })
  })

  it('survives cells of the wrong shape', () => {
    const cells = [null, 1, { cell_type: 'code' }, { cell_type: 'code', source: 7 }, code('x')]
    expect(readNotebook(JSON.stringify({ cells }))).toMatchObject({ ok: true, text: 'x\n' })
  })

  it.each([
    ['a line magic', '%matplotlib inline\nx = 1', '                  \nx = 1'],
    ['a shell line', '!pip install x\ny', '              \ny'],
    ['one that goes on', '!pip install \\\n  x\ny', '              \n   \ny'],
    ['one in a block', 'if a:\n    !ls -l', 'if a:\n    pass  '],
    ['one assigned', 'x = !ls', 'x = 0  '],
    ['a magic assigned', 'x = %timeit f()', 'x = 0          '],
    ['help', 'f?\n?f\nf.g??', '  \n  \n     '],
    ['a cell of another language', '%%bash\nls', '      \n  '],
    ['a timed cell', '%%time\nx = 1', '      \nx = 1'],
    ['an operator at the start of a line', 'x = (a\n% b)', 'x = (a\n% b)'],
    ['text in a string', 'x = """\n!ls\n%x"""', 'x = """\n!ls\n%x"""'],
    ['a line that goes on', 'x = a \\\n  % b', 'x = a \\\n  % b'],
    ['an inequality', 'x != y', 'x != y'],
    ['a bracket in a comment', 'x = 1 # (\n!ls', 'x = 1 # (\n   '],
  ])('blanks %s', (_what, source, expected) => {
    const { text: found } = blankMagics(source)
    expect(found).toBe(expected)
    expect(found.length).toBe(source.length)
  })
})
