import asyncio


class Handler:
    async def handle(self):
        while self.running:
            try:
                await self.receive()
            except asyncio.CancelledError:  #! medium
                self.log()
                self.running = False

    async def keep(self):
        while self.running:
            try:
                await self.receive()
            except asyncio.CancelledError:  #! high
                self.log()
                self.broken = True
