# Commands of an asynchronous client that nobody waits for.
from redis.asyncio import Redis


class Catalog:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def view(self, sku):
        self._redis.zincrby("popular", 1, sku)  #!

    async def rename(self, old, new):
        self._redis.rename(old, new)  #!

    async def seen(self, sku):
        await self._redis.pfadd("seen", sku)

    async def keys(self):
        return [key async for key in self._redis.scan_iter("stock:*")]

    async def queued(self, sku):
        async with self._redis.pipeline() as pipe:
            pipe.zincrby("popular", 1, sku)
            pipe.multi()
            await pipe.execute()

    def script(self):
        return self._redis.register_script("return 1")

    async def held(self):
        lock = self._redis.lock("lock:catalog")
        async with lock:
            await self.view("x")
