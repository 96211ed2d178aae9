import asyncio

_pool = None


async def open_pool(factory):
    global _pool
    _pool = await factory.open()


async def rows(factory, query):
    if _pool is None:
        await open_pool(factory)  #! high
    return await _pool.fetch(query)


class Mailbox:
    def __init__(self, transport):
        self.transport = transport
        self.channel = None
        self._lock = asyncio.Lock()

    async def fetch(self, folder):
        if self.channel is None:
            await self.sign_in()  #! high
        return await self.channel.fetch(folder)

    async def fetch_one(self, folder, number):
        if self.channel is not None:
            return await self.channel.fetch(folder, number)
        await self.sign_in()  #! high
        return await self.channel.fetch(folder, number)

    async def sign_in(self):
        answer = await self.transport.hello()
        await self._select(answer)

    async def _select(self, answer):
        self.channel = await self.transport.select(answer)

    # The lock is held around the call, and the test comes too early.
    async def fetch_late(self, folder):
        if not self.channel:
            async with self._lock:
                await self.sign_in()  #! high
        return await self.channel.fetch(folder)


class Guarded:
    def __init__(self, transport):
        self.transport = transport
        self.channel = None
        self.line = None
        self.link = None
        self.wire = None
        self.task = None
        self.busy = False
        self._lock = asyncio.Lock()

    # The helper asks again under the lock.
    async def fetch(self, folder):
        if self.channel is None:
            await self._open()
        return await self.channel.fetch(folder)

    async def _open(self):
        async with self._lock:
            if self.channel is None:
                self.channel = await self.transport.select()

    # The lock is held over test and call.
    async def read(self):
        async with self._lock:
            if self.line is None:
                await self._dial()
            return await self.line.read()

    async def _dial(self):
        self.line = await self.transport.dial()

    # The task is stored before anybody else can run.
    async def send(self, text):
        if self.link is None:
            await self._link_up()
        await self.link.send(text)

    async def _link_up(self):
        if self.task is None:
            self.task = asyncio.create_task(self.transport.link())
        self.link = await self.task

    # Assigned before anything is awaited.
    async def write(self, text):
        if self.wire is None:
            await self._wire_up()
        await self.wire.write(text)

    async def _wire_up(self):
        self.wire = self.transport.wire()
        await self.wire.hello()
