import asyncio


class Pool:
    def __init__(self, connect, maxsize):
        self._connect = connect
        self.maxsize = maxsize
        self._acquiring = 0
        self._pool = []
        self._used = set()
        self._in_flight = 0

    @property
    def size(self):
        return len(self._pool) + len(self._used) + self._acquiring

    async def fill(self):
        while not self._pool and self.size < self.maxsize:
            self._acquiring += 1
            try:
                conn = await self._connect()
                self._pool.append(conn)
            finally:
                self._acquiring -= 1

    async def direct(self):
        if len(self._pool) + self._acquiring < self.maxsize:
            self._acquiring += 1
            try:
                conn = await self._connect()
            except OSError:
                self._acquiring -= 1
                raise
            self._acquiring -= 1
            self._pool.append(conn)

    async def metered(self):
        if len(self._pool) < self.maxsize:
            self._in_flight += 1
            try:
                conn = await self._connect()
                self._pool.append(conn)  #!
            finally:
                self._in_flight -= 1

    async def plain(self):
        if self.size < self.maxsize and len(self._pool) < 5:
            conn = await self._connect()
            self._pool.append(conn)  #!
