import logging

import redis.asyncio as redis

client = redis.Redis()
logger = logging.getLogger(__name__)


async def is_duplicate(delivery_id):
    was_set = await client.set(f"webhook:{delivery_id}", "1", nx=True, ex=86400)
    return not was_set


async def claim(delivery_id):
    if await client.set(f"delivery:{delivery_id}", "1", nx=True, ex=86400):
        return True
    return False


async def release(delivery_id):
    await client.delete(f"delivery:{delivery_id}")


async def receive(body, bookings):
    if await is_duplicate(body["id"]): #!
        return "duplicate"
    await bookings.confirm(body)
    return "ok"


async def receive_claimed(body, bookings):
    if not await claim(body["id"]): #!
        return "duplicate"
    await bookings.confirm(body)
    return "ok"


async def receive_released(body, bookings):
    if not await claim(body["id"]):
        return "duplicate"
    try:
        await bookings.confirm(body)
    except Exception:
        await release(body["id"])
        raise
    return "ok"


async def receive_deleted(body, bookings):
    if await is_duplicate(body["id"]):
        return "duplicate"
    try:
        await bookings.confirm(body)
    except Exception:
        await client.delete(f"webhook:{body['id']}")
        raise
    return "ok"


async def only_counts(body):
    if await is_duplicate(body["id"]):
        logger.info("duplicate")
        return "duplicate"
    logger.info("new")
    return "new"


async def answered_again(body, bookings):
    if await is_duplicate(body["id"]):
        return await bookings.read(body["id"])
    return None
