import asyncio

from tornado.ioloop import IOLoop


class Worker:
    def __init__(self, lifetime):
        self.io_loop = IOLoop.current()
        self.loop = asyncio.get_event_loop()
        self.io_loop.call_later(lifetime, self.close)
        IOLoop.current().call_later(lifetime, self.close)
        self.loop.call_later(lifetime, self.close)  #!

    async def close(self):
        await asyncio.sleep(1)
