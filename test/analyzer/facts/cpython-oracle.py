"""Names, calls and scopes of Python files as CPython sees them, one JSON object a line.

Usage: cpython-oracle.py < list of files, one a line. Columns are UTF-16 code units, 1-based.
What stands inside of f-strings is left out: CPython before 3.12 gives it wrong positions.
"""

import ast
import json
import symtable
import sys
import tokenize
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)


def utf16(line, offset):
    head = line[:offset].decode("utf-8", "replace")
    return len(head.encode("utf-16-le")) // 2 + 1


def positions(tree, lines):
    names, calls = [], []
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.JoinedStr):
            continue
        if isinstance(node, ast.Name):
            names.append([node.lineno, utf16(lines[node.lineno - 1], node.col_offset), node.id])
        elif isinstance(node, ast.Call):
            calls.append([node.lineno, utf16(lines[node.lineno - 1], node.col_offset),
                          node.end_lineno, utf16(lines[node.end_lineno - 1], node.end_col_offset)])
        stack.extend(ast.iter_child_nodes(node))
    return sorted(names), sorted(calls)


def scopes(table):
    found = []
    stack = [table]
    while stack:
        one = stack.pop()
        stack.extend(one.get_children())
        kind = one.get_type()
        symbols = {}
        for symbol in one.get_symbols():
            name = symbol.get_name()
            if name.startswith(".") or name in ("__class__", "__classdict__"):
                continue
            if kind == "module":
                where = "local" if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace() else "global"
            elif symbol.is_free():
                where = "free"
            elif symbol.is_local():
                where = "local"
            else:
                where = "global"
            symbols[name] = where
        found.append([kind, one.get_name(), one.get_lineno(), symbols])
    return found


for path in sys.stdin.read().split("\n"):
    if not path:
        continue
    try:
        with open(path, "rb") as file:
            raw = file.read()
        with tokenize.open(path) as file:
            text = file.read()
        tree = ast.parse(text)
        # `ast` counts columns in UTF-8, whatever the encoding of the file; only \n, \r\n and \r end lines.
        lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8").split(b"\n")
        names, calls = positions(tree, lines)
        tables = scopes(symtable.symtable(text, path, "exec"))
    except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError, LookupError) as error:
        print(json.dumps({"path": path, "error": type(error).__name__}))
        continue
    print(json.dumps({"path": path, "names": names, "calls": calls, "scopes": tables}))
