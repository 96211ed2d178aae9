import asyncio


class Retries:
    def __init__(self, client):
        self.client = client
        self.count = 0

    async def fetch(self, url):
        while await self.may_retry():
            await self.client.get(url)

    async def may_retry(self):
        if self.count == 5:
            return False
        await asyncio.sleep(2**self.count)
        self.count += 1
        return True


async def load(client, url):
    retries = Retries(client)
    return await retries.fetch(url)


class Kept:
    def __init__(self, client):
        self.client = client
        self.count = 0

    async def may_retry(self):
        if self.count == 5:
            return False
        await asyncio.sleep(2**self.count)
        self.count += 1  #!
        return True


class Holder:
    def __init__(self, client):
        self.retries = Kept(client)


class Beside:
    def __init__(self, client):
        self.client = client
        self.count = 0

    async def may_retry(self):
        if self.count == 5:
            return False
        await asyncio.sleep(2**self.count)
        self.count += 1  #!
        return True


async def load_all(client):
    beside = Beside(client)
    return await asyncio.gather(beside.may_retry(), beside.may_retry())
