import asyncio


class Line:
    async def close(self):
        self.closed = True
        try:
            await self.receiver
        except asyncio.CancelledError:  #! medium
            pass
        self.log("closed")

    async def answer(self, handler, event):
        try:
            result = await handler(event)
        except asyncio.CancelledError:  #! high
            result = None
        await self.send(result)
