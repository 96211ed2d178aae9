import { describe, expect, it } from 'vitest'
import { factsOf, identifier } from '../facts-of.ts'

/** Source; line, name and occurrence of the reference; lines of what defines it, or how it fails. */
type Row = readonly [what: string, source: string, at: string, expected: string]

const ROWS: readonly Row[] = [
  ['a local shadows a global', 'x = 1\ndef f():\n    x = 2\n    return x', '4 x', 'local 3'],
  ['a global read from a function', 'x = 1\ndef f():\n    return x', '3 x', 'global 1'],
  ['global writes to the module', 'def f():\n    global x\n    x = 1\nx', '4 x', 'global 3'],
  ['a closure cell', 'def f():\n    x = 1\n    def g():\n        return x', '4 x', 'closure 2'],
  [
    'nonlocal writes to the function around',
    'def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return x',
    '6 x',
    'local 2 5',
  ],
  [
    'methods do not see the class body',
    'class C:\n    x = 1\n    def m(self):\n        return x',
    '4 x',
    'unresolved',
  ],
  ['the class body sees itself', 'class C:\n    x = 1\n    y = x', '3 x', 'class 2'],
  ['a default is read around the function', 'x = 1\ndef f(x=x): pass', '2 x 1', 'global 1'],
  [
    'a default of a method sees the class',
    'class C:\n    x = 1\n    def m(self, y=x): pass',
    '3 x',
    'class 2',
  ],
  ['an annotation is read around the function', 'T = int\ndef f(T: T): pass', '2 T 1', 'global 1'],
  ['a default of a lambda is read around it', 'x = 1\nf = lambda x=x: x', '2 x 1', 'global 1'],
  ['the body of a lambda reads its parameter', 'x = 1\nf = lambda x=x: x', '2 x 2', 'local 2'],
  ['a comprehension has its own names', 'i = 1\n[i for i in range(3)]\ni', '3 i', 'global 1'],
  ['its element reads its own names', '[i for i in range(3)]', '1 i', 'local 1'],
  [
    'the first iterable is read outside',
    'class C:\n    xs = []\n    ys = [x for x in xs]',
    '3 xs',
    'class 2',
  ],
  [
    'other iterables are read inside',
    'class C:\n    xs = []\n    ys = [x for y in () for x in xs]',
    '3 xs',
    'unresolved',
  ],
  [
    'a walrus binds around the comprehension',
    'def f(a):\n    [y for x in a if (y := x)]\n    return y',
    '3 y',
    'local 2',
  ],
  ['a walrus in a condition', 'if (m := f()):\n    m', '2 m', 'global 1'],
  [
    'match captures',
    'match p:\n    case [a, *b] | {"k": a, **b}:\n        a, b',
    '3 b',
    'global 2 2',
  ],
  ['match as', 'match p:\n    case Point(x=0) as q:\n        q', '3 q', 'global 2'],
  [
    'a keyword of a class pattern is no variable',
    'match p:\n    case Point(x=y):\n        x',
    '3 x',
    'unresolved',
  ],
  ['a dotted pattern is read', 'import a\nmatch p:\n    case a.b: pass', '3 a', 'global 1'],
  ['except as', 'try: pass\nexcept E as e:\n    e', '3 e', 'global 2'],
  ['except of Python 2', 'try: pass\nexcept E, e:\n    e', '3 e', 'global 2'],
  ['with as, unpacked', 'with a as (b, [c, *d]):\n    d', '2 d', 'global 1'],
  ['for with a starred target', 'for a, *b in c:\n    b', '2 b', 'global 1'],
  ['augmented assignment reads and writes', 'x = 1\nx += 1', '2 x', 'global 1 2'],
  ['del is no new variable', 'x = 1\ndel x\nx', '3 x', 'global 1 2'],
  ['import of a package binds its first name', 'import os.path\nos', '2 os', 'global 1'],
  ['import as', 'import os.path as p\np', '2 p', 'global 1'],
  ['from import as', 'from a import b as c\nc', '2 c', 'global 1'],
  ['a type parameter', 'class C[T]:\n    def m(self, x: T): pass', '2 T', 'local 1'],
  ['a type parameter with a default', 'class C[T = int, *Ts]:\n    x: T', '2 T', 'local 1'],
  ['a type alias', 'type X[T] = list[T]\nX', '2 X', 'global 1'],
  ['the parameter of a type alias', 'type X[T] = list[T]', '1 T 1', 'local 1'],
  ['a function sees itself', 'def f():\n    f', '2 f', 'global 1'],
  [
    'a class body runs in the function around it',
    'def f():\n    x = 1\n    class C:\n        y = x',
    '4 x',
    'local 2',
  ],
  [
    'the class of a method is not its own name',
    'class C:\n    def m(self):\n        return m',
    '3 m',
    'unresolved',
  ],
  ['a builtin', 'len(x)', '1 len', 'builtin'],
  ['a shadowed builtin', 'def len(x): pass\nlen(x)', '2 len', 'global 1'],
  [
    'a loop variable after print of Python 2',
    'print "a", x\nfor x in y: print x',
    '2 x 1',
    'global 2',
  ],
  ['a tuple parameter of Python 2', 'def f(a, (b, c)):\n    return c', '2 c', 'local 1'],
  ['positional only and keyword only', 'def f(a, /, *, b):\n    return b', '2 b', 'local 1'],
  ['a name in an f-string', 'x = 1\nf"{x!r:>{x}}"', '2 x 1', 'global 1'],
  ['a name in a nested f-string', 'def f(x):\n    return f"{f\'{x}\'}"', '2 x', 'local 1'],
  ['a decorator is read around', 'def d(f): pass\n@d\ndef d(): pass', '2 d', 'global 1 3'],
]

describe('bindings', () => {
  it.each(ROWS)('%s', (_what, source, at, expected) => {
    const facts = factsOf(source)
    const [line = '', name = '', nth = '0'] = at.split(' ')
    const node = identifier(facts, Number(line), name, Number(nth))
    const binding = facts.resolve(node)
    const lines = binding?.scope ? binding.definitions.map((one) => facts.tree.line(one.node)) : []
    expect([facts.reach(node), ...lines].join(' ')).toBe(expected)
  })

  it('keeps names apart that are no variables', () => {
    const facts = factsOf('a.b(c=1)\nimport d.e\nfrom f import g as h')
    const variables = ['a b c'.split(' '), 'd e'.split(' '), 'f g h'.split(' ')].map((names, at) =>
      names.filter((name) => facts.resolve(identifier(facts, at + 1, name)) !== undefined),
    )
    expect(variables).toEqual([[], ['d'], ['h']])
  })

  it('lists every definition and every use of a global across functions', () => {
    const facts = factsOf('n = 0\ndef f():\n    global n\n    n += 1\ndef g():\n    return n')
    const binding = facts.resolve(identifier(facts, 1, 'n'))
    expect(
      binding?.definitions.map(({ kind, node }) => `${kind} ${facts.tree.line(node)}`),
    ).toEqual(['assignment 1', 'augmented-assignment 4'])
    expect(Array.from(binding?.references ?? [], (node) => facts.tree.line(node))).toEqual([
      3, 4, 6,
    ])
  })
})
