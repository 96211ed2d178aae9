import asyncio

lock = asyncio.Lock()


async def catalogue(request):
    index = getattr(request.app.state, "index", None)
    if index is None:
        index = await request.app.state.source.open_index()
        request.app.state.index = index  #! high
    return index


async def prices(request):
    if request.app.state.prices is None:
        request.app.state.prices = await request.app.state.source.connect()  #! high
    return request.app.state.prices


class Archive:
    def __init__(self, source):
        self.source = source

    async def shelf(self):
        if getattr(self, "_shelf", None) is None:
            self._shelf = await self.source.open()  #! high
        return self._shelf

    async def index(self):
        if not hasattr(self, "_index"):
            self._index = await self.source.open_index()  #! high
        return self._index

    # The name is not known, or another attribute is asked for.
    async def named(self, name):
        if getattr(self, name, None) is None:
            self._other = await self.source.open()
        if not hasattr(self.source, "_third"):
            self._third = await self.source.open()

    # What belongs to one request.
    async def of_request(self, request):
        if getattr(request.state, "row", None) is None:
            request.state.row = await self.source.open()
        return request.state.row


async def locked(request):
    if getattr(request.app.state, "index", None) is None:
        async with lock:
            if getattr(request.app.state, "index", None) is None:
                request.app.state.index = await request.app.state.source.open_index()
    return request.app.state.index


async def at_once(request):
    if not hasattr(request.app.state, "log"):
        request.app.state.log = []
    await request.app.state.source.ping()
    return request.app.state.log
