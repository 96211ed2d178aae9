"""Evaluates statements over objects that tell what is done to them.

Reads one JSON object per line: {"source", "runs": [[0 or 1, ...], ...]}. Answers with one JSON array
per object: for each run the list of what happened, in order. A run that takes too long is null, so
is the answer for source that is not legal.
"""
import ast
import json
import sys

MAX_STEPS = 400
SILENT = {"i"}


class TooLong(BaseException):
    pass


class World:
    def __init__(self, bits):
        self.decisions = iter(bits)
        self.log = []

    def decide(self):
        return bool(next(self.decisions, 0))

    def say(self, *words):
        self.log.append(" ".join(words))
        if len(self.log) > MAX_STEPS:
            raise TooLong


class Probe:
    def __init__(self, world):
        object.__setattr__(self, "_world", world)

    def __getattribute__(self, name):
        world = object.__getattribute__(self, "_world")
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        world.say("read-attribute", name)
        return Probe(world)

    def __setattr__(self, name, value):
        self._world.say("write-attribute", name)

    def __delattr__(self, name):
        self._world.say("delete-attribute", name)

    def __getitem__(self, key):
        self._world.say("read-item")
        return Probe(self._world)

    def __setitem__(self, key, value):
        self._world.say("write-item")

    def __delitem__(self, key):
        self._world.say("delete-item")

    def __call__(self, *args, **kwargs):
        self._world.say("call")
        return Probe(self._world)

    def __bool__(self):
        # Python may ask twice for one decision: `not (a or b)`.
        if "_truth" not in self.__dict__:
            self.__dict__["_truth"] = self._world.decide()
        return self._truth

    def _operate(self, other):
        return Probe(self._world)

    __add__ = __lt__ = __iadd__ = __or__ = _operate

    def __await__(self):
        self._world.say("suspend")
        yield
        return Probe(self._world)

    def __iter__(self):
        return self

    def __next__(self):
        self._world.say("next")
        if self._world.decide():
            return Probe(self._world)
        raise StopIteration

    def __aiter__(self):
        return self

    async def __anext__(self):
        await self
        self._world.say("next")
        if self._world.decide():
            return Probe(self._world)
        raise StopAsyncIteration

    def __enter__(self):
        self._world.say("enter")
        return Probe(self._world)

    def __exit__(self, *_):
        self._world.say("exit")

    async def __aenter__(self):
        await self
        return self.__enter__()

    async def __aexit__(self, *_):
        await self
        self._world.say("exit")


class Names(dict):
    def __init__(self, world):
        super().__init__({name: Probe(world) for name in ("a", "b", "c")})
        self.world = world

    def __getitem__(self, name):
        if name not in SILENT:
            self.world.say("read", name)
        value = super().__getitem__(name)
        return Probe(self.world) if isinstance(value, Probe) else value

    def __setitem__(self, name, value):
        if name not in SILENT:
            self.world.say("write", name)
        # Names stay what they are, so that every statement can run.


def run(code, bits):
    world = World(bits)
    names = Names(world)
    try:
        coroutine = eval(code, names)
        if coroutine is not None:
            try:
                while True:
                    coroutine.send(None)
            except StopIteration:
                pass
        return world.log
    except TooLong:
        return None


for request in sys.stdin:
    job = json.loads(request)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        code = compile(job["source"], "generated", "exec", flags=flags, dont_inherit=True)
    except SyntaxError:
        print("null", flush=True)
        continue
    print(json.dumps([run(code, bits) for bits in job["runs"]]), flush=True)
