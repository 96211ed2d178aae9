"""Other shapes of the same decisions."""

import ast
import copy

from rewriting import FUNC, Base, assign, has, loc, name, negate, terminal


class ConditionUnderName(Base):
    """if a == b: -> matches = a == b; if matches:"""

    def stmt(self, s, fn):
        if (
            isinstance(s, ast.If)
            and isinstance(s.test, (ast.Compare, ast.Call, ast.UnaryOp, ast.BoolOp))
            and not has(s.test, ast.NamedExpr)
            and not getattr(s, '_elif', False)
        ):
            if isinstance(s.test, ast.UnaryOp) and isinstance(s.test.operand, ast.Name):
                return [s]
            n = self.fresh('applies', 'holds')
            self.count += 1
            a = assign(n, s.test, s.test)
            s.test = loc(name(n), s.test)
            return [a, s]
        return [s]


class ConditionWithWalrus(Base):
    """x = e; if x ...: -> if (x := e) ...:"""

    def block(self, b, fn, holder):
        out = []
        i = 0
        while i < len(b):
            s = b[i]
            if (
                i + 1 < len(b)
                and isinstance(s, ast.Assign)
                and len(s.targets) == 1
                and isinstance(s.targets[0], ast.Name)
                and isinstance(b[i + 1], ast.If)
            ):
                t = b[i + 1].test
                nm = s.targets[0].id
                first = t
                path = None
                while True:
                    if isinstance(first, ast.Compare):
                        path = (first, 'left')
                        first = first.left
                    elif isinstance(first, ast.UnaryOp):
                        path = (first, 'operand')
                        first = first.operand
                    elif isinstance(first, ast.BoolOp):
                        path = (first.values, 0)
                        first = first.values[0]
                    else:
                        break
                if isinstance(first, ast.Name) and first.id == nm:
                    w = loc(ast.NamedExpr(target=name(nm, ast.Store()), value=s.value), s)
                    if path is None:
                        b[i + 1].test = w
                    elif path[1] == 0:
                        path[0][0] = w
                    else:
                        setattr(path[0], path[1], w)
                    self.count += 1
                    i += 1
                    continue
            out.append(s)
            i += 1
        return out


class GuardAsElse(Base):
    """if bad: raise; rest -> if not bad: rest else: raise"""

    def block(self, b, fn, holder):
        for i, s in enumerate(b):
            if (
                isinstance(s, ast.If)
                and not s.orelse
                and terminal(s.body)
                and i + 1 < len(b)
                and not isinstance(s.body[-1], (ast.Break, ast.Continue))
            ):
                rest = self.block(b[i + 1 :], fn, holder)
                if any(
                    isinstance(x, FUNC + (ast.ClassDef, ast.Import, ast.ImportFrom)) for x in rest
                ):
                    return b
                self.count += 1
                return b[:i] + [loc(ast.If(test=negate(s.test), body=rest, orelse=s.body), s)]
        return b


class RestInElse(Base):
    """if bad: raise; rest -> if bad: raise else: rest"""

    def block(self, b, fn, holder):
        for i, s in enumerate(b):
            if isinstance(s, ast.If) and not s.orelse and terminal(s.body) and i + 1 < len(b):
                rest = self.block(b[i + 1 :], fn, holder)
                if any(
                    isinstance(x, FUNC + (ast.ClassDef, ast.Import, ast.ImportFrom)) for x in rest
                ):
                    return b
                self.count += 1
                return b[:i] + [loc(ast.If(test=s.test, body=s.body, orelse=rest), s)]
        return b


class BranchAsGuard(Base):
    """def f(): if ok: work (at the end) -> if not ok: return; work"""

    def block(self, b, fn, holder):
        if (
            holder is fn
            and len(b) > 0
            and isinstance(b[-1], ast.If)
            and not b[-1].orelse
            and not terminal(b[-1].body)
        ):
            s = b[-1]
            self.count += 1
            return (
                b[:-1]
                + [
                    loc(
                        ast.If(test=negate(s.test), body=[ast.Return(value=None)], orelse=[]),
                        s.test,
                    )
                ]
                + s.body
            )
        if (
            isinstance(holder, (ast.For, ast.AsyncFor, ast.While))
            and b is not holder.orelse
            and isinstance(b[-1], ast.If)
            and not b[-1].orelse
            and not terminal(b[-1].body)
            and not holder.orelse
        ):
            s = b[-1]
            self.count += 1
            return (
                b[:-1]
                + [loc(ast.If(test=negate(s.test), body=[ast.Continue()], orelse=[]), s.test)]
                + s.body
            )
        return b


class BranchesSwapped(Base):
    def stmt(self, s, fn):
        if (
            isinstance(s, ast.If)
            and s.orelse
            and not (len(s.orelse) == 1 and isinstance(s.orelse[0], ast.If))
        ):
            self.count += 1
            s.test = negate(s.test)
            s.body, s.orelse = s.orelse, s.body
        return [s]


class ElifAsIf(Base):
    """first branch of an if/elif/else whose branches leave: guards in a row"""

    def stmt(self, s, fn):
        if isinstance(s, ast.If) and s.orelse and terminal(s.body):
            self.count += 1
            rest = s.orelse
            s.orelse = []
            return [s] + rest
        return [s]


class DeMorgan(Base):
    def stmt(self, s, fn):
        if isinstance(s, ast.If) and isinstance(s.test, ast.BoolOp):
            self.count += 1
            op = ast.And() if isinstance(s.test.op, ast.Or) else ast.Or()
            s.test = loc(
                ast.UnaryOp(
                    op=ast.Not(),
                    operand=loc(
                        ast.BoolOp(op=op, values=[negate(v) for v in s.test.values]), s.test
                    ),
                ),
                s.test,
            )
        return [s]


class AndAsNested(Base):
    """if a and b: X -> if a: if b: X"""

    def stmt(self, s, fn):
        if (
            isinstance(s, ast.If)
            and not s.orelse
            and isinstance(s.test, ast.BoolOp)
            and isinstance(s.test.op, ast.And)
        ):
            self.count += 1
            body = s.body
            for t in reversed(s.test.values):
                body = [loc(ast.If(test=t, body=body, orelse=[]), s)]
            return body
        return [s]


class OrAsGuards(Base):
    """if a or b: raise -> if a: raise; if b: raise"""

    def stmt(self, s, fn):
        if (
            isinstance(s, ast.If)
            and not s.orelse
            and isinstance(s.test, ast.BoolOp)
            and isinstance(s.test.op, ast.Or)
            and terminal(s.body)
        ):
            self.count += 1
            return [
                loc(ast.If(test=t, body=copy.deepcopy(s.body), orelse=[]), s) for t in s.test.values
            ]
        return [s]


class NestedAsAnd(Base):
    def stmt(self, s, fn):
        if (
            isinstance(s, ast.If)
            and not s.orelse
            and len(s.body) == 1
            and isinstance(s.body[0], ast.If)
            and not s.body[0].orelse
        ):
            self.count += 1
            return [
                loc(
                    ast.If(
                        test=ast.BoolOp(op=ast.And(), values=[s.test, s.body[0].test]),
                        body=s.body[0].body,
                        orelse=[],
                    ),
                    s,
                )
            ]
        return [s]
