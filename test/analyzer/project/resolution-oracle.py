"""What CPython knows of the imports and calls of a package, one JSON object a line.

Usage: resolution-oracle.py <folder> <package>. Imports the package's modules for real and asks the
live objects: an import counts if it gives a module, function or class of the package; a call counts
if its callee is a name of the module, a chain from one, a builtin-free `self.method` or
`super().method`, and the live object it names is a function or class of the package.
Modules that cannot be imported here are left out.
"""

import ast
import contextlib
import fcntl
import importlib
import inspect
import io
import json
import os
import sys
import types
import warnings

warnings.simplefilter("ignore")
folder, package = sys.argv[1], sys.argv[2]
sys.path.insert(0, folder)
leave = os._exit
# Scripts that end the process or close its output when they are imported do so for themselves only.
os._exit = sys.exit
out = os.fdopen(fcntl.fcntl(1, fcntl.F_DUPFD, 100), "w")


def unwrapped(value):
    """The plain function or class behind wrappers, None for everything else."""
    seen = set()
    while id(value) not in seen:
        seen.add(id(value))
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        elif isinstance(value, types.MethodType):
            value = value.__func__
        elif isinstance(value, types.FunctionType) and hasattr(value, "__wrapped__"):
            value = value.__wrapped__
    return value if isinstance(value, (types.FunctionType, type)) else None


def place(value):
    """File and symbol of a function or class of the package, None for everything else."""
    found = unwrapped(value)
    if found is None:
        return None
    name = getattr(found, "__module__", None) or ""
    if name != package and not name.startswith(package + "."):
        return None
    if "<locals>" in found.__qualname__ or "<lambda>" in found.__qualname__:
        return None
    try:
        file = inspect.getsourcefile(found)
    except TypeError:
        return None
    if not file:
        return None
    if isinstance(found, types.FunctionType):
        file = found.__code__.co_filename
    file = os.path.relpath(file, folder)
    if file.startswith(".."):
        return None
    return [file, found.__qualname__]


def chain(node):
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return node, names[::-1]


class Locals(ast.NodeVisitor):
    """Names that a function binds itself."""

    def __init__(self, function):
        self.names = set()
        arguments = function.args
        for one in arguments.posonlyargs + arguments.args + arguments.kwonlyargs:
            self.names.add(one.arg)
        for one in (arguments.vararg, arguments.kwarg):
            if one:
                self.names.add(one.arg)
        body = function.body if isinstance(function.body, list) else [function.body]
        for statement in body:
            self.visit(statement)

    def visit_Name(self, node):
        if isinstance(node.ctx, (ast.Store, ast.Del)):
            self.names.add(node.id)

    def visit_FunctionDef(self, node):
        self.names.add(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node):
        pass

    def visit_alias(self, node):
        self.names.add((node.asname or node.name).split(".")[0])

    def visit_ExceptHandler(self, node):
        if node.name:
            self.names.add(node.name)
        self.generic_visit(node)


class Calls(ast.NodeVisitor):
    def __init__(self, module, file, lines):
        self.module, self.file, self.lines = module, file, lines
        self.shadows, self.classes, self.receivers = [], [], []

    def visit_ClassDef(self, node):
        for one in node.bases + node.decorator_list:
            self.visit(one)
        owner = self.classes[-1] if self.classes else self.module
        value = None if self.shadows else getattr(owner, node.name, None)
        self.classes.append(value if isinstance(value, type) else None)
        for one in node.body:
            self.visit(one)
        self.classes.pop()

    def function(self, node):
        for one in getattr(node, "decorator_list", []):
            self.visit(one)
        in_class = bool(self.classes) and not isinstance(node, ast.Lambda)
        direct = in_class and node in self.direct
        self.shadows.append(Locals(node).names)
        receiver = None
        if direct and node.args.args and self.classes[-1]:
            static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list)
            receiver = None if static else (node.args.args[0].arg, self.classes[-1])
        self.receivers.append(receiver)
        for one in node.body if isinstance(node.body, list) else [node.body]:
            self.visit(one)
        self.receivers.pop()
        self.shadows.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = function

    def comprehension_(self, node):
        names = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
        self.shadows.append(names)
        self.receivers.append(self.receivers[-1] if self.receivers else None)
        self.generic_visit(node)
        self.receivers.pop()
        self.shadows.pop()

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension_

    def visit_Call(self, node):
        self.generic_visit(node)
        try:
            value, how = self.resolve(node.func)
            target = place(value)
        except Exception:
            # Objects that do not like to be looked at.
            return
        if target:
            start = self.column(node.lineno, node.col_offset)
            end = self.column(node.end_lineno, node.end_col_offset)
            print(json.dumps({"kind": "call", "how": how, "file": self.file,
                              "at": [node.lineno, start, node.end_lineno, end],
                              "text": ast.unparse(node.func)[:80], "target": target}), file=out)

    def column(self, line, offset):
        head = self.lines[line - 1][:offset].decode("utf-8", "replace")
        return len(head.encode("utf-16-le")) // 2 + 1

    def resolve(self, func):
        root, names = chain(func)
        if isinstance(root, ast.Name):
            receiver = self.receivers[-1] if self.receivers else None
            if receiver and root.id == receiver[0]:
                if len(names) != 1 or root.id not in ("self", "cls"):
                    return None, ""
                return inspect.getattr_static(receiver[1], names[0], None), "self"
            if any(root.id in names_ for names_ in self.shadows):
                return None, ""
            if self.classes and not self.shadows:
                return None, ""
            if root.id not in self.module.__dict__:
                return None, ""
            value = self.module.__dict__[root.id]
            how = "name"
        elif isinstance(root, ast.Call) and isinstance(root.func, ast.Name) and root.func.id == "super" \
                and not root.args and len(names) == 1:
            receiver = self.receivers[-1] if self.receivers else None
            if not receiver:
                return None, ""
            for base in receiver[1].__mro__[1:]:
                if names[0] in base.__dict__:
                    return base.__dict__[names[0]], "super"
            return None, ""
        else:
            return None, ""
        for name in names:
            how = "chain"
            if isinstance(value, (types.ModuleType, type)):
                value = inspect.getattr_static(value, name, None)
                if isinstance(value, (staticmethod, classmethod)):
                    value = value.__func__
            else:
                # The type of a live object is more than the source tells.
                found = inspect.getattr_static(type(value), name, None)
                if not isinstance(found, types.FunctionType):
                    return None, ""
                value, how = found, "instance"
        return value, how


def imports(module, file, tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted = [(alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                parts = module.__name__.split(".")
                if not hasattr(module, "__path__"):
                    parts.pop()
                base = parts[: len(parts) - node.level + 1]
                name = ".".join(base + ([node.module] if node.module else []))
            else:
                name = node.module
            wanted = [(name, alias.name) for alias in node.names]
        else:
            continue
        for name, member in wanted:
            if name != package and not name.startswith(package + "."):
                continue
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    found = importlib.import_module(name)
            except BaseException:
                continue
            if member and member != "*":
                if not hasattr(found, member):
                    try:
                        importlib.import_module(name + "." + member)
                    except BaseException:
                        continue
            print(json.dumps({"kind": "import", "file": file, "line": node.lineno,
                              "module": name, "name": member}), file=out)


class Direct(ast.NodeVisitor):
    """Functions that stand directly in a class body."""

    def __init__(self):
        self.found = set()

    def visit_ClassDef(self, node):
        open_ = list(node.body)
        while open_:
            one = open_.pop()
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.found.add(one)
            elif isinstance(one, (ast.If, ast.Try, ast.With)):
                open_.extend(n for n in ast.iter_child_nodes(one) if isinstance(n, ast.stmt))
        self.generic_visit(node)


def main():
    root = os.path.join(folder, package)
    for path, folders, files in sorted(os.walk(root)):
        folders.sort()
        for file in sorted(files):
            if not file.endswith(".py") or file == "__main__.py":
                continue
            full = os.path.join(path, file)
            name = os.path.relpath(full, folder)[:-3].replace(os.sep, ".")
            name = name.removesuffix(".__init__")
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    module = importlib.import_module(name)
                source = open(full, "rb").read()
                tree = ast.parse(source)
            except BaseException:
                continue
            relative = os.path.relpath(full, folder)
            imports(module, relative, tree)
            direct = Direct()
            direct.visit(tree)
            calls = Calls(module, relative, source.splitlines(keepends=True))
            calls.direct = direct.found
            calls.visit(tree)


main()
out.flush()
# Some packages start threads or hooks that must not decide how this ends.
leave(0)
