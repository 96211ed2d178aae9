"""Other names for what is imported, and what functions and parameters are declared with."""

import ast
import copy

from rewriting import FUNC, Base, binds, has, loc, name, names_in


class AliasImport(Base):
    """from m import n -> from m import n as n_alias"""

    style = 'as'

    def run(self):
        t = self.tree
        bound = {}
        for n in ast.walk(t):
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
                bound[n.id] = 1
            if isinstance(n, ast.arg):
                bound[n.arg] = 1
            if isinstance(n, FUNC + (ast.ClassDef,)):
                bound[n.name] = 1
            if isinstance(n, ast.ExceptHandler) and n.name:
                bound[n.name] = 1
        exported = {
            e.value
            for s in t.body
            if isinstance(s, ast.Assign)
            and isinstance(s.targets[0], ast.Name)
            and s.targets[0].id == '__all__'
            for e in getattr(s.value, 'elts', [])
            if isinstance(e, ast.Constant)
        }
        strings = {
            c.value for c in ast.walk(t) if isinstance(c, ast.Constant) and isinstance(c.value, str)
        }
        ren = {}
        new = []
        for s in t.body:
            if isinstance(s, ast.ImportFrom) and s.module != '__future__' and not s.level:
                keep = []
                for a in s.names:
                    loc_name = a.asname or a.name
                    used = any(isinstance(n, ast.Name) and n.id == loc_name for n in ast.walk(t))
                    if (
                        a.name == '*'
                        or loc_name in bound
                        or loc_name in exported
                        or loc_name in strings
                        or not used
                    ):
                        keep.append(a)
                        continue
                    self.count += 1
                    if self.style == 'as':
                        ren[loc_name] = name(
                            'Our' + a.name if a.name[0].isupper() else 'our_' + a.name
                        )
                        a.asname = ren[loc_name].id
                        keep.append(a)
                    else:
                        parts = s.module.split('.')
                        new.append(
                            loc(ast.Import(names=[ast.alias(name=s.module, asname=None)]), s)
                        )
                        e = name(parts[0])
                        for p in parts[1:] + [a.name]:
                            e = ast.Attribute(value=e, attr=p, ctx=ast.Load())
                        if parts[0] in bound:
                            keep.append(a)
                            new.pop()
                            self.count -= 1
                            continue
                        ren[loc_name] = e
                s.names = keep
                if keep:
                    new.append(s)
            elif isinstance(s, ast.Import) and self.style == 'as':
                for a in s.names:
                    if '.' in a.name or a.asname or a.name in bound or a.name in strings:
                        continue
                    self.count += 1
                    a.asname = 'our_' + a.name
                    ren[a.name] = name(a.asname)
                new.append(s)
            else:
                new.append(s)
        t.body = new

        class R(ast.NodeTransformer):
            def visit_Name(self2, n):
                return (
                    loc(copy.deepcopy(ren[n.id]), n)
                    if n.id in ren and isinstance(n.ctx, ast.Load)
                    else n
                )

        R().visit(t)
        return t


class QualifiedImport(AliasImport):
    style = 'module'


class LocalImport(Base):
    """imports move into the functions that use them"""

    def run(self):
        t = self.tree
        names = {}
        body = []
        for s in t.body:
            if (
                isinstance(s, ast.ImportFrom)
                and s.module != '__future__'
                and all(a.name != '*' for a in s.names)
                or isinstance(s, ast.Import)
                and all('.' not in a.name for a in s.names)
            ):
                for a in s.names:
                    names[a.asname or a.name] = (s, a)
            body.append(s)
        # used outside of function bodies: stays
        outside = set()

        def go(n, infn):
            for c in ast.iter_child_nodes(n):
                if isinstance(c, FUNC):
                    for d in c.decorator_list:
                        outside.update(names_in(d))
                    for d in c.args.defaults + c.args.kw_defaults:
                        if d:
                            outside.update(names_in(d))
                    for a in (
                        c.args.posonlyargs
                        + c.args.args
                        + c.args.kwonlyargs
                        + [x for x in (c.args.vararg, c.args.kwarg) if x]
                    ):
                        if a.annotation:
                            outside.update(names_in(a.annotation))
                    if c.returns:
                        outside.update(names_in(c.returns))
                    if not infn:
                        continue
                else:
                    if isinstance(c, ast.Name):
                        outside.add(c.id)
                    go(c, infn)

        go(t, False)
        move = {k: v for k, v in names.items() if k not in outside}
        if not move:
            return t

        def visit(n):
            for c in ast.iter_child_nodes(n):
                if isinstance(c, FUNC):
                    used = [k for k in dict.fromkeys(names_in(c)) if k in move]
                    b, _ = binds(c)
                    add = []
                    for k in used:
                        if k in b:
                            continue
                        s, a = move[k]
                        imp = (
                            ast.ImportFrom(module=s.module, names=[copy.deepcopy(a)], level=s.level)
                            if isinstance(s, ast.ImportFrom)
                            else ast.Import(names=[copy.deepcopy(a)])
                        )
                        loc(imp, s)
                        add.append(imp)
                        self.count += 1
                    at = (
                        1
                        if isinstance(c.body[0], ast.Expr)
                        and isinstance(c.body[0].value, ast.Constant)
                        else 0
                    )
                    c.body[at:at] = add
                else:
                    visit(c)

        visit(t)
        nb = []
        for s in t.body:
            if isinstance(s, (ast.Import, ast.ImportFrom)):
                s.names = [
                    a
                    for a in s.names
                    if (a.asname or a.name) not in move
                    or names.get(a.asname or a.name, (None,))[0] is not s
                ]
                if not s.names:
                    continue
            nb.append(s)
        t.body = nb or t.body
        return t


class StringAnnotations(Base):
    def visit_arg(self, a):
        if (
            a.annotation is not None
            and not isinstance(a.annotation, ast.Constant)
            and not has(a.annotation, ast.Call, ast.Constant)
        ):
            self.count += 1
            a.annotation = loc(ast.Constant(value=ast.unparse(a.annotation)), a.annotation)
        return a

    def visit_AnnAssign(self, n):
        self.generic_visit(n)
        if (
            self.fns
            and not isinstance(n.annotation, ast.Constant)
            and not has(n.annotation, ast.Call, ast.Constant)
        ):
            self.count += 1
            n.annotation = loc(ast.Constant(value=ast.unparse(n.annotation)), n.annotation)
        return n


class AnnotatedParameters(Base):
    """X -> Annotated[X, "doc"] for params of plain functions"""

    def visit_arg(self, a):
        if a.annotation is not None and isinstance(a.annotation, (ast.Name, ast.Attribute)):
            self.count += 1
            a.annotation = loc(
                ast.Subscript(
                    value=name('Annotated_'),
                    slice=ast.Tuple(elts=[a.annotation, ast.Constant(value='doc')], ctx=ast.Load()),
                    ctx=ast.Load(),
                ),
                a.annotation,
            )
        return a

    HEAD = 'from typing import Annotated as Annotated_'


class NoAnnotations(Base):
    """no annotations on parameters and results"""

    def visit_fn(self, n):
        if not any(isinstance(d, ast.Call) for d in n.decorator_list):  # routes keep theirs
            for a in n.args.posonlyargs + n.args.args + n.args.kwonlyargs:
                if a.annotation is not None:
                    a.annotation = None
                    self.count += 1
            if n.returns is not None:
                n.returns = None
                self.count += 1
        return super().visit_fn(n)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_fn


class PassingDecorator(Base):
    """functions get a decorator of the file that passes everything on"""

    HEAD = """
import functools

def traced_call(func):
    @functools.wraps(func)
    def passed_on(*args, **kwargs):
        return func(*args, **kwargs)
    return passed_on

def traced_coroutine(func):
    @functools.wraps(func)
    async def passed_on(*args, **kwargs):
        return await func(*args, **kwargs)
    return passed_on
"""

    def function(self, n):
        is_gen = has(ast.Module(body=n.body, type_ignores=[]), ast.Yield, ast.YieldFrom)
        if (
            is_gen
            or any(
                d
                for d in n.decorator_list
                if isinstance(d, ast.Name)
                and d.id
                in (
                    'property',
                    'staticmethod',
                    'classmethod',
                    'overload',
                    'abstractmethod',
                    'cached_property',
                )
            )
            or n.name.startswith('__')
            or len(self.fns) > 1
        ):
            return n
        if any(
            isinstance(d, ast.Attribute) and d.attr in ('setter', 'getter', 'deleter')
            for d in n.decorator_list
        ):
            return n
        self.count += 1
        n.decorator_list = n.decorator_list + [
            loc(
                name('traced_coroutine' if isinstance(n, ast.AsyncFunctionDef) else 'traced_call'),
                n,
            )
        ]
        return n
