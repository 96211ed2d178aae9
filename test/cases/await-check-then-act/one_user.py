class Rpc:
    def __init__(self, queue):
        self.queue = queue
        self.routes = {}
        self.left = 1
        self.status = None

    async def register(self, name, method):
        if name in self.routes:
            raise RuntimeError(name)
        await self.queue.consume(name)
        self.routes[name] = method  #! medium

    async def take(self, name):
        if name in self.routes:
            raise RuntimeError(name)
        await self.queue.consume(name)
        self.routes[name] = name  #! medium

    async def rotate(self, limit):
        self.left += 1
        if self.left >= limit:
            await self.queue.rotate()
            self.left = 0  #! medium

    async def close(self):
        if self.status == Status.running:
            await self.queue.close()
            self.status = Status.closing
