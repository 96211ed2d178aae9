import { describe, expect, it } from 'vitest'
import * as k from '../../../analyzer/syntax/kinds.ts'
import { factsOf } from '../facts-of.ts'

/** Source whose last call is asked for, and the origin of its callee. */
type Row = readonly [what: string, source: string, expected: string | undefined]

const ROWS: readonly Row[] = [
  ['a module', 'import time\ntime.sleep(1)', 'time.sleep'],
  ['a module under another name', 'import a.b as c\nc.d()', 'a.b.d'],
  ['a package by its path', 'import a.b\na.b.c()', 'a.b.c'],
  ['a name out of a module', 'from time import sleep as s\ns()', 'time.sleep'],
  ['an alias of a module attribute', 'import time\nnap = time.sleep\nnap()', 'time.sleep'],
  ['an alias of an alias', 'import time as t\na = t\nb = a.sleep\nb()', 'time.sleep'],
  [
    'an alias inside of a function',
    'import time\ndef f():\n    s = time.sleep\n    s()',
    'time.sleep',
  ],
  ['an alias that changes is none', 'import time\ns = time.sleep\ns = g\ns()', '.s'],
  ['aliases in a circle', 'a = b\nb = a\nb()', '.b'],
  ['a parameter shadows', 'import time\ndef f(time):\n    time.sleep()', undefined],
  ['a local shadows', 'from time import sleep\ndef f():\n    sleep = g()\n    sleep()', undefined],
  ['a builtin', 'open()', 'builtins.open'],
  [
    'a builtin kept before the module replaces it',
    '_open = open\ndef open(name): return _open(name)\n_open()',
    'builtins.open',
  ],
  ['a function of this file', 'def f(): pass\nf()', '.f'],
  ['a method of a class of this file', 'class C:\n    def m(): pass\nC.m()', '.C.m'],
  ['a nested function', 'def f():\n    def g(): pass\n    g()', '.f.<locals>.g'],
  ['a relative import', 'from .b import c\nc.d()', 'app.b.c.d'],
  ['a relative import of a module', 'from . import b\nb.d()', 'app.b.d'],
  ['two levels up', 'from ..x import y\ny()', 'x.y'],
  ['out of the root', 'from ...x import y\ny()', undefined],
  [
    'an optional import',
    'try:\n    import yaml\nexcept ImportError:\n    yaml = None\nyaml.load()',
    'yaml.load',
  ],
  [
    'a module that only Python 2 has, as the fallback',
    'try:\n    from urllib.request import urlopen\nexcept ImportError:\n    from urllib2 import urlopen\nurlopen()',
    'urllib.request.urlopen',
  ],
  [
    'a module that only Python 2 has, asked for by version',
    'import sys\nif sys.version_info[0] > 2:\n    from urllib.parse import quote\nelse:\n    from urllib import quote\nquote()',
    'urllib.parse.quote',
  ],
  ['a module of Python 2 alone', 'import urllib2\nurllib2.urlopen()', 'urllib2.urlopen'],
  [
    'the fallback of two imports',
    'try:\n    import ujson as json\nexcept ImportError:\n    import json\njson.loads()',
    'json.loads',
  ],
  [
    'an import with a fallback of its own',
    'try:\n    from functools import cache\nexcept ImportError:\n    def cache(f): pass\ncache()',
    'functools.cache',
  ],
  ['a definition after an import', 'from a import f\ndef f(): pass\nf()', '.f'],
  ['a use between import and definition', 'from a import f\nf()\n', 'a.f'],
  [
    'an import for type checkers only',
    'if TYPE_CHECKING:\n    from a import T\nelse:\n    T = object\nT()',
    'a.T',
  ],
  ['a star import', 'from a import *\nf()', 'a.f'],
  ['two star imports', 'from a import *\nfrom b import *\nf()', undefined],
  ['an import inside of the function', 'def f():\n    import a\n    a.b()', 'a.b'],
  ['a variable of the module', 'x = make()\nx.run()', '.x.run'],
  ['the result of a call', 'make().run()', undefined],
  ['a module by its text', "import importlib\nm = importlib.import_module('a.b').c\nm()", 'a.b.c'],
  [
    'a module by its text, kept under a name',
    "from importlib import import_module as load\nm = load('a')\nm.b()",
    'a.b',
  ],
  ['the package of a module by its text', "m = __import__('a.b').c\nm()", 'a.c'],
  ['the module of a text with names', "m = __import__('a.b', fromlist=['c']).c\nm()", 'a.b.c'],
  [
    'a relative module by its text',
    "import importlib\nm = importlib.import_module('.b', 'a').c\nm()",
    '.m',
  ],
  ['an attribute by its text', "import a\nm = getattr(a, 'b')\nm()", 'a.b'],
  ['an attribute by a constant', "import a\nB = 'b'\nm = getattr(a, B).c\nm()", 'a.b.c'],
  [
    'an attribute by a parameter',
    'import a\ndef f(x):\n    m = getattr(a, x).c\n    m()',
    undefined,
  ],
  ['an attribute of a parameter', "def f(x):\n    m = getattr(x, 'b').c\n    m()", undefined],
  ['a name computed from itself', "a = getattr(a, 'b')\na()", '.a'],
  ['a loop variable', 'def f(xs):\n    for x in xs:\n        x()', undefined],
  ['self', 'class C:\n    def m(self):\n        self.f()', undefined],
  ['white space in the chain', 'import a\n(a\n  .b\n  .c())', 'a.b.c'],
]

describe('qualified names', () => {
  it.each(ROWS)('%s', (_what, source, expected) => {
    const facts = factsOf(source)
    const calls = Array.from(facts.nodesOfKind(k.K_CALL))
    expect(facts.calleeName(calls.findLast((call) => facts.callee(call) !== -1) ?? 0)).toBe(
      expected,
    )
  })

  it('finds the calls of one origin under every name', () => {
    const facts = factsOf(
      'import time\nfrom time import sleep as s\ntime.sleep(1)\ns(2)\ndef sleep(): pass\nsleep()',
    )
    expect(facts.callsTo('time.sleep').map((call) => facts.tree.line(call))).toEqual([3, 4])
    expect(facts.callsTo('os.system')).toEqual([])
  })
})
