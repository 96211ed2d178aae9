# Collections that are handed on and emptied.
import asyncio


class Batcher:
    def __init__(self, flush, limit):
        self._flush = flush
        self._limit = limit
        self._items = []

    async def add(self, item):
        self._items.append(item)
        if len(self._items) >= self._limit:
            await self._flush(self._items)
            self._items.clear()  #!

    async def close(self):
        await self._flush(list(self._items))
        self._items = []  #!


class SafeBatcher:
    def __init__(self, flush):
        self._flush = flush
        self._items = []

    async def add(self, item):
        self._items.append(item)
        batch, self._items = self._items, []
        await self._flush(batch)


class LockedBatcher:
    def __init__(self, flush):
        self._flush = flush
        self._items = []
        self._lock = asyncio.Lock()

    async def add(self, item):
        async with self._lock:
            self._items.append(item)
            await self._flush(self._items)
            self._items.clear()


class Once:
    def __init__(self, items):
        self._items = list(items)

    async def send(self, flush):
        await flush(self._items)
        self._items.clear()
