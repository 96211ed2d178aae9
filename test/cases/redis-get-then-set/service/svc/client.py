import redis.asyncio as aioredis
from redis.asyncio import Redis

_client: Redis | None = None


async def get_redis() -> Redis:
    global _client
    if _client is None:
        _client = aioredis.from_url("redis://localhost")
    return _client
