"""Functions as methods, base classes, dataclasses."""

import ast
import copy
import re

from rewriting import FUNC, Base, Replacing, binds, loc, loc_at, name, put_head

HANDLES = re.compile(
    r'^(session|db|conn|connection|redis|client|cache|engine|pool|db_session|r|http|queue|store)$'
)


class FunctionAsMethod(Base):
    """def f(session: S, id) -> class FWork: __init__(self, session); def f(self, id)"""

    def run(self):
        t = self.tree
        called = {
            n.id for n in ast.walk(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
        } | self.elsewhere
        out = []
        for s in t.body:
            if (
                isinstance(s, FUNC)
                and not s.decorator_list
                and s.name not in called
                and not s.args.vararg
                and not s.args.posonlyargs
                and not any(isinstance(n, ast.Name) and n.id == 'self' for n in ast.walk(s))
            ):
                a = s.args
                free = a.args[: len(a.args) - len(a.defaults)]
                hs = [p for p in free if HANDLES.match(p.arg)]
                bound, _ = binds(
                    ast.FunctionDef(
                        name='x',
                        args=ast.arguments(
                            posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[]
                        ),
                        body=s.body,
                        decorator_list=[],
                    )
                )
                hs = [p for p in hs if p.arg not in bound]
                nested = any(
                    isinstance(n, ast.arg) and n.arg in {h.arg for h in hs} and n not in a.args
                    for n in ast.walk(s)
                )
                if hs and not nested:
                    self.count += 1
                    nm = ''.join(x.capitalize() for x in s.name.split('_')) + 'Work'
                    ids = {h.arg for h in hs}

                    s.body = [moved(x, ids) for x in s.body]
                    a.args = [loc(ast.arg(arg='self', annotation=None), s)] + [
                        p for p in a.args if p not in hs
                    ]
                    init = ast.FunctionDef(
                        name='__init__',
                        args=ast.arguments(
                            posonlyargs=[],
                            args=[ast.arg(arg='self', annotation=None)]
                            + [copy.deepcopy(h) for h in hs],
                            kwonlyargs=[],
                            kw_defaults=[],
                            defaults=[],
                            vararg=None,
                            kwarg=None,
                        ),
                        body=[
                            ast.Assign(
                                targets=[
                                    ast.Attribute(
                                        value=name('self'), attr='_' + h.arg, ctx=ast.Store()
                                    )
                                ],
                                value=name(h.arg),
                            )
                            for h in hs
                        ],
                        decorator_list=[],
                        returns=None,
                        type_comment=None,
                    )
                    loc_at(loc(init, s), 0)
                    c = ast.ClassDef(
                        name=nm, bases=[], keywords=[], body=[init, s], decorator_list=[]
                    )
                    c.lineno = c.end_lineno = 0
                    c.col_offset = c.end_col_offset = 0
                    out.append(c)
                    continue
            out.append(s)
        t.body = out
        return t


class InitInBase(Base):
    """__init__ moves to a base class of the file"""

    def run(self):
        t = self.tree
        out = []
        for s in t.body:
            if isinstance(s, ast.ClassDef) and not s.bases and not s.decorator_list:
                init = [
                    m for m in s.body if isinstance(m, ast.FunctionDef) and m.name == '__init__'
                ]
                if (
                    init
                    and len(s.body) > 1
                    and not any(
                        isinstance(n, ast.Call)
                        and isinstance(n.func, ast.Name)
                        and n.func.id == 'super'
                        for n in ast.walk(s)
                    )
                    and not any(
                        isinstance(n, ast.Name) and n.id == s.name for n in ast.walk(init[0])
                    )
                ):
                    b = ast.ClassDef(
                        name='Base' + s.name.lstrip('_'),
                        bases=[],
                        keywords=[],
                        body=init,
                        decorator_list=[],
                    )
                    b.lineno = b.end_lineno = 0
                    b.col_offset = b.end_col_offset = 0
                    s.body = [m for m in s.body if m is not init[0]]
                    s.bases = [loc(name(b.name), s)]
                    self.count += 1
                    out.append(b)
            out.append(s)
        t.body = out
        return t


class Dataclass(Base):
    """class with __init__(self, a, b): self.a = a -> dataclass"""

    def run(self):
        t = self.tree
        for s in t.body:
            if isinstance(s, ast.ClassDef) and not s.bases and not s.decorator_list:
                init = [
                    m for m in s.body if isinstance(m, ast.FunctionDef) and m.name == '__init__'
                ]
                if not init:
                    continue
                i = init[0]
                ps = [a.arg for a in i.args.args[1:]]
                notes = {a.arg: a.annotation for a in i.args.args[1:]}
                if i.args.defaults or i.args.kwonlyargs or i.args.vararg or not i.args.args:
                    continue
                ok = []
                for st in i.body:
                    if (
                        isinstance(st, ast.Assign)
                        and len(st.targets) == 1
                        and isinstance(st.targets[0], ast.Attribute)
                        and isinstance(st.targets[0].value, ast.Name)
                        and st.targets[0].value.id == 'self'
                    ):
                        v = st.value
                        if isinstance(v, ast.Name) and v.id in ps and notes[v.id] is not None:
                            ok.append((st, notes[v.id], None))
                            continue
                        if isinstance(v, (ast.List, ast.Dict)) and not (
                            getattr(v, 'elts', None) or getattr(v, 'keys', None)
                        ):
                            ok.append(
                                (st, name('list' if isinstance(v, ast.List) else 'dict'), 'factory')
                            )
                            continue
                        if isinstance(v, ast.Call) and not v.args and not v.keywords:
                            ok.append((st, v.func, 'factory'))
                            continue
                        if isinstance(v, ast.Constant) and v.value is not None:
                            ok.append((st, name(type(v.value).__name__), v))
                            continue
                    ok = None
                    break
                if not ok:
                    continue
                body = []
                for st, note, d in sorted(ok, key=lambda x: x[2] is not None):
                    val = (
                        None
                        if d is None
                        else d
                        if not isinstance(d, str)
                        else ast.Call(
                            func=name('field'),
                            args=[],
                            keywords=[
                                ast.keyword(arg='default_factory', value=copy.deepcopy(note))
                            ],
                        )
                    )
                    body.append(
                        loc(
                            ast.AnnAssign(
                                target=name(st.targets[0].attr, ast.Store()),
                                annotation=copy.deepcopy(note),
                                value=val,
                                simple=1,
                            ),
                            st,
                        )
                    )
                s.body = body + [m for m in s.body if m is not i]
                s.decorator_list = [loc(name('dataclass'), s)]
                self.count += 1
        if self.count:
            put_head(t, 'from dataclasses import dataclass, field')
        return t


def moved(statement, handles):
    """The statement with `self._name` for each of the parameters that became fields."""

    def make(node):
        if not isinstance(node, ast.Name) or node.id not in handles:
            return None
        return loc(ast.Attribute(value=name('self'), attr='_' + node.id, ctx=node.ctx), node)

    return Replacing(make).visit(statement)
