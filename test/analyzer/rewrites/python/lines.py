"""Which lines of the rewritten text come from which lines of the original."""

import ast

from rewriting import FUNC


def line_map(old, new_text):
    new = ast.parse(new_text)
    m = {}

    def put(o, n):
        if getattr(o, 'lineno', 0):
            for l in range(n.lineno, n.lineno + 1):
                m.setdefault(l, set()).add(o.lineno)

    def walk(o, n):
        if type(o) is not type(n):
            return
        if 'lineno' in o._attributes and hasattr(n, 'lineno'):
            put(o, n)
        oc, nc = list(ast.iter_child_nodes(o)), list(ast.iter_child_nodes(n))
        if len(oc) == len(nc):
            for a, b in zip(oc, nc):
                walk(a, b)

    walk(old, new)
    return {k: sorted(v) for k, v in m.items()}


def spans(tree):
    out = []
    for n in ast.walk(tree):
        if isinstance(n, ast.stmt):
            end = n.end_lineno
            if isinstance(
                n,
                FUNC
                + (
                    ast.ClassDef,
                    ast.If,
                    ast.For,
                    ast.AsyncFor,
                    ast.While,
                    ast.With,
                    ast.AsyncWith,
                    ast.Try,
                    ast.Match,
                ),
            ):
                body = getattr(n, 'body', None) or n.cases
                end = max(
                    n.lineno, (body[0].lineno if hasattr(body[0], 'lineno') else n.lineno) - 1
                )
            out.append((n.lineno, end))
    return out
