# Values that helpers load and store, changed in between.
import json

from redis.asyncio import Redis


class Carts:
    def __init__(self, redis: Redis, ttl: int) -> None:
        self._redis = redis
        self._ttl = ttl

    @staticmethod
    def _key(customer):
        return f"cart:{customer}"

    async def load(self, customer):
        body = await self._redis.get(self._key(customer))
        return json.loads(body) if body else {"lines": {}}

    async def _save(self, customer, cart):
        await self._redis.set(self._key(customer), json.dumps(cart), ex=self._ttl)

    async def add(self, customer, sku, quantity):
        cart = await self.load(customer)
        cart["lines"][sku] = cart["lines"].get(sku, 0) + quantity
        await self._save(customer, cart)  #!
        return cart

    async def drop(self, customer, sku):
        cart = await self.load(customer)
        cart["lines"].pop(sku, None)
        await self._save(customer, cart)  #!

    async def copy(self, guest, customer):
        cart = await self.load(guest)
        cart["guest"] = guest
        await self._save(customer, cart)

    async def refresh(self, customer):
        cart = await self.load(customer)
        await self._save(customer, cart)

    async def add_alone(self, customer, sku):
        async with self._redis.lock(f"lock:cart:{customer}"):
            cart = await self.load(customer)
            cart["lines"][sku] = 1
            await self._save(customer, cart)

    async def replace(self, customer, lines):
        old = await self.load(customer)
        await self._save(customer, {"lines": lines})
        return old
