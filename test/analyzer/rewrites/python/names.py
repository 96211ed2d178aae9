"""Other names for what is called and given."""

import ast

from rewriting import FUNC, Base, Replacing, as_load, assign, has, loc, name, names_in


class FieldUnderName(Base):
    """self.x.f() -> x = self.x; x.f() (self.x never bound again in the function)"""

    def function(self, n):
        if (
            not n.args.args
            or n.args.args[0].arg != 'self'
            or any(isinstance(d, ast.Name) for d in n.decorator_list)
        ):
            return n
        stored = {
            a.attr
            for a in ast.walk(n)
            if isinstance(a, ast.Attribute)
            and isinstance(a.ctx, (ast.Store, ast.Del))
            and isinstance(a.value, ast.Name)
            and a.value.id == 'self'
        }
        uses = {}
        for p in ast.walk(n):
            for c in ast.iter_child_nodes(p):
                if (
                    isinstance(c, ast.Attribute)
                    and isinstance(c.value, ast.Name)
                    and c.value.id == 'self'
                    and c.attr not in stored
                ):
                    uses.setdefault(c.attr, []).append((p, c))
        first = n.body[0]
        for attr, list_ in uses.items():
            if any(isinstance(p, ast.Call) and p.func is c for p, c in list_):
                continue
            if not all(
                isinstance(p, (ast.Attribute, ast.Subscript))
                or isinstance(p, ast.Compare)
                and isinstance(p.ops[0], (ast.In, ast.NotIn))
                or isinstance(p, ast.withitem)
                for p, c in list_
            ):
                continue
            v = self.fresh(attr.lstrip('_') + '_here')
            self.count += 1
            ids = {id(c) for p, c in list_}

            old = list_[0][1]
            n.body = [named(s, ids, v) for s in n.body]
            st = assign(v, ast.Attribute(value=name('self'), attr=attr, ctx=ast.Load()), old)
            at = 1 if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else 0
            n.body.insert(at, st)
        return n


class MethodUnderName(Base):
    """obj.method(x) as a statement -> method = obj.method; method(x)"""

    def stmt(self, s, fn):
        if isinstance(s, (ast.Expr, ast.Assign)):
            e = s.value
            while isinstance(e, ast.Await):
                e = e.value
            if (
                isinstance(e, ast.Call)
                and isinstance(e.func, ast.Attribute)
                and not has(e.func, ast.Call, ast.Await)
            ):
                self.count += 1
                m = self.fresh('operation')
                a = assign(m, e.func, e.func)
                e.func = loc(name(m), e.func)
                return [a, s]
        return [s]


class KeywordArguments(Base):
    """positional arguments of functions of the file become keywords"""

    def run(self):
        self.sig = {
            s.name: [a.arg for a in s.args.args]
            for s in self.tree.body
            if isinstance(s, FUNC) and not s.args.vararg and not s.args.posonlyargs
        }
        return super().run()

    def visit_Call(self, n):
        self.generic_visit(n)
        if (
            isinstance(n.func, ast.Name)
            and n.func.id in self.sig
            and n.args
            and not any(isinstance(a, ast.Starred) for a in n.args)
            and len(n.args) <= len(self.sig[n.func.id])
        ):
            self.count += 1
            n.keywords = [
                loc(ast.keyword(arg=p, value=a), a) for p, a in zip(self.sig[n.func.id], n.args)
            ] + n.keywords
            n.args = []
        return n


class AssignedTogether(Base):
    """two assignments in a row -> one of a tuple"""

    def block(self, b, fn, holder):
        out = []
        i = 0

        def plain(s):
            return (
                isinstance(s, ast.Assign)
                and len(s.targets) == 1
                and isinstance(s.targets[0], (ast.Name, ast.Attribute))
                and not has(s.value, ast.Await, ast.Yield)
            )

        while i < len(b):
            if i + 1 < len(b) and plain(b[i]) and plain(b[i + 1]):
                t = ast.unparse(b[i].targets[0])
                if not (
                    isinstance(b[i].targets[0], ast.Name) and t in names_in(b[i + 1])
                ) and t not in ast.unparse(b[i + 1]):
                    self.count += 1
                    out.append(
                        loc(
                            ast.Assign(
                                targets=[
                                    ast.Tuple(
                                        elts=[b[i].targets[0], b[i + 1].targets[0]], ctx=ast.Store()
                                    )
                                ],
                                value=ast.Tuple(elts=[b[i].value, b[i + 1].value], ctx=ast.Load()),
                            ),
                            b[i],
                        )
                    )
                    out[-1].end_lineno = b[i + 1].end_lineno
                    i += 2
                    continue
            out.append(b[i])
            i += 1
        return out


class AugmentedAsPlain(Base):
    def stmt(self, s, fn):
        if isinstance(s, ast.AugAssign):
            self.count += 1
            return [
                loc(
                    ast.Assign(
                        targets=[s.target],
                        value=ast.BinOp(left=as_load(s.target), op=s.op, right=s.value),
                    ),
                    s,
                )
            ]
        return [s]


class PlainAsAugmented(Base):
    def stmt(self, s, fn):
        if (
            isinstance(s, ast.Assign)
            and len(s.targets) == 1
            and isinstance(s.value, ast.BinOp)
            and ast.dump(as_load(s.targets[0])) == ast.dump(as_load(s.value.left))
        ):
            self.count += 1
            return [loc(ast.AugAssign(target=s.targets[0], op=s.value.op, value=s.value.right), s)]
        return [s]


class AugmentedInSteps(Base):
    """x.n += v -> before = x.n; x.n = before + v"""

    def stmt(self, s, fn):
        if (
            isinstance(s, ast.AugAssign)
            and isinstance(s.target, (ast.Attribute, ast.Subscript))
            and not has(s, ast.Await)
        ):
            self.count += 1
            n = self.fresh('before')
            return [
                assign(n, loc(as_load(s.target), s), s),
                loc(
                    ast.Assign(
                        targets=[s.target], value=ast.BinOp(left=name(n), op=s.op, right=s.value)
                    ),
                    s,
                ),
            ]
        return [s]


class AnnotatedLocals(Base):
    """x = f() -> x: object-free annotation is unknown; only marks with Final"""

    def stmt(self, s, fn):
        if (
            isinstance(s, ast.Assign)
            and len(s.targets) == 1
            and isinstance(s.targets[0], ast.Name)
            and isinstance(s.value, ast.Constant)
        ):
            self.count += 1
            return [
                loc(
                    ast.AnnAssign(
                        target=s.targets[0],
                        annotation=name(type(s.value.value).__name__)
                        if s.value.value is not None
                        else ast.Constant(value=None),
                        value=s.value,
                        simple=1,
                    ),
                    s,
                )
            ]
        return [s]


def named(statement, reads, local):
    """The statement with the local for each of these reads, which are given by `id()`."""

    def make(node):
        return loc(name(local), node) if id(node) in reads else None

    return Replacing(make).visit(statement)
