class Stream:
    def __init__(self):
        self.handlers = {}

    async def event(self, name):
        handlers = self.handlers.get(name, [])[:]
        for handler in handlers:
            await handler(name)

    def remove(self, name, handler):
        self.handlers[name].remove(handler)
