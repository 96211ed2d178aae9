import asyncio


class Provider:
    def __init__(self, client, url):
        self.client = client
        self.url = url
        self.metadata = {}
        self.seen = set()

    async def load(self):
        if 'loaded' not in self.metadata:
            answer = await self.client.get(self.url)
            self.metadata.update(answer.json())  #! medium
        return self.metadata

    async def once(self, name):
        if name not in self.seen:
            await self.client.post(name)
            self.seen.add(name)  #! critical
        return self.seen


async def main(provider: Provider):
    await asyncio.gather(provider.load(), provider.once('a'), provider.once('a'))
