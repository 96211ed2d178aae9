"""Other calls of the same libraries: requests, input, files, tasks, processes."""

import ast
import re

from rewriting import Base, loc, name


class TaskOfLoop(Base):
    """asyncio.create_task(x) -> asyncio.get_running_loop().create_task(x)"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if ast.unparse(n.func) == 'asyncio.create_task':
            self.count += 1
            n.func = loc(ast.parse('asyncio.get_running_loop().create_task', mode='eval').body, n)
            for x in ast.walk(n.func):
                x.lineno = n.lineno
        return n


class EnsureFuture(Base):
    def visit_Attribute(self, n):
        if ast.unparse(n) == 'asyncio.create_task':
            self.count += 1
            n.attr = 'ensure_future'
        return n


class RequestByMethod(Base):
    """requests.get(u) -> requests.request("GET", u)"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if (
            isinstance(n.func, ast.Attribute)
            and isinstance(n.func.value, ast.Name)
            and n.func.value.id in ('requests', 'httpx')
            and n.func.attr in ('get', 'post', 'put', 'delete', 'patch', 'head')
        ):
            self.count += 1
            n.args.insert(0, loc(ast.Constant(value=n.func.attr.upper()), n))
            n.func.attr = 'request'
        return n


class RequestBySession(Base):
    """requests.get(u) -> requests.Session().get(u)"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if (
            isinstance(n.func, ast.Attribute)
            and isinstance(n.func.value, ast.Name)
            and n.func.value.id in ('requests', 'httpx')
            and n.func.attr in ('get', 'post', 'put', 'delete', 'patch', 'head')
        ):
            self.count += 1
            m = n.func.value.id
            n.func.value = loc(
                ast.Call(
                    func=ast.Attribute(
                        value=name(m),
                        attr='Session' if m == 'requests' else 'Client',
                        ctx=ast.Load(),
                    ),
                    args=[],
                    keywords=[],
                ),
                n,
            )
        return n


class InputByItem(Base):
    """request.args.get("x") -> request.args["x"]"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if (
            isinstance(n.func, ast.Attribute)
            and n.func.attr == 'get'
            and len(n.args) == 1
            and re.match(
                r'(flask\.)?request\.(args|form|values|headers|cookies|GET|POST|json|query_params|path_params|COOKIES|META)$',
                ast.unparse(n.func.value),
            )
        ):
            self.count += 1
            return loc(ast.Subscript(value=n.func.value, slice=n.args[0], ctx=ast.Load()), n)
        return n


class InputByGet(Base):
    def visit_Subscript(self, n):
        self.generic_visit(n)
        if isinstance(n.ctx, ast.Load) and re.match(
            r'(flask\.)?request\.(args|form|values|headers|cookies|GET|POST|json|query_params|COOKIES|META|match_info)$',
            ast.unparse(n.value),
        ):
            self.count += 1
            return loc(
                ast.Call(
                    func=ast.Attribute(value=n.value, attr='get', ctx=ast.Load()),
                    args=[n.slice, ast.Constant(value='')],
                    keywords=[],
                ),
                n,
            )
        return n


class InputOfForm(Base):
    """request.args -> request.form / values"""

    def visit_Attribute(self, n):
        self.generic_visit(n)
        if n.attr in ('args', 'form') and isinstance(n.value, ast.Name) and n.value.id == 'request':
            self.count += 1
            n.attr = {'args': 'form', 'form': 'values'}[n.attr]
        elif (
            n.attr in ('GET', 'POST') and isinstance(n.value, ast.Name) and n.value.id == 'request'
        ):
            self.count += 1
            n.attr = {'GET': 'POST', 'POST': 'GET'}[n.attr]
        return n


class PathOpen(Base):
    """open(p) -> Path(p).open()"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if (
            isinstance(n.func, ast.Name)
            and n.func.id == 'open'
            and n.args
            and not any(isinstance(a, ast.Starred) for a in n.args)
        ):
            self.count += 1
            p = n.args.pop(0)
            n.func = loc(
                ast.Attribute(
                    value=ast.Call(func=name('FilePath'), args=[p], keywords=[]),
                    attr='open',
                    ctx=ast.Load(),
                ),
                n,
            )
        return n

    HEAD = 'from pathlib import Path as FilePath'


class CheckedCall(Base):
    """subprocess.run -> Popen / check_call"""

    def visit_Call(self, n):
        self.generic_visit(n)
        if ast.unparse(n.func) in ('subprocess.run', 'subprocess.call', 'subprocess.check_output'):
            n.keywords = [k for k in n.keywords if k.arg not in ('check', 'capture_output')]
            self.count += 1
            n.func.attr = 'check_call'
        return n
