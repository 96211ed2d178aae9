class PageIter:
    def __init__(self, client, limit):
        self.client = client
        self.limit = limit
        self.offset = 0
        self.total = None

    def __aiter__(self):
        return self

    async def __anext__(self):
        return await self._load_next()

    async def _load_next(self):
        if self.offset > self.limit:
            raise StopAsyncIteration
        if self.total is None:
            self.total = await self.client.count()
        rows = await self.client.rows(self.offset)
        self.offset += len(rows)
        return rows


class Mailbox:
    def __init__(self, client, limit):
        self.client = client
        self.limit = limit
        self.offset = 0

    async def _load_next(self):
        if self.offset > self.limit:
            return None
        rows = await self.client.rows(self.offset)
        self.offset = self.offset + len(rows)  #!
        return rows


class Rights:
    def __init__(self, client):
        self.client = client
        self.kinds = {}
        self.sessions = {}

    async def grant(self, channel, right):
        if channel not in self.kinds:
            found = await self.client.get_channel(channel)
            self.kinds[channel] = found.kind  #! medium
        if self.kinds[channel] == "group":
            right = None
        return await self.client.set_right(channel, right)

    async def open(self, channel):
        if channel not in self.sessions:
            made = await self.client.create_session(channel)
            self.sessions[channel] = made  #! medium
        await self.sessions[channel].hello()

    async def close(self, channel):
        if channel in self.sessions:
            await self.client.bye(channel)
            del self.sessions[channel]  #! medium
