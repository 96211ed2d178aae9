import asyncio


class Sender:
    def __init__(self, connection):
        self.connection = connection
        self.reconnecting = False
        self.syncing = False
        self.flushing = False
        self.loading = False
        self.tasks = set()

    def start_reconnect(self, error):
        if not self.reconnecting:
            self.reconnecting = True  #!
            asyncio.get_event_loop().create_task(self.reconnect(error))

    async def reconnect(self, error):
        await self.connection.disconnect()
        self.reconnecting = False
        await self.connection.connect()

    def start_sync(self):
        self.syncing = True
        self.tasks.add(asyncio.create_task(self.sync()))

    async def sync(self):
        try:
            await self.connection.sync()
        finally:
            self.syncing = False

    def start_flush(self):
        self.flushing = True
        asyncio.ensure_future(self.flush())

    async def flush(self):
        self.flushing = False
        await self.connection.flush()

    def start_load(self):
        self.loading = True
        asyncio.create_task(self.load())

    async def load(self):
        await self.connection.load()
        self.loading = False

    def stop(self):
        self.loading = False
