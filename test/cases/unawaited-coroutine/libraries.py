import asyncpg
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from redis.asyncio import Redis


class Chat(AsyncJsonWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("room", self.channel_name)
        self.accept()  #!

    async def disconnect(self, code):
        self.channel_layer.group_discard("room", self.channel_name)  #!

    async def receive_json(self, content, **kwargs):
        self.store(content)  #!
        await self.store(content)
        self.count(content)

    @database_sync_to_async
    def store(self, content):
        print(content)

    def count(self, content):
        print(len(content))


def announce(text):
    layer = get_channel_layer()
    layer.group_send("room", {"type": "chat", "text": text})  #!
    async_to_sync(layer.group_send)("room", {"type": "chat", "text": text})


async def remember(redis: Redis, pool: asyncpg.Pool, key: str):
    redis.set(key, 1)  #!
    if redis.exists(key):  #!
        pool.execute("DELETE FROM keys")  #!
    async with redis.pipeline(transaction=True) as pipe:
        pipe.set(key, 1)
        pipe.expire(key, 60)
        await pipe.execute()
    async with pool.acquire() as connection:
        await connection.execute("DELETE FROM keys")
    return redis.get(key)
