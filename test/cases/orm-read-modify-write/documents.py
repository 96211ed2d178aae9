from motor.motor_asyncio import AsyncIOMotorClient

db = AsyncIOMotorClient()["app"]


async def replaced(user_id, n):
    doc = await db.users.find_one({"_id": user_id})
    doc["points"] += n
    await db.users.replace_one({"_id": user_id}, doc)  #!


async def set_in_place(user_id, n):
    doc = await db.users.find_one({"_id": user_id})
    await db.users.update_one({"_id": user_id}, {"$set": {"points": doc["points"] + n}})  #!


class Carts:
    def __init__(self, collection):
        self.collection = collection

    def add(self, user, item):
        cart = self.collection.find_one({"user": user})
        items = cart.get("items", [])
        items = items + [item]
        self.collection.update_one({"user": user}, {"$set": {"items": items}})

    def put(self, user, item):
        cart = self.collection.find_one({"user": user})
        more = cart.get("items", []) + [item]
        self.collection.update_one({"user": user}, {"$set": {"items": more}})  #!

    def append(self, user, item):
        cart = self.collection.find_one({"user": user})
        cart["items"].append(item)
        self.collection.update_one({"user": user}, {"$set": cart})  #!


async def in_the_database(user_id, n):
    doc = await db.users.find_one({"_id": user_id})
    if doc["points"] < n:
        raise ValueError(n)
    await db.users.update_one({"_id": user_id, "points": {"$gte": n}}, {"$inc": {"points": -n}})


async def compared(user_id, n):
    doc = await db.users.find_one({"_id": user_id})
    result = await db.users.update_one(
        {"_id": user_id, "points": doc["points"]}, {"$set": {"points": doc["points"] + n}}
    )
    return result.modified_count == 1


async def versioned(user_id, n):
    doc = await db.users.find_one({"_id": user_id})
    doc["points"] += n
    await db.users.replace_one({"_id": user_id, "version": doc["version"]}, doc)


async def in_a_transaction(client, user_id, n):
    async with await client.start_session() as session:
        async with session.start_transaction():
            doc = await db.users.find_one({"_id": user_id}, session=session)
            await db.users.update_one(
                {"_id": user_id}, {"$set": {"points": doc["points"] + n}}, session=session
            )


async def other_field(user_id, name):
    doc = await db.users.find_one({"_id": user_id})
    await db.users.update_one({"_id": user_id}, {"$set": {"name": name, "old": doc["name"]}})


async def copied(user_id, other_id):
    doc = await db.users.find_one({"_id": user_id})
    await db.archive.replace_one({"_id": other_id}, doc)
    await db.users.update_one({"_id": user_id}, {"$set": {"points": doc["points"]}})
