class Connection:
    def __init__(self, engine):
        self.engine = engine
        self.connection = None

    async def start(self):
        if self.connection:
            raise RuntimeError("already started")
        self.connection = await self.engine.connect()  #! medium
        return self

    async def ensure(self):
        if self.connection is None:
            self.connection = await self.engine.connect()  #! medium
        return self.connection
