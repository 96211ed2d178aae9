import redis
import redis.asyncio as aioredis

r = redis.Redis()

def limited(user_id: str) -> bool:
    key = f'rate:{user_id}'
    count = r.incr(key) #!
    if count == 1:
        r.expire(key, 60)
    return count > 100

async def limited_async(client: aioredis.Redis, user_id: str) -> bool:
    count = await client.incr(f'rate:{user_id}') #!
    if not count > 1:
        await client.expire(f'rate:{user_id}', 60)
    return count > 100

class Limiter:
    def __init__(self, client: aioredis.Redis):
        self.client = client

    async def hit(self, name):
        if await self.client.incr(name) == 1: #!
            await self.client.expire(name, 60)

async def ok(client: aioredis.Redis, user_id: str) -> bool:
    async with client.pipeline(transaction=True) as pipe:
        pipe.incr(f'rate:{user_id}')
        pipe.expire(f'rate:{user_id}', 60)
        count, _ = await pipe.execute()
    return count > 100

def ok_mends(user_id: str) -> bool:
    count = r.incr(f'rate:{user_id}')
    if r.ttl(f'rate:{user_id}') == -1:
        r.expire(f'rate:{user_id}', 60)
    return count > 3
