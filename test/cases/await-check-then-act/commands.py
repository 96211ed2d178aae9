import asyncio


class Mail(asyncio.StreamReaderProtocol):
    """One object for each connection; the loop takes one command after the other."""

    def __init__(self, reader, loop):
        super().__init__(reader, loop=loop)
        self.commands = {
            name.replace("cmd_", ""): getattr(self, name)
            for name in dir(self)
            if name.startswith("cmd_")
        }
        self.rows = {}
        self.senders = {}

    def connection_made(self, transport):
        super().connection_made(transport)
        self.task = asyncio.ensure_future(self._serve())

    async def _serve(self):
        while line := await self.reader.readline():
            name, _, argument = line.decode().partition(" ")
            await self.commands[name](argument)

    async def cmd_auth(self, argument):
        if self.rows.get(argument):
            return
        found = await self.ask(argument)
        self.rows[argument] = found

    async def log_in(self, argument):
        if self.senders.get(argument):
            return
        found = await self.ask(argument)
        self.senders[argument] = found  #!


class Desk:
    def __init__(self):
        self.commands = {
            name.replace("cmd_", ""): getattr(self, name)
            for name in dir(self)
            if name.startswith("cmd_")
        }
        self.rows = {}

    async def cmd_login(self, argument):
        if self.rows.get(argument):
            return
        found = await self.ask(argument)
        self.rows[argument] = found  #!
