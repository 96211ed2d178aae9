class Poller:
    async def poll(self):
        if self._polling:
            return
        self._polling = True
        try:
            await self.fetch()
        except (OSError, BaseException):
            self._polling = False
            raise
        self._polling = False

    async def sweep(self):
        if self._sweeping:
            return
        self._sweeping = True  #!
        try:
            await self.fetch()
        except (OSError, ValueError):
            self._sweeping = False
            raise
        self._sweeping = False
