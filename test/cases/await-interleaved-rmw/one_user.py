class File:
    def __init__(self, handle):
        self.handle = handle
        self.offset = 0

    async def read(self, size):
        offset = self.offset
        data = await self.handle.read(offset, size)
        self.offset = offset + len(data)  #! medium
        return data

    async def seek(self, offset):
        self.offset = offset

    async def tell(self):
        return self.offset


class Account:
    def __init__(self, bank):
        self.bank = bank
        self.total = 0

    async def pay(self, amount):
        total = self.total
        await self.bank.pay(amount)
        self.total = total + amount  #! high

    async def setup(self):
        total = self.total
        await self.bank.open()
        self.total = total + 1  #! medium
