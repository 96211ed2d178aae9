# Two runs of a method for one object, and for two.
import asyncio


class Counter:
    def __init__(self):
        self.value = 0

    async def add(self, store):
        self.value += await store.load()  #! critical


counter = Counter()


async def handler(store):
    await asyncio.gather(counter.add(store), counter.add(store))


class Meter:
    def __init__(self):
        self.value = 0

    async def add(self, store):
        self.value += await store.load()  #! high


async def each(store, first: Meter, second: Meter):
    await asyncio.gather(first.add(store), second.add(store))
