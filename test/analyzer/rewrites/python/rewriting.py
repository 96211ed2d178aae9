"""What all rewritings share: walking over statements, fresh names, positions of what is new.

Nodes that are put in have the position of what they stand for, so that a finding in the rewritten
code can be told from the line it had before."""

import ast
import copy

FUNC = (ast.FunctionDef, ast.AsyncFunctionDef)


def loc(new, old):
    """Gives all nodes of `new` without a line the lines of `old`."""
    for n in ast.walk(new):
        if not hasattr(n, 'lineno') and ('lineno' in n._attributes):
            n.lineno, n.end_lineno = old.lineno, old.end_lineno
            n.col_offset, n.end_col_offset = old.col_offset, old.end_col_offset
    return new


def names_in(node, ctx=ast.Load):
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ctx)]


def has(node, *kinds):
    return any(isinstance(n, kinds) for n in ast.walk(node))


def taken(tree):
    out = set()
    for n in ast.walk(tree):
        if isinstance(n, ast.Name):
            out.add(n.id)
        elif isinstance(n, ast.arg):
            out.add(n.arg)
        elif isinstance(n, FUNC + (ast.ClassDef,)):
            out.add(n.name)
        elif isinstance(n, ast.alias):
            out.add((n.asname or n.name).split('.')[0])
        elif isinstance(n, ast.Attribute):
            out.add(n.attr)
        elif isinstance(n, ast.keyword) and n.arg:
            out.add(n.arg)
    return out


class Fresh:
    def __init__(self, tree):
        self.used = taken(tree)

    def __call__(self, *stems):
        for stem in stems:
            if stem not in self.used:
                self.used.add(stem)
                return stem
        n = 2
        while f'{stems[-1]}{n}' in self.used:
            n += 1
        self.used.add(f'{stems[-1]}{n}')
        return f'{stems[-1]}{n}'


def binds(fn):
    """Names bound in the function itself (not nested ones)."""
    out = set()
    a = fn.args
    for p in a.posonlyargs + a.args + a.kwonlyargs + [x for x in (a.vararg, a.kwarg) if x]:
        out.add(p.arg)

    def go(n):
        for c in ast.iter_child_nodes(n):
            if isinstance(c, FUNC + (ast.ClassDef,)):
                out.add(c.name)
                continue
            if isinstance(c, ast.Lambda):
                continue
            if isinstance(c, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
                # walrus aside, comprehension names stay inside
                for w in ast.walk(c):
                    if isinstance(w, ast.NamedExpr):
                        out.add(w.target.id)
                continue
            if isinstance(c, ast.Name) and isinstance(c.ctx, (ast.Store, ast.Del)):
                out.add(c.id)
            if isinstance(c, ast.ExceptHandler) and c.name:
                out.add(c.name)
            if isinstance(c, ast.alias):
                out.add((c.asname or c.name).split('.')[0])
            if isinstance(c, (ast.MatchAs, ast.MatchStar)) and c.name:
                out.add(c.name)
            go(c)

    for s in fn.body:
        go(ast.Module(body=[s], type_ignores=[]))
    g = {n for s in ast.walk(fn) if isinstance(s, (ast.Global, ast.Nonlocal)) for n in s.names}
    return out - g, g


class Base(ast.NodeTransformer):
    """Rewrites statement lists; subclasses give `stmts(list, fn)`."""

    # Statements that a rewritten file needs at its head.
    HEAD = ''

    def __init__(self, tree, elsewhere):
        self.tree, self.fresh, self.count, self.fns, self.classes = tree, Fresh(tree), 0, [], []
        # Words of the other files of the project.
        self.elsewhere = elsewhere
        # New statements of the module, before the statement that is visited.
        self.top = []

    def run(self):
        body = []
        for s in self.tree.body:
            self.top = []
            r = self.visit(s)
            body += self.top
            body += r if isinstance(r, list) else [r] if r is not None else []
        self.tree.body = body
        if self.count and self.HEAD:
            put_head(self.tree, self.HEAD)
        return self.tree

    def visit_ClassDef(self, n):
        self.classes.append(n)
        self.generic_visit(n)
        self.classes.pop()
        return n

    def visit_fn(self, n):
        self.fns.append(n)
        self.generic_visit(n)
        n = self.function(n)
        self.fns.pop()
        return n

    visit_FunctionDef = visit_AsyncFunctionDef = visit_fn

    def function(self, n):
        self.blocks(n, n)
        return n

    def blocks(self, holder, fn):
        for f in ('body', 'orelse', 'finalbody'):
            b = getattr(holder, f, None)
            if isinstance(b, list) and b and isinstance(b[0], ast.stmt):
                new = []
                for s in b:
                    if not isinstance(s, FUNC + (ast.ClassDef,)):
                        self.blocks(s, fn)
                    for h in getattr(s, 'handlers', []):
                        self.blocks(h, fn)
                    for c in getattr(s, 'cases', []):
                        self.blocks(c, fn)
                    new += self.stmt(s, fn)
                setattr(holder, f, self.block(new, fn, holder))

    def stmt(self, s, fn):
        return [s]

    def block(self, b, fn, holder):
        return b


def loc_at(node, line):
    for n in ast.walk(node):
        if 'lineno' in n._attributes:
            n.lineno = n.end_lineno = line
            n.col_offset = n.end_col_offset = 0


def name(i, ctx=None):
    return ast.Name(id=i, ctx=ctx or ast.Load())


def assign(i, v, old):
    return loc(ast.Assign(targets=[name(i, ast.Store())], value=v), old)


def put_head(tree, text):
    """Puts statements behind the docstring and the imports of `__future__`."""
    at = 0
    while at < len(tree.body) and (is_future(tree.body[at]) or is_text(tree.body[at])):
        at += 1
    statements = ast.parse(text).body
    for one in statements:
        loc_at(one, 0)
    tree.body[at:at] = statements


def is_future(node):
    return isinstance(node, ast.ImportFrom) and node.module == '__future__'


def is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return, ast.Raise, ast.AugAssign)


COMPLEX = (
    ast.Call,
    ast.Await,
    ast.BinOp,
    ast.JoinedStr,
    ast.Compare,
    ast.Subscript,
    ast.Attribute,
    ast.Dict,
    ast.List,
)


def terminal(b):
    return isinstance(b[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))


def negate(t):
    if isinstance(t, ast.UnaryOp) and isinstance(t.op, ast.Not):
        return t.operand
    if isinstance(t, ast.Compare) and len(t.ops) == 1:
        flip = {
            ast.Is: ast.IsNot,
            ast.IsNot: ast.Is,
            ast.Eq: ast.NotEq,
            ast.NotEq: ast.Eq,
            ast.In: ast.NotIn,
            ast.NotIn: ast.In,
            ast.Lt: ast.GtE,
            ast.GtE: ast.Lt,
            ast.Gt: ast.LtE,
            ast.LtE: ast.Gt,
        }
        return loc(
            ast.Compare(left=t.left, ops=[flip[type(t.ops[0])]()], comparators=t.comparators), t
        )
    return loc(ast.UnaryOp(op=ast.Not(), operand=t), t)


def as_load(t):
    t = copy.deepcopy(t)
    for n in ast.walk(t):
        if hasattr(n, 'ctx'):
            n.ctx = ast.Load()
    return t


class Replacing(ast.NodeTransformer):
    """Puts what `make` gives into the place of nodes; None keeps a node."""

    def __init__(self, make):
        self.make = make

    def visit(self, node):
        made = self.make(node)
        return self.generic_visit(node) if made is None else made
