import time

from redis import Redis


def raise_score(client: Redis, user):
    score = client.zscore("board", user)
    client.zadd("board", {user: (score or 0) + 1})  #!


def atomically(client: Redis, user):
    client.zincrby("board", 1, user)


def touch(client: Redis, user):
    if client.zscore("seen", user) is None:
        print("new")
    client.zadd("seen", {user: time.time()})


def other_board(client: Redis, user):
    client.zadd("weekly", {user: client.zscore("daily", user) or 0})


def numbered(client: Redis, user):
    client.zadd("queue", {user: client.zcard("queue")})
