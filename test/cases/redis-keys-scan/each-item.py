# One question for each item of a collection, where one would do for all.
from redis.asyncio import Redis


async def weight(redis: Redis, lines: dict):
    grams = 0
    for sku, quantity in lines.items():
        grams += int(await redis.get(f"weight:{sku}") or 0) * quantity  #!
    return grams


async def prices(redis: Redis, skus: list):
    return [await redis.hget("prices", sku) for sku in skus]


async def names(redis: Redis, ids: list):
    return [await redis.get(f"name:{one}") for one in ids]  #!


async def together(redis: Redis, skus: list):
    return await redis.mget([f"weight:{sku}" for sku in skus])


async def queued(redis: Redis, skus: list):
    async with redis.pipeline() as pipe:
        for sku in skus:
            pipe.get(f"weight:{sku}")
        return await pipe.execute()


async def first(redis: Redis, skus: list):
    for sku in skus:
        found = await redis.get(f"weight:{sku}")
        if found:
            return found
    return None


async def few(redis: Redis):
    return [await redis.get(f"count:{one}") for one in ("a", "b")]
