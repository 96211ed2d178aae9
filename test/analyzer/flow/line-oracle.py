"""Runs generated functions and tells which line followed which.

Reads one JSON object per line: {"source", "kind", "runs": [[0 or 1, ...], ...]}. The function is
called `f`; `kind` is function, generator or coroutine. Answers with one JSON array per object:
[[from, to], ...] where 0 is the entry, -1 a return and -2 an exception that leaves the function.
"""
import ast
import dis
import json
import os
import sys

MAX_EVENTS = 300


LEAVING = ("return", "break", "continue")


def breaks_within_finally(node, reach=None):
    """Lines of each `break` that stays inside of the innermost `finally` around it. `reach` is what
    stands between that `finally` and the node: nothing of the kind, or a loop."""
    if isinstance(node, ast.Break):
        return {node.lineno} if reach == "loop" else set()
    found = set()
    for name, value in ast.iter_fields(node):
        inner = reach
        if name == "finalbody":
            inner = "finally"
        elif name == "body" and reach is not None and isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            inner = "loop"
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                found |= breaks_within_finally(child, inner)
    return found


def is_cleanup(frame, raised, lines, positions, breaks):
    """The compiler gives instructions that clean up behind a handler, a case or a `with` the line
    of the statement before them, although that statement does not run again."""
    at = frame.f_lasti
    names = [dis.opname[op] for op in frame.f_code.co_code[at:at + 5:2]]
    if names[0] == "RERAISE" and frame.f_lineno in breaks:
        # The end of a `finally` took the place of the jump to it, and its line. One that merely stands
        # behind a `break` has that of the loop, or of a `break` that leaves the `finally`.
        return False
    if positions[at // 2][2] is None or names[0] == "RERAISE" or names == ["COPY", "POP_EXCEPT", "RERAISE"]:
        return True
    text = lines[frame.f_lineno - 1].lstrip()
    if names[0] == "NOP" and text.startswith("while"):
        # The entry of `while True:` goes on in its body; else it is a jump out to a `with`.
        return positions[at // 2 + 1][0] < frame.f_lineno
    if names[0] == "NOP" and not text.startswith(("try", "pass", *LEAVING)):
        return True
    # An `await` that ends raises inside; a `return` after it leaves the handler by itself.
    return raised and names[0] == "POP_EXCEPT" and not text.startswith(LEAVING)


class E1(Exception):
    pass


class E2(E1):
    pass


def environment(bits):
    decisions = iter(bits)

    def d():
        return bool(next(decisions, 0))

    def choose():
        return d() + 2 * d()

    def s():
        if d() and d():
            raise E2() if d() else E1() if d() else KeyboardInterrupt()
        return 0

    class cm:
        def __enter__(self):
            s()
            return 0

        def __exit__(self, *_):
            s()
            return d()

        async def __aenter__(self):
            return self.__enter__()

        async def __aexit__(self, *args):
            return self.__exit__(*args)

    def it():
        while d():
            yield 0

    class ait:
        def __aiter__(self):
            return self

        async def __anext__(self):
            if d():
                return s()
            raise StopAsyncIteration

    class w:
        def __await__(self):
            yield 0
            return s()

    return {"d": d, "s": s, "cm": cm, "it": it, "ait": ait, "w": w, "choose": choose,
            "E1": E1, "E2": E2}


def drive(f, kind, decide):
    """Runs to the end. True if the function ended by itself, not because it was closed."""
    made = f()
    if kind == "function":
        return True
    started = False
    while True:
        try:
            if started and kind == "generator" and decide() and decide():
                if decide():
                    try:
                        made.close()
                    except RuntimeError:
                        pass  # it yielded once more
                    return False
                made.throw(E1())
            else:
                started = True
                made.send(None)
        except StopIteration:
            return True


def run(code, job, bits, found, give_up):
    lines = job["source"].split("\n")
    names = environment(bits)
    exec(code, names)
    f = names["f"]
    positions = list(f.__code__.co_positions())
    breaks = breaks_within_finally(ast.parse(job["source"]))
    previous = 0
    events = 0
    raised = False

    def local(frame, event, arg):
        nonlocal previous, events, raised
        unwinds = event == "line" and is_cleanup(frame, raised, lines, positions, breaks)
        raised = unwinds or event == "exception"
        if event == "line" and not unwinds:
            events += 1
            found.add((previous, frame.f_lineno))
            previous = frame.f_lineno
            if events > MAX_EVENTS:
                give_up()
        return local

    def trace(frame, event, arg):
        return local if frame.f_code is f.__code__ else None

    sys.settrace(trace)
    try:
        ended = drive(f, job["kind"], names["d"])
        sys.settrace(None)
        if ended:
            found.add((previous, -1))
    except BaseException:
        sys.settrace(None)
        found.add((previous, -2))


def run_all(job, pipe):
    """In a process of its own: nothing but its end stops a loop that swallows every exception."""
    found = set()

    def give_up():
        os.write(pipe, json.dumps(sorted(found)).encode())
        os._exit(0)

    code = compile(job["source"], "generated", "exec", dont_inherit=True)
    for bits in job["runs"]:
        run(code, job, bits, found, give_up)
    give_up()


for request in iter(sys.stdin.readline, ""):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        run_all(json.loads(request), writing)
    os.close(writing)
    with os.fdopen(reading) as answer:
        print(answer.read(), flush=True)
    os.waitpid(child, 0)
