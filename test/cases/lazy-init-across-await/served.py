class Service:
    def __init__(self, loop):
        self.loop = loop
        self.server = None

    async def serve_forever(self):
        if self.server is None:
            self.server = await self.loop.create_server(self.answer)  #! medium
        await self.server.serve_forever()

    async def answer_one(self):
        if self.server is None:
            self.server = await self.loop.create_server(self.answer)  #! high
        return self.server
