class Pool:
    def __init__(self, connect):
        self._connect = connect
        self._address = None
        self._first = None

    async def opened(self):
        if self._address is None:
            connection = await self._connect()
            self._address = connection.address  #! medium
            return connection
        return await self._connect(self._address)

    async def first(self):
        if self._first is None:
            self._first = await self._connect()  #! high
        return self._first
