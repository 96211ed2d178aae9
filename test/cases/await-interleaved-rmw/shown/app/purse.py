import asyncio


class Purse:
    def __init__(self, log):
        self.log = log
        self.total = 0
        self.spent = 0

    async def pay(self, amount):
        total = self.total
        await self.log(amount)
        self.total = total - amount  #! critical

    async def spend(self, amount):
        spent = self.spent
        await self.log(amount)
        self.spent = spent + amount  #! critical

    async def spend_all(self, amounts):
        await asyncio.gather(*(self.spend(one) for one in amounts))

    async def unseen(self, amount):
        total = self.total
        await self.log(amount)
        self.total = total + amount  #! high


class Line:
    def __init__(self, log):
        self.log = log
        self.sent = 0

    async def send(self, text):
        sent = self.sent
        await self.log(text)
        self.sent = sent + len(text)  #! high


class LineConnection(Line):
    async def send_all(self, text):
        sent = self.sent
        await self.log(text)
        self.sent = sent + len(text)  #! medium
