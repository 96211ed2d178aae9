class Cache:
    def __init__(self, connection):
        self.connection = connection
        self.valid_from = 0
        self.left = 3

    async def refresh(self, changed_at):
        if changed_at > self.valid_from:
            await self.connection.reload()
            self.valid_from = changed_at  #! medium

    async def take(self):
        if self.left > 0:
            await self.connection.reserve()
            self.left -= 1  #! high
