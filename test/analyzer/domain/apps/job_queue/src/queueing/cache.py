import json

from django.core.cache import cache
from redis.asyncio import Redis

from queueing.keys import NAMESPACE


class RateLimiter:
    prefix = "rate"

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def hit(self, user_id: int) -> bool:
        key = f"{NAMESPACE}:{self.prefix}:{user_id}"
        count = await self.redis.incr(key)
        if count == 1:
            await self.redis.expire(key, 60)
        return count <= 100


async def cached_profile(redis: Redis, user_id: int, load):
    raw = await redis.get(f"profile:{user_id}")
    if raw is not None:
        return json.loads(raw)
    profile = await load(user_id)
    await redis.set(f"profile:{user_id}", json.dumps(profile), ex=300)
    return profile


def once(name: str) -> bool:
    return cache.add(f"once:{name}", 1, timeout=30)
