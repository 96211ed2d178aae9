class Hall:
    def __init__(self, bank):
        self.bank = bank
        self.seats = 10
        self.seen = set()

    async def take(self):
        if self.seats > 0:
            await self.bank.pay()
            self.seats -= 1  #! critical

    async def greet(self, name):
        if name in self.seen:
            return
        await self.bank.hello(name)
        self.seen.add(name)  #! critical

    async def audit(self, name):
        if name not in self.seen:
            await self.bank.look(name)
            self.seen.add(name)  #! high


class Visit:
    def __init__(self, bank):
        self.bank = bank
        self.marks = set()

    async def mark(self, name):
        if name not in self.marks:
            await self.bank.hello(name)
            self.marks.add(name)  #! high


class BankConnection:
    def __init__(self, link):
        self.link = link
        self.open_streams = {}

    async def stream(self, number):
        if number in self.open_streams:
            raise ValueError(number)
        await self.link.send(number)
        self.open_streams[number] = number  #! medium
