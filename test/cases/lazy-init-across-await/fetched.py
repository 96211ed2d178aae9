class Typing:
    def __init__(self, source):
        self.source = source
        self.channel = None
        self.session = None
        self.worker = None

    async def of_channel(self):
        if self.channel:
            return self.channel
        self.channel = channel = await self.source.get_channel()  #! medium
        return channel

    async def of_session(self):
        if self.session is None:
            self.session = await self.source.get_session()  #! high
        return self.session

    async def of_worker(self):
        if self.worker is None:
            self.worker = await self.source.start_worker()  #! high
        return self.worker
