import uuid

from redis import Redis

client = Redis()
COMPARE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"


class ResourceLock:
    def __init__(self, name):
        self.name = name
        self.token = str(uuid.uuid4())

    def acquire(self):
        return client.set(self.name, self.token, nx=True, ex=60)

    def release(self):
        client.delete(self.name) #!


class SafeLock:
    def __init__(self, name):
        self.name = name
        self.token = str(uuid.uuid4())

    def acquire(self):
        return client.set(self.name, self.token, nx=True, ex=60)

    def release(self):
        client.eval(COMPARE, 1, self.name, self.token)


class Block:
    def __init__(self, name):
        self.name = name

    def clear(self):
        client.delete(self.name)
