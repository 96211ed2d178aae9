"""Statements around and between others: handlers, context managers, locks, log lines."""

import ast
import copy
import re

from rewriting import FUNC, Base, loc, loc_at, name


class LoggedSteps(Base):
    """a debug line between any two statements"""

    def block(self, b, fn, holder):
        out = []
        for i, s in enumerate(b):
            if i > 0 and not isinstance(
                s, FUNC + (ast.ClassDef, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom)
            ):
                self.count += 1
                out.append(self.log(s))
            out.append(s)
        return out

    def log(self, s):
        n = ast.parse('stage_log.debug("next stage")').body[0]
        loc_at(n, 0)
        return n

    HEAD = 'import logging\nstage_log = logging.getLogger(__name__)'


class BodyInFinally(LoggedSteps):
    def block(self, b, fn, holder):
        if holder is fn and not any(isinstance(s, (ast.Global, ast.Nonlocal)) for s in b):
            doc = (
                b[:1] if isinstance(b[0], ast.Expr) and isinstance(b[0].value, ast.Constant) else []
            )
            rest = b[len(doc) :]
            if rest and not all(
                isinstance(x, ast.Pass)
                or isinstance(x, ast.Expr)
                and isinstance(x.value, ast.Constant)
                for x in rest
            ):
                self.count += 1
                return doc + [
                    loc(
                        ast.Try(body=rest, handlers=[], orelse=[], finalbody=[self.log(b[0])]),
                        rest[0],
                    )
                ]
        return b


class BodyInExcept(LoggedSteps):
    """body of the function in try/except SomeError: log; raise"""

    def block(self, b, fn, holder):
        if holder is fn and not any(isinstance(s, (ast.Global, ast.Nonlocal)) for s in b):
            doc = (
                b[:1] if isinstance(b[0], ast.Expr) and isinstance(b[0].value, ast.Constant) else []
            )
            rest = b[len(doc) :]
            if rest and not all(
                isinstance(x, ast.Pass)
                or isinstance(x, ast.Expr)
                and isinstance(x.value, ast.Constant)
                for x in rest
            ):
                self.count += 1
                h = (
                    ast.parse(
                        'try:\n    pass\nexcept LookupError:\n    stage_log.exception("a lookup failed")\n    raise'
                    )
                    .body[0]
                    .handlers[0]
                )
                loc_at(h, 0)
                return doc + [
                    loc(ast.Try(body=rest, handlers=[h], orelse=[], finalbody=[]), rest[0])
                ]
        return b


class BodyInContext(Base):
    """try: A; B; return except -> nothing; handlers re-raise: adds except KeyError: raise first? no: wraps body in if True"""

    def block(self, b, fn, holder):
        if (
            holder is fn
            and len(b) > 1
            and not any(isinstance(s, (ast.Global, ast.Nonlocal)) for s in b)
        ):
            self.count += 1
            return [
                loc(
                    ast.With(
                        items=[
                            ast.withitem(
                                context_expr=ast.Call(
                                    func=name('nullcontext'), args=[], keywords=[]
                                ),
                                optional_vars=None,
                            )
                        ],
                        body=b,
                    ),
                    b[0],
                )
            ]
        return b

    HEAD = 'from contextlib import nullcontext'


class ManagersOnStack(Base):
    """with x as y: -> stack.enter_context(x)"""

    def stmt(self, s, fn):
        if isinstance(s, (ast.With, ast.AsyncWith)):
            is_async = isinstance(s, ast.AsyncWith)
            st = self.fresh('stack')
            self.count += 1
            pre = []
            for it in s.items:
                c = ast.Call(
                    func=ast.Attribute(
                        value=name(st),
                        attr='enter_async_context' if is_async else 'enter_context',
                        ctx=ast.Load(),
                    ),
                    args=[it.context_expr],
                    keywords=[],
                )
                if is_async:
                    c = ast.Await(value=c)
                x = (
                    ast.Assign(targets=[it.optional_vars], value=c)
                    if it.optional_vars is not None
                    else ast.Expr(value=c)
                )
                pre.append(loc(x, it.context_expr))
            e = ast.Call(
                func=name('AsyncExitStack' if is_async else 'ExitStack'), args=[], keywords=[]
            )
            return [
                loc(
                    type(s)(
                        items=[
                            ast.withitem(
                                context_expr=loc(e, s.items[0].context_expr),
                                optional_vars=loc(name(st, ast.Store()), s.items[0].context_expr),
                            )
                        ],
                        body=pre + s.body,
                    ),
                    s,
                )
            ]
        return [s]

    HEAD = 'from contextlib import AsyncExitStack, ExitStack'


class LockByCalls(Base):
    """with lock: X -> lock.acquire(); try: X finally: lock.release()"""

    def stmt(self, s, fn):
        if (
            isinstance(s, (ast.With, ast.AsyncWith))
            and len(s.items) == 1
            and s.items[0].optional_vars is None
            and isinstance(s.items[0].context_expr, (ast.Name, ast.Attribute))
            and re.search('lock|mutex|sem', ast.unparse(s.items[0].context_expr), re.IGNORECASE)
        ):
            e = s.items[0].context_expr
            self.count += 1
            acq = loc(
                ast.Call(
                    func=ast.Attribute(value=e, attr='acquire', ctx=ast.Load()),
                    args=[],
                    keywords=[],
                ),
                e,
            )
            rel = loc(
                ast.Call(
                    func=ast.Attribute(value=copy.deepcopy(e), attr='release', ctx=ast.Load()),
                    args=[],
                    keywords=[],
                ),
                e,
            )
            if isinstance(s, ast.AsyncWith):
                acq = loc(ast.Await(value=acq), e)
            return [
                loc(ast.Expr(value=acq), e),
                loc(
                    ast.Try(body=s.body, handlers=[], orelse=[], finalbody=[ast.Expr(value=rel)]), s
                ),
            ]
        return [s]


class PassAsSuppress(Base):
    """try: X except E: pass -> with suppress(E): X"""

    def stmt(self, s, fn):
        if (
            isinstance(s, ast.Try)
            and not s.orelse
            and not s.finalbody
            and len(s.handlers) == 1
            and s.handlers[0].type is not None
            and not s.handlers[0].name
            and len(s.handlers[0].body) == 1
            and isinstance(s.handlers[0].body[0], ast.Pass)
        ):
            self.count += 1
            t = s.handlers[0].type
            args = t.elts if isinstance(t, ast.Tuple) else [t]
            return [
                loc(
                    ast.With(
                        items=[
                            ast.withitem(
                                context_expr=loc(
                                    ast.Call(func=name('suppress'), args=args, keywords=[]),
                                    s.handlers[0],
                                ),
                                optional_vars=None,
                            )
                        ],
                        body=s.body,
                    ),
                    s,
                )
            ]
        return [s]

    HEAD = 'from contextlib import suppress'


class ExceptInTuple(Base):
    """except E: -> except (E,):"""

    def visit_ExceptHandler(self, n):
        self.generic_visit(n)
        if n.type is not None and not isinstance(n.type, ast.Tuple):
            self.count += 1
            n.type = loc(ast.Tuple(elts=[n.type], ctx=ast.Load()), n.type)
        return n


class ExceptWithName(Base):
    """handlers get a name"""

    def visit_ExceptHandler(self, n):
        self.generic_visit(n)
        if n.type is not None and n.name is None:
            self.count += 1
            n.name = self.fresh('problem')
        return n
