"""Other ways to build the same dictionaries, texts, loops and comparisons."""

import ast
import copy

from rewriting import Base, assign, has, loc, name, names_in


class DictByCall(Base):
    def visit_Dict(self, n):
        self.generic_visit(n)
        if (
            n.keys
            and all(
                isinstance(k, ast.Constant) and isinstance(k.value, str) and k.value.isidentifier()
                for k in n.keys
            )
            and self.fns
        ):
            self.count += 1
            return loc(
                ast.Call(
                    func=name('dict'),
                    args=[],
                    keywords=[ast.keyword(arg=k.value, value=v) for k, v in zip(n.keys, n.values)],
                ),
                n,
            )
        return n


class DictInSteps(Base):
    """x = {"a": 1} -> x = {}; x["a"] = 1"""

    def stmt(self, s, fn):
        if (
            isinstance(s, ast.Assign)
            and len(s.targets) == 1
            and isinstance(s.targets[0], ast.Name)
            and isinstance(s.value, ast.Dict)
            and s.value.keys
            and all(isinstance(k, ast.Constant) for k in s.value.keys)
        ):
            self.count += 1
            return [assign(s.targets[0].id, ast.Dict(keys=[], values=[]), s)] + [
                loc(
                    ast.Assign(
                        targets=[
                            ast.Subscript(value=name(s.targets[0].id), slice=k, ctx=ast.Store())
                        ],
                        value=v,
                    ),
                    v,
                )
                for k, v in zip(s.value.keys, s.value.values)
            ]
        return [s]


class TextAdded(Base):
    def visit_JoinedStr(self, n):
        if any(
            isinstance(v, ast.FormattedValue) and (v.format_spec or v.conversion != -1)
            for v in n.values
        ) or not any(isinstance(v, ast.FormattedValue) for v in n.values):
            return n
        self.count += 1
        parts = [
            v
            if isinstance(v, ast.Constant)
            else loc(ast.Call(func=name('str'), args=[v.value], keywords=[]), n)
            for v in n.values
        ]
        for p in parts:
            p.lineno = n.lineno
        e = parts[0]
        for p in parts[1:]:
            e = loc(ast.BinOp(left=e, op=ast.Add(), right=p), n)
        return e


class TextFormatted(Base):
    def visit_JoinedStr(self, n):
        if any(
            isinstance(v, ast.FormattedValue) and (v.format_spec or v.conversion != -1)
            for v in n.values
        ) or not any(isinstance(v, ast.FormattedValue) for v in n.values):
            return n
        self.count += 1
        text = ''.join(
            v.value.replace('{', '{{').replace('}', '}}') if isinstance(v, ast.Constant) else '{}'
            for v in n.values
        )
        return loc(
            ast.Call(
                func=ast.Attribute(value=ast.Constant(value=text), attr='format', ctx=ast.Load()),
                args=[v.value for v in n.values if isinstance(v, ast.FormattedValue)],
                keywords=[],
            ),
            n,
        )


class TextByPercent(Base):
    def visit_JoinedStr(self, n):
        if any(
            isinstance(v, ast.FormattedValue) and (v.format_spec or v.conversion != -1)
            for v in n.values
        ) or not any(isinstance(v, ast.FormattedValue) for v in n.values):
            return n
        self.count += 1
        text = ''.join(
            v.value.replace('%', '%%') if isinstance(v, ast.Constant) else '%s' for v in n.values
        )
        vals = [v.value for v in n.values if isinstance(v, ast.FormattedValue)]
        return loc(
            ast.BinOp(
                left=ast.Constant(value=text),
                op=ast.Mod(),
                right=ast.Tuple(elts=vals, ctx=ast.Load()),
            ),
            n,
        )


class TextJoined(Base):
    """f"a{b}" -> "".join(["a", str(b)])"""

    def visit_JoinedStr(self, n):
        if any(
            isinstance(v, ast.FormattedValue) and (v.format_spec or v.conversion != -1)
            for v in n.values
        ) or not any(isinstance(v, ast.FormattedValue) for v in n.values):
            return n
        self.count += 1
        parts = [
            v
            if isinstance(v, ast.Constant)
            else loc(ast.Call(func=name('str'), args=[v.value], keywords=[]), n)
            for v in n.values
        ]
        return loc(
            ast.Call(
                func=ast.Attribute(value=ast.Constant(value=''), attr='join', ctx=ast.Load()),
                args=[ast.List(elts=parts, ctx=ast.Load())],
                keywords=[],
            ),
            n,
        )


class EnumeratedLoop(Base):
    def stmt(self, s, fn):
        if isinstance(s, ast.For) and not (
            isinstance(s.iter, ast.Call)
            and isinstance(s.iter.func, ast.Name)
            and s.iter.func.id in ('enumerate',)
        ):
            self.count += 1
            i = self.fresh('position')
            s.target = loc(
                ast.Tuple(elts=[name(i, ast.Store()), s.target], ctx=ast.Store()), s.target
            )
            s.iter = loc(ast.Call(func=name('enumerate'), args=[s.iter], keywords=[]), s.iter)
        return [s]


class ListedLoop(Base):
    """for x in xs: body -> while/iterator form: for x in list(xs)"""

    def visit_For(self, n):
        self.generic_visit(n)
        if isinstance(n.iter, (ast.Name, ast.Attribute)):
            self.count += 1
            n.iter = loc(ast.Call(func=name('list'), args=[n.iter], keywords=[]), n.iter)
        return n


class ComprehensionAsLoop(Base):
    def stmt(self, s, fn):
        if (
            isinstance(s, (ast.Assign, ast.Return))
            and isinstance(s.value, ast.ListComp)
            and len(s.value.generators) == 1
        ):
            g = s.value.generators[0]
            if isinstance(s, ast.Assign) and not (
                len(s.targets) == 1 and isinstance(s.targets[0], ast.Name)
            ):
                return [s]
            v = s.targets[0].id if isinstance(s, ast.Assign) else self.fresh('collected')
            if v in names_in(s.value):
                return [s]
            self.count += 1
            body = [
                ast.Expr(
                    value=ast.Call(
                        func=ast.Attribute(value=name(v), attr='append', ctx=ast.Load()),
                        args=[s.value.elt],
                        keywords=[],
                    )
                )
            ]
            for t in reversed(g.ifs):
                body = [ast.If(test=t, body=body, orelse=[])]
            for x in body:
                loc(x, s.value.elt)
            l = loc(
                (ast.AsyncFor if g.is_async else ast.For)(
                    target=g.target, iter=g.iter, body=body, orelse=[]
                ),
                s,
            )
            out = [assign(v, ast.List(elts=[], ctx=ast.Load()), s), l]
            if isinstance(s, ast.Return):
                out.append(loc(ast.Return(value=name(v)), s))
            return out
        return [s]


class BranchAsExpression(Base):
    def stmt(self, s, fn):
        if (
            isinstance(s, ast.If)
            and len(s.body) == 1 == len(s.orelse)
            and isinstance(s.body[0], ast.Assign)
            and isinstance(s.orelse[0], ast.Assign)
            and ast.dump(s.body[0].targets[0]) == ast.dump(s.orelse[0].targets[0])
            and len(s.body[0].targets) == 1 == len(s.orelse[0].targets)
        ):
            self.count += 1
            return [
                loc(
                    ast.Assign(
                        targets=s.body[0].targets,
                        value=ast.IfExp(
                            test=s.test, body=s.body[0].value, orelse=s.orelse[0].value
                        ),
                    ),
                    s,
                )
            ]
        if (
            isinstance(s, ast.If)
            and len(s.body) == 1 == len(s.orelse)
            and isinstance(s.body[0], ast.Return)
            and isinstance(s.orelse[0], ast.Return)
            and s.body[0].value
            and s.orelse[0].value
        ):
            self.count += 1
            return [
                loc(
                    ast.Return(
                        value=ast.IfExp(test=s.test, body=s.body[0].value, orelse=s.orelse[0].value)
                    ),
                    s,
                )
            ]
        return [s]


class ExpressionAsBranch(Base):
    def stmt(self, s, fn):
        if isinstance(s, (ast.Assign, ast.Return)) and isinstance(s.value, ast.IfExp):
            self.count += 1
            a, b = copy.copy(s), copy.copy(s)
            a.value, b.value = s.value.body, s.value.orelse
            return [loc(ast.If(test=s.value.test, body=[a], orelse=[b]), s)]
        return [s]


class ComparisonTurned(Base):
    def visit_Compare(self, n):
        self.generic_visit(n)
        flip = {
            ast.Eq: ast.Eq,
            ast.NotEq: ast.NotEq,
            ast.Lt: ast.Gt,
            ast.Gt: ast.Lt,
            ast.LtE: ast.GtE,
            ast.GtE: ast.LtE,
        }
        if (
            len(n.ops) == 1
            and type(n.ops[0]) in flip
            and not isinstance(n.comparators[0], ast.Constant)
            and not has(n, ast.Await, ast.NamedExpr)
        ):
            self.count += 1
            return loc(
                ast.Compare(
                    left=n.comparators[0], ops=[flip[type(n.ops[0])]()], comparators=[n.left]
                ),
                n,
            )
        return n
