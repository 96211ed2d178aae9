import asyncio
import time


class Account:
    def __init__(self, http):
        self.http = http
        self.grant = {}
        self.ready = False
        self.until = 0.0

    async def get(self, path):
        if "key" not in self.grant:
            await self.log_in()  #! high
        if self.grant["ends"] < time.time():
            await self.renew()  #! high
        return await self.http.get(path, self.grant["key"])

    async def log_in(self):
        answer = await self.http.post("/login")
        await self._keep(answer)

    async def renew(self):
        answer = await self.http.post("/renew", self.grant["more"])
        await self._keep(answer)

    async def _keep(self, answer):
        self.grant = await answer.json()

    async def ping(self):
        if not self.ready:
            await self.prepare()  #! medium
        await self.http.get("/ping")

    async def prepare(self):
        await self.http.post("/prepare")
        self._done()

    def _done(self):
        self.ready = True


class Careful:
    def __init__(self, http):
        self.http = http
        self.grant = {}
        self.settings = None
        self.open = True
        self.count = 0
        self.state = "idle"
        self._lock = asyncio.Lock()
        self._task = None

    # Test and call stand under one lock.
    async def get(self, path):
        async with self._lock:
            if "key" not in self.grant:
                await self.log_in()
        return await self.http.get(path, self.grant["key"])

    async def log_in(self):
        answer = await self.http.post("/login")
        self.grant = await answer.json()

    # What is asked says nothing about who comes second: it holds after the act as well.
    async def reload(self):
        if self.settings is None:
            raise RuntimeError("not loaded")
        await self._load()

    async def _load(self):
        self.settings = await self.http.get("/settings")

    # To close twice does no harm.
    async def close(self):
        if self.open:
            await self._hang_up()

    async def _hang_up(self):
        await self.http.close()
        self.open = False

    # The helper marks first.
    async def step(self):
        if self.state == "idle":
            await self._work()

    async def _work(self):
        self.state = "busy"
        try:
            await self.http.get("/work")
        finally:
            self.state = "idle"

    async def turn(self):
        if self.state == "idle":
            await self._walk()

    async def _walk(self):
        self.state = "walking"
        await self.http.get("/walk")
        self.state = "arrived"

    # Another object's method is not followed.
    async def visit(self, other):
        if not self.count:
            await other.log_in()

    # One loop runs it, and nothing else changes the place.
    def start(self):
        self._task = asyncio.create_task(self._loop())

    async def _loop(self):
        while True:
            await self._round()

    async def _round(self):
        if self.count > 3:
            await self._reset()

    async def _reset(self):
        await self.http.post("/reset")
        self.count = 1
