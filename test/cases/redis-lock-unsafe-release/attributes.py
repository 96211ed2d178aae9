import uuid

from redis import Redis


class Lock:
    def __init__(self, client: Redis, name):
        self.client = client
        self.key = f"lock:{name}"
        self.page = f"page:{name}"
        self.token = uuid.uuid4().hex

    def acquire(self):
        return self.client.set(self.key, self.token, nx=True, ex=10)

    def release(self):
        self.client.delete(self.key)  #!

    def forget(self):
        self.client.delete(self.page)


class Renamed:
    def __init__(self, client: Redis, name):
        self.client = client
        self.key = f"lock:{name}"

    def use(self, key):
        self.key = key

    def forget(self):
        self.client.delete(self.key)
