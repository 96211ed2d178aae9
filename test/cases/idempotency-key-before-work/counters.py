from datetime import timedelta

import redis

client = redis.Redis()
PERIOD = timedelta(minutes=1)


def is_limited(key, most):
    if client.setnx(key, 0):
        client.expire(key, int(PERIOD.total_seconds()))
    return client.incrby(key, 1) > most


def left(key, most, period):
    if client.setnx(key, most):
        client.expire(key, period.as_seconds())
    return client.decr(key)
