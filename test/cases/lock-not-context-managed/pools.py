import asyncio


class Pool:
    def __init__(self, size):
        self.places = asyncio.Semaphore(size)
        self.lock = asyncio.Lock()
        self.used = set()

    async def take(self):
        await self.places.acquire()
        try:
            one = await connect()
            self.used.add(one)
            return one
        except OSError:
            self.places.release()
            raise

    def give_back(self, one):
        self.used.discard(one)
        self.places.release()

    async def take_alone(self):
        await self.lock.acquire()  #!
        try:
            return await connect()
        except OSError:
            self.lock.release()
            raise
