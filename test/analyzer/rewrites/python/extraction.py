"""Parts that move into functions and methods of their own."""

import ast
import copy

from rewriting import Base, binds, has, loc, name, names_in


class ValueInFunction(Base):
    """x = <call> -> x = helper(locals)"""

    mode = 'value'

    def helper(self, expr, fn, stem, is_expr=False):
        if has(expr, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Lambda):
            return None
        if any(
            isinstance(n, ast.Call)
            and isinstance(n.func, ast.Name)
            and n.func.id in ('super', 'locals', 'vars', 'globals')
            for n in ast.walk(expr)
        ):
            return None
        local, glob = set(), set()
        for f in self.fns:
            b, g = binds(f)
            local |= b
            glob |= g
        inner = {
            n.id
            for c in ast.walk(expr)
            if isinstance(c, ast.comprehension)
            for n in ast.walk(c.target)
            if isinstance(n, ast.Name)
        }
        seen = []
        for i in names_in(expr):
            if i in local and i not in inner and i not in seen:
                seen.append(i)
            if i in glob:
                return None
        if any(n.startswith('__') for n in seen):
            return None
        for n in ast.walk(expr):
            if (
                isinstance(n, ast.Attribute)
                and n.attr.startswith('__')
                and not n.attr.endswith('__')
            ):
                return None
        h = self.fresh(stem)
        params = []
        notes = {
            a.arg: a.annotation
            for f in self.fns
            for a in f.args.posonlyargs + f.args.args + f.args.kwonlyargs
        }
        for i in seen:
            note = notes.get(i)
            if i in ('self', 'cls'):
                i2 = 'owner' if i == 'self' else 'kind'
            else:
                i2 = i
            if note is not None and has(note, ast.Call):
                note = None
            params.append(ast.arg(arg=i2, annotation=copy.deepcopy(note) if note else None))
        ren = {'self': 'owner', 'cls': 'kind'}
        body = copy.deepcopy(expr)
        for n in ast.walk(body):
            if isinstance(n, ast.Name) and n.id in ren:
                n.id = ren[n.id]
        is_async = has(body, ast.Await) or any(
            isinstance(c, ast.comprehension) and c.is_async for c in ast.walk(body)
        )
        kind = ast.AsyncFunctionDef if is_async else ast.FunctionDef
        st = ast.Expr(value=body) if is_expr else ast.Return(value=body)
        d = kind(
            name=h,
            args=ast.arguments(
                posonlyargs=[],
                args=params,
                kwonlyargs=[],
                kw_defaults=[],
                defaults=[],
                vararg=None,
                kwarg=None,
            ),
            body=[st],
            decorator_list=[],
            returns=None,
            type_comment=None,
            type_params=[],
        )
        loc(d, expr)
        self.place(d)
        call = ast.Call(func=name(h), args=[name(i) for i in seen], keywords=[])
        self.count += 1
        return loc(ast.Await(value=call) if is_async else call, expr)

    def place(self, d):
        self.top.append(d)

    def stmt(self, s, fn):
        if (
            self.mode == 'value'
            and isinstance(s, ast.Assign)
            and isinstance(s.value, (ast.Call, ast.Await, ast.JoinedStr, ast.BinOp))
        ):
            c = self.helper(s.value, fn, 'load_part')
            if c is not None:
                s.value = c
        if (
            self.mode == 'act'
            and isinstance(s, ast.Expr)
            and isinstance(s.value, (ast.Call, ast.Await))
        ):
            c = self.helper(s.value, fn, 'perform_part', True)
            if c is not None:
                s.value = c
        if (
            self.mode == 'test'
            and isinstance(s, ast.If)
            and isinstance(s.test, (ast.Compare, ast.Call, ast.UnaryOp, ast.BoolOp))
        ):
            if not (isinstance(s.test, ast.UnaryOp) and isinstance(s.test.operand, ast.Name)):
                c = self.helper(s.test, fn, 'applies_here')
                if c is not None:
                    s.test = c
        if (
            self.mode == 'store'
            and isinstance(s, (ast.Assign, ast.AugAssign))
            and isinstance(
                s.targets[0] if isinstance(s, ast.Assign) else s.target,
                (ast.Attribute, ast.Subscript),
            )
        ):
            return self.store(s)
        return [s]

    def store(self, s):
        if has(s, ast.Await, ast.Yield, ast.NamedExpr, ast.Lambda):
            return [s]
        local, glob = set(), set()
        for f in self.fns:
            b, g = binds(f)
            local |= b
            glob |= g
        seen = []
        for n in ast.walk(s):
            if isinstance(n, ast.Name):
                if n.id in glob:
                    return [s]
                if n.id in local and n.id not in seen:
                    seen.append(n.id)
            if (
                isinstance(n, ast.Attribute)
                and n.attr.startswith('__')
                and not n.attr.endswith('__')
            ):
                return [s]
            if isinstance(n, ast.comprehension):
                return [s]
        h = self.fresh('change_part')
        notes = {
            a.arg: a.annotation
            for f in self.fns
            for a in f.args.posonlyargs + f.args.args + f.args.kwonlyargs
        }
        ren = {'self': 'owner', 'cls': 'kind'}
        params = [
            ast.arg(
                arg=ren.get(i, i),
                annotation=copy.deepcopy(notes.get(i))
                if notes.get(i) is not None and not has(notes[i], ast.Call)
                else None,
            )
            for i in seen
        ]
        body = copy.deepcopy(s)
        for n in ast.walk(body):
            if isinstance(n, ast.Name) and n.id in ren:
                n.id = ren[n.id]
        d = loc(
            ast.FunctionDef(
                name=h,
                args=ast.arguments(
                    posonlyargs=[],
                    args=params,
                    kwonlyargs=[],
                    kw_defaults=[],
                    defaults=[],
                    vararg=None,
                    kwarg=None,
                ),
                body=[body],
                decorator_list=[],
                returns=None,
                type_comment=None,
                type_params=[],
            ),
            s,
        )
        self.top.append(d)
        self.count += 1
        return [
            loc(
                ast.Expr(value=ast.Call(func=name(h), args=[name(i) for i in seen], keywords=[])), s
            )
        ]


class CallInFunction(ValueInFunction):
    mode = 'act'


class TestInFunction(ValueInFunction):
    mode = 'test'


class StoreInFunction(ValueInFunction):
    mode = 'store'


class ValueInMethod(ValueInFunction):
    """x = <call> in a method -> x = self._load_part(locals)"""

    def helper(self, expr, fn, stem, is_expr=False):
        f = self.fns[0] if self.fns else None
        if (
            not self.classes
            or len(self.fns) != 1
            or not f.args.args
            or f.args.args[0].arg != 'self'
        ):
            return None
        self.made = None
        c = super().helper(expr, fn, '_' + stem, is_expr)
        if c is None:
            return None
        d = self.made
        call = c.value if isinstance(c, ast.Await) else c
        keep = [(a, p) for a, p in zip(call.args, d.args.args) if a.id != 'self']
        for n in ast.walk(ast.Module(body=d.body, type_ignores=[])):
            if isinstance(n, ast.Name) and n.id == 'owner':
                n.id = 'self'
        d.args.args = [loc(ast.arg(arg='self', annotation=None), expr)] + [p for _, p in keep]
        call.args = [a for a, _ in keep]
        call.func = loc(ast.Attribute(value=name('self'), attr=call.func.id, ctx=ast.Load()), expr)
        self.add.append(d)
        return c

    def place(self, d):
        self.made = d

    def visit_ClassDef(self, n):
        old = getattr(self, 'add', [])
        self.add = []
        super().visit_ClassDef(n)
        n.body += self.add
        self.add = old
        return n


class CallInMethod(ValueInMethod):
    mode = 'act'


class TestInMethod(ValueInMethod):
    mode = 'test'
