"""Expressions in more or fewer steps: names for parts of them, constants of the module."""

import ast

from rewriting import COMPLEX, SIMPLE, Base, Replacing, assign, has, loc, name


class ArgumentUnderName(Base):
    """f(g(x)) -> piece = g(x); f(piece)"""

    def stmt(self, s, fn):
        if not isinstance(s, SIMPLE):
            return [s]
        out = []
        value = s.exc if isinstance(s, ast.Raise) else s.value

        def go(e):
            # outermost call evaluated unconditionally
            if isinstance(e, ast.Await):
                go(e.value)
            elif isinstance(e, ast.Call):
                go(e.func)
                if any(isinstance(a, ast.Starred) for a in e.args) or any(
                    k.arg is None for k in e.keywords
                ):
                    return
                for i, a in enumerate(e.args):
                    e.args[i] = hoist(a)
                for k in e.keywords:
                    k.value = hoist(k.value)
            elif isinstance(e, (ast.Attribute, ast.Subscript)):
                go(e.value)

        def hoist(a):
            if isinstance(
                a, (ast.Call, ast.Await, ast.BinOp, ast.JoinedStr, ast.Dict, ast.List, ast.Compare)
            ) and not has(a, ast.Yield, ast.YieldFrom, ast.NamedExpr):
                go(a)
                n = self.fresh('piece')
                out.append(assign(n, a, a))
                self.count += 1
                return loc(name(n), a)
            return a

        if value is not None:
            go(value)
        return out + [s]


class StepsUnderNames(Base):
    """a.b().c() -> step = a.b(); step.c()"""

    def stmt(self, s, fn):
        if not isinstance(s, SIMPLE):
            return [s]
        out = []
        value = s.exc if isinstance(s, ast.Raise) else s.value

        def go(e):
            if isinstance(e, ast.Await):
                go(e.value)
            elif isinstance(e, ast.Call) and isinstance(e.func, ast.Attribute):
                go(e.func)
            elif isinstance(e, (ast.Attribute, ast.Subscript)):
                if (
                    isinstance(e.value, (ast.Call, ast.Await))
                    and not has(e.value, ast.Yield, ast.NamedExpr)
                    and not (
                        isinstance(e.value, ast.Call)
                        and isinstance(e.value.func, ast.Name)
                        and e.value.func.id == 'super'
                    )
                ):
                    go(e.value)
                    n = self.fresh('step')
                    out.append(assign(n, e.value, e.value))
                    self.count += 1
                    e.value = loc(name(n), e.value)
                else:
                    go(e.value)

        if value is not None:
            go(value)
        return out + [s]


class ResultUnderName(Base):
    def stmt(self, s, fn):
        if isinstance(s, ast.Return) and isinstance(s.value, COMPLEX):
            self.count += 1
            n = self.fresh('answer', 'outcome')
            return [assign(n, s.value, s), loc(ast.Return(value=name(n)), s)]
        return [s]


class NameInlined(Base):
    """x = e; use(x) once, right after -> use(e)"""

    def block(self, b, fn, holder):
        out = []
        i = 0
        loads = {}
        for n in ast.walk(fn):
            if isinstance(n, ast.Name):
                loads.setdefault(n.id, []).append(n)
        while i < len(b):
            s = b[i]
            if (
                i + 1 < len(b)
                and isinstance(s, ast.Assign)
                and len(s.targets) == 1
                and isinstance(s.targets[0], ast.Name)
                and isinstance(s.value, (ast.Call, ast.Await, ast.Attribute, ast.Subscript))
            ):
                nm = s.targets[0].id
                nxt = b[i + 1]
                uses = loads.get(nm, [])
                if len(uses) == 2 and isinstance(nxt, SIMPLE + (ast.If,)):
                    part = nxt.test if isinstance(nxt, ast.If) else nxt
                    inner = [
                        n
                        for n in ast.walk(part)
                        if isinstance(n, ast.Name) and n.id == nm and isinstance(n.ctx, ast.Load)
                    ]
                    if len(inner) == 1 and not has(
                        part,
                        ast.Lambda,
                        ast.ListComp,
                        ast.GeneratorExp,
                        ast.SetComp,
                        ast.DictComp,
                        ast.IfExp,
                        ast.BoolOp,
                        ast.FormattedValue,
                    ):
                        if isinstance(nxt, ast.If):
                            nxt.test = inlined(nxt.test, inner[0], s.value)
                        else:
                            inlined(nxt, inner[0], s.value)
                        self.count += 1
                        i += 1
                        continue
            out.append(s)
            i += 1
        return out


class ModuleConstants(Base):
    """constants of calls inside functions get names in the module"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if not self.fns:
            return n

        def move(v):
            if (
                isinstance(v, ast.Constant)
                and v.value is not None
                and not isinstance(v.value, (type(...),))
            ):
                c = self.fresh('SETTING', 'SETTING_')
                self.top.append(assign(c, v, v))
                self.count += 1
                return loc(name(c), v)
            return v

        n.args = [move(a) for a in n.args]
        for k in n.keywords:
            k.value = move(k.value)
        return n

    def visit_JoinedStr(self, n):
        return n

    def visit_fn(self, n):
        # Decorators and defaults stay.
        self.fns.append(n)
        n.body = [self.visit(s) for s in n.body]
        self.fns.pop()
        return n

    visit_FunctionDef = visit_AsyncFunctionDef = visit_fn


class UnpackedOptions(Base):
    """f(a=1, b=2) -> options = {...}; f(**options)"""

    def stmt(self, s, fn):
        if not isinstance(s, SIMPLE):
            return [s]
        value = s.exc if isinstance(s, ast.Raise) else s.value
        e = value
        while isinstance(e, ast.Await):
            e = e.value
        if (
            isinstance(e, ast.Call)
            and e.keywords
            and all(k.arg for k in e.keywords)
            and not has(e, ast.Yield, ast.NamedExpr)
        ):
            n = self.fresh('options')
            self.count += 1
            d = loc(
                ast.Dict(
                    keys=[loc(ast.Constant(value=k.arg), k) for k in e.keywords],
                    values=[k.value for k in e.keywords],
                ),
                e,
            )
            e.keywords = [loc(ast.keyword(arg=None, value=name(n)), e)]
            return [assign(n, d, e), s]
        return [s]


def inlined(node, use, value):
    """The node with the value in the place of one use of its name."""
    return Replacing(lambda one: value if one is use else None).visit(node)
