import { describe, expect, it } from 'vitest'
import { describeValue, projectOf } from '../project-of.ts'

/** Files, the last call of `main.py` (or the file given) and what its callee is. */
type Row = readonly [what: string, files: Readonly<Record<string, string>>, expected: string]

const MAIN = 'app/main.py'
const PKG = { 'app/__init__.py': '' }

const NAMES: readonly Row[] = [
  ['a function of this file', { ...PKG, [MAIN]: 'def f(): pass\nf()' }, 'function app/main.py:f'],
  [
    'a function imported from a package',
    { ...PKG, 'app/a.py': 'def f(): pass', [MAIN]: 'from app.a import f\nf()' },
    'function app/a.py:f',
  ],
  [
    'a relative import',
    { ...PKG, 'app/a.py': 'def f(): pass', [MAIN]: 'from . import a\na.f()' },
    'function app/a.py:f',
  ],
  [
    'an import under another name',
    { ...PKG, 'app/a.py': 'def f(): pass', [MAIN]: 'import app.a as b\nb.f()' },
    'function app/a.py:f',
  ],
  [
    'a full path',
    { ...PKG, 'app/a.py': 'def f(): pass', [MAIN]: 'import app.a\napp.a.f()' },
    'function app/a.py:f',
  ],
  [
    'a re-export',
    {
      'app/__init__.py': 'from .a import f as g',
      'app/a.py': 'def f(): pass',
      [MAIN]: 'from app import g\ng()',
    },
    'function app/a.py:f',
  ],
  [
    'two re-exports',
    {
      'app/__init__.py': 'from .b import f',
      'app/b.py': 'from .a import f',
      'app/a.py': 'def f(): pass',
      [MAIN]: 'from app import f\nf()',
    },
    'function app/a.py:f',
  ],
  [
    'a star import',
    { ...PKG, 'app/a.py': 'def f(): pass', [MAIN]: 'from .a import *\nf()' },
    'function app/a.py:f',
  ],
  [
    'a star import honours __all__',
    { ...PKG, 'app/a.py': '__all__ = ["g"]\ndef f(): pass', [MAIN]: 'from .a import *\nf()' },
    'unknown',
  ],
  [
    'a star import leaves private names',
    { ...PKG, 'app/a.py': 'def _f(): pass', [MAIN]: 'from .a import *\n_f()' },
    'unknown',
  ],
  [
    'two star imports',
    {
      ...PKG,
      'app/a.py': 'def f(): pass',
      'app/b.py': 'def g(): pass',
      [MAIN]: 'from .a import *\nfrom .b import *\nf()',
    },
    'function app/a.py:f',
  ],
  [
    'star imports in a circle',
    {
      ...PKG,
      'app/a.py': 'from .b import *\ndef f(): pass',
      'app/b.py': 'from .a import *',
      [MAIN]: 'from .b import f\nf()',
    },
    'function app/a.py:f',
  ],
  [
    'imports in a circle',
    {
      ...PKG,
      'app/a.py': 'from .b import f',
      'app/b.py': 'from .a import f',
      [MAIN]: 'from .a import f\nf()',
    },
    'unknown',
  ],
  [
    'an alias in another file',
    { ...PKG, 'app/a.py': 'def f(): pass\ng = f', [MAIN]: 'from .a import g\ng()' },
    'function app/a.py:f',
  ],
  [
    'an optional module of the project',
    {
      ...PKG,
      'app/a.py': 'def f(): pass',
      [MAIN]: 'try:\n    from ._fast import f\nexcept ImportError:\n    from .a import f\nf()',
    },
    'function app/a.py:f',
  ],
  [
    'a submodule of the same name as its function',
    {
      'app/__init__.py': 'from .f import f',
      'app/f.py': 'def f(): pass',
      [MAIN]: 'from app import f\nf()',
    },
    'function app/f.py:f',
  ],
  [
    'a src layout',
    {
      'src/app/__init__.py': '',
      'src/app/a.py': 'def f(): pass',
      'tests/test_a.py': 'from app.a import f\nf()',
    },
    'function src/app/a.py:f',
  ],
  [
    'a namespace package',
    { 'ns/a/mod.py': 'def f(): pass', 'ns/b/main.py': 'from ns.a.mod import f\nf()' },
    'function ns/a/mod.py:f',
  ],
  [
    'a script beside its module',
    { 'tools/a.py': 'def f(): pass', 'tools/main.py': 'from a import f\nf()' },
    'function tools/a.py:f',
  ],
  [
    'a module elsewhere is no import',
    { 'other/thing.py': 'def f(): pass', 'tools/main.py': 'from thing import f\nf()' },
    'external thing.f',
  ],
  [
    'a file named like the standard library',
    { 'tools/json.py': 'def loads(): pass', 'tools/main.py': 'import json\njson.loads()' },
    'external json.loads',
  ],
  [
    'a package of one of several services',
    {
      'a/app/__init__.py': '',
      'a/app/m.py': 'def f(): pass',
      'b/app/__init__.py': '',
      'b/app/m.py': 'def f(): pass',
      'b/main.py': 'from app.m import f\nf()',
    },
    'function b/app/m.py:f',
  ],
  [
    'a root that is itself a package',
    { '__init__.py': '', 'a.py': 'def f(): pass', 'b.py': 'from thepkg.a import f\nf()' },
    'function a.py:f',
  ],
  [
    'a module of such a root that is named as one of the standard library',
    { '__init__.py': '', 'socket.py': 'def f(): pass', 'b.py': 'import socket\nsocket.f()' },
    'external socket.f',
  ],
  [
    'a module beside a script that is named as one of the standard library',
    { 'socket.py': 'def f(): pass', 'b.py': 'import socket\nsocket.f()' },
    'function socket.py:f',
  ],
  [
    'a source goes before its stub',
    {
      ...PKG,
      'app/a.pyi': 'def f(): ...',
      'app/a.py': 'def f(): pass',
      [MAIN]: 'from .a import f\nf()',
    },
    'function app/a.py:f',
  ],
  [
    'a package goes before a module',
    {
      ...PKG,
      'app/a.py': 'def f(): pass',
      'app/a/__init__.py': 'def f(): pass',
      [MAIN]: 'from .a import f\nf()',
    },
    'function app/a/__init__.py:f',
  ],
  ['a library', { ...PKG, [MAIN]: 'import httpx\nhttpx.get()' }, 'external httpx.get'],
  [
    'a name that the module lacks',
    { ...PKG, 'app/a.py': '', [MAIN]: 'from .a import f\nf()' },
    'unknown',
  ],
]

const C =
  'class C:\n    def m(self) -> "C": pass\n    @classmethod\n    def make(cls): return cls()\n'
const VALUES: readonly Row[] = [
  ['a constructor', { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\nC()' }, 'class app/a.py:C'],
  [
    'a method of a new object',
    { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\nC().m()' },
    'method app/a.py:C.m',
  ],
  [
    'a method of a local',
    { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\ndef f():\n    c = C()\n    c.m()' },
    'method app/a.py:C.m',
  ],
  [
    'a method of a parameter',
    { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\ndef f(c: C): c.m()' },
    'method app/a.py:C.m',
  ],
  [
    'an optional parameter in a string',
    { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\ndef f(c: "C | None" = None): c.m()' },
    'method app/a.py:C.m',
  ],
  [
    'an annotated alias in another file',
    {
      ...PKG,
      'app/a.py': C,
      'app/d.py': 'from typing import Annotated\nfrom .a import C\nDep = Annotated[C, Depends(x)]',
      [MAIN]: 'from .d import Dep\ndef f(c: Dep): c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'a method chain by annotation',
    { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\nC().m().m()' },
    'method app/a.py:C.m',
  ],
  [
    'what a class method gives',
    { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\nC.make().m()' },
    'method app/a.py:C.m',
  ],
  [
    'a variable of another module',
    { ...PKG, 'app/a.py': `${C}c = C()`, [MAIN]: 'from .a import c\nc.m()' },
    'method app/a.py:C.m',
  ],
  [
    'what a function returns',
    { ...PKG, 'app/a.py': `${C}def get(): return C()`, [MAIN]: 'from .a import get\nget().m()' },
    'method app/a.py:C.m',
  ],
  [
    'what an async function returns',
    {
      ...PKG,
      'app/a.py': `${C}async def get() -> C: ...`,
      [MAIN]: 'from .a import get\nasync def f():\n    c = await get()\n    c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'a coroutine is not its value',
    {
      ...PKG,
      'app/a.py': `${C}async def get() -> C: ...`,
      [MAIN]: 'from .a import get\nget().m()',
    },
    'unknown',
  ],
  [
    'a method of self',
    { [MAIN]: 'class C:\n    def a(self): pass\n    def b(self): self.a()' },
    'method app/main.py:C.a',
  ],
  [
    'an inherited method of self',
    { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\nclass D(C):\n    def b(self): self.m()' },
    'method app/a.py:C.m',
  ],
  [
    'super',
    {
      ...PKG,
      'app/a.py': C,
      [MAIN]: 'from .a import C\nclass D(C):\n    def m(self): super().m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'an attribute set in __init__',
    {
      ...PKG,
      'app/a.py': C,
      [MAIN]:
        'from .a import C\nclass D:\n    def __init__(self):\n        self.c = C()\n    def f(self): self.c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'an attribute given to __init__',
    {
      ...PKG,
      'app/a.py': C,
      [MAIN]:
        'from .a import C\nclass D:\n    def __init__(self, c: C):\n        self.c = c\n    def f(self): self.c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'an attribute that starts as None',
    {
      ...PKG,
      'app/a.py': C,
      [MAIN]:
        'from .a import C\nclass D:\n    c = None\n    def f(self):\n        self.c = C()\n        self.c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'an annotated attribute of a base',
    {
      ...PKG,
      'app/a.py': `${C}class B:\n    c: C`,
      [MAIN]: 'from .a import B\nclass D(B):\n    def f(self): self.c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'a property',
    {
      ...PKG,
      'app/a.py': `${C}class B:\n    @property\n    def c(self) -> C: ...`,
      [MAIN]: 'from .a import B\ndef f(b: B): b.c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'with',
    {
      ...PKG,
      'app/a.py': 'class C:\n    def __enter__(self): return self\n    def m(self): pass',
      [MAIN]: 'from .a import C\nwith C() as c:\n    c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'a context manager function',
    {
      ...PKG,
      'app/a.py': `from contextlib import contextmanager\nfrom typing import Iterator\n${C}@contextmanager\ndef make() -> Iterator[C]: yield C()`,
      [MAIN]: 'from .a import make\ndef f():\n    with make() as c:\n        c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'an element of a list',
    {
      ...PKG,
      'app/a.py': C,
      [MAIN]: 'from .a import C\ndef f(cs: list[C]):\n    for c in cs:\n        c.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'a value of a dict',
    {
      ...PKG,
      'app/a.py': C,
      [MAIN]: 'from .a import C\ndef f(cs: dict[str, C]):\n    cs["a"].m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'one of two by condition',
    {
      ...PKG,
      'app/a.py': C,
      [MAIN]: 'from .a import C\ndef f(c=None):\n    d = c or C()\n    d.m()',
    },
    'method app/a.py:C.m',
  ],
  [
    'a class method by its class',
    { ...PKG, 'app/a.py': C, [MAIN]: 'from .a import C\nC.make()' },
    'method app/a.py:C.make',
  ],
  [
    'an instance from a library',
    {
      ...PKG,
      [MAIN]:
        'import httpx\nasync def f():\n    async with httpx.AsyncClient() as c:\n        c.get()',
    },
    'external httpx.AsyncClient().get',
  ],
  [
    'a parameter of a library type',
    { ...PKG, [MAIN]: 'from sqlalchemy.orm import Session\ndef f(s: Session): s.commit()' },
    'external sqlalchemy.orm.Session().commit',
  ],
  [
    'a method that a library class has',
    {
      ...PKG,
      [MAIN]: 'from pydantic import BaseModel\nclass M(BaseModel): pass\nM.model_validate()',
    },
    'external pydantic.BaseModel.model_validate',
  ],
  ['an unknown parameter', { ...PKG, [MAIN]: 'def f(c): c.m()' }, 'unknown'],
  [
    'a variable with two types',
    {
      ...PKG,
      'app/a.py': C,
      [MAIN]: 'from .a import C\ndef f(x):\n    c = C()\n    c = x\n    c.m()',
    },
    'unknown',
  ],
  [
    'a decorated function of unknown making',
    {
      ...PKG,
      'app/a.py': `import lib\n${C}@lib.magic\ndef get(): return C()`,
      [MAIN]: 'from .a import get\nget().m()',
    },
    'unknown',
  ],
  [
    'a variable that feeds itself',
    { ...PKG, [MAIN]: 'def f(x):\n    y = x\n    for i in y:\n        y = y.next()\n    y.m()' },
    'unknown',
  ],
]

describe('names across files', () => {
  it.each(NAMES)('%s', (_what, files, expected) => {
    const { index, facts } = projectOf(files)
    const file = facts.get(MAIN) ?? [...facts.values()].at(-1)
    const call = file?.calls.at(-1) ?? 0
    expect(file && describeValue(index.resolveCall(file, call))).toBe(expected)
  })
})

describe('values across files', () => {
  it.each(VALUES)('%s', (_what, files, expected) => {
    const { index, facts } = projectOf(files)
    const file = facts.get(MAIN)
    // Of a chain the outermost call comes first.
    const lines = Array.from(file?.calls ?? [], (call) => file?.tree.line(call) ?? 0)
    const last = Math.max(...lines)
    const call = file?.calls.find(
      (one) => file.tree.line(one) === last && file.tree.kind(file.callee(one)) !== -1,
    )
    expect(file && call !== undefined && describeValue(index.resolveCall(file, call))).toBe(
      expected,
    )
  })
})
