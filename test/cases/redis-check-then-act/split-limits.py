import redis
from fastapi import HTTPException

client = redis.Redis()
MOST = 10


def refuse_if_full(room):
    taken = client.get(f"room:{room}:taken")
    if taken is not None and int(taken) >= MOST:
        raise HTTPException(429)


def take_place(room):
    client.incr(f"room:{room}:taken")


def give_back(room):
    client.decr(f"room:{room}:taken")


def enter(room):
    refuse_if_full(room)
    take_place(room) #!


def enter_all(rooms):
    for room in rooms:
        refuse_if_full(room)
    for room in rooms:
        take_place(room) #!


def enter_another(room, other):
    refuse_if_full(room)
    take_place(other)


def enter_locked(room):
    with client.lock(f"lock:{room}", timeout=5):
        refuse_if_full(room)
        take_place(room)


def sign_in(room, password):
    """What failed is counted, which takes no place."""
    refuse_if_full(room)
    if password != "open":
        take_place(room)
        raise HTTPException(401)


class Quota:
    def __init__(self, connection: redis.Redis):
        self.redis = connection

    def has_room(self, user):
        return int(self.redis.get(f"quota:{user}") or 0) < MOST

    def count(self, user):
        self.redis.incrby(f"quota:{user}", 1)

    def remaining(self, user):
        return MOST - int(self.redis.get(f"quota:{user}") or 0)

    def use(self, user):
        if not self.has_room(user):
            raise HTTPException(429)
        self.count(user) #!

    def use_at_once(self, user):
        if self.redis.incr(f"quota:{user}") > MOST:
            self.redis.decr(f"quota:{user}")
            raise HTTPException(429)

    def show_and_count(self, user):
        left = self.remaining(user)
        self.count(user)
        return left
