"""Other forms of the queries and sessions of SQLAlchemy, and of the dependencies that give them."""

import ast
import copy
import re
from types import MappingProxyType

from rewriting import FUNC, Base, has, loc, loc_at, name, put_head


class QueryAsSelect(Base):
    """s.query(X).filter(c).first() -> s.scalars(select(X).where(c)).first()"""

    END = MappingProxyType(
        {
            'first': ('scalars', 'first'),
            'all': ('scalars', 'all'),
            'one': ('scalars', 'one'),
            'one_or_none': ('scalars', 'one_or_none'),
        }
    )

    def visit_Call(self, n):
        self.generic_visit(n)
        if isinstance(n.func, ast.Attribute) and n.func.attr in self.END and not n.args:
            steps = []
            e = n.func.value
            while isinstance(e, ast.Call) and isinstance(e.func, ast.Attribute):
                steps.append(e)
                if e.func.attr == 'query':
                    break
                e = e.func.value
            if (
                steps
                and isinstance(steps[-1].func, ast.Attribute)
                and steps[-1].func.attr == 'query'
                and len(steps[-1].args) == 1
                and isinstance(steps[-1].args[0], ast.Name)
            ):
                ok = {
                    'filter': 'where',
                    'filter_by': 'filter_by',
                    'order_by': 'order_by',
                    'limit': 'limit',
                    'with_for_update': 'with_for_update',
                    'options': 'options',
                    'join': 'join',
                    'offset': 'offset',
                }
                if all(s.func.attr in ok for s in steps[:-1]):
                    q = ast.Call(func=name('select'), args=steps[-1].args, keywords=[])
                    for s in reversed(steps[:-1]):
                        q = ast.Call(
                            func=ast.Attribute(value=q, attr=ok[s.func.attr], ctx=ast.Load()),
                            args=s.args,
                            keywords=s.keywords,
                        )
                    a, b = self.END[n.func.attr]
                    r = ast.Call(
                        func=ast.Attribute(value=steps[-1].func.value, attr=a, ctx=ast.Load()),
                        args=[q],
                        keywords=[],
                    )
                    self.count += 1
                    return loc(
                        ast.Call(
                            func=ast.Attribute(value=r, attr=b, ctx=ast.Load()),
                            args=[],
                            keywords=[],
                        ),
                        n,
                    )
        return n

    HEAD = 'from sqlalchemy import select'


class SelectAsQuery(Base):
    """s.scalar(select(X).where(c)) -> s.query(X).filter(c).one_or_none() (sync sessions)"""

    def visit_Await(self, n):
        return n

    def visit_Call(self, n):
        self.generic_visit(n)
        last = None
        e = n
        if isinstance(n.func, ast.Attribute) and n.func.attr == 'scalar' and len(n.args) == 1:
            last, sess, q = 'first', n.func.value, n.args[0]
        elif (
            isinstance(n.func, ast.Attribute)
            and n.func.attr in ('first', 'all', 'one', 'one_or_none')
            and isinstance(n.func.value, ast.Call)
            and isinstance(n.func.value.func, ast.Attribute)
            and n.func.value.func.attr == 'scalars'
            and len(n.func.value.args) == 1
        ):
            last, sess, q = n.func.attr, n.func.value.func.value, n.func.value.args[0]
        elif (
            isinstance(n.func, ast.Attribute)
            and n.func.attr in ('scalar_one_or_none', 'scalar_one')
            and isinstance(n.func.value, ast.Call)
            and isinstance(n.func.value.func, ast.Attribute)
            and n.func.value.func.attr == 'execute'
            and len(n.func.value.args) == 1
        ):
            last, sess, q = (
                {'scalar_one_or_none': 'one_or_none', 'scalar_one': 'one'}[n.func.attr],
                n.func.value.func.value,
                n.func.value.args[0],
            )
        else:
            return n
        steps = []
        e = q
        while isinstance(e, ast.Call) and isinstance(e.func, ast.Attribute):
            steps.append(e)
            e = e.func.value
        if (
            isinstance(e, ast.Call)
            and isinstance(e.func, ast.Name)
            and e.func.id == 'select'
            and len(e.args) == 1
            and isinstance(e.args[0], ast.Name)
        ):
            ok = {
                'where': 'filter',
                'filter_by': 'filter_by',
                'filter': 'filter',
                'order_by': 'order_by',
                'limit': 'limit',
                'with_for_update': 'with_for_update',
                'options': 'options',
                'join': 'join',
                'offset': 'offset',
            }
            if all(s.func.attr in ok for s in steps):
                r = ast.Call(
                    func=ast.Attribute(value=sess, attr='query', ctx=ast.Load()),
                    args=e.args,
                    keywords=[],
                )
                for s in reversed(steps):
                    r = ast.Call(
                        func=ast.Attribute(value=r, attr=ok[s.func.attr], ctx=ast.Load()),
                        args=s.args,
                        keywords=s.keywords,
                    )
                self.count += 1
                return loc(
                    ast.Call(
                        func=ast.Attribute(value=r, attr=last, ctx=ast.Load()), args=[], keywords=[]
                    ),
                    n,
                )
        return n


class ScalarAsExecute(Base):
    """await s.scalar(q) -> (await s.execute(q)).scalar_one_or_none() ; s.scalars(q).first() -> s.execute(q).scalars().first()"""

    def visit_Await(self, n):
        self.generic_visit(n)
        c = n.value
        if (
            isinstance(c, ast.Call)
            and isinstance(c.func, ast.Attribute)
            and c.func.attr in ('scalar', 'scalars')
            and len(c.args) == 1
        ):
            self.count += 1
            a = c.func.attr
            c.func.attr = 'execute'
            return loc(
                ast.Call(
                    func=ast.Attribute(
                        value=n,
                        attr='scalar_one_or_none' if a == 'scalar' else 'scalars',
                        ctx=ast.Load(),
                    ),
                    args=[],
                    keywords=[],
                ),
                n,
            )
        return n


class ExecuteAsScalar(Base):
    """(await s.execute(q)).scalar_one_or_none() -> await s.scalar(q)"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if (
            isinstance(n.func, ast.Attribute)
            and n.func.attr in ('scalar_one_or_none', 'scalars', 'scalar')
            and isinstance(n.func.value, (ast.Await, ast.Call))
            and not n.args
        ):
            aw = n.func.value
            c = aw.value if isinstance(aw, ast.Await) else aw
            if (
                isinstance(c, ast.Call)
                and isinstance(c.func, ast.Attribute)
                and c.func.attr == 'execute'
                and len(c.args) == 1
            ):
                self.count += 1
                c.func.attr = 'scalars' if n.func.attr == 'scalars' else 'scalar'
                return aw
        return n


class WhereAsFilterBy(Base):
    """where(X.a == v) -> filter_by(a=v)"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if (
            isinstance(n.func, ast.Attribute)
            and n.func.attr in ('where', 'filter')
            and n.args
            and not n.keywords
            and all(
                isinstance(a, ast.Compare)
                and len(a.ops) == 1
                and isinstance(a.ops[0], ast.Eq)
                and isinstance(a.left, ast.Attribute)
                and isinstance(a.left.value, ast.Name)
                and a.left.value.id[0].isupper()
                for a in n.args
            )
            and has(n.func, ast.Call)
        ):
            self.count += 1
            n.func.attr = 'filter_by'
            n.keywords = [
                loc(ast.keyword(arg=a.left.attr, value=a.comparators[0]), a) for a in n.args
            ]
            n.args = []
        return n


class DependencyAlias(Base):
    """annotated parameter alias: session: AsyncSession -> session: SessionDep (routes)"""

    def run(self):
        t = self.tree
        made = {}
        for s in ast.walk(t):
            if isinstance(s, FUNC):
                a = s.args
                pos = a.posonlyargs + a.args
                for p, d in list(zip(pos[len(pos) - len(a.defaults) :], a.defaults)) + [
                    x for x in zip(a.kwonlyargs, a.kw_defaults) if x[1] is not None
                ]:
                    if (
                        isinstance(d, ast.Call)
                        and isinstance(d.func, ast.Name)
                        and d.func.id == 'Depends'
                        and p.annotation is not None
                        and isinstance(p.annotation, ast.Name)
                        and len(d.args) == 1
                        and isinstance(d.args[0], ast.Name)
                    ):
                        k = (p.annotation.id, ast.unparse(d))
                        made.setdefault(
                            k, (f'{p.annotation.id}Dep{len(made) or ""}', p.annotation, d, [])
                        )[3].append((s, p, d))
        if not made:
            return t
        for k, (nm, note, d, uses) in made.items():
            for s, p, dd in uses:
                a = s.args
                pos = a.posonlyargs + a.args
                if p in a.kwonlyargs:
                    a.kw_defaults[a.kwonlyargs.index(p)] = None
                else:
                    # parameters with defaults before it would break: make all keyword-only
                    if a.posonlyargs:
                        continue
                    rest = a.args[len(pos) - len(a.defaults) :]
                    dfl = a.defaults
                    a.kwonlyargs = rest + a.kwonlyargs
                    a.kw_defaults = [
                        None if x is p else y for x, y in zip(rest, dfl)
                    ] + a.kw_defaults
                    a.args = a.args[: len(pos) - len(a.defaults)]
                    a.defaults = []
                p.annotation = loc(name(nm), p)
                self.count += 1
            first = min(
                [
                    i
                    for i, s in enumerate(t.body)
                    if any(s is u[0] or u[0] in list(ast.walk(s)) for u in uses)
                ]
            )
            x = ast.Assign(
                targets=[name(nm, ast.Store())],
                value=ast.Subscript(
                    value=name('Annotated'),
                    slice=ast.Tuple(elts=[copy.deepcopy(note), copy.deepcopy(d)], ctx=ast.Load()),
                    ctx=ast.Load(),
                ),
            )
            loc_at(loc(x, t.body[first]), 0)
            t.body.insert(first, x)
        put_head(t, 'from typing import Annotated')
        return t


class Synchronous(Base):
    """async database code in its synchronous form"""

    def run(self):
        t = self.tree
        text = ast.unparse(t)
        if 'AsyncSession' not in text or re.search(
            r'asyncio|aiohttp|anyio|httpx|redis', text.replace('sqlalchemy.ext.asyncio', '')
        ):
            return t
        self.count = 1

        class R(ast.NodeTransformer):
            def visit_AsyncFunctionDef(s, n):
                s.generic_visit(n)
                m = ast.FunctionDef(**{f: getattr(n, f, None) for f in n._fields})
                return ast.copy_location(m, n)

            def visit_Await(s, n):
                s.generic_visit(n)
                return n.value

            def visit_AsyncFor(s, n):
                s.generic_visit(n)
                return ast.copy_location(ast.For(**{f: getattr(n, f, None) for f in n._fields}), n)

            def visit_AsyncWith(s, n):
                s.generic_visit(n)
                return ast.copy_location(ast.With(**{f: getattr(n, f, None) for f in n._fields}), n)

            def visit_comprehension(s, n):
                s.generic_visit(n)
                n.is_async = 0
                return n

            def visit_ImportFrom(s, n):
                if n.module == 'sqlalchemy.ext.asyncio':
                    n.module = 'sqlalchemy.orm'
                    for a in n.names:
                        a.name = {
                            'AsyncSession': 'Session',
                            'async_sessionmaker': 'sessionmaker',
                            'create_async_engine': 'create_engine',
                            'AsyncEngine': 'Engine',
                        }.get(a.name, a.name)
                    eng = [a for a in n.names if a.name in ('create_engine', 'Engine')]
                    rest = [a for a in n.names if a not in eng]
                    out = []
                    if eng:
                        out.append(
                            ast.copy_location(
                                ast.ImportFrom(module='sqlalchemy', names=eng, level=0), n
                            )
                        )
                    if rest:
                        n.names = rest
                        out.append(n)
                    return out
                return n

            def visit_Name(s, n):
                n.id = {
                    'AsyncSession': 'Session',
                    'async_sessionmaker': 'sessionmaker',
                    'create_async_engine': 'create_engine',
                    'AsyncEngine': 'Engine',
                    'AsyncGenerator': 'Iterator',
                    'AsyncIterator': 'Iterator',
                }.get(n.id, n.id)
                return n

            def visit_Attribute(s, n):
                s.generic_visit(n)
                return n

        return R().visit(t)
