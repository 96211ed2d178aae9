# A semaphore that lets several in keeps nobody out; one that lets one in does.
import asyncio


class Rollout:
    def __init__(self, commander, parallel):
        self.commander = commander
        self.gate = asyncio.Semaphore(parallel)
        self.single = asyncio.Semaphore(1)
        self.plain = asyncio.Semaphore()
        self.sent = 0

    async def push(self, device):
        async with self.gate:
            self.sent += await self.commander.send(device) #!

    async def push_alone(self, device):
        async with self.single:
            self.sent += await self.commander.send(device)
        async with self.plain:
            self.sent += await self.commander.send(device)

    async def start(self, devices):
        semaphore = asyncio.Semaphore(5)

        async def one(device):
            async with semaphore:
                self.sent += await self.commander.send(device) #!

        await asyncio.gather(*(one(device) for device in devices))
