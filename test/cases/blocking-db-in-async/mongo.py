from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import MongoClient


async def load(client: MongoClient, other: AsyncIOMotorClient, cache, key):
    client.app.users.find_one({"_id": key})  #!
    client.app.users.insert_one({"_id": key})  #!
    client["app"].users.delete_many({})  #!
    await other.app.users.find_one({"_id": key})
    pending = other.app.users.insert_one({"_id": key})
    client.app.users.find({})
    cache.app.users.find_one(key)
    return await pending


def sync(client: MongoClient, key):
    return client.app.users.find_one({"_id": key})
