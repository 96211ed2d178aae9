import json
import logging
from fastapi import APIRouter, Depends
from svc.client import get_redis
from redis.asyncio import Redis

router = APIRouter()
log = logging.getLogger(__name__)

@router.post("/credits/{user_id}/use")
async def use_credit(user_id: str, amount: int, redis: Redis = Depends(get_redis)):
    raw = await redis.get(f"credits:{user_id}")
    balance = int(raw) if raw is not None else 0
    if balance < amount:
        return {"ok": False}
    balance -= amount
    await redis.set(f"credits:{user_id}", str(balance)) #!
    return {"ok": True}

async def track(session_id: str, event: dict):
    r = await get_redis()
    key = f"session:{session_id}"
    data = json.loads(await r.get(key) or "{}")
    data.setdefault("events", []).append(event)
    await r.setex(key, 3600, json.dumps(data)) #!

class JobQueue:
    JOB = "job:{}"
    def __init__(self, redis_client):
        self.redis = redis_client

    async def submit(self, job_id, payload):
        if await self.redis.hexists("jobs", job_id):
            raise ValueError("dup")
        await self.redis.hset("jobs", job_id, json.dumps(payload))
        await self.redis.lpush("pending", job_id)

    async def status(self, job_id, status):
        job = await self.redis.hgetall(f"job:{job_id}")
        job["status"] = status
        await self.redis.hset(f"job:{job_id}", mapping=job) #!

    async def acquire(self, name, owner):
        ok = await self.redis.setnx(f"lock:{name}", owner)
        if ok:
            await self.redis.expire(f"lock:{name}", 10)
        return ok

    async def release(self, name):
        await self.redis.delete(f"lock:{name}")

    async def process(self, message):
        dedup = f"processed:{message.id}"
        if not await self.redis.set(dedup, 1, ex=3600, nx=True):
            log.info("dup")
            return
        await self.handle(message)

    async def rate(self, ip):
        n = await self.redis.get(f"hits:{ip}")
        if n and int(n) > 100:
            return False
        pipe = self.redis.pipeline()
        pipe.incr(f"hits:{ip}")
        pipe.expire(f"hits:{ip}", 60)
        await pipe.execute()
        return True

    async def profile(self, uid, db):
        if (hit := await self.redis.get(f"p:{uid}")) is not None:
            return json.loads(hit)
        row = await db.fetch_profile(uid)
        await self.redis.set(f"p:{uid}", json.dumps(row), ex=30)
        return row

    async def all(self):
        keys = await self.redis.keys("job:*")
        return [await self.redis.hgetall(k) for k in keys]

    async def complete(self, job_id, result):
        async with self.redis.pipeline(transaction=True) as pipe:
            await pipe.hset(f"job:{job_id}", "status", "done").lrem("running", 1, job_id).execute()
    
    async def migrate(self, job_id, data):
        await self.redis.hset(f"v1:{job_id}", mapping=data)
        try:
            await self.redis.hset(f"v2:{job_id}", mapping=data)
        except Exception as e:
            log.warning("v2 write failed: %s", e)

    async def with_conditional(self, key):
        value = await self.redis.get(key)
        new = (int(value) + 1) if value else 1
        await self.redis.set(key, new) #!
