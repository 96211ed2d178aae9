class Compression:
    def __init__(self, app, level=9):
        self.app = app
        self.level = level

    async def __call__(self, scope, receive, send):
        if scope['type'] == 'http':
            responder = Responder(self.app, self.level)
            await responder(scope, receive, send)
            return
        await self.app(scope, receive, send)


class Responder:
    def __init__(self, app, level):
        self.app = app
        self.level = level
        self.send = None

    async def __call__(self, scope, receive, send):
        self.send = send
        await self.app(scope, receive, self.send_smaller)

    async def send_smaller(self, message):
        await self.send(message)


class Remembering:
    def __init__(self, app):
        self.app = app
        self.send = None

    async def __call__(self, scope, receive, send):
        self.send = send  #! high
        await self.app(scope, receive, self.tell)

    async def tell(self, message):
        await self.send(message)
