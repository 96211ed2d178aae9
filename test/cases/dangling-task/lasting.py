import asyncio
import signal


class Peer:
    def on_message(self, message):
        found = self.handler(message)
        if asyncio.iscoroutine(found):
            asyncio.ensure_future(found)  #! medium
        asyncio.ensure_future(self.store_message(message))  #! high

    def begin(self, loop):
        loop.add_signal_handler(signal.SIGINT, lambda: asyncio.ensure_future(self.leave()))  #! medium
        asyncio.create_task(self.shutdown())  #! medium
        asyncio.create_task(self.colours())  #! medium
        asyncio.create_task(self.beat())  #! high
        asyncio.create_task(self.greet())  #! high

    async def colours(self):
        await asyncio.sleep(1)
        self.look = "green"

    async def beat(self):
        while True:
            await asyncio.sleep(1)

    async def greet(self):
        writer = await self.open()
        writer.write(b"hello")
