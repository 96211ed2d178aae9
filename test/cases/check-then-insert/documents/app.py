from pymongo import MongoClient
from pymongo.errors import DuplicateKeyError

db = MongoClient()["app"]


def register(name, email):
    if db.users.find_one({"name": name}):
        raise ValueError(name)
    db.users.insert_one({"name": name, "email": email})  #!


async def add(collection, user):
    found = await collection.find_one({"nick": user.nick})
    if found is None:
        await collection.insert_one(user.model_dump())  #!


def limited(name):
    if db.teams.count_documents({"owner": name}) == 0:
        db.teams.insert_one({"owner": name})  #!


def mailed(email):
    """A unique index on it is made in another file."""
    if db.users.find_one({"email": email}):
        raise ValueError(email)
    db.users.insert_one({"email": email})


def tried(name):
    if db.users.find_one({"name": name}):
        raise ValueError(name)
    try:
        db.users.insert_one({"name": name})
    except DuplicateKeyError:
        raise ValueError(name) from None


def keyed(key):
    if db.users.find_one({"_id": key}) is None:
        db.users.insert_one({"_id": key})


def upserted(name):
    db.users.update_one({"name": name}, {"$setOnInsert": {"name": name}}, upsert=True)


def logged(name):
    """What is inserted is something else."""
    if db.users.find_one({"name": name}):
        db.events.insert_one({"name": name})
    if not db.users.find_one({"name": name}):
        db.events.insert_one({"name": name})


def after(name, other):
    if db.users.find_one({"name": name}) is None:
        print(name)
    db.users.insert_one({"name": name})
    if db.users.find_one({"name": other}):
        raise ValueError(other)
