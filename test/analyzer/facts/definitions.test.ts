import { describe, expect, it } from 'vitest'
import { importContext } from '../../../analyzer/facts/import-context.ts'
import { receiverAttribute } from '../../../analyzer/facts/receivers.ts'
import * as k from '../../../analyzer/syntax/kinds.ts'
import { factsOf } from '../facts-of.ts'

describe('functions', () => {
  it('know their path, kind and place', () => {
    const facts = factsOf(`
class A:
    class B:
        async def m(self):
            def inner(): yield 1
            return lambda: 1
def g():
    x = [(yield i) for i in y]
    class L:
        def m(self): pass
`)
    const rows = facts.functions.map((one) => [
      one.symbol,
      one.isAsync,
      one.isGenerator,
      one.class?.symbol,
      one.enclosing?.symbol,
    ])
    expect(rows).toEqual([
      ['A.B.m', true, false, 'A.B', undefined],
      ['A.B.m.<locals>.inner', false, true, undefined, 'A.B.m'],
      ['A.B.m.<locals>.<lambda>', false, false, undefined, 'A.B.m'],
      ['g', false, true, undefined, undefined],
      ['g.<locals>.L.m', false, false, 'g.<locals>.L', 'g'],
    ])
  })

  it('tell parameters with kinds, annotations and defaults', () => {
    const facts = factsOf('def f(a, b: int, /, c=1, *args: str, d: "X" = 2, e, **kw): pass')
    const text = (node: number) => (node < 0 ? '' : facts.tree.text(node))
    const rows = facts.functions[0]?.parameters.map((one) =>
      [one.kind, one.name, text(one.annotation), text(one.default)].join(' ').trimEnd(),
    )
    expect(rows).toEqual([
      'positional-only a',
      'positional-only b int',
      'positional c  1',
      'rest args str',
      'keyword-only d "X" 2',
      'keyword-only e',
      'keywords kw',
    ])
  })

  it.each([
    ['def f():\n    """doc"""', '"""doc"""'],
    ['def f():\n    # comment\n    r"doc"\n    x', 'r"doc"'],
    ['def f():\n    "a" "b"', '"a" "b"'],
    ['def f(): "doc"', '"doc"'],
    ['def f():\n    f"no"', ''],
    ['def f():\n    b"no"', ''],
    ['def f():\n    x = "no"', ''],
    ['def f():\n    "no", 1', ''],
  ])('docstring of %j', (source, expected) => {
    const facts = factsOf(source)
    const node = facts.functions[0]?.docstring ?? -1
    expect(node < 0 ? '' : facts.tree.text(node)).toBe(expected)
  })

  it('tell their decorators and the statement around them', () => {
    const facts = factsOf('@a.b(1)\n# why\n@c\nasync def f(): pass')
    const [found] = facts.functions
    expect(found?.decorators.map((node) => facts.tree.text(node))).toEqual(['a.b(1)', 'c'])
    expect(facts.tree.line(found?.statement ?? 0)).toBe(1)
  })
})

describe('classes', () => {
  it('tell bases, keywords, methods and attributes', () => {
    const facts = factsOf(`
class C(a.B, D[int], *rest, metaclass=M):
    x: int = 1
    y, (z, *w) = f()
    u = v = 2
    s: str
    if T:
        cond = 1
    o.p = q[0] = 3
    def m(self): self.a = 1
    def m(self): inner = 2
`)
    const [found] = facts.classes
    const text = (node: number) => (node < 0 ? '' : facts.tree.text(node))
    expect(found?.bases.map(text)).toEqual(['a.B', 'D[int]', 'rest'])
    expect(found?.keywords.map((one) => `${one.name}=${text(one.value)}`)).toEqual(['metaclass=M'])
    expect(found?.methods.map((one) => one.name)).toEqual(['m', 'm'])
    expect(facts.tree.line(found?.method('m')?.node ?? 0)).toBe(11)
    const rows = found?.attributes.map((one) =>
      [one.name, text(one.annotation), text(one.value)].join(' ').trimEnd(),
    )
    expect(rows).toEqual([
      'x int 1',
      'y  f()',
      'z  f()',
      'w  f()',
      'u  2',
      'v  2',
      's str',
      'cond  1',
    ])
  })
})

describe('receivers', () => {
  it('know self and cls through closures, not static methods or other parameters', () => {
    const facts = factsOf(`
class C:
    def m(self, other):
        self.a = 1
        other.b = 1
        def inner(): self.c
    @classmethod
    def n(cls): cls.d
    @staticmethod
    def s(self): self.e
    def r(self):
        self = other
        self.f
def g(self): self.g
`)
    const found = Array.from(facts.nodesOfKind(k.K_ATTRIBUTE), (node) => {
      const one = receiverAttribute(facts, node)
      return one && `${one.class.name}.${one.name}${one.isClass ? ' of the class' : ''}`
    })
    expect(found.filter(Boolean)).toEqual(['C.a', 'C.c', 'C.d of the class'])
  })
})

describe('imports', () => {
  it.each([
    ['import a', ''],
    ['def f():\n    import a', 'isLate'],
    ['if TYPE_CHECKING:\n    import a', 'isTypeChecking'],
    ['import typing as t\nif t.TYPE_CHECKING:\n    pass\nelse:\n    import a', 'isConditional'],
    ['try:\n    import a\nexcept ImportError: pass', 'isGuarded'],
    ['try: pass\nexcept ImportError:\n    import a', 'isGuarded'],
    ['try:\n    import a\nfinally: pass', ''],
    ['class C:\n    import a', ''],
  ])('context of %j', (source, expected) => {
    const facts = factsOf(source)
    const context = importContext(facts, facts.imports.at(-1)?.statement ?? 0)
    const flags = Object.entries(context).flatMap(([name, value]) => (value ? [name] : []))
    expect(flags.join(' ')).toBe(expected)
  })

  it.each([
    ["__all__ = ['a', 'b']", ['a', 'b'], [], true],
    ["__all__ = ('a',)\n__all__ += ['b']", ['a', 'b'], [], true],
    ["from . import m\n__all__ = ['a'] + m.__all__", ['a'], ['app.m'], true],
    [
      "__all__ = []\n__all__.append('a')\n__all__.extend(['b', 'c'])\n__all__.remove('b')",
      ['a', 'c'],
      [],
      true,
    ],
    ['__all__ = [n for n in dir()]', [], [], false],
    ["from . import m\n__all__ = [*m.__all__, 'a']", ['a'], ['app.m'], true],
  ])('exports of %j', (source, names, from, isComplete) => {
    expect(factsOf(source).exports).toEqual({ names, from, isComplete })
  })

  it('says when a module exports nothing by name', () => {
    expect(factsOf('x = 1').exports).toBeUndefined()
  })
})
