import { describe, expect, it } from 'vitest'
import { readCython } from '../../../analyzer/syntax/cython.ts'
import { prepareSource } from '../../../analyzer/syntax/prepare.ts'
import { factsOf } from '../facts-of.ts'

describe('Cython', () => {
  it.each([
    ['a typed variable', 'cdef int x = 5', '0;       x = 5'],
    ['several of them', 'cdef int x = 5, y, z = 6', '0;       x = 5;    z = 6'],
    ['one without a value', 'cdef int x', 'pass      '],
    ['a pointer', 'cdef char *p = NULL', '0;         p = NULL'],
    ['a memory view', 'cdef double[:, ::1] v = a', '0;                  v = a'],
    ['a class', 'cdef class A(B):', 'class      A(B):'],
    [
      'a C function',
      'cdef inline int f(int a, double b=1) except -1 nogil:',
      'def             f(    a,        b=1)                :',
    ],
    [
      'a cpdef method',
      'cpdef bint f(self, str s not None):',
      'def        f(self,     s         ):',
    ],
    [
      'a typed def',
      'def f(int a, np.ndarray[double] b, *args, c: int = 1):',
      'def f(    a,                    b, *args, c: int = 1):',
    ],
    ['cimport', 'cimport numpy as np', 'import  numpy as np'],
    ['from cimport', 'from libc.math cimport sin', 'from libc.math import  sin'],
    ['a cast', 'x = <int>y + <char *>z', 'x =      y +         z'],
    ['a comparison is no cast', 'x = a < b > c', 'x = a < b > c'],
    ['an address', 'f(&x, a & b)', 'f( x, a & b)'],
    [
      'extern blocks',
      'cdef extern from "x.h" nogil:\n    int f(int)\n    struct s:\n        int a',
      'if 1                        :\n    pass      \n    if 1    :\n        pass ',
    ],
    ['a block of declarations', 'cdef:\n    int x = 1\nx', 'if 1:\n    0;  x = 1\nx'],
    ['an enum', 'cdef enum E:\n    A = 1', 'if 1       :\n    pass '],
    ['ctypedef', 'ctypedef unsigned int u', 'pass                   '],
    ['compile-time conditions', 'DEF N = 1\nIF N:\n    x', '0;  N = 1\nif N:\n    x'],
    [
      'plain Python',
      'x = {"a": [1]}\nclass A:\n    def f(self): return self',
      'x = {"a": [1]}\nclass A:\n    def f(self): return self',
    ],
  ])('says %s in Python of equal length', (_what, source, expected) => {
    const { text } = readCython(source)
    expect(text).toBe(expected)
    expect(text.length).toBe(source.length)
  })

  it('keeps names, calls and lines', () => {
    const source = `from cpython cimport array
cdef class Buffer:
    cdef public int size
    cdef object lock
    def __init__(self, int size):
        self.size = <int>size
    cdef int grow(self, int by) except -1 nogil:
        with gil:
            notify(self, by)
        return 0
`
    const prepared = prepareSource('a/b.pyx', new TextEncoder().encode(source))
    expect(prepared).toMatchObject({ ok: true, kind: 'cython', opaqueLines: 2 })
    const facts = factsOf(prepared.ok ? prepared.text : '', 'a/b.pyx')
    expect(facts.functions.map((one) => [one.symbol, facts.tree.line(one.node)])).toEqual([
      ['Buffer.__init__', 5],
      ['Buffer.grow', 7],
    ])
    const calls = Array.from(facts.calls, (call) => facts.tree.position(facts.tree.start(call)))
    expect(calls).toEqual([{ line: 9, column: 13 }])
  })
})
